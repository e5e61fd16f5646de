//! LIST, LSUB and NAMESPACE ([RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.9)).
//!
//! ```text
//! C: A682 LIST (SUBSCRIBED) "" "*" RETURN (CHILDREN)
//! S: * LIST (\Subscribed \HasNoChildren) "/" foo
//! ```

use alloc::{borrow::Cow, vec::Vec};

use crate::{
    core::{AString, IString, Invalid, Vec1, is_atom_char},
    ext::metadata::Entry,
    mailbox::{ListMailbox, Mailbox, utf7},
    status::StatusAtt,
};

keyword_sum! {
    /// `list-select-opt`: which mailboxes LIST looks at.
    pub enum ListSelectOpt<'a>, named by ListSelectOptName in "list-select-opt", other List {
        /// Mailboxes whose children match too.
        RecursiveMatch = "RECURSIVEMATCH",
        /// Mailboxes on other servers too.
        Remote = "REMOTE",
        /// Mailboxes with a special use. [RFC 6154 §2](https://www.rfc-editor.org/rfc/rfc6154.html#section-2)
        SpecialUse = "SPECIAL-USE",
        /// Subscribed mailboxes.
        Subscribed = "SUBSCRIBED",
        /// Names may be in UTF-8; obsolete. [RFC 5738 §3.4.1](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.4.1)
        Utf8 = "UTF8",
        /// Mailboxes for clients that know UTF-8 too; obsolete.
        /// [RFC 5738 §3.4.1](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.4.1)
        Utf8Only = "UTF8ONLY",
    }
}

keyword_sum! {
    /// `return-option`: what LIST tells of a mailbox.
    pub enum ReturnOption<'a>, named by ReturnOptionName in "return-option", other List {
        /// Whether it has children.
        Children = "CHILDREN",
        /// These entries of it, in a METADATA response. [RFC 9590 §3](https://www.rfc-editor.org/rfc/rfc9590.html#section-3)
        Metadata(Vec1<Entry<'a>>) = "METADATA",
        /// What one may do with it, in a MYRIGHTS response. [RFC 8440 §3](https://www.rfc-editor.org/rfc/rfc8440.html#section-3)
        MyRights = "MYRIGHTS",
        /// Its special uses. [RFC 6154 §2](https://www.rfc-editor.org/rfc/rfc6154.html#section-2)
        SpecialUse = "SPECIAL-USE",
        /// Its status, in a STATUS response ([RFC 5819](https://www.rfc-editor.org/rfc/rfc5819.html)).
        Status(Vec1<StatusAtt<'a>>) = "STATUS",
        /// Whether it is subscribed.
        Subscribed = "SUBSCRIBED",
        /// Whether it can be selected with UTF-8, or only so; obsolete.
        /// [RFC 5738 §3.4.2](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.4.2)
        Utf8 = "UTF8",
    }
}

keyword_sum! {
    /// `mbx-list-oflag / mbx-list-sflag`: what a mailbox is. In any order and combination.
    pub enum Attribute<'a>, named by AttributeName in "mbx-list-flags", other Name {
        /// It shows all messages. [RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.1)
        All = "\\All",
        /// XLIST: [`All`](Self::All).
        AllMail = "\\AllMail",
        /// It archives messages.
        Archive = "\\Archive",
        /// It holds drafts.
        Drafts = "\\Drafts",
        /// It shows all messages with `\Flagged`.
        Flagged = "\\Flagged",
        /// It has children.
        HasChildren = "\\HasChildren",
        /// It has none.
        HasNoChildren = "\\HasNoChildren",
        /// It shows what somebody or something thinks important.
        /// [RFC 8457 §3](https://www.rfc-editor.org/rfc/rfc8457.html#section-3)
        Important = "\\Important",
        /// XLIST: INBOX, under its name in the user's language.
        Inbox = "\\Inbox",
        /// It holds what was taken for junk.
        Junk = "\\Junk",
        /// The server thinks it interesting.
        Marked = "\\Marked",
        /// It holds memos about other messages. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)
        Memos = "\\Memos",
        /// It may not be looked at. [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465.html#section-3.1)
        NoAccess = "\\NoAccess",
        /// It is not there; implies `\Noselect`.
        NonExistent = "\\NonExistent",
        /// It can have no children; implies `\HasNoChildren`.
        NoInferiors = "\\Noinferiors",
        /// It cannot be selected.
        NoSelect = "\\Noselect",
        /// It cannot be selected with UTF-8; obsolete.
        /// [RFC 5738 §3.4.2](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.4.2)
        NoUtf8 = "\\NoUTF8",
        /// It is on another server.
        Remote = "\\Remote",
        /// It holds what is to be sent later. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)
        Scheduled = "\\Scheduled",
        /// It holds what was sent.
        Sent = "\\Sent",
        /// It holds what is to come up again later. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)
        Snoozed = "\\Snoozed",
        /// XLIST: [`Junk`](Self::Junk).
        Spam = "\\Spam",
        /// XLIST: [`Flagged`](Self::Flagged).
        Starred = "\\Starred",
        /// It is subscribed.
        Subscribed = "\\Subscribed",
        /// It holds what was deleted.
        Trash = "\\Trash",
        /// Nothing new since it was last selected.
        Unmarked = "\\Unmarked",
        /// It can be selected only with UTF-8; obsolete.
        /// [RFC 5738 §3.4.2](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.4.2)
        Utf8Only = "\\UTF8Only",
    }
    is_name |name| matches!(name, [b'\\', rest @ ..] if !rest.is_empty() && rest.iter().all(|byte| is_atom_char(*byte)))
}

