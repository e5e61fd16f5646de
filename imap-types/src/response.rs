//! What a server says ([RFC 9051 §7](https://www.rfc-editor.org/rfc/rfc9051.html#section-7)).
//!
//! ```text
//! S: * OK [CAPABILITY IMAP4rev2] server ready
//! S: a001 NO [AUTHENTICATIONFAILED] Authentication failed
//! S: + idling
//! ```

use alloc::vec::Vec;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    code::Code,
    core::{Invalid, Tag, Text},
    data::Data,
};

/// `greeting = "*" SP (resp-cond-auth / resp-cond-bye) CRLF`: the first thing a server says.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Greeting<'a> {
    /// How the session begins.
    pub kind: GreetingKind,
    /// Code and text.
    pub text: RespText<'a>,
}

keywords! {
    /// How a session begins.
    pub enum GreetingKind {
        /// Not authenticated.
        Ok = "OK",
        /// Authenticated already.
        PreAuth = "PREAUTH",
        /// Not at all.
        Bye = "BYE",
    }
}

/// `response-data / response-tagged / continue-req`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Response<'a> {
    /// `+`: the server waits for more of a command.
    Continue(ContinueReq<'a>),
    /// `*` and data.
    Data(Data<'a>),
    /// `*` and a status that belongs to no command.
    Status(Status<'a>),
    /// A tag and a status: the command is completed.
    Tagged(Tagged<'a>),
}

/// `response-tagged = tag SP resp-cond-state CRLF`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Tagged<'a> {
    /// Of the command.
    pub tag: Tag<'a>,
    /// How it went.
    pub state: State,
    /// Code and text.
    pub text: RespText<'a>,
}

keywords! {
    /// `resp-cond-state`: how a command went.
    pub enum State {
        /// It succeeded.
        Ok = "OK",
        /// It failed.
        No = "NO",
        /// It was not understood, or not allowed here.
        Bad = "BAD",
    }
}

/// `resp-cond-state / resp-cond-bye` without a tag.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Status<'a> {
    /// What kind.
    pub kind: StatusKind,
    /// Code and text.
    pub text: RespText<'a>,
}

keywords! {
    /// The kinds of untagged status.
    pub enum StatusKind {
        /// Information.
        Ok = "OK",
        /// A warning.
        No = "NO",
        /// A protocol error that belongs to no command.
        Bad = "BAD",
        /// The server is about to close the connection.
        Bye = "BYE",
    }
}

/// `resp-text = ["[" resp-text-code "]" SP] [text]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RespText<'a> {
    /// For the program.
    pub code: Option<Code<'a>>,
    /// For the user; may be empty.
    pub text: Text<'a>,
}

impl<'a> RespText<'a> {
    /// A text without a code.
    ///
    /// # Errors
    ///
    /// If the text cannot be sent: it holds CR, LF or NUL, or begins with `[`, which would be read as a code.
    pub fn new(text: &'a str) -> Result<Self, Invalid> {
        let text = Text::try_from(text)?;
        if text.as_bytes().starts_with(b"[") {
            Err(Invalid::new("resp-text"))
        } else {
            Ok(Self { code: None, text })
        }
    }

    /// A code and a text.
    ///
    /// # Errors
    ///
    /// If the text holds CR, LF or NUL.
    pub fn with_code(code: Code<'a>, text: &'a str) -> Result<Self, Invalid> {
        Ok(Self {
            code: Some(code),
            text: Text::try_from(text)?,
        })
    }
}

/// `continue-req = "+" SP (resp-text / base64) CRLF`.
///
/// Text and base64 overlap: only the session knows whether a SASL challenge was due. So both views are given.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ContinueReq<'a> {
    /// What follows `+ `; may be empty.
    pub text: RespText<'a>,
}

impl ContinueReq<'_> {
    /// With data of a SASL mechanism: what a server sends during AUTHENTICATE
    /// ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)). May be empty.
    ///
    /// ```
    /// use imap_types::response::ContinueReq;
    /// let ask = ContinueReq::with_challenge(b"Password:");
    /// assert_eq!(ask.text.text.as_bytes(), b"UGFzc3dvcmQ6");
    /// assert_eq!(ask.challenge().as_deref(), Some(&b"Password:"[..]));
    /// ```
    #[must_use]
    pub fn with_challenge(data: &[u8]) -> Self {
        // Base64 is text, and begins with no bracket.
        let text = Text::from_scanned(STANDARD.encode(data).into_bytes().into());
        Self {
            text: RespText { code: None, text },
        }
    }

    /// The SASL challenge, if the text is base64; an empty text is an empty challenge.
    #[must_use]
    pub fn challenge(&self) -> Option<Vec<u8>> {
        if self.text.code.is_some() {
            return None;
        }
        STANDARD.decode(self.text.text.as_bytes()).ok()
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for RespText<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let code = <Option<Code<'a>>>::arbitrary(u)?;
        let text = Text::arbitrary(u)?;
        // Such a text can be held and is refused by the encoder; the laws want what can be sent.
        let looks_like_code = match &code {
            None => text.as_bytes().starts_with(b"["),
            Some(Code::Other(other)) => {
                !crate::core::code_ends_itself(other.content(), text.as_bytes())
            }
            Some(_) => false,
        };
        if looks_like_code {
            return Err(arbitrary::Error::IncorrectFormat);
        }
        Ok(Self { code, text })
    }
}
