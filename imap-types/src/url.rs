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

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::{fmt, num::NonZeroU32, str::FromStr};

use crate::core::{AString, Invalid, Secret, ascii};

/// A URL as it stands in a message (`astring`), whether it can be understood or not.
///
/// What a [URLAUTH](crate::ext::urlauth) URL ends in opens what it points to. It is a secret: `Debug` leaves it out, and
/// serde writes the number of bytes of the whole URL in its place, until [`show_secrets`](Self::show_secrets).
#[derive(Clone, Eq, Hash, PartialEq, bounded_static::ToStatic)]
pub struct UrlString<'a>(Secret<AString<'a>>);

impl<'a> UrlString<'a> {
    /// All of it, with the token of URLAUTH.
    #[must_use]
    pub const fn expose(&self) -> &AString<'a> {
        self.0.expose()
    }

    /// All of it but the token of URLAUTH.
    #[must_use]
    pub fn without_token(&self) -> &[u8] {
        let bytes = self.expose().as_bytes();
        bytes.get(..token_at(bytes)).unwrap_or(bytes)
    }

    /// Does a token of URLAUTH stand at its end?
    #[must_use]
    pub fn has_token(&self) -> bool {
        self.without_token().len() < self.expose().len()
    }

    /// What it says.
    ///
    /// # Errors
    ///
    /// If it is no IMAP URL.
    pub fn parse(&self) -> Result<ImapUrl<'_>, Invalid> {
        ImapUrl::try_from(self.expose().as_bytes())
    }

    /// Lets serde write a token too. `Debug` never does.
    #[must_use]
    pub fn show_secrets(self) -> Self {
        Self(self.0.show_secrets())
    }
}

/// Where the token begins: behind `;URLAUTH=access:mechanism:`, or behind the only colon that there is; at the end, if
/// there is none.
fn token_at(url: &[u8]) -> usize {
    const NAME: &[u8] = b"URLAUTH=";
    let Some(at) = url
        .windows(NAME.len())
        .position(|window| window.eq_ignore_ascii_case(NAME))
    else {
        return url.len();
    };
    let mut colons = (at..url.len()).filter(|at| url.get(*at) == Some(&b':'));
    match (colons.next(), colons.next()) {
        (_, Some(colon)) | (Some(colon), None) => colon + 1,
        (None, None) => url.len(),
    }
}

impl<'a> From<AString<'a>> for UrlString<'a> {
    fn from(url: AString<'a>) -> Self {
        Self(Secret::new(url))
    }
}

impl<'a> TryFrom<&'a str> for UrlString<'a> {
    type Error = Invalid;
    fn try_from(url: &'a str) -> Result<Self, Invalid> {
        AString::try_from(url).map(Self::from)
    }
}

impl<'a> TryFrom<&'a [u8]> for UrlString<'a> {
    type Error = Invalid;
    fn try_from(url: &'a [u8]) -> Result<Self, Invalid> {
        AString::try_from(url).map(Self::from)
    }
}

impl TryFrom<String> for UrlString<'_> {
    type Error = Invalid;
    fn try_from(url: String) -> Result<Self, Invalid> {
        AString::try_from(url).map(Self::from)
    }
}

impl fmt::Debug for UrlString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = if self.has_token() { "..." } else { "" };
        let shown = self.without_token().escape_ascii();
        write!(f, "UrlString(\"{shown}{hidden}\")")
    }
}

impl zeroize::Zeroize for UrlString<'_> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for UrlString<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.has_token() {
            self.0.serialize(serializer)
        } else {
            self.expose().serialize(serializer)
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for UrlString<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AString::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for UrlString<'a> {
    /// Now and then a URL.
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        if u.arbitrary()? {
            return AString::arbitrary(u).map(Self::from);
        }
        ImapUrl::arbitrary(u).map(|url| url.to_url())
    }
}

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

