//! What a URL says: the rules of [RFC 5092 §11](https://www.rfc-editor.org/rfc/rfc5092.html#section-11).

use alloc::{borrow::Cow, vec::Vec};
use core::{num::NonZeroU32, str::FromStr};

use super::{
    ImapUrl, UrlAccess, UrlAuth, UrlAuthType, UrlCommand, UrlExpire, UrlHost, UrlMailbox,
    UrlMechanism, UrlMessage, UrlMessageList, UrlPart, UrlPartial, UrlReference, UrlServer,
    UrlText, UrlToken, UrlVerifier, is_achar, is_bchar,
};
use crate::core::{Invalid, Secret, ascii};

/// `1*class`, decoded.
fn decoded(bytes: &[u8], class: fn(u8) -> bool) -> Option<UrlText<'_>> {
    let whole = bytes.iter().all(|byte| class(*byte));
    if whole {
        return UrlText::try_from(bytes).ok();
    }
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => break,
            [b'%', high, low, rest @ ..] => {
                let (high, low) = (hex(*high)?, hex(*low)?);
                text.push(16 * high + low);
                rest
            }
            [byte, rest @ ..] if class(*byte) => {
                text.push(*byte);
                rest
            }
            _ => return None,
        };
    }
    UrlText::try_from(Cow::Owned(text)).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

/// Behind `word`, in any case.
fn behind<'u>(bytes: &'u [u8], word: &[u8]) -> Option<&'u [u8]> {
    let (front, rest) = bytes.split_at_checked(word.len())?;
    front.eq_ignore_ascii_case(word).then_some(rest)
}

fn digits(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let count = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = bytes.split_at(count);
    Some((ascii(digits).parse().ok()?, rest))
}

fn nz_digits(bytes: &[u8]) -> Option<(NonZeroU32, &[u8])> {
    if bytes.first() == Some(&b'0') {
        return None;
    }
    let (number, rest) = digits(bytes)?;
    Some((NonZeroU32::new(number)?, rest))
}

impl<'a> TryFrom<&'a [u8]> for ImapUrl<'a> {
    type Error = Invalid;
    fn try_from(url: &'a [u8]) -> Result<Self, Invalid> {
        imapurl(url).ok_or(Invalid::new("imapurl"))
    }
}

impl<'a> TryFrom<&'a str> for ImapUrl<'a> {
    type Error = Invalid;
    fn try_from(url: &'a str) -> Result<Self, Invalid> {
        Self::try_from(url.as_bytes())
    }
}

impl FromStr for ImapUrl<'static> {
    type Err = Invalid;
    fn from_str(url: &str) -> Result<Self, Invalid> {
        ImapUrl::try_from(url).map(bounded_static::IntoBoundedStatic::into_static)
    }
}

fn imapurl(url: &[u8]) -> Option<ImapUrl<'_>> {
    if let Some(rest) = behind(url, b"imap://") {
        let (server, command) = server_and_path(rest)?;
        return Some(ImapUrl::Absolute(server, command));
    }
    match url {
        [b'/', b'/', rest @ ..] => {
            let (server, command) = server_and_path(rest)?;
            Some(ImapUrl::NetworkPath(server, command))
        }
        [b'/', rest @ ..] => path(rest).map(ImapUrl::AbsolutePath),
        url => reference(url).map(ImapUrl::Relative),
    }
}

