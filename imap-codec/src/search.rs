//! SEARCH ([RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.4)): asked and answered.
//!
//! The reader of search keys is a loop with a list of what is open, not recursion: keys that nest a million levels deep
//! cost no stack, and are refused at the sixty-fifth.

use alloc::{boxed::Box, vec::Vec};
use core::num::NonZeroU32;

use imap_types::{
    MAX_DEPTH,
    core::{AString, Vec1},
    search::{
        ESearch, HeaderKey, Search, SearchCorrelator, SearchCorrelatorName, SearchKey,
        SearchKeyName, SearchKeys, SearchResult, SearchResultExt, SearchResultName,
        SearchReturnData, SearchReturnDataName, SearchReturnOpt, SearchReturnOptName,
    },
};

use crate::{
    core::{
        astring, atom, byte, keyword, label, list, list1, number, number64, nz_number, sp, spaces,
    },
    datetime::date,
    ext::{
        annotate_experiment_1::annotation_key,
        condstore::{mod_seq_key, mod_sequence_value},
        context::{update, updates, write_update, write_updates},
        filters::filter_name,
        objectid::objectid,
        partial::{partial_range, partial_results},
        search_fuzzy::{score_list, write_score_list},
        x_gm_ext_1::{gm_id, gm_label},
    },
    flag::flag_keyword,
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    sequence::{number_set, sequence_set},
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

joint! {
    /// `search-key` that begins with a keyword, without its operands.
    keyword_key -> SearchKey by SearchKeyName, named by atom, slot SearchKey {
        All, Annotation(annotation_key), Answered, Bcc(astring), Before(date), Body(astring), Cc(astring), Deleted, Draft, EmailId(objectid), Filter(filter_name), Flagged,
        From(astring), Fuzzy, Header(header_key), Keyword(flag_keyword), Larger(number64), ModSeq(|cx, i| mod_seq_key(cx, i).map(|(rest, key)| (rest, Box::new(key)))), New, Not, Old, Older(nz_number), On(date),
        Or, Recent, SavedBefore(date), SaveDateSupported, SavedOn(date), SavedSince(date), Seen,
        SentBefore(date), SentOn(date), SentSince(date), Since(date), Smaller(number64), Subject(astring),
        Text(astring), ThreadId(objectid), To(astring), Uid(sequence_set), UidAfter(nz_number), UidBefore(nz_number), Unanswered, Undeleted, Undraft, Unflagged,
        Unkeyword(flag_keyword), Unseen, XGmLabels(gm_label), XGmMsgId(gm_id), XGmRaw(astring), XGmThrId(gm_id),
        Younger(nz_number),
    }
    also {
        Sequence => Encode::encode,
        And => write_open,
    }
}

/// The `(`; the writer of the list sees to the `)`.
fn write_open(_: &NonZeroU32, w: &mut Writer<'_, '_>) {
    w.byte(b'(');
}

/// `header-fld-name SP astring`
fn header_key<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, HeaderKey<'a>> {
    let (rest, field) = astring(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, value) = astring(cx, rest)?;
    Ok((rest, HeaderKey { field, value }))
}

impl Encode for HeaderKey<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.field.encode(w);
        self.value.encode(w.sp());
    }
}

/// What a key that is open still wants.
enum Open {
    /// So many operands.
    Operands(usize),
    /// Operands up to `)`: where the key stands, and how many it has so far.
    Parentheses(usize, u32),
}

/// `search-key *(SP search-key)`
pub(crate) fn search_keys<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SearchKeys<'a>> {
    within(Rule::SearchKey, keys_in_preorder(cx, i))
}

