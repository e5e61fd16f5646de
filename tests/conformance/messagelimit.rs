//! MESSAGELIMIT and SAVELIMIT: RFC 9738.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s3_1_code() {
    S::same(&[
        "a OK [MESSAGELIMIT 1000 23007] FETCH completed with 1000 partial results",
        "a NO [MESSAGELIMIT 1000] FETCH exceeds the maximum 1000-message limit",
        "* NO [MESSAGELIMIT 1 4294967295] ",
    ]);
    S::refused(&[
        ("a OK [MESSAGELIMIT‸] x", Rule::Sp),
        ("a OK [MESSAGELIMIT ‸] x", Rule::NzNumber),
        ("a OK [MESSAGELIMIT ‸0] x", Rule::NzNumber),
        ("a OK [MESSAGELIMIT 1000 ‸0] x", Rule::NzNumber),
        ("a OK [MESSAGELIMIT 1000 ‸] x", Rule::NzNumber),
        ("a OK [MESSAGELIMIT 1000 1‸:2] x", Rule::CloseBracket),
    ]);
}

/// The prose has them, the grammar forgot them: `SP uniqueid`.
#[test]
fn s3_2_search_keys() {
    C::same(&[
        "a UID SEARCH UIDAFTER 25000 UNDELETED",
        "a SEARCH OR UIDBEFORE 1 UIDAFTER 4294967295",
    ]);
    C::refused(&[
        ("a SEARCH UIDAFTER‸", Rule::Sp),
        ("a SEARCH UIDAFTER ‸0", Rule::NzNumber),
        ("a SEARCH UIDBEFORE ‸*", Rule::NzNumber),
        ("a SEARCH UIDBEFORE 1‸:5", Rule::Crlf),
    ]);
}

#[test]
fn s5_capabilities() {
    S::same(&["* CAPABILITY IMAP4rev1 MESSAGELIMIT=1000 SAVELIMIT=100000"]);
}