/// A text type: its bytes, and the check that every way of building it goes through.
macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $rule:literal, $check:expr, $arbitrary:expr) => {
        $(#[$meta])*
        #[derive(Clone, Eq, Hash, PartialEq, bounded_static::ToStatic)]
        pub struct $name<'a>(Cow<'a, [u8]>);

        impl<'a> $name<'a> {
            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl<'a> TryFrom<Cow<'a, [u8]>> for $name<'a> {
            type Error = Invalid;
            fn try_from(bytes: Cow<'a, [u8]>) -> Result<Self, Invalid> {
                let check: fn(&[u8]) -> bool = $check;
                if check(&bytes) { Ok(Self(bytes)) } else { Err(Invalid::new($rule)) }
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $name<'a> {
            type Error = Invalid;
            fn try_from(bytes: &'a [u8]) -> Result<Self, Invalid> {
                Self::try_from(Cow::Borrowed(bytes))
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = Invalid;
            fn try_from(text: &'a str) -> Result<Self, Invalid> {
                Self::try_from(Cow::Borrowed(text.as_bytes()))
            }
        }

        impl TryFrom<String> for $name<'_> {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::try_from(Cow::Owned(text.into_bytes()))
            }
        }

        impl AsRef<[u8]> for $name<'_> {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "(\"{}\")"), self.0.escape_ascii())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::core::IString::from_scanned(Cow::Borrowed(&self.0)).serialize(serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = crate::core::IString::deserialize(deserializer)?;
                Self::try_from(text.into_bytes()).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let make: fn(&mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Vec<u8>> = $arbitrary;
                Self::try_from(Cow::Owned(make(u)?)).map_err(|_| arbitrary::Error::IncorrectFormat)
            }
        }
    };
}

text! {
    /// What stands percent-encoded in a URL, decoded: at least one octet, none of them NUL.
    UrlText, "enc-text", |bytes| !bytes.is_empty() && !bytes.contains(&0),
    |u| {
        let mut text: Vec<u8> = AString::arbitrary(u)?.into_bytes().into_owned();
        if text.is_empty() {
            text.push(b'%');
        }
        Ok(text)
    }
}

impl UrlText<'_> {
    /// The text, if it is UTF-8, as it should be.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn to_str(&self) -> Result<&str, core::str::Utf8Error> {
        core::str::from_utf8(&self.0)
    }
}

text! {
    /// `host` of [RFC 3986 §3.2.2](https://www.rfc-editor.org/rfc/rfc3986.html#section-3.2.2), as it is written: a name or
    /// an address, an IPv6 address in brackets.
    UrlHost, "host", |bytes| is_host(bytes),
    |u| Ok(u.choose(&[&b"x.org"[..], b"", b"127.0.0.1", b"[::1]", b"a%20b", b"A-1_~!$&'()*+,;="])?.to_vec())
}

impl UrlHost<'_> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
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

text! {
    /// `enc-urlauth = 32*HEXDIG`: the token of URLAUTH.
    UrlToken, "enc-urlauth", |bytes| bytes.len() >= 32 && bytes.iter().all(u8::is_ascii_hexdigit),
    |u| {
        let mut token: Vec<u8> = Vec::arbitrary(u)?;
        token.resize(token.len().max(32), 0);
        for byte in &mut token {
            *byte = b"0123456789abcdefABCDEF"[usize::from(*byte) % 22];
        }
        Ok(token)
    }
}

impl zeroize::Zeroize for UrlToken<'_> {
    fn zeroize(&mut self) {
        if let Cow::Owned(bytes) = &mut self.0 {
            bytes.zeroize();
        }
        self.0 = Cow::Borrowed(&[]);
    }
}

text! {
    /// `date-time` of [RFC 3339 §5.6](https://www.rfc-editor.org/rfc/rfc3339.html#section-5.6), as it is written:
    /// `1994-11-05T08:15:30-05:00`.
    UrlExpire, "date-time", |bytes| is_rfc3339(bytes),
    |u| {
        use alloc::format;
        let [a, b, c] = <[u8; 3]>::arbitrary(u)?.map(|number| number % 60);
        let zone = u.choose(&["Z", "z", "+01:00", "-05:30"])?;
        let fraction = u.choose(&["", ".5", ".123456789"])?;
        Ok(format!("20{a:02}-{b:02}-{c:02}T{c:02}:{a:02}:{b:02}{fraction}{zone}").into_bytes())
    }
}

impl UrlExpire<'_> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
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

/// `achar` without `pct-encoded`.
fn is_achar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$'()*+,&=".contains(&byte)
}

/// `bchar` without `pct-encoded`.
fn is_bchar(byte: u8) -> bool {
    is_achar(byte) || matches!(byte, b':' | b'@' | b'/')
}

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