fn keys_in_preorder<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SearchKeys<'a>> {
    // A guess: a key takes some ten bytes. To count them would cost a tenth of the time.
    let mut keys = Vec::with_capacity((i.len() / 10).clamp(1, 12));
    let mut open: Vec<Open> = Vec::new();
    let mut rest = i;
    loop {
        // A key begins here.
        match open.last_mut() {
            Some(Open::Operands(wanted)) => *wanted -= 1,
            Some(Open::Parentheses(_, operands)) => *operands += 1,
            None => {}
        }
        let (after, key) = match rest {
            [b'(', after @ ..] => {
                if open.len() >= MAX_DEPTH {
                    return refuse(rest, Rule::Depth);
                }
                open.push(Open::Parentheses(keys.len(), 0));
                keys.push(SearchKey::And(NonZeroU32::MIN));
                rest = spaces(cx, after, Quirk::SpaceInList);
                continue;
            }
            [b'0'..=b'9' | b'*' | b'$', ..] => {
                let (after, set) = sequence_set(cx, rest)?;
                (after, SearchKey::Sequence(set))
            }
            _ => keyword_key(cx, rest)?,
        };
        let operands = key.operands();
        // It has taken all up to the end of its level.
        let mut unknown = matches!(key, SearchKey::Other(_));
        if operands > 0 && open.len() >= MAX_DEPTH {
            return refuse(rest, Rule::Depth);
        }
        keys.push(key);
        rest = after;
        if operands > 0 {
            open.push(Open::Operands(operands));
            rest = sp(rest)?.0;
            continue;
        }
        // A key ended here: so may those around it.
        loop {
            match open.last() {
                Some(Open::Operands(0)) => {
                    open.pop();
                }
                Some(Open::Operands(_)) => {
                    // An unknown key has taken what its neighbour needs.
                    rest = sp(rest)?.0;
                    break;
                }
                Some(Open::Parentheses(at, operands)) => {
                    let next = match rest {
                        [b' ', b')', ..] => spaces(cx, rest, Quirk::SpaceInList),
                        _ => rest,
                    };
                    let [b')', after @ ..] = next else {
                        rest = expect(Rule::Close, next, sp(next))?.0;
                        rest = spaces(cx, rest, Quirk::SpaceInList);
                        break;
                    };
                    let count = NonZeroU32::new(*operands);
                    if let (Some(key), Some(count)) = (keys.get_mut(*at), count) {
                        *key = SearchKey::And(count);
                    }
                    rest = after;
                    unknown = false;
                    open.pop();
                }
                None => {
                    let more = matches!(rest, [b' ', next, ..] if !matches!(next, b'\r' | b'\n'));
                    if unknown || !more {
                        return Ok((rest, SearchKeys::from_scanned(keys)));
                    }
                    rest = spaces(cx, rest.get(1..).unwrap_or_default(), Quirk::SpaceInList);
                    break;
                }
            }
        }
    }
}

impl Encode for SearchKeys<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        // The operands that open keys still want, and whether parentheses close behind the last.
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut first = true;
        for key in self.as_slice() {
            if !first {
                w.sp();
            }
            if let Some((wanted, _)) = open.last_mut() {
                *wanted -= 1;
            }
            key.encode(w);
            let parentheses = matches!(key, SearchKey::And(_));
            first = parentheses;
            if key.operands() > 0 {
                open.push((key.operands(), parentheses));
            }
            while let Some((0, parentheses)) = open.last() {
                if *parentheses {
                    w.byte(b')');
                }
                open.pop();
            }
        }
    }
}

joint! {
    /// `search-return-opt`
    search_return_opt -> SearchReturnOpt by SearchReturnOptName, named by label, slot SearchReturnOpt {
        All,
        Context,
        Count,
        Max,
        Min,
        Partial(partial_range),
        Relevancy,
        Save,
        Update glued(update => write_update),
    }
}

/// `["RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")" SP]`
#[inline]
pub(crate) fn return_opts<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
) -> Parsed<'a, Option<Vec<SearchReturnOpt<'a>>>> {
    match keyword(i, b"RETURN ") {
        Some(rest) => {
            let (rest, options) = list(cx, rest, Quirk::SpaceInList, search_return_opt)?;
            let (rest, _) = sp(rest)?;
            Ok((rest, Some(options)))
        }
        None => Ok((i, None)),
    }
}

pub(crate) fn write_return_opts<'v>(
    options: Option<&'v [SearchReturnOpt<'_>]>,
    w: &mut Writer<'_, 'v>,
) {
    if let Some(options) = options {
        w.raw(b"RETURN ")
            .list(options, |w, option| option.encode(w))
            .sp();
    }
}

/// `search = "SEARCH" [search-return-opts] SP search-program`
pub(crate) fn search<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Search<'a>> {
    let (rest, returns) = return_opts(cx, i)?;
    let (rest, charset) = match keyword(rest, b"CHARSET ") {
        Some(rest) => {
            let (rest, charset) = expect(Rule::Charset, rest, astring(cx, rest))?;
            let (rest, _) = sp(rest)?;
            (rest, Some(charset))
        }
        None => (rest, None),
    };
    let (rest, keys) = search_keys(cx, rest)?;
    Ok((
        rest,
        Search {
            returns,
            charset,
            keys,
        },
    ))
}

