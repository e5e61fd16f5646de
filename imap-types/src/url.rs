//! IMAP URLs ([RFC 5092](https://www.rfc-editor.org/rfc/rfc5092.html), access identifiers of
//! [RFC 5593](https://www.rfc-editor.org/rfc/rfc5593.html)).
//!
//! Two types: [`UrlString`] is what stands in a message, kept as it is, be it a URL or not, and [`ImapUrl`] is what it
//! says. `TryFrom<&str>` and `FromStr` read, [`ImapUrl::to_url`] writes; what is percent-encoded is held decoded.
//!
//! ```
//! use imap_types::url::{ImapUrl, UrlCommand};
//! let url = ImapUrl::try_from("imap://fred@x.org/Gr%C3%BC%C3%9Fe;UIDVALIDITY=7/;UID=20/;section=1.2")?;
//! assert_eq!(url.mailbox().and_then(|mailbox| mailbox.name.to_str().ok()), Some("Grüße"));
//! assert_eq!(url.part().map(|part| part.uid.get()), Some(20));
//! assert_eq!(url.to_string(), "imap://fred@x.org/Gr%C3%BC%C3%9Fe;UIDVALIDITY=7/;UID=20/;SECTION=1.2");
//! # Ok::<(), imap_types::core::Invalid>(())
//! ```

mod read;
mod string;
mod write;

use alloc::borrow::Cow;
use core::num::NonZeroU32;

pub use self::string::UrlString;
use crate::core::{Invalid, Secret, string};

/// `imapurl` or `imapurl-rel`: a server, a mailbox, the answer to a search, a message, or a part of one
/// ([RFC 5092 §11](https://www.rfc-editor.org/rfc/rfc5092.html#section-11)).
///
/// `Display` leaves the token of URLAUTH out; [`to_url`](Self::to_url) has all.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ImapUrl<'a> {
    /// `imapurl = "imap://" iserver ["/" [icommand]]`
    Absolute(UrlServer<'a>, Option<UrlCommand<'a>>),
    /// `inetwork-path = "//" iserver ["/" [icommand]]`
    NetworkPath(UrlServer<'a>, Option<UrlCommand<'a>>),
    /// `iabsolute-path = "/" [icommand]`
    AbsolutePath(Option<UrlCommand<'a>>),
    /// `irelative-path / ipath-empty`
    Relative(UrlReference<'a>),
}

/// `iserver = [iuserinfo "@"] host [":" port]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlServer<'a> {
    /// `enc-user`: as whom to log in.
    pub user: Option<UrlText<'a>>,
    /// `iauth`: how to log in.
    pub auth: Option<UrlAuthType<'a>>,
    /// The host.
    pub host: UrlHost<'a>,
    /// The port; 143, if there is none.
    pub port: Option<u16>,
}

impl<'a> UrlServer<'a> {
    /// A host, at the usual port.
    ///
    /// # Errors
    ///
    /// If it is no `host`.
    pub fn new(host: &'a str) -> Result<Self, Invalid> {
        Ok(Self {
            user: None,
            auth: None,
            host: UrlHost::try_from(host)?,
            port: None,
        })
    }
}

/// `iauth = ";AUTH=" ( "*" / enc-auth-type )`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum UrlAuthType<'a> {
    /// `*`: any mechanism.
    Any,
    /// This one.
    Mechanism(UrlText<'a>),
}

/// `icommand = imessagelist / imessagepart [iurlauth]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum UrlCommand<'a> {
    /// A mailbox, or those of its messages that a search finds.
    List(UrlMessageList<'a>),
    /// A message or a part of it, and who may have it.
    Message(UrlMessage<'a>, Option<UrlAuth<'a>>),
}

