//! CONDSTORE: RFC 7162 section 3.1, RFC 4551.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// 63 bits in RFC 7162, 64 in RFC 4551: the former are handed out, the latter read.
#[test]
fn s7_mod_sequence_value() {
    S::same(&[
        "* 1 FETCH (MODSEQ (1))",
        "* 1 FETCH (MODSEQ (9223372036854775807))",
        "* 1 FETCH (MODSEQ (9223372036854775808))",
        "* 1 FETCH (MODSEQ (18446744073709551615))",
        "* OK [HIGHESTMODSEQ 18446744073709551615] x",
    ]);
    C::same(&[
        "a FETCH 1:* FLAGS (CHANGEDSINCE 18446744073709551615)",
        "a STORE 4:6 (UNCHANGEDSINCE 18446744073709551615) +FLAGS.SILENT (y)",
    ]);
    // 1*DIGIT
    C::written(&[(
        "a FETCH 1 FLAGS (CHANGEDSINCE 00012)",
        "a FETCH 1 FLAGS (CHANGEDSINCE 12)",
    )]);
    S::refused(&[
        (
            "* 1 FETCH (MODSEQ (‸18446744073709551616))",
            Rule::ModSequenceValue,
        ),
        ("* 1 FETCH (MODSEQ (‸0))", Rule::ModSequenceValue),
        ("* 1 FETCH (MODSEQ (‸00))", Rule::ModSequenceValue),
        ("* 1 FETCH (MODSEQ (‸-1))", Rule::ModSequenceValue),
        ("* 1 FETCH (MODSEQ (1‸.0))", Rule::Close),
    ]);
}

#[test]
fn s3_1_2_codes() {
    S::same(&[
        "* OK [HIGHESTMODSEQ 715194045007] Highest",
        "* OK [NOMODSEQ] Sorry, this mailbox format doesn't support modsequences",
        "a OK [HIGHESTMODSEQ 1] ",
        "a OK [MODIFIED 7,9] Conditional STORE failed",
        "a NO [MODIFIED 1:*,3] x",
    ]);
    S::refused(&[
        ("* OK [HIGHESTMODSEQ‸] x", Rule::Sp),
        ("* OK [HIGHESTMODSEQ ‸0] x", Rule::ModSequenceValue),
        ("* OK [HIGHESTMODSEQ ‸(1)] x", Rule::ModSequenceValue),
        ("* OK [HIGHESTMODSEQ 1‸ 2] x", Rule::CloseBracket),
        ("* OK [NOMODSEQ‸ ] x", Rule::CloseBracket),
        ("a OK [MODIFIED‸] x", Rule::Sp),
        ("a OK [MODIFIED ‸$] x", Rule::SequenceSet),
        ("a OK [MODIFIED ‸0] x", Rule::SequenceSet),
    ]);
}

#[test]
fn s3_1_3_unchangedsince() {
    C::same(&[
        "a STORE 1 (UNCHANGEDSINCE 0) +FLAGS ($MDNSent)",
        "a UID STORE 6,4,8 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\\Deleted)",
        "a STORE $ (UNCHANGEDSINCE 1) FLAGS ()",
    ]);
    C::written(&[(
        "a store 1 (unchangedsince 1) flags \\seen",
        "a STORE 1 (UNCHANGEDSINCE 1) FLAGS (\\Seen)",
    )]);
    C::refused(&[
        ("a STORE 1 (UNCHANGEDSINCE‸) FLAGS ()", Rule::Sp),
        (
            "a STORE 1 (UNCHANGEDSINCE ‸x) FLAGS ()",
            Rule::ModSequenceValzer,
        ),
        (
            "a STORE 1 (UNCHANGEDSINCE ‸18446744073709551616) FLAGS ()",
            Rule::ModSequenceValzer,
        ),
        ("a STORE 1 (UNCHANGEDSINCE 1)‸", Rule::Sp),
        ("a STORE 1 FLAGS ()‸ (UNCHANGEDSINCE 1)", Rule::Crlf),
    ]);
}