impl Encode for Search<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_return_opts(self.returns.as_deref(), w);
        if let Some(charset) = &self.charset {
            charset.encode(w.raw(b"CHARSET "));
            w.sp();
        }
        self.keys.encode(w);
    }
}

joint! {
    /// `search-sort-mod-seq`, without its parentheses.
    search_sort_mod_seq -> SearchResultExt by SearchResultName, named by atom, slot SearchReturnData {
        ModSeq(mod_sequence_value),
    }
}

/// `"SEARCH" *(SP nz-number) [SP search-sort-mod-seq]`, behind the keyword.
pub(crate) fn search_result<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SearchResult<'a>> {
    numbers(cx, i, Quirk::SpaceAfterSearch)
}

/// `"SORT" *(SP nz-number) [SP search-sort-mod-seq]`, behind the keyword.
pub(crate) fn sort_result<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SearchResult<'a>> {
    numbers(cx, i, Quirk::SpaceAtEnd)
}

/// `*(SP nz-number) [SP search-sort-mod-seq]`; `quirk` mends SPs.
#[inline]
fn numbers<'a>(cx: &Cx<'_>, i: &'a [u8], quirk: Quirk) -> Parsed<'a, SearchResult<'a>> {
    // As many numbers as there are SPs: counting costs a twentieth of reading them.
    let mut numbers = Vec::with_capacity(memchr::memchr_iter(b' ', i).count());
    let mut rest = i;
    loop {
        rest = match rest {
            [b' ', b'1'..=b'9', ..] => {
                let (after, number) = nz_number(cx, rest.get(1..).unwrap_or_default())?;
                numbers.push(number);
                after
            }
            [b' ', after @ ..] if after.first() == Some(&b'(') => {
                let (after, _) = byte(b'(', Rule::Open, after)?;
                let (after, extension) = search_sort_mod_seq(cx, after)?;
                let (after, _) = byte(b')', Rule::Close, after)?;
                let rest = spaces(cx, after, quirk);
                return Ok((
                    rest,
                    SearchResult {
                        numbers,
                        extension: Some(extension),
                    },
                ));
            }
            [b' ', b'\r' | b'\n' | b' ', ..] => {
                let after = spaces(cx, rest, quirk);
                if after.len() == rest.len() {
                    return refuse(rest.get(1..).unwrap_or_default(), Rule::NzNumber);
                }
                match after.first() {
                    // The SP that belongs to the number stays.
                    Some(b'0'..=b'9') => {
                        rest.get(rest.len() - after.len() - 1..).unwrap_or_default()
                    }
                    _ => {
                        return Ok((
                            after,
                            SearchResult {
                                numbers,
                                extension: None,
                            },
                        ));
                    }
                }
            }
            [b' ', after @ ..] => return refuse(after, Rule::NzNumber),
            _ => {
                return Ok((
                    rest,
                    SearchResult {
                        numbers,
                        extension: None,
                    },
                ));
            }
        };
    }
}

impl Encode for SearchResult<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        for number in &self.numbers {
            number.encode(w.sp());
        }
        if let Some(extension) = &self.extension {
            extension.encode(w.raw(b" ("));
            w.byte(b')');
        }
    }
}

joint! {
    /// `search-return-data`
    search_return_data -> SearchReturnData by SearchReturnDataName, named by label, slot SearchReturnData {
        AddTo(updates => write_updates),
        All(number_set),
        Count(number),
        Max(nz_number),
        Min(nz_number),
        ModSeq(mod_sequence_value),
        Partial(partial_results),
        Relevancy(score_list => write_score_list),
        RemoveFrom(updates => write_updates),
    }
}

joint! {
    /// `one-correlator = ("TAG" SP tag-string) / ("MAILBOX" SP astring) / ("UIDVALIDITY" SP nz-number)`
    correlator -> SearchCorrelator by SearchCorrelatorName, named by atom, slot SearchCorrelator {
        Mailbox(mailbox),
        Tag(astring => write_tag_string),
        UidValidity(nz_number),
    }
}

