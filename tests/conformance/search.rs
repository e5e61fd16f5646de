//! SEARCH and ESEARCH: RFC 9051 sections 6.4.4, 7.3.4 and 9, RFC 3501 sections 6.4.4 and 7.2.5, RFC 4466 section 2.6.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// Every key of both revisions.
#[test]
fn s6_4_4_keys() {
    C::same(&[
        "a SEARCH ALL ANSWERED DELETED DRAFT FLAGGED SEEN UNANSWERED UNDELETED UNDRAFT UNFLAGGED UNSEEN",
        // RFC 3501 only.
        "a SEARCH NEW OLD RECENT",
        "a SEARCH BCC a BODY b CC c FROM d SUBJECT e TEXT f TO g",
        "a SEARCH FROM \"\" SUBJECT \"a b\" TEXT {1}\r\n\n TO a]b",
        "a SEARCH HEADER Message-ID \"\" HEADER \"a b\" {1}\r\n\n",
        "a SEARCH BEFORE 1-Feb-1994 ON 2-Feb-1994 SINCE 3-Feb-1994",
        "a SEARCH SENTBEFORE 1-Feb-1994 SENTON 2-Feb-1994 SENTSINCE 3-Feb-1994",
        "a SEARCH KEYWORD $Junk UNKEYWORD x",
        "a SEARCH LARGER 0 SMALLER 4294967295",
        "a SEARCH UID 1:*,5",
        "a SEARCH 1:5,7 * $",
        "a UID SEARCH 1",
    ]);
    C::written(&[
        (
            "a search unseen from x not deleted",
            "a SEARCH UNSEEN FROM x NOT DELETED",
        ),
        ("a SEARCH TEXT NIL", "a SEARCH TEXT \"NIL\""),
        ("a SEARCH TEXT {1}\r\nx", "a SEARCH TEXT x"),
    ]);
    C::refused(&[
        ("a SEARCH‸", Rule::Sp),
        ("a SEARCH ‸", Rule::SearchKey),
        ("a SEARCH ALL‸ ", Rule::Crlf),
        ("a SEARCH ALL ‸ ALL", Rule::SearchKey),
        ("a SEARCH FROM‸", Rule::Sp),
        ("a SEARCH FROM ‸", Rule::Astring),
        ("a SEARCH HEADER Subject‸", Rule::Sp),
        ("a SEARCH LARGER ‸x", Rule::Number64),
        ("a SEARCH UID ‸ALL", Rule::SequenceSet),
        ("a SEARCH ‸0", Rule::SequenceSet),
        ("a SEARCH ‸\"ALL\"", Rule::SearchKey),
        ("a SEARCH ‸\\Seen", Rule::SearchKey),
    ]);
}

/// NOT has one operand, OR two; parentheses have one or more.
#[test]
fn s6_4_4_nesting() {
    C::same(&[
        "a SEARCH NOT ALL",
        "a SEARCH NOT NOT NOT SEEN UNSEEN",
        "a SEARCH OR SEEN FROM x",
        "a SEARCH OR OR SEEN DRAFT NOT OR 1 2",
        "a SEARCH (SEEN)",
        "a SEARCH (SEEN (DRAFT (1 NOT (2 3)))) ALL",
        "a SEARCH OR (SEEN DRAFT) (FROM x TO y)",
    ]);
    let deep = |front: &str, levels: usize, back: &str| {
        format!(
            "a SEARCH {}ALL{}",
            front.repeat(levels),
            back.repeat(levels)
        )
    };
    C::same(&[&deep("(", 64, ")"), &deep("NOT ", 64, "")]);
    C::refused(&[
        ("a SEARCH NOT‸", Rule::Sp),
        ("a SEARCH NOT ‸", Rule::SearchKey),
        ("a SEARCH OR ALL‸", Rule::Sp),
        ("a SEARCH OR ALL ‸", Rule::SearchKey),
        ("a SEARCH (‸)", Rule::SearchKey),
        ("a SEARCH (ALL ‸)", Rule::SearchKey),
        ("a SEARCH (‸ ALL)", Rule::SearchKey),
        ("a SEARCH (ALL‸", Rule::Close),
        ("a SEARCH ALL‸)", Rule::Crlf),
        ("a SEARCH (ALL)‸(ALL)", Rule::Crlf),
        ("a SEARCH (NOT‸)", Rule::Sp),
        (&format!("a SEARCH {}‸(ALL)", "(".repeat(64)), Rule::Depth),
    ]);
}