/// `irelative-path / ipath-empty`: what is relative to a mailbox or a message.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum UrlReference<'a> {
    /// `ipath-empty`: the base itself.
    #[default]
    Empty,
    /// `imessagelist`
    List(UrlMessageList<'a>),
    /// `imailbox-ref "/" iuid-only ["/" isection-only] ["/" ipartial-only]`
    Message(UrlMessage<'a>),
    /// `iuid-only ["/" isection-only] ["/" ipartial-only]`
    Part(UrlPart<'a>),
    /// `isection-only ["/" ipartial-only]`
    Section(UrlText<'a>, Option<UrlPartial>),
    /// `ipartial-only`
    Partial(UrlPartial),
}

/// `imessagelist = imailbox-ref [ "?" enc-search ]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlMessageList<'a> {
    /// Which mailbox.
    pub mailbox: UrlMailbox<'a>,
    /// A `search-program`, as SEARCH takes it.
    pub search: Option<UrlText<'a>>,
}

/// `imailbox-ref = enc-mailbox [uidvalidity]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlMailbox<'a> {
    /// Its name: UTF-8, never modified UTF-7 ([RFC 5092 §8](https://www.rfc-editor.org/rfc/rfc5092.html#section-8)).
    pub name: UrlText<'a>,
    /// The UIDVALIDITY under which the URL was made.
    pub uid_validity: Option<NonZeroU32>,
}

/// `imessagepart = imailbox-ref iuid [isection] [ipartial]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlMessage<'a> {
    /// Which mailbox.
    pub mailbox: UrlMailbox<'a>,
    /// Which message in it, and what of it.
    pub part: UrlPart<'a>,
}

/// `iuid-only ["/" isection-only] ["/" ipartial-only]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlPart<'a> {
    /// Which message.
    pub uid: NonZeroU32,
    /// A `section-spec`, as FETCH takes it between the brackets of BODY; all, if there is none.
    pub section: Option<UrlText<'a>>,
    /// Which octets; all, if there is none.
    pub partial: Option<UrlPartial>,
}

/// `partial-range = number ["." nz-number]`: so many octets from this one on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlPartial {
    /// The first octet; 0 is the first of the section.
    pub origin: u32,
    /// How many at most; all that there are, if there is none.
    pub len: Option<NonZeroU32>,
}

forward_static!(UrlPartial);

/// `iurlauth-rump [":" uauth-mechanism ":" enc-urlauth]`: who may have the message, until when, and the proof of it
/// ([RFC 5092 §6](https://www.rfc-editor.org/rfc/rfc5092.html#section-6)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlAuth<'a> {
    /// Until when; for ever, if there is none.
    pub expire: Option<UrlExpire<'a>>,
    /// Who.
    pub access: UrlAccess<'a>,
    /// `iua-verifier`: without it the URL is a rump, which the server is asked to complete.
    pub verifier: Option<UrlVerifier<'a>>,
}

/// `iua-verifier = ":" uauth-mechanism ":" enc-urlauth`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlVerifier<'a> {
    /// How the token was made.
    pub mechanism: UrlMechanism<'a>,
    /// `enc-urlauth`: who has it has the message.
    pub token: Secret<UrlToken<'a>>,
}

keyword_sum! {
    /// `uauth-mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")`: how a server makes the token of a URL.
    pub enum UrlMechanism<'a>, named by UrlMechanismName in "mechanism", other Name {
        /// The server's own way. [RFC 4467 §3](https://www.rfc-editor.org/rfc/rfc4467.html#section-3)
        Internal = "INTERNAL",
    }
    is_name |name| {
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    }
}

string! {
    /// What stands percent-encoded in a URL, decoded: at least one octet, none of them NUL.
    UrlText, "enc-text", |bytes| !bytes.is_empty() && !bytes.contains(&0),
    |u| {
        let mut text = crate::core::random::no_nul(u)?;
        if text.is_empty() {
            text.push(b'%');
        }
        Ok(text)
    }, bytes
}

string! {
    /// `host` of [RFC 3986 §3.2.2](https://www.rfc-editor.org/rfc/rfc3986.html#section-3.2.2), as it is written: a name or
    /// an address, an IPv6 address in brackets.
    UrlHost, "host", |bytes| is_host(bytes),
    |u| Ok(u.choose(&[&b"x.org"[..], b"", b"127.0.0.1", b"[::1]", b"a%20b", b"A-1_~!$&'()*+,;="])?.to_vec()), ascii
}

fn is_host(bytes: &[u8]) -> bool {
    if let Some(literal) = bytes.strip_prefix(b"[") {
        return literal.strip_suffix(b"]").is_some_and(|address| {
            address.len() > 1
                && address
                    .iter()
                    .all(|byte| is_achar(*byte) || matches!(byte, b':' | b';'))
        });
    }
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                rest
            }
            [byte, rest @ ..] if is_achar(*byte) || *byte == b';' => rest,
            _ => return false,
        };
    }
}