/// `iserver ["/" [icommand]]`
fn server_and_path(bytes: &[u8]) -> Option<(UrlServer<'_>, Option<UrlCommand<'_>>)> {
    let end = bytes.iter().position(|byte| *byte == b'/');
    let (authority, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let command = match rest {
        [_, rest @ ..] => path(rest)?,
        [] => None,
    };
    // `@` stands in no part of a server but before its host.
    let at = authority.iter().position(|byte| *byte == b'@');
    let (user, auth, host_port) = match at.map(|at| authority.split_at(at)) {
        Some((info, [_, host_port @ ..])) => {
            let semicolon = info.iter().position(|byte| *byte == b';');
            let (user, auth) = info.split_at(semicolon.unwrap_or(info.len()));
            let auth = match auth {
                [] => None,
                auth => match behind(auth, b";AUTH=")? {
                    b"*" => Some(UrlAuthType::Any),
                    name => Some(UrlAuthType::Mechanism(decoded(name, is_achar)?)),
                },
            };
            let user = match user {
                [] if auth.is_some() => None,
                user => Some(decoded(user, is_achar)?),
            };
            (user, auth, host_port)
        }
        _ => (None, None, authority),
    };
    // The colons of an IPv6 address are in its brackets.
    let from = host_port
        .iter()
        .position(|byte| *byte == b']')
        .unwrap_or_default();
    let colon = host_port
        .iter()
        .skip(from)
        .position(|byte| *byte == b':')
        .map(|at| from + at);
    let (host, port) = match colon.map(|at| host_port.split_at(at)) {
        // `port = *DIGIT`
        Some((host, [_])) => (host, None),
        Some((host, [_, port @ ..])) => match digits(port)? {
            (port, []) => (host, Some(u16::try_from(port).ok()?)),
            _ => return None,
        },
        _ => (host_port, None),
    };
    let host = UrlHost::try_from(host).ok()?;
    let server = UrlServer {
        user,
        auth,
        host,
        port,
    };
    Some((server, command))
}

/// `[icommand]`, which does not begin with `/`.
fn path(bytes: &[u8]) -> Option<Option<UrlCommand<'_>>> {
    match bytes {
        [] => return Some(None),
        [b'/', ..] => return None,
        _ => {}
    }
    let (mailbox, rest) = mailbox(bytes)?;
    if let Some(rest) = behind(rest, b"/;UID=") {
        let (part, rest) = part(rest)?;
        let auth = match rest {
            [] => None,
            rest => Some(urlauth(rest)?),
        };
        return Some(Some(UrlCommand::Message(
            UrlMessage { mailbox, part },
            auth,
        )));
    }
    let search = search(rest)?;
    Some(Some(UrlCommand::List(UrlMessageList { mailbox, search })))
}

/// `["?" enc-search]`, and nothing behind it.
fn search(bytes: &[u8]) -> Option<Option<UrlText<'_>>> {
    match bytes {
        [] => Some(None),
        [b'?', search @ ..] => decoded(search, is_bchar).map(Some),
        _ => None,
    }
}

/// `imailbox-ref`, up to a `?` or the `/` before `;UID=`.
fn mailbox(bytes: &[u8]) -> Option<(UrlMailbox<'_>, &[u8])> {
    let end = bytes
        .iter()
        .position(|byte| matches!(byte, b';' | b'?'))
        .unwrap_or(bytes.len());
    let (name, rest) = bytes.split_at(end);
    if let Some(number) = behind(rest, b";UIDVALIDITY=") {
        let (validity, rest) = nz_digits(number)?;
        let name = decoded(name, is_bchar)?;
        let mailbox = UrlMailbox {
            name,
            uid_validity: Some(validity),
        };
        return Some((mailbox, rest));
    }
    let (name, rest) = match name {
        // The `/` is not the mailbox's.
        [name @ .., b'/'] if rest.first() == Some(&b';') => (name, bytes.get(name.len()..)?),
        name => (name, rest),
    };
    let mailbox = UrlMailbox {
        name: decoded(name, is_bchar)?,
        uid_validity: None,
    };
    Some((mailbox, rest))
}

/// `iuid-only ["/" isection-only] ["/" ipartial-only]`, behind `;UID=`.
fn part(bytes: &[u8]) -> Option<(UrlPart<'_>, &[u8])> {
    let (uid, rest) = nz_digits(bytes)?;
    let (section, rest) = match behind(rest, b"/;SECTION=") {
        Some(rest) => {
            let (section, rest) = section(rest)?;
            (Some(section), rest)
        }
        None => (None, rest),
    };
    let (partial, rest) = match behind(rest, b"/;PARTIAL=") {
        Some(rest) => {
            let (partial, rest) = partial(rest)?;
            (Some(partial), rest)
        }
        None => (None, rest),
    };
    let part = UrlPart {
        uid,
        section,
        partial,
    };
    Some((part, rest))
}