/// search-program = ["CHARSET" SP charset SP] search-key …: first, and once. Charset is an atom or quoted in RFC 9051,
/// an astring in RFC 3501: the union is accepted.
#[test]
fn s6_4_4_charset() {
    C::same(&[
        "a SEARCH CHARSET UTF-8 TEXT {2}\r\né",
        "a SEARCH RETURN (MIN) CHARSET UTF-8 ALL",
    ]);
    C::written(&[
        (
            "a SEARCH charset \"UTF-8\" ALL",
            "a SEARCH CHARSET UTF-8 ALL",
        ),
        (
            "a SEARCH CHARSET {5}\r\nUTF-8 ALL",
            "a SEARCH CHARSET UTF-8 ALL",
        ),
    ]);
    C::refused(&[
        ("a SEARCH CHARSET UTF-8‸", Rule::Sp),
        ("a SEARCH CHARSET ‸", Rule::Charset),
        ("a SEARCH ‸CHARSET", Rule::SearchKey),
        ("a SEARCH CHARSET UTF-8 ‸CHARSET UTF-8 ALL", Rule::SearchKey),
        ("a SEARCH ALL ‸CHARSET UTF-8", Rule::SearchKey),
        ("a SEARCH CHARSET ‸(UTF-8) ALL", Rule::Charset),
    ]);
}

/// search-return-opts = SP "RETURN" SP "(" [opt *(SP opt)] ")": before CHARSET; an empty list is not the same as none.
#[test]
fn s6_4_4_return() {
    C::same(&[
        "a SEARCH RETURN () ALL",
        "a SEARCH RETURN (MIN MAX ALL COUNT SAVE) 1",
        "a UID SEARCH RETURN (ALL) 1",
    ]);
    C::written(&[(
        "a search return (min save) all",
        "a SEARCH RETURN (MIN SAVE) ALL",
    )]);
    C::other(&[
        (
            "a SEARCH RETURN (XUPDATE XPARTIAL 1:5) ALL",
            &[Rule::SearchReturnOpt, Rule::SearchReturnOpt],
        ),
        (
            "a SEARCH RETURN (X (a (b c))) ALL",
            &[Rule::SearchReturnOpt],
        ),
    ]);
    C::refused(&[
        ("a SEARCH ‸RETURN", Rule::SearchKey),
        ("a SEARCH RETURN ‸ALL", Rule::Open),
        ("a SEARCH RETURN ()‸", Rule::Sp),
        ("a SEARCH RETURN () ‸", Rule::SearchKey),
        ("a SEARCH RETURN (MIN ‸) ALL", Rule::Close),
        ("a SEARCH RETURN (‸1) ALL", Rule::SearchReturnOpt),
        ("a SEARCH CHARSET UTF-8 ‸RETURN (MIN) ALL", Rule::SearchKey),
        ("a SEARCH ALL ‸RETURN (MIN)", Rule::SearchKey),
    ]);
}

/// An unknown key takes all that follows on its level: nobody knows how many arguments it has.
#[test]
fn s6_5_unknown_keys() {
    C::other(&[
        (
            "a SEARCH XKEY \"/flags/\\\\draft\" all 620162338",
            &[Rule::SearchKey],
        ),
        ("a SEARCH ALL XKEY 259200", &[Rule::SearchKey]),
        ("a SEARCH (ALL XFOO TEXT x) UNSEEN", &[Rule::SearchKey]),
        ("a SEARCH XKEY \"has:attachment\"", &[Rule::SearchKey]),
    ]);
    C::refused(&[
        ("a SEARCH OR FOO 1 ALL‸", Rule::Sp),
        ("a SEARCH FOO (1‸", Rule::TaggedExt),
    ]);
}

#[test]
fn rfc3501_s7_2_5_search() {
    S::same(&["* SEARCH", "* SEARCH 2 84 882", "* SEARCH 4294967295"]);
    S::written(&[("* search 1", "* SEARCH 1")]);
    S::refused(&[
        ("* SEARCH ‸", Rule::NzNumber),
        ("* SEARCH 1 ‸", Rule::NzNumber),
        ("* SEARCH ‸0", Rule::NzNumber),
        ("* SEARCH ‸01", Rule::NzNumber),
        ("* SEARCH 1 ‸ 2", Rule::NzNumber),
        ("* SEARCH ‸4294967296", Rule::NzNumber),
        ("* SEARCH 1‸,2", Rule::Crlf),
        ("* SEARCH ‸*", Rule::NzNumber),
        ("* SEARCH ‸a", Rule::NzNumber),
    ]);
    S::other(&[
        ("* SEARCH 2 5 (XDATA 917162500)", &[Rule::SearchReturnData]),
        ("* SEARCH (XDATA 1)", &[Rule::SearchReturnData]),
    ]);
    S::refused(&[
        ("* SEARCH (‸)", Rule::SearchReturnData),
        ("* SEARCH (XDATA 1)‸ 5", Rule::Crlf),
        ("* SEARCH (XDATA 1‸", Rule::Close),
    ]);
}

