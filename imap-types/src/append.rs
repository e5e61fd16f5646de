//! APPEND ([RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.12), slots of
//! [RFC 4466 §3](https://www.rfc-editor.org/rfc/rfc4466.html#section-3)).
//!
//! ```text
//! C: A003 APPEND saved-messages (\Seen) {326}
//! ```

use alloc::vec::Vec;

use crate::{
    core::{Content, Content8, Invalid, Vec1},
    datetime::DateTime,
    ext::{annotate_experiment_1::EntryAtt, catenate::CatPart},
    flag::{Flag, Flags},
    mailbox::Mailbox,
};

/// `append = "APPEND" SP mailbox 1*append-message`; more than one message with MULTIAPPEND
/// ([RFC 3502](https://www.rfc-editor.org/rfc/rfc3502.html)). A message of no octets makes the server refuse all of them,
/// which serves to give up ([RFC 3502 §6.3.11](https://www.rfc-editor.org/rfc/rfc3502.html#section-6.3.11)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Append<'a> {
    /// Where to.
    pub mailbox: Mailbox<'a>,
    /// The messages.
    pub messages: Vec1<AppendMessage<'a>>,
}

impl<'a> Append<'a> {
    /// One message without flags and date.
    ///
    /// # Errors
    ///
    /// If the name of the mailbox or the message cannot be sent.
    pub fn new<M, D>(mailbox: M, message: D) -> Result<Self, Invalid>
    where
        Mailbox<'a>: TryFrom<M, Error: Into<Invalid>>,
        Content<'a>: TryFrom<D, Error: Into<Invalid>>,
    {
        let message = Content::try_from(message).map_err(Into::into)?;
        Ok(Self {
            mailbox: Mailbox::try_from(mailbox).map_err(Into::into)?,
            messages: Vec1::one(AppendMessage::new(AppendData::Literal(message))),
        })
    }

    /// Adds a flag to the (last) message.
    #[must_use]
    pub fn flag(mut self, flag: Flag<'a>) -> Self {
        self.map_last(|message| message.flags.push(flag));
        self
    }

    /// Sets the date of the (last) message.
    #[must_use]
    pub fn date(mut self, date: DateTime) -> Self {
        self.map_last(|message| message.date = Some(date));
        self
    }

    fn map_last(&mut self, change: impl FnOnce(&mut AppendMessage<'a>)) {
        if let Some(message) = self.messages.last_mut() {
            change(message);
        }
    }
}

/// `append-message = append-opts SP append-data`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AppendMessage<'a> {
    /// Flags to set; without any, the list is not sent.
    pub flags: Flags<'a>,
    /// INTERNALDATE; now, if there is none.
    pub date: Option<DateTime>,
    /// What extensions bring.
    pub extensions: Vec<AppendExt<'a>>,
    /// The message.
    pub data: AppendData<'a>,
}

impl<'a> AppendMessage<'a> {
    /// A message without flags and date.
    #[must_use]
    pub const fn new(data: AppendData<'a>) -> Self {
        Self {
            flags: Flags::new(),
            date: None,
            extensions: Vec::new(),
            data,
        }
    }
}

keyword_sum! {
    /// `append-ext = tagged-ext-label SP tagged-ext-val`: what else the message is to have.
    pub enum AppendExt<'a>, named by AppendExtName in "append-ext", other Argument {
        /// Annotations. [RFC 5257 §4.7](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.7)
        Annotation(Vec1<EntryAtt<'a>>) = "ANNOTATION",
    }
    is_name crate::select::is_label
}

keyword_sum! {
    /// `append-data = literal / literal8 / append-data-ext`: the message.
    pub enum AppendData<'a>, named by AppendDataName in "append-data", other Argument {
        /// Put together by the server. [RFC 4469 §3](https://www.rfc-editor.org/rfc/rfc4469.html#section-3)
        Catenate(Vec1<CatPart<'a>>) = "CATENATE",
        /// `"UTF8" SP "(" literal8 ")"`: with UTF-8 in header fields.
        /// [RFC 6855 §4](https://www.rfc-editor.org/rfc/rfc6855.html#section-4); RFC 9755 has dropped it, and takes a literal.
        Utf8(Content8<'a>) = "UTF8",
    }
    also {
        /// `{n}`
        Literal(Content<'a>),
        /// `~{n}`: may hold NUL ([RFC 3516 §4.4](https://www.rfc-editor.org/rfc/rfc3516.html#section-4.4)).
        Literal8(Content8<'a>),
    }
    is_name crate::select::is_label
}