keyword_sum! {
    /// `mbox-list-extended-item`: what else LIST tells of a mailbox.
    pub enum MboxListExtendedItem<'a>, named by MboxListExtendedName in "mbox-list-extended-item", other Argument {
        /// Selection options that a child of it meets.
        ChildInfo(Vec1<AString<'a>>) = "CHILDINFO",
        /// The name it had.
        OldName(Mailbox<'a>) = "OLDNAME",
    }
}

/// The hierarchy delimiter: one `QUOTED-CHAR`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Delimiter(char);

impl Delimiter {
    /// The character.
    #[must_use]
    pub const fn as_char(self) -> char {
        self.0
    }
}

impl TryFrom<char> for Delimiter {
    type Error = Invalid;
    fn try_from(c: char) -> Result<Self, Invalid> {
        if matches!(c, '\r' | '\n' | '\0') {
            Err(Invalid::new("QUOTED-CHAR"))
        } else {
            Ok(Self(c))
        }
    }
}

forward_static!(Delimiter);

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Delimiter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(char::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Delimiter {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::try_from(u.arbitrary::<char>()?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// The LIST command.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct List<'a> {
    /// `list-select-opts`; `None` sends none, an empty list sends `()`.
    pub selection: Option<Vec<ListSelectOpt<'a>>>,
    /// What the patterns are relative to.
    pub reference: Mailbox<'a>,
    /// Which names.
    pub patterns: Patterns<'a>,
    /// `list-return-opts`; `None` sends none, an empty list sends `RETURN ()`.
    pub returns: Option<Vec<ReturnOption<'a>>>,
}

impl<'a> List<'a> {
    /// Names that match one pattern, without options.
    ///
    /// # Errors
    ///
    /// If one of them cannot be sent.
    pub fn new(reference: &'a str, pattern: &'a str) -> Result<Self, Invalid> {
        Ok(Self {
            selection: None,
            reference: Mailbox::try_from(reference)?,
            patterns: Patterns::One(ListMailbox::try_from(pattern)?),
            returns: None,
        })
    }
}

/// `mbox-or-pat = list-mailbox / patterns`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Patterns<'a> {
    /// One.
    One(ListMailbox<'a>),
    /// A list; more than one with LIST-EXTENDED ([RFC 5258](https://www.rfc-editor.org/rfc/rfc5258.html)).
    Many(Vec1<ListMailbox<'a>>),
}

/// The LSUB command; IMAP4rev1 only ([RFC 3501 §6.3.9](https://www.rfc-editor.org/rfc/rfc3501.html#section-6.3.9)). RLIST,
/// RLSUB and XLIST have the same arguments.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Lsub<'a> {
    /// What the pattern is relative to.
    pub reference: Mailbox<'a>,
    /// Which names.
    pub pattern: ListMailbox<'a>,
}

/// `mailbox-list`: the LIST response, and LSUB's and XLIST's.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MailboxList<'a> {
    /// What it is.
    pub attributes: Vec<Attribute<'a>>,
    /// NIL: there is no hierarchy.
    pub delimiter: Option<Delimiter>,
    /// Its name.
    pub mailbox: Mailbox<'a>,
    /// `mbox-list-extended`; without any, no list is sent.
    pub extended: Vec<MboxListExtendedItem<'a>>,
}

impl MailboxList<'_> {
    /// May it be selected? Not if it is `\Noselect`, nor if it is `\NonExistent`, which implies it
    /// ([RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.1)), also where the server does not say so
    /// (quirk catalogue S59).
    #[must_use]
    pub fn is_selectable(&self) -> bool {
        !self
            .attributes
            .iter()
            .any(|attribute| matches!(attribute, Attribute::NoSelect | Attribute::NonExistent))
    }

    /// The name without delimiters at its ends ([`Mailbox::trimmed`]).
    #[must_use]
    pub fn trimmed(&self) -> &[u8] {
        match self.delimiter {
            Some(delimiter) => self.mailbox.trimmed(delimiter.as_char()),
            None => self.mailbox.as_bytes(),
        }
    }
}

/// The NAMESPACE response ([RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.10)). NIL is an
/// empty list.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Namespaces<'a> {
    /// The user's own.
    pub personal: Vec<NamespaceDescr<'a>>,
    /// Other users'.
    pub other_users: Vec<NamespaceDescr<'a>>,
    /// For all.
    pub shared: Vec<NamespaceDescr<'a>>,
}