/// Always quoted: RFC 4466 has `string`, IMAP4rev2 `astring`.
fn write_tag_string<'v>(tag: &'v AString<'_>, w: &mut Writer<'_, 'v>) {
    w.string(tag.as_bytes());
}

/// `search-correlator = SP "(" one-correlator *(SP one-correlator) ")"`, behind the SP.
pub(crate) fn search_correlator<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
) -> Parsed<'a, Vec1<SearchCorrelator<'a>>> {
    let rule = Rule::SearchCorrelator;
    within(rule, list1(cx, i, Quirk::SpaceInList, rule, correlator))
}

pub(crate) fn write_search_correlator<'v>(
    correlators: &'v Vec1<SearchCorrelator<'_>>,
    w: &mut Writer<'_, 'v>,
) {
    w.list(correlators, |w, one| one.encode(w));
}

/// `"ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)`, behind the keyword.
pub(crate) fn esearch<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ESearch<'a>> {
    let (mut rest, correlator) = match i {
        [b' ', after @ ..] if after.first() == Some(&b'(') => {
            let (rest, list) = search_correlator(cx, after)?;
            (rest, Some(list))
        }
        _ => (i, None),
    };
    let uid = match keyword(rest, b" UID") {
        Some(after @ ([b' ' | b'\r' | b'\n', ..] | [])) => {
            rest = after;
            true
        }
        _ => false,
    };
    let mut data = Vec::new();
    while let [b' ', after @ ..] = rest {
        if scan::span(rest, |byte| byte == b' ') > 1
            || matches!(after.first(), Some(b'\r' | b'\n') | None)
        {
            break;
        }
        // Some servers, and an example of RFC 5465, have parentheses around one.
        let (behind, one) = match after {
            [b'(', inside @ ..] if cx.has(Quirk::DataInParentheses) => {
                let (behind, one) = search_return_data(cx, inside)?;
                let (behind, ()) = byte(b')', Rule::Close, behind)?;
                cx.mend(Quirk::DataInParentheses, after, behind);
                (behind, one)
            }
            _ => search_return_data(cx, after)?,
        };
        data.push(one);
        rest = behind;
    }
    Ok((
        rest,
        ESearch {
            correlator,
            uid,
            data,
        },
    ))
}

