//! CONTEXT=SEARCH and CONTEXT=SORT: RFC 5267 section 4, RFC 5465 section 7.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s4_2_context() {
    C::same(&[
        "a SEARCH RETURN (CONTEXT COUNT) UNDELETED UNKEYWORD $Junk",
        "a UID SORT RETURN (CONTEXT) (DATE) UTF-8 ALL",
    ]);
}

#[test]
fn s4_3_update() {
    C::same(&[
        "a SEARCH RETURN (UPDATE) ALL",
        "a UID SEARCH RETURN (UPDATE COUNT) DELETED KEYWORD $Junk",
        "a SORT RETURN (COUNT UPDATE CONTEXT) (DATE) UTF-8 ALL",
    ]);
}

/// modifier-update = "UPDATE" [ "(" fetch-att *(SP fetch-att) ")" ], which is shown with SP: both are read.
#[test]
fn rfc5465_s7_update() {
    C::same(&[
        "a SEARCH RETURN (UPDATE (UID)) ALL",
        "a SEARCH RETURN (COUNT UPDATE (UID BODY[HEADER.FIELDS (TO \"a b\")] PREVIEW (LAZY) PREVIEW) MIN) FROM \"boss x\"",
    ]);
    C::written(&[
        (
            "a SEARCH RETURN (update(uid flags)) ALL",
            "a SEARCH RETURN (UPDATE (UID FLAGS)) ALL",
        ),
        (
            "a SEARCH RETURN (UPDATE(UID) COUNT) ALL",
            "a SEARCH RETURN (UPDATE (UID) COUNT) ALL",
        ),
    ]);
    C::other(&[("a SEARCH RETURN (UPDATE (XFOO (a))) ALL", &[Rule::FetchAtt])]);
    C::refused(&[
        ("a SEARCH RETURN (UPDATE (‸)) ALL", Rule::FetchAtt),
        ("a SEARCH RETURN (UPDATE (‸ALL)) ALL", Rule::FetchAtt),
        (
            "a SEARCH RETURN (UPDATE (UID) ‸(FLAGS)) ALL",
            Rule::SearchReturnOpt,
        ),
        ("a SEARCH RETURN (UPDATE(UID)‸COUNT) ALL", Rule::Close),
    ]);
}

/// resp-text-code =/ "NOUPDATE" SP quoted: the tag of the search.
#[test]
fn s4_3_1_noupdate() {
    S::same(&[
        "* NO [NOUPDATE \"B02\"] Too many contexts",
        "* NO [NOUPDATE \"a]b\"] x",
    ]);
    S::refused(&[
        ("* NO [NOUPDATE‸] x", Rule::Sp),
        ("* NO [NOUPDATE ‸B02] x", Rule::Quoted),
        ("* NO [NOUPDATE ‸\"\"] x", Rule::Tag),
        ("* NO [NOUPDATE \"B02\"‸ \"B03\"] x", Rule::CloseBracket),
    ]);
}

/// "ADDTO" SP "(" context-position SP sequence-set *(SP context-position SP sequence-set) ")", and REMOVEFROM: any number
/// of them in one answer, in an order that matters.
#[test]
fn s4_3_3_addto_and_removefrom() {
    S::same(&[
        "* ESEARCH (TAG \"B01\") UID ADDTO (0 32768:32769)",
        "* ESEARCH (TAG \"C01\") UID ADDTO (1 2733 1 2732 1 2731)",
        "* ESEARCH (TAG \"C01\") UID ADDTO (1 2733) ADDTO (1 2731:2732)",
        "* ESEARCH (TAG \"C01\") REMOVEFROM (0 32768) ADDTO (4294967295 5,4,3) REMOVEFROM (1 4:5 2 9)",
    ]);
    S::written(&[(
        "* ESEARCH addto (0 1) RemoveFrom (1 2)",
        "* ESEARCH ADDTO (0 1) REMOVEFROM (1 2)",
    )]);
    S::refused(&[
        ("* ESEARCH ADDTO‸", Rule::Sp),
        ("* ESEARCH ADDTO (‸)", Rule::Number),
        ("* ESEARCH ADDTO ‸0 5", Rule::Open),
        ("* ESEARCH ADDTO (0‸)", Rule::Sp),
        ("* ESEARCH ADDTO (0 ‸$)", Rule::SequenceSet),
        ("* ESEARCH ADDTO (0 ‸NIL)", Rule::SequenceSet),
        ("* ESEARCH ADDTO (0 1 2‸)", Rule::Sp),
        ("* ESEARCH ADDTO (‸4294967296 1)", Rule::Number),
        ("* ESEARCH REMOVEFROM (‸-1 1)", Rule::Number),
    ]);
}

/// "CANCELUPDATE" 1*(SP quoted)
#[test]
fn s4_3_5_cancelupdate() {
    C::same(&[
        "a CANCELUPDATE \"B01\"",
        "a CANCELUPDATE \"B01\" \"a]b\" \"1\"",
    ]);
    C::written(&[("a cancelupdate \"B01\"", "a CANCELUPDATE \"B01\"")]);
    C::refused(&[
        ("a CANCELUPDATE‸", Rule::Sp),
        ("a CANCELUPDATE ‸", Rule::Quoted),
        ("a CANCELUPDATE ‸B01", Rule::Quoted),
        ("a CANCELUPDATE ‸{3}\r\nB01", Rule::Quoted),
        ("a CANCELUPDATE ‸\"\"", Rule::Tag),
        ("a CANCELUPDATE ‸\"a b\"", Rule::Tag),
        ("a CANCELUPDATE \"B01\"‸ B02", Rule::Crlf),
        ("a CANCELUPDATE \"B01\"‸\"B02\"", Rule::Crlf),
        ("a CANCELUPDATE ‸(\"B01\")", Rule::Quoted),
    ]);
}