/// "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)
#[test]
fn s7_3_4_esearch() {
    S::same(&[
        "* ESEARCH",
        "* ESEARCH UID",
        "* ESEARCH (TAG \"a\")",
        "* ESEARCH (TAG \"a b\") UID",
        "* ESEARCH (TAG \"a\") UID MIN 7 MAX 3800 COUNT 0 ALL 4:18,21,28",
        "* ESEARCH COUNT 4294967295 COUNT 1",
        "* ESEARCH UID MIN 1",
    ]);
    S::written(&[
        // tag-string is a string in RFC 4466, an astring in RFC 9051: read both, write what both have.
        (
            "* ESEARCH (TAG a]b) COUNT 1",
            "* ESEARCH (TAG \"a]b\") COUNT 1",
        ),
        (
            "* ESEARCH (tag {1}\r\na) uid count 1",
            "* ESEARCH (TAG \"a\") UID COUNT 1",
        ),
    ]);
    S::other(&[
        (
            "* ESEARCH (TAG \"a\") ALL 1:3 XDATA 1236",
            &[Rule::SearchReturnData],
        ),
        (
            "* ESEARCH UID XFOO (-1:-10 1,5) XBAR (0 1:3) XBAR (1 4)",
            &[Rule::SearchReturnData; 3],
        ),
        (
            "* ESEARCH (TAG \"a\" XMAILBOX \"x\" XFOO 1) UID ALL 4",
            &[Rule::SearchCorrelator; 2],
        ),
    ]);
    S::refused(&[
        ("* ESEARCH‸ ", Rule::Crlf),
        ("* ESEARCH UID‸ ", Rule::Crlf),
        ("* ESEARCH (‸)", Rule::SearchCorrelator),
        ("* ESEARCH (TAG‸)", Rule::Sp),
        ("* ESEARCH (TAG \"a\"‸", Rule::Close),
        ("* ESEARCH MIN ‸0", Rule::NzNumber),
        ("* ESEARCH MAX ‸0", Rule::NzNumber),
        ("* ESEARCH COUNT ‸4294967296", Rule::Number),
        ("* ESEARCH ALL ‸$", Rule::SequenceSet),
        ("* ESEARCH ALL ‸0", Rule::SequenceSet),
        ("* ESEARCH ALL‸", Rule::Sp),
        ("* ESEARCH COUNT 1‸  MIN 1", Rule::Crlf),
        ("* ESEARCH COUNT 1 ‸(TAG \"a\")", Rule::SearchReturnData),
        ("* ESEARCH ‸1", Rule::SearchReturnData),
        ("* ESEARCH FOO‸", Rule::Sp),
    ]);
}

/// Parentheses around an answer, as several servers have them, and RFC 5465 section 7.
#[test]
fn s7_3_4_in_parentheses() {
    let read = |options: imap_codec::Options, wire: &str| {
        let wire = format!("* ESEARCH (TAG \"A\") {wire}\r\n").into_bytes();
        let decoded = imap_codec::ResponseDecoder::new(options)
            .decode(&wire)
            .unwrap();
        let quirks: Vec<_> = decoded.deviations.iter().map(|one| one.quirk).collect();
        let value = imap_types::IntoBoundedStatic::into_static(decoded.value);
        (value, quirks)
    };
    for (odd, meant) in [
        ("UID ALL 1:3 (MODSEQ 9)", "UID ALL 1:3 MODSEQ 9"),
        ("(COUNT 17)", "COUNT 17"),
        ("(PARTIAL (1:2 NIL)) MIN 1", "PARTIAL (1:2 NIL) MIN 1"),
    ] {
        let (value, quirks) = read(imap_codec::Options::tolerant(), odd);
        assert_eq!(quirks, [imap_codec::Quirk::DataInParentheses], "{odd}");
        assert_eq!(value, read(imap_codec::Options::strict(), meant).0);
    }
}
