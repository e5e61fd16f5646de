//! SEARCH ([RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.4)): asked and answered.
//!
//! Search keys nest; here they are a flat list in pre-order, so that nothing that is done to them recurses.
//! [`SearchNode`] shows them as the tree that they are.
//!
//! ```text
//! C: A283 SEARCH RETURN (MIN COUNT) UNSEEN OR FROM "smith" LARGER 10000
//! S: * ESEARCH (TAG "A283") MIN 2 COUNT 4
//! ```

use alloc::{boxed::Box, vec, vec::Vec};
use core::num::NonZeroU32;

use crate::{
    core::{AString, Invalid, Number64, Vec1},
    datetime::Date,
    ext::{
        annotate_experiment_1::AnnotationKey,
        condstore::{ModSeq, ModSeqKey},
        context::ContextUpdate,
        filters::FilterName,
        objectid::ObjectId,
        partial::{PartialRange, PartialResults},
        search_fuzzy::Score,
        x_gm_ext_1::GmLabel,
    },
    fetch::FetchAtt,
    flag::Keyword,
    mailbox::Mailbox,
    sequence::{NumberSet, SequenceSet},
};

keyword_sum! {
    /// `search-key`, without the keys that are its operands: those stand behind it in [`SearchKeys`].
    pub enum SearchKey<'a>, named by SearchKeyName in "search-key", other Line {
        /// All messages.
        All = "ALL",
        /// Text in an annotation. [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.8)
        Annotation(Box<AnnotationKey<'a>>) = "ANNOTATION",
        /// With `\Answered`.
        Answered = "ANSWERED",
        /// Text in a Bcc field.
        Bcc(AString<'a>) = "BCC",
        /// INTERNALDATE before this day.
        Before(Date) = "BEFORE",
        /// Text in the body.
        Body(AString<'a>) = "BODY",
        /// Text in a Cc field.
        Cc(AString<'a>) = "CC",
        /// With `\Deleted`.
        Deleted = "DELETED",
        /// With `\Draft`.
        Draft = "DRAFT",
        /// With this EMAILID ([RFC 8474 §6](https://www.rfc-editor.org/rfc/rfc8474.html#section-6)).
        EmailId(ObjectId<'a>) = "EMAILID",
        /// With `\Flagged`.
        Flagged = "FLAGGED",
        /// Whatever the server keeps under this name. [RFC 5466 §3.1](https://www.rfc-editor.org/rfc/rfc5466.html#section-3.1)
        Filter(FilterName<'a>) = "FILTER",
        /// Text in a From field.
        From(AString<'a>) = "FROM",
        /// One operand: messages that match it more or less. [RFC 6203 §3](https://www.rfc-editor.org/rfc/rfc6203.html#section-3)
        Fuzzy = "FUZZY",
        /// Text in any such field.
        Header(HeaderKey<'a>) = "HEADER",
        /// With this keyword.
        Keyword(Keyword<'a>) = "KEYWORD",
        /// More octets than this.
        Larger(Number64) = "LARGER",
        /// Mod-sequence no less than this.
        /// [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.5)
        ModSeq(Box<ModSeqKey<'a>>) = "MODSEQ",
        /// `\Recent` and not `\Seen`; IMAP4rev1.
        New = "NEW",
        /// One operand: messages that do not match it.
        Not = "NOT",
        /// Without `\Recent`; IMAP4rev1.
        Old = "OLD",
        /// INTERNALDATE so many seconds ago or earlier. [RFC 5032 §2](https://www.rfc-editor.org/rfc/rfc5032.html#section-2)
        Older(NonZeroU32) = "OLDER",
        /// INTERNALDATE on this day.
        On(Date) = "ON",
        /// Two operands: messages that match one of them.
        Or = "OR",
        /// With `\Recent`; IMAP4rev1.
        Recent = "RECENT",
        /// Saved before this day. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514.html#section-4.3)
        SavedBefore(Date) = "SAVEDBEFORE",
        /// All messages, if the mailbox keeps when they were saved; else none.
        /// [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514.html#section-4.3)
        SaveDateSupported = "SAVEDATESUPPORTED",
        /// Saved on this day. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514.html#section-4.3)
        SavedOn(Date) = "SAVEDON",
        /// Saved on this day or later. [RFC 8514 §4.3](https://www.rfc-editor.org/rfc/rfc8514.html#section-4.3)
        SavedSince(Date) = "SAVEDSINCE",
        /// With `\Seen`.
        Seen = "SEEN",
        /// Date field before this day.
        SentBefore(Date) = "SENTBEFORE",
        /// Date field on this day.
        SentOn(Date) = "SENTON",
        /// Date field on this day or later.
        SentSince(Date) = "SENTSINCE",
        /// INTERNALDATE on this day or later.
        Since(Date) = "SINCE",
        /// Fewer octets than this.
        Smaller(Number64) = "SMALLER",
        /// Text in a Subject field.
        Subject(AString<'a>) = "SUBJECT",
        /// Text in the header or the body.
        Text(AString<'a>) = "TEXT",
        /// With this THREADID ([RFC 8474 §6](https://www.rfc-editor.org/rfc/rfc8474.html#section-6)).
        ThreadId(ObjectId<'a>) = "THREADID",
        /// Text in a To field.
        To(AString<'a>) = "TO",
        /// UIDs.
        Uid(SequenceSet) = "UID",
        /// UIDs above this one. [RFC 9738 §3.2](https://www.rfc-editor.org/rfc/rfc9738.html#section-3.2)
        UidAfter(NonZeroU32) = "UIDAFTER",
        /// UIDs below this one. [RFC 9738 §3.2](https://www.rfc-editor.org/rfc/rfc9738.html#section-3.2)
        UidBefore(NonZeroU32) = "UIDBEFORE",
        /// Without `\Answered`.
        Unanswered = "UNANSWERED",
        /// Without `\Deleted`.
        Undeleted = "UNDELETED",
        /// Without `\Draft`.
        Undraft = "UNDRAFT",
        /// Without `\Flagged`.
        Unflagged = "UNFLAGGED",
        /// Without this keyword.
        Unkeyword(Keyword<'a>) = "UNKEYWORD",
        /// Without `\Seen`.
        Unseen = "UNSEEN",
        /// With this label; Gmail.
        XGmLabels(GmLabel<'a>) = "X-GM-LABELS",
        /// With this X-GM-MSGID; Gmail.
        XGmMsgId(u64) = "X-GM-MSGID",
        /// As the web interface would find them; Gmail.
        XGmRaw(AString<'a>) = "X-GM-RAW",
        /// With this X-GM-THRID; Gmail.
        XGmThrId(u64) = "X-GM-THRID",
        /// INTERNALDATE so many seconds ago or later. [RFC 5032 §2](https://www.rfc-editor.org/rfc/rfc5032.html#section-2)
        Younger(NonZeroU32) = "YOUNGER",
    }
    also {
        /// Message sequence numbers.
        Sequence(SequenceSet),
        /// So many operands, in parentheses: messages that match all of them.
        And(NonZeroU32),
    }
    is_name |name| {
        // RETURN, CHARSET, and IN of ESEARCH stand before all keys. What begins with a digit or `$` is a set.
        !matches!(name.first(), None | Some(b'0'..=b'9' | b'$'))
            && name.iter().all(|byte| crate::core::is_atom_char(*byte))
            && ![&b"RETURN"[..], b"CHARSET", b"IN"].iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// `"HEADER" SP header-fld-name SP astring`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct HeaderKey<'a> {
    /// The field.
    pub field: AString<'a>,
    /// Text in it; empty, if the field need only be there.
    pub value: AString<'a>,
}

impl SearchKey<'_> {
    /// How many of the keys behind it are its operands.
    #[must_use]
    pub const fn operands(&self) -> usize {
        match self {
            Self::Fuzzy | Self::Not => 1,
            Self::Or => 2,
            Self::And(operands) => operands.get() as usize,
            _ => 0,
        }
    }
}

/// `search-key *(SP search-key)`: keys in pre-order, one tree or more, all of which a message must match; at most
/// [`MAX_DEPTH`](crate::MAX_DEPTH) levels deep.
///
/// An unknown key ends its level: how many arguments it has nobody knows, so it holds all that follows.
///
/// ```
/// use imap_types::search::{SearchKey, SearchKeys};
/// let keys = SearchKeys::from(SearchKey::Unseen)
///     .and(SearchKeys::or(SearchKey::Flagged.into(), SearchKeys::not(SearchKey::Draft.into())?)?);
/// let shown: Vec<_> = keys.iter().map(|node| (node.key().clone(), node.operands().count())).collect();
/// assert_eq!(shown, [(SearchKey::Unseen, 0), (SearchKey::Or, 2)]);
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct SearchKeys<'a>(Vec<SearchKey<'a>>);

impl<'a> SearchKeys<'a> {
    /// Messages that match one of two.
    ///
    /// # Errors
    ///
    /// If it would nest deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    pub fn or(one: Self, two: Self) -> Result<Self, Invalid> {
        let mut keys = vec![SearchKey::Or];
        keys.extend(one.into_operand());
        keys.extend(two.into_operand());
        Self::try_from(keys)
    }

    /// Messages that do not match.
    ///
    /// # Errors
    ///
    /// If it would nest deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[expect(clippy::should_implement_trait, reason = "it can fail")]
    pub fn not(operand: Self) -> Result<Self, Invalid> {
        let mut keys = vec![SearchKey::Not];
        keys.extend(operand.into_operand());
        Self::try_from(keys)
    }

    /// Messages that match more or less ([RFC 6203 §3](https://www.rfc-editor.org/rfc/rfc6203.html#section-3)).
    ///
    /// # Errors
    ///
    /// If it would nest deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    pub fn fuzzy(operand: Self) -> Result<Self, Invalid> {
        let mut keys = vec![SearchKey::Fuzzy];
        keys.extend(operand.into_operand());
        Self::try_from(keys)
    }

    /// Messages that match these keys and those.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The keys as one: in parentheses, if there are more or the last is unknown.
    fn into_operand(self) -> Vec<SearchKey<'a>> {
        let trees = self.iter().count();
        let open = self
            .0
            .last()
            .is_some_and(|key| matches!(key, SearchKey::Other(_)));
        match u32::try_from(trees).ok().and_then(NonZeroU32::new) {
            Some(count) if trees > 1 || open => {
                let mut keys = vec![SearchKey::And(count)];
                keys.extend(self.0);
                keys
            }
            _ => self.0,
        }
    }

    /// The trees that a message must match.
    pub fn iter(&self) -> impl Iterator<Item = SearchNode<'_, 'a>> {
        Trees {
            keys: &self.0,
            left: usize::MAX,
        }
    }

    /// All keys in pre-order.
    #[must_use]
    pub fn as_slice(&self) -> &[SearchKey<'a>] {
        &self.0
    }

    /// For imap-codec, which builds the list in order and counts the levels.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(keys: Vec<SearchKey<'a>>) -> Self {
        Self(keys)
    }
}

impl<'a> From<SearchKey<'a>> for SearchKeys<'a> {
    /// A key that wants operands (`NOT`, `FUZZY`, `OR`, parentheses) gets `ALL` for each.
    fn from(key: SearchKey<'a>) -> Self {
        let operands = key.operands();
        let mut keys = vec![key];
        keys.resize(1 + operands, SearchKey::All);
        Self(keys)
    }
}

impl<'a> TryFrom<Vec<SearchKey<'a>>> for SearchKeys<'a> {
    type Error = Invalid;
    /// Every key has its operands, none nests deeper than [`MAX_DEPTH`](crate::MAX_DEPTH), and an unknown key is the last of its level.
    fn try_from(keys: Vec<SearchKey<'a>>) -> Result<Self, Invalid> {
        let whole =
            crate::forest(keys.iter().map(SearchKey::operands)).is_some_and(|trees| trees > 0);
        if whole && others_are_last(&keys) {
            Ok(Self(keys))
        } else {
            Err(Invalid::new("search-key"))
        }
    }
}

/// Does each unknown key end its level (the whole list, or a pair of parentheses)?
fn others_are_last(keys: &[SearchKey<'_>]) -> bool {
    // For each open key: the operands it still wants, and whether parentheses close behind the last of them.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut ended = false;
    for key in keys {
        if ended {
            return false;
        }
        if let Some((wanted, _)) = open.last_mut() {
            *wanted -= 1;
        }
        match key.operands() {
            0 => {
                ended = matches!(key, SearchKey::Other(_));
                while let Some((0, parentheses)) = open.last().copied() {
                    open.pop();
                    if parentheses {
                        ended = false;
                    }
                }
            }
            operands => open.push((operands, matches!(key, SearchKey::And(_)))),
        }
    }
    true
}

/// A key and the way to its operands.
#[derive(Clone, Copy, Debug)]
pub struct SearchNode<'s, 'a> {
    /// The key and all behind it that belongs to it.
    keys: &'s [SearchKey<'a>],
}

impl<'s, 'a> SearchNode<'s, 'a> {
    /// The key.
    #[must_use]
    pub fn key(self) -> &'s SearchKey<'a> {
        // `Trees` hands out slices that are not empty.
        &self.keys[0]
    }

    /// Its operands.
    pub fn operands(self) -> impl Iterator<Item = Self> {
        Trees {
            keys: &self.keys[1..],
            left: self.key().operands(),
        }
    }
}

/// The trees at the front of a list.
struct Trees<'s, 'a> {
    keys: &'s [SearchKey<'a>],
    left: usize,
}

impl<'s, 'a> Iterator for Trees<'s, 'a> {
    type Item = SearchNode<'s, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let mut wanted = 1_usize;
        let mut len = 0;
        while wanted > 0 {
            wanted = wanted - 1 + self.keys.get(len)?.operands();
            len += 1;
        }
        let (tree, rest) = self.keys.split_at(len);
        self.keys = rest;
        Some(SearchNode { keys: tree })
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for SearchKeys<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(<Vec<SearchKey<'_>>>::deserialize(deserializer)?)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SearchKeys<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut keys = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        loop {
            if let Some(wanted) = open.last_mut() {
                *wanted -= 1;
            }
            let mut key = match u.int_in_range(0..=6)? {
                0 => SearchKey::Not,
                1 => SearchKey::Or,
                2 => SearchKey::And(NonZeroU32::MIN.saturating_add(u.int_in_range(0..=2)?)),
                3 => SearchKey::Fuzzy,
                _ => SearchKey::arbitrary(u)?,
            };
            if key.operands() > 0 && (open.len() >= crate::MAX_DEPTH || key.operands() > 8) {
                key = SearchKey::All;
            }
            if matches!(key, SearchKey::Other(_)) {
                // Only where it is the last of its level: behind the last operand of a pair of parentheses, or at the end.
                let mut with = keys.clone();
                with.push(key.clone());
                with.extend(core::iter::repeat_n(SearchKey::All, open.iter().sum()));
                if Self::try_from(with).is_err() {
                    key = SearchKey::All;
                }
            }
            let ended =
                matches!(key, SearchKey::Other(_)) && open.iter().all(|wanted| *wanted == 0);
            if key.operands() > 0 {
                open.push(key.operands());
            }
            keys.push(key);
            while open.last() == Some(&0) {
                open.pop();
            }
            if open.is_empty() && (ended || u.ratio(1, 2)?) {
                break;
            }
        }
        Self::try_from(keys).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

keyword_sum! {
    /// `search-return-opt`: what SEARCH answers.
    pub enum SearchReturnOpt<'a>, named by SearchReturnOptName in "search-return-opt", other Value {
        /// All matches, as a set; in order, for SORT. Not beside PARTIAL.
        All = "ALL",
        /// More such searches will follow. [RFC 5267 §4.2](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.2)
        Context = "CONTEXT",
        /// How many match.
        Count = "COUNT",
        /// The largest number; the last in order, for SORT.
        Max = "MAX",
        /// The least number; the first in order, for SORT.
        Min = "MIN",
        /// Some of the matches. [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394.html#section-3.1)
        Partial(PartialRange) = "PARTIAL",
        /// How well each matches; only beside a FUZZY key. [RFC 6203 §4](https://www.rfc-editor.org/rfc/rfc6203.html#section-4)
        Relevancy = "RELEVANCY",
        /// Keep the result as `$`. [RFC 5182 §2.1](https://www.rfc-editor.org/rfc/rfc5182.html#section-2.1)
        Save = "SAVE",
        /// Tell what comes and goes ([RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3)), and
        /// of new messages these items, if there are any ([RFC 5465 §7](https://www.rfc-editor.org/rfc/rfc5465.html#section-7)).
        Update(Vec<FetchAtt<'a>>) = "UPDATE",
    }
    is_name crate::select::is_label
}

keyword_sum! {
    /// `search-return-data`: an answer.
    pub enum SearchReturnData<'a>, named by SearchReturnDataName in "search-return-data", other Argument {
        /// These have come to the results. [RFC 5267 §4.3.3](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3.3)
        AddTo(Vec1<ContextUpdate>) = "ADDTO",
        /// All matches; in order, for SORT ([RFC 5267 §3.2](https://www.rfc-editor.org/rfc/rfc5267.html#section-3.2)).
        All(NumberSet) = "ALL",
        /// How many match.
        Count(u32) = "COUNT",
        /// The largest number.
        Max(NonZeroU32) = "MAX",
        /// The least number.
        Min(NonZeroU32) = "MIN",
        /// Some of the matches. [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394.html#section-3.1)
        Partial(PartialResults) = "PARTIAL",
        /// How well each matches, in the order of the matches. [RFC 6203 §4](https://www.rfc-editor.org/rfc/rfc6203.html#section-4)
        Relevancy(Vec<Score>) = "RELEVANCY",
        /// These have gone from the results. [RFC 5267 §4.3.4](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3.4)
        RemoveFrom(Vec1<ContextUpdate>) = "REMOVEFROM",
        /// The highest mod-sequence of the messages found, or of those with the least and the largest number.
        /// [RFC 4731 §3.2](https://www.rfc-editor.org/rfc/rfc4731.html#section-3.2)
        ModSeq(ModSeq) = "MODSEQ",
    }
    // UID stands in front of the answers.
    is_name |name| crate::select::is_label(name) && !name.eq_ignore_ascii_case(b"UID")
}

keyword_sum! {
    /// `one-correlator`: to which command an answer belongs, and to which mailbox. Each stands once, in any order; the answers
    /// to ESEARCH have all three.
    pub enum SearchCorrelator<'a>, named by SearchCorrelatorName in "search-correlator", other Argument {
        /// The mailbox that the numbers belong to. [RFC 7377 §2.1](https://www.rfc-editor.org/rfc/rfc7377.html#section-2.1)
        Mailbox(Mailbox<'a>) = "MAILBOX",
        /// `tag-string`: the tag of the command that is answered.
        Tag(AString<'a>) = "TAG",
        /// UIDVALIDITY of the mailbox. [RFC 7377 §2.1](https://www.rfc-editor.org/rfc/rfc7377.html#section-2.1)
        UidValidity(NonZeroU32) = "UIDVALIDITY",
    }
}

/// The SEARCH command.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Search<'a> {
    /// `search-return-opts`; `None` sends none, an empty list sends `RETURN ()`, which means ALL.
    pub returns: Option<Vec<SearchReturnOpt<'a>>>,
    /// Of the strings in the keys.
    pub charset: Option<AString<'a>>,
    /// Which messages.
    pub keys: SearchKeys<'a>,
}

impl<'a> From<SearchKeys<'a>> for Search<'a> {
    fn from(keys: SearchKeys<'a>) -> Self {
        Self {
            returns: None,
            charset: None,
            keys,
        }
    }
}

/// The SEARCH response of IMAP4rev1 ([RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501.html#section-7.2.5)), and the
/// SORT response ([RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256.html#section-4)).
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SearchResult<'a> {
    /// Message sequence numbers or UIDs; in any order, or in that which SORT was asked for.
    pub numbers: Vec<NonZeroU32>,
    /// What extensions add in parentheses: `(MODSEQ 917162500)`.
    pub extension: Option<SearchResultExt<'a>>,
}

impl SearchResult<'_> {
    /// The highest mod-sequence of the messages found, if it was told.
    #[must_use]
    pub const fn mod_seq(&self) -> Option<ModSeq> {
        match &self.extension {
            Some(SearchResultExt::ModSeq(seq)) => Some(*seq),
            _ => None,
        }
    }
}

keyword_sum! {
    /// `search-sort-mod-seq`, and what else may stand in parentheses behind the numbers of a SEARCH or SORT response.
    pub enum SearchResultExt<'a>, named by SearchResultName in "search-sort-mod-seq", other Argument {
        /// The highest mod-sequence of the messages found.
        /// [RFC 7162 §3.1.6](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.6)
        ModSeq(ModSeq) = "MODSEQ",
    }
}

/// The ESEARCH response ([RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.4)).
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ESearch<'a> {
    /// `search-correlator`; `None` sends none.
    pub correlator: Option<Vec1<SearchCorrelator<'a>>>,
    /// The numbers are UIDs.
    pub uid: bool,
    /// The answers.
    pub data: Vec<SearchReturnData<'a>>,
}

impl<'a> ESearch<'a> {
    /// The tag of the command that is answered, if it was told.
    #[must_use]
    pub fn tag(&self) -> Option<&AString<'a>> {
        self.correlators().find_map(|one| match one {
            SearchCorrelator::Tag(tag) => Some(tag),
            _ => None,
        })
    }

    /// The mailbox that the numbers belong to, if it was told: else it is the selected one.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox<'a>> {
        self.correlators().find_map(|one| match one {
            SearchCorrelator::Mailbox(mailbox) => Some(mailbox),
            _ => None,
        })
    }

    /// UIDVALIDITY of that mailbox, if it was told.
    #[must_use]
    pub fn uid_validity(&self) -> Option<NonZeroU32> {
        self.correlators().find_map(|one| match one {
            SearchCorrelator::UidValidity(number) => Some(*number),
            _ => None,
        })
    }

    fn correlators(&self) -> impl Iterator<Item = &SearchCorrelator<'a>> {
        self.correlator.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MAX_DEPTH, core::Other};

    #[test]
    fn whole_trees_only() {
        let and = |n| SearchKey::And(NonZeroU32::new(n).unwrap());
        let other = || SearchKey::Other(Other::new("XFOO", " bar").unwrap());
        for (keys, good) in [
            (vec![], false),
            (vec![SearchKey::Seen], true),
            (vec![SearchKey::Not], false),
            (vec![SearchKey::Or, SearchKey::Seen], false),
            (
                vec![
                    SearchKey::Or,
                    SearchKey::Seen,
                    SearchKey::Not,
                    SearchKey::Draft,
                    SearchKey::All,
                ],
                true,
            ),
            (vec![and(2), SearchKey::Seen], false),
            (vec![SearchKey::Seen, other()], true),
            (vec![other(), SearchKey::Seen], false),
            (vec![and(1), other(), SearchKey::Seen], true),
            (vec![SearchKey::Or, other(), SearchKey::Seen], false),
            (vec![SearchKey::Or, SearchKey::Seen, other()], true),
            (
                vec![
                    SearchKey::Or,
                    SearchKey::Seen,
                    and(1),
                    other(),
                    SearchKey::Seen,
                ],
                true,
            ),
        ] {
            assert_eq!(SearchKeys::try_from(keys.clone()).is_ok(), good, "{keys:?}");
        }
        let deep = |n: usize| {
            SearchKeys::try_from([vec![SearchKey::Not; n], vec![SearchKey::All]].concat())
        };
        assert!(deep(MAX_DEPTH).is_ok());
        assert!(deep(MAX_DEPTH + 1).is_err());
    }
}