impl Encode for ESearch<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if let Some(correlator) = &self.correlator {
            write_search_correlator(correlator, w.sp());
        }
        if self.uid {
            w.raw(b" UID");
        }
        for data in &self.data {
            data.encode(w.sp());
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        datetime::Date,
        ext::{
            annotate_experiment_1::{AnnotationKey, AttSearch},
            condstore::{ModSeqKey, ModSeqValzer},
            context::ContextUpdate,
            partial::{PartialRange, PartialResults},
        },
        fetch::FetchAtt,
        mailbox::Mailbox,
    };

    use super::*;
    use crate::testing::{both, covers, list1, n64, nz, ok, other, reads, refuses};

    #[test]
    fn keys_of_every_name() -> Result<(), imap_types::core::Invalid> {
        let day = Date::new(1994, 2, 1)?;
        let rows = [
            ("ALL", SearchKey::All),
            (
                "ANNOTATION /% value \"a\"",
                SearchKey::Annotation(Box::new(AnnotationKey {
                    entry: ok("/%"),
                    attrib: AttSearch::Value,
                    value: ok("a"),
                })),
            ),
            ("ANSWERED", SearchKey::Answered),
            ("BCC a", SearchKey::Bcc(ok("a"))),
            ("BEFORE 1-Feb-1994", SearchKey::Before(day)),
            ("BODY \"a b\"", SearchKey::Body(ok("a b"))),
            ("CC \"\"", SearchKey::Cc(ok(""))),
            ("DELETED", SearchKey::Deleted),
            ("DRAFT", SearchKey::Draft),
            // RFC 8474 section 6
            (
                "EMAILID M6d99ac3275bb4e",
                SearchKey::EmailId(ok("M6d99ac3275bb4e")),
            ),
            (
                "THREADID T64b478a75b7ea9",
                SearchKey::ThreadId(ok("T64b478a75b7ea9")),
            ),
            ("FILTER a-b", SearchKey::Filter(ok("a-b"))),
            ("FLAGGED", SearchKey::Flagged),
            ("FROM a]b", SearchKey::From(ok("a]b"))),
            (
                "HEADER X \"\"",
                SearchKey::Header(HeaderKey {
                    field: ok("X"),
                    value: ok(""),
                }),
            ),
            ("KEYWORD $Junk", SearchKey::Keyword(ok("$Junk"))),
            (
                "LARGER 9223372036854775807",
                SearchKey::Larger(n64(u64::MAX >> 1)),
            ),
            ("NEW", SearchKey::New),
            ("OLD", SearchKey::Old),
            ("ON 1-Feb-1994", SearchKey::On(day)),
            ("RECENT", SearchKey::Recent),
            ("SEEN", SearchKey::Seen),
            ("SENTBEFORE 1-Feb-1994", SearchKey::SentBefore(day)),
            ("SENTON 1-Feb-1994", SearchKey::SentOn(day)),
            ("SENTSINCE 1-Feb-1994", SearchKey::SentSince(day)),
            ("SINCE 1-Feb-1994", SearchKey::Since(day)),
            ("SMALLER 0", SearchKey::Smaller(n64(0))),
            ("SUBJECT {1}\r\n\n", SearchKey::Subject(ok("\n"))),
            ("TEXT a", SearchKey::Text(ok("a"))),
            ("TO a", SearchKey::To(ok("a"))),
            ("UID 1:*", SearchKey::Uid(ok("1:*"))),
            ("UNANSWERED", SearchKey::Unanswered),
            ("UNDELETED", SearchKey::Undeleted),
            ("UNDRAFT", SearchKey::Undraft),
            ("UNFLAGGED", SearchKey::Unflagged),
            ("UNKEYWORD x", SearchKey::Unkeyword(ok("x"))),
            ("UNSEEN", SearchKey::Unseen),
            ("2:4", SearchKey::Sequence(ok("2:4"))),
            ("$", SearchKey::Sequence(ok("$"))),
            (
                "MODSEQ 620162338",
                SearchKey::ModSeq(Box::new(ModSeqKey {
                    entry: None,
                    at_least: ModSeqValzer(620_162_338),
                })),
            ),
            ("OLDER 1", SearchKey::Older(nz(1))),
            ("SAVEDBEFORE 1-Feb-1994", SearchKey::SavedBefore(day)),
            ("SAVEDATESUPPORTED", SearchKey::SaveDateSupported),
            ("SAVEDON 1-Feb-1994", SearchKey::SavedOn(day)),
            ("SAVEDSINCE 1-Feb-1994", SearchKey::SavedSince(day)),
            ("UIDAFTER 25000", SearchKey::UidAfter(nz(25_000))),
            ("UIDBEFORE 4294967295", SearchKey::UidBefore(nz(u32::MAX))),
            ("X-GM-LABELS \\Inbox", SearchKey::XGmLabels(ok("\\Inbox"))),
            (
                "X-GM-MSGID 18446744073709551615",
                SearchKey::XGmMsgId(u64::MAX),
            ),
            (
                "X-GM-RAW \"has:attachment in:unread\"",
                SearchKey::XGmRaw(ok("has:attachment in:unread")),
            ),
            ("X-GM-THRID 1", SearchKey::XGmThrId(1)),
            ("YOUNGER 259200", SearchKey::Younger(nz(259_200))),
            ("XKEY 259200", SearchKey::Other(other("XKEY", " 259200"))),
        ];
        let operators = [Some("FUZZY"), Some("NOT"), Some("OR")];
        covers(
            SearchKeyName::ALL.iter().map(|name| name.as_str()),
            rows.iter()
                .map(|(_, value)| value.keyword())
                .chain(operators),
        );
        both(search_keys, &rows.map(|(bytes, key)| (bytes, key.into())));
        let keys = |keys: &[SearchKey<'static>]| ok::<SearchKeys<'static>, _>(keys.to_vec());
        let and = |operands| SearchKey::And(nz(operands));
        both(
            search_keys,
            &[
                ("NOT SEEN", keys(&[SearchKey::Not, SearchKey::Seen])),
                (
                    "OR SEEN NOT DRAFT ALL",
                    keys(&[
                        SearchKey::Or,
                        SearchKey::Seen,
                        SearchKey::Not,
                        SearchKey::Draft,
                        SearchKey::All,
                    ]),
                ),
                (
                    "(SEEN (1 DRAFT)) ALL",
                    keys(&[
                        and(2),
                        SearchKey::Seen,
                        and(2),
                        SearchKey::Sequence(ok("1")),
                        SearchKey::Draft,
                        SearchKey::All,
                    ]),
                ),
                (
                    "FUZZY TEXT x UNSEEN",
                    keys(&[
                        SearchKey::Fuzzy,
                        SearchKey::Text(ok("x")),
                        SearchKey::Unseen,
                    ]),
                ),
                (
                    "(XFOO TEXT x) UNSEEN",
                    keys(&[
                        and(1),
                        SearchKey::Other(other("XFOO", " TEXT x")),
                        SearchKey::Unseen,
                    ]),
                ),
            ],
        );
        reads(
            search_keys,
            &[(
                "unseen from \"a\"",
                keys(&[SearchKey::Unseen, SearchKey::From(ok("a"))]),
            )],
        );
        refuses(
            search_keys,
            &[
                ("", 0, Rule::SearchKey),
                ("NOT", 3, Rule::Sp),
                ("OR ALL", 6, Rule::Sp),
                ("FUZZY", 5, Rule::Sp),
                ("FILTER", 6, Rule::Sp),
                ("FILTER /", 7, Rule::FilterName),
                ("()", 1, Rule::SearchKey),
                ("(ALL", 4, Rule::Close),
                ("0", 0, Rule::SequenceSet),
                ("LARGER x", 7, Rule::Number64),
                ("KEYWORD \\Seen", 8, Rule::Flag),
                ("BEFORE 1-Feb-94", 7, Rule::Date),
                ("RETURN (MIN) ALL", 0, Rule::SearchKey),
                ("ALL CHARSET UTF-8", 4, Rule::SearchKey),
                ("IN (personal) ALL", 0, Rule::SearchKey),
            ],
        );
        Ok(())
    }

    #[test]
    fn commands() {
        let all = || SearchKeys::from(SearchKey::All);
        let options = [
            ("ALL", SearchReturnOpt::All),
            ("CONTEXT", SearchReturnOpt::Context),
            ("COUNT", SearchReturnOpt::Count),
            ("MAX", SearchReturnOpt::Max),
            ("MIN", SearchReturnOpt::Min),
            (
                "PARTIAL -1:-30",
                SearchReturnOpt::Partial(PartialRange::last(nz(1), nz(30))),
            ),
            ("RELEVANCY", SearchReturnOpt::Relevancy),
            ("SAVE", SearchReturnOpt::Save),
            ("UPDATE", SearchReturnOpt::Update(Vec::new())),
            (
                "UPDATE (UID FLAGS)",
                SearchReturnOpt::Update([FetchAtt::Uid, FetchAtt::Flags].into()),
            ),
            ("XFOO 1:5", SearchReturnOpt::Other(other("XFOO", " 1:5"))),
        ];
        covers(
            SearchReturnOptName::ALL.iter().map(|name| name.as_str()),
            options.iter().map(|(_, value)| value.keyword()),
        );
        both(search_return_opt, &options);
        both(
            search,
            &[
                ("ALL", all().into()),
                (
                    "RETURN () ALL",
                    Search {
                        returns: Some(Vec::new()),
                        charset: None,
                        keys: all(),
                    },
                ),
                (
                    "RETURN (MIN SAVE) CHARSET UTF-8 ALL",
                    Search {
                        returns: Some([SearchReturnOpt::Min, SearchReturnOpt::Save].into()),
                        charset: Some(ok("UTF-8")),
                        keys: all(),
                    },
                ),
            ],
        );
        reads(
            search,
            &[(
                "charset \"UTF-8\" all",
                Search {
                    returns: None,
                    charset: Some(ok("UTF-8")),
                    keys: all(),
                },
            )],
        );
        refuses(
            search,
            &[
                ("CHARSET UTF-8", 13, Rule::Sp),
                ("RETURN ALL", 7, Rule::Open),
                ("RETURN (1) ALL", 8, Rule::SearchReturnOpt),
                ("CHARSET", 0, Rule::SearchKey),
                ("RETURN ()", 9, Rule::Sp),
            ],
        );
    }

    #[test]
    fn responses() {
        both(
            search_result,
            &[
                ("", SearchResult::default()),
                (
                    " 2 84 882",
                    SearchResult {
                        numbers: [nz(2), nz(84), nz(882)].into(),
                        extension: None,
                    },
                ),
                // RFC 7162 section 3.1.5
                (
                    " 2 (MODSEQ 917162500)",
                    SearchResult {
                        numbers: [nz(2)].into(),
                        extension: Some(SearchResultExt::ModSeq(ok(917_162_500))),
                    },
                ),
            ],
        );
        refuses(
            search_result,
            &[
                (" 0", 1, Rule::NzNumber),
                (" ", 1, Rule::NzNumber),
                (" 1  2", 3, Rule::NzNumber),
                (" 4294967296", 1, Rule::NzNumber),
            ],
        );
        let updates = || {
            list1([
                ContextUpdate {
                    position: 0,
                    set: ok("7,5:6"),
                },
                ContextUpdate {
                    position: 3,
                    set: ok("9"),
                },
            ])
        };
        let data = [
            ("ADDTO (0 7,5:6 3 9)", SearchReturnData::AddTo(updates())),
            ("ALL 2,10:11", SearchReturnData::All(ok("2,10:11"))),
            ("COUNT 0", SearchReturnData::Count(0)),
            ("MAX 4294967295", SearchReturnData::Max(nz(u32::MAX))),
            ("MIN 1", SearchReturnData::Min(nz(1))),
            ("MODSEQ 1236", SearchReturnData::ModSeq(ok(1236))),
            (
                "PARTIAL (1:2 NIL)",
                SearchReturnData::Partial(PartialResults {
                    range: PartialRange::first(nz(1), nz(2)),
                    results: None,
                }),
            ),
            ("RELEVANCY ()", SearchReturnData::Relevancy(Vec::new())),
            (
                "RELEVANCY (99 4)",
                SearchReturnData::Relevancy([ok(99), ok(4)].into()),
            ),
            (
                "REMOVEFROM (0 7,5:6 3 9)",
                SearchReturnData::RemoveFrom(updates()),
            ),
            (
                "XFOO (1 a)",
                SearchReturnData::Other(other("XFOO", " (1 a)")),
            ),
        ];
        covers(
            SearchReturnDataName::ALL.iter().map(|name| name.as_str()),
            data.iter().map(|(_, value)| value.keyword()),
        );
        both(search_return_data, &data);
        refuses(
            search_return_data,
            &[
                ("ALL $", 4, Rule::SequenceSet),
                ("MIN 0", 4, Rule::NzNumber),
                ("COUNT -1", 6, Rule::Number),
                ("FOO", 3, Rule::Sp),
                ("ADDTO ()", 7, Rule::Number),
                ("PARTIAL 1:2", 8, Rule::Open),
                ("RELEVANCY", 9, Rule::Sp),
            ],
        );
        let correlators = [
            ("TAG \"a]b\"", SearchCorrelator::Tag(ok("a]b"))),
            ("MAILBOX INBOX", SearchCorrelator::Mailbox(Mailbox::Inbox)),
            ("UIDVALIDITY 1", SearchCorrelator::UidValidity(nz(1))),
            ("XFOO a", SearchCorrelator::Other(other("XFOO", " a"))),
        ];
        covers(
            SearchCorrelatorName::ALL.iter().map(|name| name.as_str()),
            correlators.iter().map(|(_, value)| value.keyword()),
        );
        both(correlator, &correlators);
        reads(correlator, &[("tag a", SearchCorrelator::Tag(ok("a")))]);
        both(
            esearch,
            &[
                ("", ESearch::default()),
                (
                    " UID",
                    ESearch {
                        uid: true,
                        ..ESearch::default()
                    },
                ),
                // RFC 9051 section 6.4.4
                (
                    " (TAG \"A282\") MIN 2 COUNT 3",
                    ESearch {
                        correlator: Some(list1([SearchCorrelator::Tag(ok("A282"))])),
                        uid: false,
                        data: [SearchReturnData::Min(nz(2)), SearchReturnData::Count(3)].into(),
                    },
                ),
            ],
        );
        refuses(
            esearch,
            &[
                (" ()", 2, Rule::SearchCorrelator),
                (" (TAG)", 5, Rule::Sp),
                (" MIN 0", 5, Rule::NzNumber),
                (" 1", 1, Rule::SearchReturnData),
            ],
        );
    }
}
