//! MULTISEARCH ([RFC 7377](https://www.rfc-editor.org/rfc/rfc7377.html), and before it RFC 6237): SEARCH in many mailboxes.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody) and [`SearchCorrelator`](crate::search::SearchCorrelator). Each mailbox in
//! which something matches has an [`ESearch`](crate::search::ESearch) of its own, with TAG, MAILBOX and UIDVALIDITY, and of UIDs.
//!
//! ```text
//! C: tag1 ESEARCH IN (mailboxes "folder1" subtree "folder2") RETURN (COUNT) UNSEEN
//! S: * ESEARCH (TAG "tag1" MAILBOX "folder2/peach" UIDVALIDITY 3) UID COUNT 5
//! S: tag1 OK done
//! ```

use alloc::vec::Vec;

use crate::{core::Vec1, ext::notify::MailboxFilter, search::Search};

/// The ESEARCH command: `esearch = "ESEARCH" [SP esearch-source-opts] [search-return-opts] SP search-program`
/// ([RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377.html#section-2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MultiSearch<'a> {
    /// Where; `None` sends nothing, and the selected mailbox is meant.
    pub sources: Option<Sources<'a>>,
    /// What. Without return options ALL is meant; SAVE may be asked for only if the selected mailbox is the only source.
    pub search: Search<'a>,
}

/// `esearch-source-opts = "IN" SP "(" source-mbox [SP "(" scope-options ")"] ")"`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Sources<'a> {
    /// Which mailboxes.
    pub mailboxes: Vec1<MailboxFilter<'a>>,
    /// `scope-options`; without any, no list is sent.
    pub scope: Vec<ScopeOption<'a>>,
}

impl<'a> From<MailboxFilter<'a>> for Sources<'a> {
    fn from(filter: MailboxFilter<'a>) -> Self {
        Self {
            mailboxes: Vec1::one(filter),
            scope: Vec::new(),
        }
    }
}

keyword_sum! {
    /// `scope-option = tagged-ext-label [SP tagged-ext-val]`. None is defined: all are `Other`.
    pub enum ScopeOption<'a>, named by ScopeOptionName in "scope-option", other Value {}
    is_name crate::select::is_label
}