#[test]
fn s3_1_4_fetch() {
    C::same(&[
        "a FETCH 1:* FLAGS (CHANGEDSINCE 12345)",
        "a FETCH 1 ALL (CHANGEDSINCE 1)",
        "a FETCH 1 MODSEQ (CHANGEDSINCE 1)",
        "a UID FETCH 1:* (UID MODSEQ FLAGS) (CHANGEDSINCE 1)",
        // Said twice it is for the server to refuse.
        "a FETCH 1 MODSEQ (CHANGEDSINCE 1 CHANGEDSINCE 2)",
    ]);
    C::other(&[(
        "a FETCH 1 MODSEQ (XFOO 5 CHANGEDSINCE 1 XBAR)",
        &[Rule::FetchModifier; 2],
    )]);
    C::refused(&[
        ("a FETCH 1 FLAGS (CHANGEDSINCE‸)", Rule::Sp),
        ("a FETCH 1 FLAGS (CHANGEDSINCE ‸)", Rule::ModSequenceValue),
        ("a FETCH 1 FLAGS (CHANGEDSINCE ‸0)", Rule::ModSequenceValue),
        (
            "a FETCH 1 FLAGS (CHANGEDSINCE ‸(1))",
            Rule::ModSequenceValue,
        ),
        ("a FETCH 1 FLAGS (CHANGEDSINCE 1‸", Rule::Close),
        ("a FETCH 1 (MODSEQ ‸(1))", Rule::FetchAtt),
    ]);
    S::same(&[
        "* 1 FETCH (MODSEQ (624140003))",
        "* 3 FETCH (MODSEQ (12121130956) UID 8 FLAGS ())",
    ]);
    S::written(&[("* 1 fetch (modseq (1))", "* 1 FETCH (MODSEQ (1))")]);
    S::refused(&[
        ("* 1 FETCH (MODSEQ‸)", Rule::Sp),
        ("* 1 FETCH (MODSEQ ‸1)", Rule::Open),
        ("* 1 FETCH (MODSEQ (‸))", Rule::ModSequenceValue),
        ("* 1 FETCH (MODSEQ (1‸ 2))", Rule::Close),
        ("* 1 FETCH (MODSEQ (1‸", Rule::Close),
        ("* 1 FETCH (MODSEQ ‸NIL)", Rule::Open),
    ]);
}

#[test]
fn s3_1_5_search() {
    C::same(&[
        "a SEARCH MODSEQ 0",
        "a SEARCH MODSEQ 620162338",
        "a SEARCH MODSEQ \"/flags/\\\\Draft\" all 620162338",
        "a SEARCH MODSEQ \"/flags/$MDNSent\" priv 1 SEEN",
        "a SEARCH OR NOT MODSEQ 720162338 LARGER 50000",
        "a UID SEARCH (MODSEQ \"/flags/\\\\XFoo\" shared 1) UNSEEN",
    ]);
    C::written(&[
        (
            "a search modseq \"/FLAGS/\\\\draft\" ALL 1",
            "a SEARCH MODSEQ \"/flags/\\\\Draft\" all 1",
        ),
        (
            "a SEARCH MODSEQ \"/flags/$junk\" Priv 1",
            "a SEARCH MODSEQ \"/flags/$junk\" priv 1",
        ),
    ]);
    C::refused(&[
        ("a SEARCH MODSEQ‸", Rule::Sp),
        ("a SEARCH MODSEQ ‸ALL", Rule::ModSequenceValzer),
        ("a SEARCH MODSEQ ‸(1)", Rule::ModSequenceValzer),
        // The flag that no one sets.
        (
            "a SEARCH MODSEQ ‸\"/flags/\\\\Recent\" all 1",
            Rule::EntryName,
        ),
        ("a SEARCH MODSEQ ‸\"/flags/a]\" all 1", Rule::EntryName),
        ("a SEARCH MODSEQ ‸\"/x/\\\\Seen\" all 1", Rule::EntryName),
        ("a SEARCH MODSEQ \"/flags/a\" ‸none 1", Rule::EntryTypeReq),
        ("a SEARCH MODSEQ \"/flags/a\" ‸1", Rule::EntryTypeReq),
        ("a SEARCH MODSEQ \"/flags/a\" all‸", Rule::Sp),
        ("a SEARCH MODSEQ ‸/flags/a all 1", Rule::ModSequenceValzer),
        ("a SEARCH MODSEQ \"/flags/‸\\Seen\" all 1", Rule::QuotedChar),
    ]);
}

#[test]
fn s3_1_6_search_result() {
    S::same(&[
        "* SEARCH 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)",
        "* SEARCH 1 (MODSEQ 18446744073709551615)",
        // The grammar has it behind numbers only; nothing else could be meant.
        "* SEARCH (MODSEQ 1)",
    ]);
    S::written(&[("* search 2 (modseq 5)", "* SEARCH 2 (MODSEQ 5)")]);
    S::refused(&[
        ("* SEARCH 2 (MODSEQ‸)", Rule::Sp),
        ("* SEARCH 2 (MODSEQ ‸0)", Rule::ModSequenceValue),
        ("* SEARCH 2 (MODSEQ 5‸ 6)", Rule::Close),
        ("* SEARCH 2 (MODSEQ 5)‸ 6", Rule::Crlf),
        ("* SEARCH 2 ‸MODSEQ 5", Rule::NzNumber),
    ]);
}