string! {
    /// `enc-urlauth = 32*HEXDIG`: the token of URLAUTH.
    UrlToken, "enc-urlauth", |bytes| bytes.len() >= 32 && bytes.iter().all(u8::is_ascii_hexdigit),
    |u| {
        let mut token: alloc::vec::Vec<u8> = u.arbitrary()?;
        token.resize(token.len().max(32), 0);
        for byte in &mut token {
            *byte = b"0123456789abcdefABCDEF"[usize::from(*byte) % 22];
        }
        Ok(token)
    }, bytes
}

string! {
    /// `date-time` of [RFC 3339 §5.6](https://www.rfc-editor.org/rfc/rfc3339.html#section-5.6), as it is written:
    /// `1994-11-05T08:15:30-05:00`.
    UrlExpire, "date-time", |bytes| is_rfc3339(bytes),
    |u| {
        use alloc::format;
        let [a, b, c] = u.arbitrary::<[u8; 3]>()?.map(|number| number % 60);
        let zone = u.choose(&["Z", "z", "+01:00", "-05:30"])?;
        let fraction = u.choose(&["", ".5", ".123456789"])?;
        Ok(format!("20{a:02}-{b:02}-{c:02}T{c:02}:{a:02}:{b:02}{fraction}{zone}").into_bytes())
    }, ascii
}

fn is_rfc3339(bytes: &[u8]) -> bool {
    // Digits where the pattern has one.
    fn like(bytes: &[u8], pattern: &[u8]) -> bool {
        bytes.len() == pattern.len()
            && bytes
                .iter()
                .zip(pattern)
                .all(|(byte, wanted)| match wanted {
                    b'0' => byte.is_ascii_digit(),
                    wanted => byte.eq_ignore_ascii_case(wanted),
                })
    }
    let Some((front, rest)) = bytes.split_at_checked(19) else {
        return false;
    };
    let zone = match rest {
        [b'.', digits @ ..] => {
            let count = digits
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            match digits.split_at(count) {
                ([], _) => return false,
                (_, zone) => zone,
            }
        }
        zone => zone,
    };
    like(front, b"0000-00-00T00:00:00")
        && (like(zone, b"Z") || like(zone, b"+00:00") || like(zone, b"-00:00"))
}

/// `access`: who may have what a URL points to
/// ([RFC 5092 §6.1.2](https://www.rfc-editor.org/rfc/rfc5092.html#section-6.1.2),
/// [RFC 5593 §4](https://www.rfc-editor.org/rfc/rfc5593.html#section-4)): an application, and for some a user.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
pub struct UrlAccess<'a> {
    application: Cow<'a, str>,
    user: Option<UrlText<'a>>,
}

impl<'a> UrlAccess<'a> {
    /// `application / (application "+" enc-user)`; the name in lower case.
    ///
    /// # Errors
    ///
    /// Unless the name is made of letters and digits.
    pub fn new(
        application: impl Into<Cow<'a, str>>,
        user: Option<UrlText<'a>>,
    ) -> Result<Self, Invalid> {
        let mut application = application.into();
        let sound = application.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if application.is_empty() || !sound {
            return Err(Invalid::new("access"));
        }
        if application.bytes().any(|byte| byte.is_ascii_uppercase()) {
            application = Cow::Owned(application.to_ascii_lowercase());
        }
        Ok(Self { application, user })
    }

    const fn known(application: &'static str, user: Option<UrlText<'a>>) -> Self {
        Self {
            application: Cow::Borrowed(application),
            user,
        }
    }

