//! What an [`ImapUrl`] says, as it is written.

use alloc::{borrow::Cow, string::String};
use core::fmt;

use super::{
    ImapUrl, UrlAuth, UrlAuthType, UrlCommand, UrlMailbox, UrlMessage, UrlMessageList, UrlPart,
    UrlPartial, UrlReference, UrlServer, UrlString, UrlText, is_achar, is_bchar,
};
use crate::core::{AString, ascii};

impl ImapUrl<'_> {
    /// As it stands in a message, with the token.
    #[must_use]
    pub fn to_url(&self) -> UrlString<'static> {
        let mut text = String::new();
        // A String takes whatever is written.
        let _ = self.write(&mut text, true);
        let shown = self
            .auth()
            .and_then(|auth| auth.verifier.as_ref())
            .is_some_and(|verifier| verifier.token.is_shown());
        let url = UrlString::from(AString::from_scanned(Cow::Owned(text.into_bytes())));
        if shown { url.show_secrets() } else { url }
    }

    fn write(&self, f: &mut impl fmt::Write, with_token: bool) -> fmt::Result {
        match self {
            Self::Absolute(server, command) => {
                f.write_str("imap://")?;
                write_server(f, server)?;
                write_path(f, command.as_ref(), with_token)
            }
            Self::NetworkPath(server, command) => {
                f.write_str("//")?;
                write_server(f, server)?;
                write_path(f, command.as_ref(), with_token)
            }
            Self::AbsolutePath(command) => write_path(f, command.as_ref(), with_token),
            Self::Relative(reference) => match reference {
                UrlReference::Empty => Ok(()),
                UrlReference::List(list) => write_list(f, list, true),
                UrlReference::Message(message) => write_message(f, message, true),
                UrlReference::Part(part) => write_part(f, part),
                UrlReference::Section(section, partial) => {
                    write_section(f, section)?;
                    match partial {
                        Some(partial) => {
                            f.write_str("/")?;
                            write_partial(f, *partial)
                        }
                        None => Ok(()),
                    }
                }
                UrlReference::Partial(partial) => write_partial(f, *partial),
            },
        }
    }
}

impl fmt::Display for ImapUrl<'_> {
    /// The token of URLAUTH is shown as three dots.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

fn write_server(f: &mut impl fmt::Write, server: &UrlServer<'_>) -> fmt::Result {
    if let Some(user) = &server.user {
        write_text(f, user, is_achar)?;
    }
    match &server.auth {
        Some(UrlAuthType::Any) => f.write_str(";AUTH=*")?,
        Some(UrlAuthType::Mechanism(name)) => {
            f.write_str(";AUTH=")?;
            // A lone star would be any mechanism.
            write_text(f, name, |byte| is_achar(byte) && byte != b'*')?;
        }
        None => {}
    }
    if server.user.is_some() || server.auth.is_some() {
        f.write_str("@")?;
    }
    f.write_str(server.host.as_str())?;
    match server.port {
        Some(port) => write!(f, ":{port}"),
        None => Ok(()),
    }
}

/// `"/" [icommand]`
fn write_path(
    f: &mut impl fmt::Write,
    command: Option<&UrlCommand<'_>>,
    with_token: bool,
) -> fmt::Result {
    f.write_str("/")?;
    match command {
        None => Ok(()),
        Some(UrlCommand::List(list)) => write_list(f, list, false),
        Some(UrlCommand::Message(message, auth)) => {
            write_message(f, message, false)?;
            match auth {
                Some(auth) => write_auth(f, auth, with_token),
                None => Ok(()),
            }
        }
    }
}

fn write_list(f: &mut impl fmt::Write, list: &UrlMessageList<'_>, relative: bool) -> fmt::Result {
    write_mailbox(f, &list.mailbox, relative)?;
    match &list.search {
        Some(search) => {
            f.write_str("?")?;
            write_text(f, search, is_bchar)
        }
        None => Ok(()),
    }
}

fn write_message(f: &mut impl fmt::Write, message: &UrlMessage<'_>, relative: bool) -> fmt::Result {
    write_mailbox(f, &message.mailbox, relative)?;
    f.write_str("/")?;
    write_part(f, &message.part)
}

/// A `/` at the front would begin a path or a server; behind a `:` in the first segment of a relative path its front would
/// be a scheme.
fn write_mailbox(f: &mut impl fmt::Write, mailbox: &UrlMailbox<'_>, relative: bool) -> fmt::Result {
    let name = mailbox.name.as_bytes();
    let slashes = name.iter().take_while(|byte| **byte == b'/').count();
    let segment = name
        .iter()
        .skip(slashes)
        .position(|byte| *byte == b'/')
        .map_or(name.len(), |at| slashes + at);
    let (first, rest) = name.split_at(segment);
    let (slashes, first) = first.split_at(slashes);
    write_bytes(f, slashes, |_| false)?;
    write_bytes(f, first, |byte| {
        is_bchar(byte) && !(relative && byte == b':')
    })?;
    write_bytes(f, rest, is_bchar)?;
    match mailbox.uid_validity {
        Some(validity) => write!(f, ";UIDVALIDITY={validity}"),
        None => Ok(()),
    }
}

fn write_part(f: &mut impl fmt::Write, part: &UrlPart<'_>) -> fmt::Result {
    write!(f, ";UID={}", part.uid)?;
    if let Some(section) = &part.section {
        f.write_str("/")?;
        write_section(f, section)?;
    }
    if let Some(partial) = part.partial {
        f.write_str("/")?;
        write_partial(f, partial)?;
    }
    Ok(())
}

fn write_section(f: &mut impl fmt::Write, section: &UrlText<'_>) -> fmt::Result {
    f.write_str(";SECTION=")?;
    write_text(f, section, is_bchar)
}

fn write_partial(f: &mut impl fmt::Write, partial: UrlPartial) -> fmt::Result {
    write!(f, ";PARTIAL={}", partial.origin)?;
    match partial.len {
        Some(len) => write!(f, ".{len}"),
        None => Ok(()),
    }
}

fn write_auth(f: &mut impl fmt::Write, auth: &UrlAuth<'_>, with_token: bool) -> fmt::Result {
    if let Some(expire) = &auth.expire {
        write!(f, ";EXPIRE={}", expire.as_str())?;
    }
    write!(f, ";URLAUTH={}", auth.access.application)?;
    if let Some(user) = &auth.access.user {
        f.write_str("+")?;
        write_text(f, user, is_achar)?;
    }
    if let Some(verifier) = &auth.verifier {
        let mechanism = verifier.mechanism.keyword().unwrap_or_default();
        let token = if with_token {
            ascii(verifier.token.expose().as_bytes())
        } else {
            "..."
        };
        write!(f, ":{mechanism}:{token}")?;
    }
    Ok(())
}

fn write_text(
    f: &mut impl fmt::Write,
    text: &UrlText<'_>,
    class: impl Fn(u8) -> bool,
) -> fmt::Result {
    write_bytes(f, text.as_bytes(), class)
}

/// Percent-encodes what is not of the class.
fn write_bytes(f: &mut impl fmt::Write, bytes: &[u8], class: impl Fn(u8) -> bool) -> fmt::Result {
    for byte in bytes {
        if class(*byte) {
            f.write_char(char::from(*byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}
