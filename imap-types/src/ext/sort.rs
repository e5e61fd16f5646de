//! SORT ([RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html)), SORT=DISPLAY
//! ([RFC 5957](https://www.rfc-editor.org/rfc/rfc5957.html)) and ESORT
//! ([RFC 5267 §3](https://www.rfc-editor.org/rfc/rfc5267.html#section-3)): SEARCH with its results in order.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Uid`](crate::command::Uid) and [`Data`](crate::data::Data). The
//! SORT response is a [`SearchResult`](crate::search::SearchResult); with return options the answer is an
//! [`ESearch`](crate::search::ESearch), whose sets are in the order that was asked for. So is `10,12,11` there; a range reads
//! upward either way round (`12:10` is `10,11,12`).
//!
//! ```text
//! C: A283 SORT (SUBJECT REVERSE DATE) UTF-8 ALL
//! S: * SORT 5 3 4 1 2
//! C: E01 UID SORT RETURN () (REVERSE DATE) UTF-8 UNDELETED
//! S: * ESEARCH (TAG "E01") UID ALL 23765,23764,23763,23761
//! ```

use alloc::{borrow::Cow, vec::Vec};

use crate::{
    core::{AString, Vec1},
    ext::annotate_experiment_1::AnnotationSort,
    search::{SearchKeys, SearchReturnOpt},
};

/// The SORT command: `sort = ["UID" SP] "SORT" [search-return-opts] SP sort-criteria SP search-criteria`
/// ([RFC 5256 §5](https://www.rfc-editor.org/rfc/rfc5256.html#section-5),
/// [RFC 5267 §5](https://www.rfc-editor.org/rfc/rfc5267.html#section-5)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Sort<'a> {
    /// `search-return-opts`, which want ESORT or CONTEXT=SORT; `None` sends none, an empty list sends `RETURN ()`, which
    /// means ALL.
    pub returns: Option<Vec<SearchReturnOpt<'a>>>,
    /// What to sort by; the first counts most.
    pub criteria: Vec1<SortCriterion<'a>>,
    /// Of the strings in the keys. Never left out.
    pub charset: AString<'a>,
    /// Which messages.
    pub keys: SearchKeys<'a>,
}

impl<'a> Sort<'a> {
    /// Without return options; strings in the keys are UTF-8.
    #[must_use]
    pub fn new(criteria: Vec1<SortCriterion<'a>>, keys: SearchKeys<'a>) -> Self {
        Self {
            returns: None,
            criteria,
            charset: AString::from_scanned(Cow::Borrowed(b"UTF-8")),
            keys,
        }
    }
}

/// `sort-criterion = ["REVERSE" SP] sort-key`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SortCriterion<'a> {
    /// From the largest to the least.
    pub reverse: bool,
    /// By what.
    pub key: SortKey<'a>,
}

impl<'a> SortCriterion<'a> {
    /// The same from the largest to the least.
    #[must_use]
    pub const fn reversed(key: SortKey<'a>) -> Self {
        Self { reverse: true, key }
    }
}

impl<'a> From<SortKey<'a>> for SortCriterion<'a> {
    fn from(key: SortKey<'a>) -> Self {
        Self {
            reverse: false,
            key,
        }
    }
}

keyword_sum! {
    /// `sort-key`. An unknown one has no argument: where it would end nobody knows.
    pub enum SortKey<'a>, named by SortKeyName in "sort-key", other Name {
        /// The value of an annotation. [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.9)
        Annotation(AnnotationSort<'a>) = "ANNOTATION",
        /// INTERNALDATE, date and time.
        Arrival = "ARRIVAL",
        /// Mailbox of the first Cc address, what stands before its `@`.
        Cc = "CC",
        /// Date and time of the Date field in UTC ([RFC 5256 §2.2](https://www.rfc-editor.org/rfc/rfc5256.html#section-2.2)).
        Date = "DATE",
        /// The name of the first From address, or the address, if it has none.
        /// [RFC 5957 §4](https://www.rfc-editor.org/rfc/rfc5957.html#section-4)
        DisplayFrom = "DISPLAYFROM",
        /// The name of the first To address, or the address, if it has none.
        /// [RFC 5957 §4](https://www.rfc-editor.org/rfc/rfc5957.html#section-4)
        DisplayTo = "DISPLAYTO",
        /// Mailbox of the first From address, what stands before its `@`.
        From = "FROM",
        /// How well it matches a FUZZY key, the best first; only beside such a key.
        /// [RFC 6203 §6](https://www.rfc-editor.org/rfc/rfc6203.html#section-6)
        Relevancy = "RELEVANCY",
        /// Octets of the message.
        Size = "SIZE",
        /// The [base subject](crate::ext::thread::base_subject).
        Subject = "SUBJECT",
        /// Mailbox of the first To address, what stands before its `@`.
        To = "TO",
    }
    // REVERSE stands before a key.
    is_name |name| {
        !name.is_empty()
            && name.iter().all(|byte| crate::core::is_atom_char(*byte))
            && !name.eq_ignore_ascii_case(b"REVERSE")
    }
}
