//! Parameters of SELECT, EXAMINE, CREATE and RENAME
//! ([RFC 4466 §2](https://www.rfc-editor.org/rfc/rfc4466.html#section-2)).
//!
//! ```text
//! C: A142 SELECT INBOX (CONDSTORE)
//! ```

use alloc::vec::Vec;

use crate::{
    core::Invalid,
    ext::{objectid_plus::ObjectIdPair, qresync::QResync},
    list::Attribute,
    mailbox::Mailbox,
};

pub(crate) use crate::core::is_label;

keyword_sum! {
    /// `select-param = tagged-ext-label [SP tagged-ext-val]`.
    pub enum SelectParam<'a>, named by SelectParamName in "select-param", other Value {
        /// The client wants to hear of annotations that change. [RFC 5257 §4.2](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.2)
        Annotate = "ANNOTATE",
        /// The client wants mod-sequences from now on.
        /// [RFC 7162 §3.1.8](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.8)
        CondStore = "CONDSTORE",
        /// The client wants OBJECTID+, and may say what it knows of the mailbox; without any, no list is sent.
        ObjectId(Vec<ObjectIdPair<'a>>) = "OBJECTID",
        /// What the client knows of the mailbox.
        /// [RFC 7162 §3.2.5](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.5)
        QResync(QResync) = "QRESYNC",
        /// The client takes UTF-8 in headers and names; obsolete.
        /// [RFC 5738 §3.2](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.2)
        Utf8 = "UTF8",
    }
    is_name is_label
}

keyword_sum! {
    /// `create-param = tagged-ext-label [SP tagged-ext-val]`.
    pub enum CreateParam<'a>, named by CreateParamName in "create-param", other Value {
        /// `use-attr`: what the mailbox will be for; needs CREATE-SPECIAL-USE.
        /// [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154.html#section-3)
        Use(Vec<Attribute<'a>>) = "USE",
    }
    is_name is_label
}

keyword_sum! {
    /// `rename-param = tagged-ext-label [SP tagged-ext-val]`. No row yet: all are `Other`.
    pub enum RenameParam<'a>, named by RenameParamName in "rename-param", other Value {}
    is_name is_label
}

/// SELECT and EXAMINE ([RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Select<'a> {
    /// Which mailbox.
    pub mailbox: Mailbox<'a>,
    /// `select-params`; without any, no list is sent.
    pub parameters: Vec<SelectParam<'a>>,
}

impl<'a> Select<'a> {
    /// Without parameters.
    ///
    /// # Errors
    ///
    /// If the name cannot be sent.
    pub fn new<M>(mailbox: M) -> Result<Self, Invalid>
    where
        Mailbox<'a>: TryFrom<M, Error: Into<Invalid>>,
    {
        Ok(Self {
            mailbox: Mailbox::try_from(mailbox).map_err(Into::into)?,
            parameters: Vec::new(),
        })
    }
}

/// CREATE ([RFC 9051 §6.3.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.4)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Create<'a> {
    /// The new mailbox.
    pub mailbox: Mailbox<'a>,
    /// `create-params`; without any, no list is sent.
    pub parameters: Vec<CreateParam<'a>>,
}

/// RENAME ([RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.6)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Rename<'a> {
    /// The name it has.
    pub from: Mailbox<'a>,
    /// The name it gets.
    pub to: Mailbox<'a>,
    /// `rename-params`; without any, no list is sent.
    pub parameters: Vec<RenameParam<'a>>,
}
