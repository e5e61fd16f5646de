//! APPENDLIMIT: RFC 7889.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s2_capabilities() {
    S::same(&["* CAPABILITY IMAP4rev1 APPENDLIMIT=257890 APPENDLIMIT"]);
}

/// `number / nil`; 0 is a limit.
#[test]
fn s3_1_status() {
    C::same(&["a STATUS INBOX (APPENDLIMIT)"]);
    S::same(&[
        "* STATUS INBOX (APPENDLIMIT 257890)",
        "* STATUS INBOX (APPENDLIMIT 0 MESSAGES 1)",
        "* STATUS INBOX (APPENDLIMIT 4294967295)",
        "* STATUS INBOX (APPENDLIMIT NIL)",
    ]);
    S::written(&[(
        "* status inbox (appendlimit nil)",
        "* STATUS INBOX (APPENDLIMIT NIL)",
    )]);
    S::refused(&[
        ("* STATUS INBOX (APPENDLIMIT‸)", Rule::Sp),
        ("* STATUS INBOX (APPENDLIMIT ‸)", Rule::Number),
        ("* STATUS INBOX (APPENDLIMIT ‸4294967296)", Rule::Number),
        ("* STATUS INBOX (APPENDLIMIT ‸\"5\")", Rule::Number),
        ("* STATUS INBOX (APPENDLIMIT ‸-1)", Rule::Number),
    ]);
}

#[test]
fn s4_toobig() {
    S::same(&["a NO [TOOBIG] Message exceeds the limit"]);
    S::other(&[("a NO [TOOBIG 5] x", &[Rule::RespTextCode])]);
}