/// `enc-section`, up to a `;` and without the `/` before `;PARTIAL=`.
fn section(bytes: &[u8]) -> Option<(UrlText<'_>, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b';');
    let (section, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let (section, rest) = match section {
        [section @ .., b'/'] if behind(rest, b";PARTIAL=").is_some() => {
            (section, bytes.get(section.len()..)?)
        }
        section => (section, rest),
    };
    Some((decoded(section, is_bchar)?, rest))
}

/// `partial-range`
fn partial(bytes: &[u8]) -> Option<(UrlPartial, &[u8])> {
    let (origin, rest) = digits(bytes)?;
    let (len, rest) = match rest {
        [b'.', rest @ ..] => {
            let (len, rest) = nz_digits(rest)?;
            (Some(len), rest)
        }
        rest => (None, rest),
    };
    Some((UrlPartial { origin, len }, rest))
}

/// `[expire] ";URLAUTH=" access [":" uauth-mechanism ":" enc-urlauth]`
fn urlauth(bytes: &[u8]) -> Option<UrlAuth<'_>> {
    let (expire, rest) = match behind(bytes, b";EXPIRE=") {
        Some(rest) => {
            let end = rest.iter().position(|byte| *byte == b';')?;
            let (expire, rest) = rest.split_at(end);
            (Some(UrlExpire::try_from(expire).ok()?), rest)
        }
        None => (None, bytes),
    };
    let rest = behind(rest, b";URLAUTH=")?;
    let mut fields = rest.splitn(3, |byte| *byte == b':');
    let access = fields.next()?;
    let plus = access.iter().position(|byte| *byte == b'+');
    let (application, user) = access.split_at(plus.unwrap_or(access.len()));
    let user = match user {
        [] => None,
        [_, user @ ..] => Some(decoded(user, is_achar)?),
    };
    let application = core::str::from_utf8(application).ok()?;
    let access = UrlAccess::new(application, user).ok()?;
    let verifier = match (fields.next(), fields.next()) {
        (None, _) => None,
        (Some(mechanism), Some(token)) => Some(UrlVerifier {
            mechanism: UrlMechanism::parse(mechanism)?,
            token: Secret::new(UrlToken::try_from(token).ok()?),
        }),
        _ => return None,
    };
    Some(UrlAuth {
        expire,
        access,
        verifier,
    })
}

/// `irelative-path / ipath-empty`
fn reference(bytes: &[u8]) -> Option<UrlReference<'_>> {
    if bytes.is_empty() {
        return Some(UrlReference::Empty);
    }
    if let Some(rest) = behind(bytes, b";UID=") {
        return match part(rest)? {
            (part, []) => Some(UrlReference::Part(part)),
            _ => None,
        };
    }
    if let Some(rest) = behind(bytes, b";SECTION=") {
        let (section, rest) = section(rest)?;
        let partial = match rest {
            [] => None,
            rest => match partial(behind(rest, b"/;PARTIAL=")?)? {
                (partial, []) => Some(partial),
                _ => return None,
            },
        };
        return Some(UrlReference::Section(section, partial));
    }
    if let Some(rest) = behind(bytes, b";PARTIAL=") {
        return match partial(rest)? {
            (partial, []) => Some(UrlReference::Partial(partial)),
            _ => None,
        };
    }
    // path-noscheme: no colon in the first segment.
    let end = bytes
        .iter()
        .position(|byte| matches!(byte, b'/' | b'?' | b';'))
        .unwrap_or(bytes.len());
    if bytes.iter().take(end).any(|byte| *byte == b':') {
        return None;
    }
    let (mailbox, rest) = mailbox(bytes)?;
    if let Some(rest) = behind(rest, b"/;UID=") {
        return match part(rest)? {
            (part, []) => Some(UrlReference::Message(UrlMessage { mailbox, part })),
            _ => None,
        };
    }
    let search = search(rest)?;
    Some(UrlReference::List(UrlMessageList { mailbox, search }))
}