    /// `anonymous`: everybody.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self::known("anonymous", None)
    }

    /// `authuser`: whoever is logged in.
    #[must_use]
    pub const fn auth_user() -> Self {
        Self::known("authuser", None)
    }

    /// `submit+user`: a message submission server on behalf of this user.
    #[must_use]
    pub const fn submit(user: UrlText<'a>) -> Self {
        Self::known("submit", Some(user))
    }

    /// `user+user`: this user.
    #[must_use]
    pub const fn user_only(user: UrlText<'a>) -> Self {
        Self::known("user", Some(user))
    }

    /// The name, in lower case: `submit`, `user`, `authuser`, `anonymous`, `stream` are registered.
    #[must_use]
    pub fn application(&self) -> &str {
        &self.application
    }

    /// The user.
    #[must_use]
    pub const fn user(&self) -> Option<&UrlText<'a>> {
        self.user.as_ref()
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for UrlAccess<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let application =
            *u.choose(&["submit", "user", "authuser", "anonymous", "stream", "x9"])?;
        Ok(Self::known(application, Option::arbitrary(u)?))
    }
}

impl<'a> ImapUrl<'a> {
    /// The command of a URL that has a server or begins with `/`.
    const fn command(&self) -> Option<&UrlCommand<'a>> {
        match self {
            Self::Absolute(_, command)
            | Self::NetworkPath(_, command)
            | Self::AbsolutePath(command) => command.as_ref(),
            Self::Relative(_) => None,
        }
    }

    /// The server, if it is told.
    #[must_use]
    pub const fn server(&self) -> Option<&UrlServer<'a>> {
        match self {
            Self::Absolute(server, _) | Self::NetworkPath(server, _) => Some(server),
            Self::AbsolutePath(_) | Self::Relative(_) => None,
        }
    }

    /// The mailbox, if it is told.
    #[must_use]
    pub const fn mailbox(&self) -> Option<&UrlMailbox<'a>> {
        match (self, self.command()) {
            (_, Some(UrlCommand::List(list))) | (Self::Relative(UrlReference::List(list)), _) => {
                Some(&list.mailbox)
            }
            (_, Some(UrlCommand::Message(message, _)))
            | (Self::Relative(UrlReference::Message(message)), _) => Some(&message.mailbox),
            _ => None,
        }
    }

    /// The message and what of it, if they are told.
    #[must_use]
    pub const fn part(&self) -> Option<&UrlPart<'a>> {
        match (self, self.command()) {
            (_, Some(UrlCommand::Message(message, _)))
            | (Self::Relative(UrlReference::Message(message)), _) => Some(&message.part),
            (Self::Relative(UrlReference::Part(part)), _) => Some(part),
            _ => None,
        }
    }

    /// Who may have it, if that is told.
    #[must_use]
    pub const fn auth(&self) -> Option<&UrlAuth<'a>> {
        match self.command() {
            Some(UrlCommand::Message(_, auth)) => auth.as_ref(),
            _ => None,
        }
    }

    /// Lets serde write the token. `Debug` and `Display` never do.
    #[must_use]
    pub fn show_secrets(mut self) -> Self {
        let (Self::Absolute(_, command)
        | Self::NetworkPath(_, command)
        | Self::AbsolutePath(command)) = &mut self
        else {
            return self;
        };
        if let Some(UrlCommand::Message(_, Some(auth))) = command {
            auth.verifier = auth.verifier.take().map(|verifier| UrlVerifier {
                token: verifier.token.show_secrets(),
                ..verifier
            });
        }
        self
    }
}

impl<'a> UrlMechanism<'a> {
    /// The mechanism of this name, if it can be a name.
    #[must_use]
    pub fn parse(name: &'a [u8]) -> Option<Self> {
        if let Some(known) = UrlMechanismName::parse(name) {
            return Some(match known {
                UrlMechanismName::Internal => Self::Internal,
            });
        }
        crate::core::Other::from_bytes(Cow::Borrowed(name), Cow::Borrowed(b""))
            .ok()
            .map(Self::Other)
    }
}

/// `achar` without `pct-encoded`.
fn is_achar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$'()*+,&=".contains(&byte)
}

/// `bchar` without `pct-encoded`.
fn is_bchar(byte: u8) -> bool {
    is_achar(byte) || matches!(byte, b':' | b'@' | b'/')
}

#[cfg(feature = "serde")]
impl serde::Serialize for ImapUrl<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_url().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ImapUrl<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let url = UrlString::deserialize(deserializer)?;
        url.parse()
            .map(bounded_static::IntoBoundedStatic::into_static)
            .map_err(serde::de::Error::custom)
    }
}