/// `namespace-descr`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NamespaceDescr<'a> {
    /// What its mailbox names begin with.
    pub prefix: IString<'a>,
    /// NIL: there is no hierarchy.
    pub delimiter: Option<Delimiter>,
    /// `namespace-response-extension`
    pub extensions: Vec<NamespaceExtension<'a>>,
}

impl NamespaceDescr<'_> {
    /// The prefix in the language of the session, to be shown to the user, if the server tells it in modified UTF-7
    /// ([RFC 5255 §3.4](https://www.rfc-editor.org/rfc/rfc5255.html#section-3.4)).
    ///
    /// ```
    /// use imap_types::list::{NamespaceDescr, NamespaceExtension};
    /// let descr = NamespaceDescr {
    ///     prefix: "Other Users/".try_into()?,
    ///     delimiter: Some('/'.try_into()?),
    ///     extensions: vec![NamespaceExtension {
    ///         name: "TRANSLATION".try_into()?,
    ///         values: imap_types::core::Vec1::one("Andere Ben&APw-tzer/".try_into()?),
    ///     }],
    /// };
    /// assert_eq!(descr.translation().as_deref(), Some("Andere Ben\u{fc}tzer/"));
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn translation(&self) -> Option<Cow<'_, str>> {
        let translation = self.extensions.iter().find(|extension| {
            extension
                .name
                .as_bytes()
                .eq_ignore_ascii_case(b"TRANSLATION")
        })?;
        utf7::decode(translation.values.first().as_bytes()).ok()
    }
}

/// `namespace-response-extension = SP string SP "(" string *(SP string) ")"`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NamespaceExtension<'a> {
    /// E.g. `TRANSLATION`.
    pub name: IString<'a>,
    /// What belongs to it.
    pub values: Vec1<IString<'a>>,
}