#[test]
fn s3_1_7_status() {
    C::same(&["a STATUS blurdybloop (UIDNEXT MESSAGES HIGHESTMODSEQ)"]);
    S::same(&[
        "* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292 HIGHESTMODSEQ 7011231777)",
        "* STATUS x (HIGHESTMODSEQ 0)",
    ]);
    S::refused(&[
        ("* STATUS x (HIGHESTMODSEQ‸)", Rule::Sp),
        ("* STATUS x (HIGHESTMODSEQ ‸-1)", Rule::ModSequenceValzer),
        ("* STATUS x (HIGHESTMODSEQ ‸NIL)", Rule::ModSequenceValzer),
        (
            "* STATUS x (HIGHESTMODSEQ ‸18446744073709551616)",
            Rule::ModSequenceValzer,
        ),
    ]);
}

#[test]
fn s3_1_8_select() {
    C::same(&[
        "a SELECT INBOX (CONDSTORE)",
        "a EXAMINE \"a b\" (CONDSTORE)",
    ]);
    C::written(&[("a select inbox (condstore)", "a SELECT INBOX (CONDSTORE)")]);
    C::refused(&[
        ("a SELECT INBOX (CONDSTORE ‸1)", Rule::SelectParam),
        ("a SELECT INBOX (CONDSTORE‸(1))", Rule::Close),
        ("a SELECT INBOX‸ CONDSTORE", Rule::Crlf),
    ]);
}

#[test]
fn s3_1_10_esearch() {
    S::same(&[
        "* ESEARCH (TAG \"a\") ALL 1:3,5 MODSEQ 1236",
        "* ESEARCH UID COUNT 0 MODSEQ 9223372036854775807",
    ]);
    S::refused(&[
        ("* ESEARCH MODSEQ‸", Rule::Sp),
        ("* ESEARCH MODSEQ ‸0", Rule::ModSequenceValue),
        ("* ESEARCH MODSEQ ‸(5)", Rule::ModSequenceValue),
        (
            "* ESEARCH (TAG \"a\") ALL 1 ‸(MODSEQ 5)",
            Rule::SearchReturnData,
        ),
    ]);
}

/// What real peers send: catalogue C2, S28, S45, S62.
#[test]
fn as_peers_have_it() {
    use imap_codec::{CommandDecoder, Quirk, ResponseDecoder};
    use imap_types::{
        code::Code,
        command::{CommandBody, Uid},
        data::Data,
        fetch::FetchModifier,
        response::Response,
        search::SearchReturnData,
    };

    // iPhone Mail. 1 would leave out the messages whose mod-sequence is 1.
    let wire = b"a UID FETCH 1:* FLAGS (CHANGEDSINCE 0)\r\n";
    let decoded = CommandDecoder::tolerant().decode(wire).unwrap();
    assert_eq!(decoded.deviations[0].quirk, Quirk::ZeroModSequence);
    let CommandBody::Uid(Uid::Fetch(fetch)) = decoded.value.body else {
        panic!("UID FETCH")
    };
    let [FetchModifier::ChangedSince(since)] = fetch.modifiers.as_slice() else {
        panic!("CHANGEDSINCE")
    };
    assert_eq!(since.get(), 0);

    // Gmail.
    let wire = b"* OK [HIGHESTMODSEQ 7]\r\n";
    let decoded = ResponseDecoder::tolerant().decode(wire).unwrap();
    let Response::Status(status) = decoded.value else {
        panic!("OK")
    };
    let Some(Code::HighestModSeq(seq)) = status.text.code else {
        panic!("HIGHESTMODSEQ")
    };
    assert_eq!(seq.get(), 7);

    // Zoho: the item is left out.
    let wire = b"* 1 FETCH (UID 5 MODSEQ (-1) FLAGS ())\r\n";
    let decoded = ResponseDecoder::tolerant().decode(wire).unwrap();
    assert!(decoded.salvaged.is_empty());
    assert_eq!(decoded.deviations.len(), 1);
    assert_eq!(
        (decoded.deviations[0].quirk, &decoded.deviations[0].range),
        (imap_codec::Quirk::NegativeModSequence, &(17..28))
    );
    let Response::Data(Data::Fetch(fetch)) = decoded.value else {
        panic!("FETCH")
    };
    assert_eq!((fetch.items.len(), fetch.mod_seq()), (2, None));

    // As SEARCH has it.
    let wire = b"* ESEARCH (TAG \"A\") UID ALL 1:3 (MODSEQ 9)\r\n";
    let decoded = ResponseDecoder::tolerant().decode(wire).unwrap();
    let Response::Data(Data::ESearch(found)) = decoded.value else {
        panic!("ESEARCH")
    };
    let Some(SearchReturnData::ModSeq(seq)) = found.data.last() else {
        panic!("MODSEQ")
    };
    assert_eq!(seq.get(), 9);
}
