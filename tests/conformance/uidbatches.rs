//! UIDBATCHES: RFC 10022.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s3_1_command() {
    C::same(&[
        "A143 UIDBATCHES 2000",
        "A302 UIDBATCHES 2000 10:20",
        "a UIDBATCHES 4294967295 1:1",
        // For the server to refuse: TOOFEW, CLIENTBUG.
        "a UIDBATCHES 1",
        "a UIDBATCHES 2000 4:1",
    ]);
    C::written(&[("a uidbatches 500", "a UIDBATCHES 500")]);
    C::refused(&[
        ("a UIDBATCHES‸", Rule::Sp),
        ("a UIDBATCHES ‸", Rule::NzNumber),
        ("a UIDBATCHES ‸0", Rule::NzNumber),
        ("a UIDBATCHES 500‸ ", Rule::Crlf),
        ("a UIDBATCHES 500 7‸", Rule::UidRange),
        ("a UIDBATCHES 500 7‸,8", Rule::UidRange),
        ("a UIDBATCHES 500 1:‸*", Rule::NzNumber),
        ("a UIDBATCHES 500 ‸0:1", Rule::NzNumber),
        ("a UIDBATCHES 500 1:2‸,3:4", Rule::Crlf),
        ("a UIDBATCHES 500 1:2‸ 3", Rule::Crlf),
        // Not among the commands behind UID.
        ("a UIDBATCHES ‸(500)", Rule::NzNumber),
    ]);
}

#[test]
fn s3_1_2_response() {
    S::same(&[
        "* UIDBATCHES (TAG \"A143\") 215295:99696,99695:20351,20350:7830,7829:1",
        "* UIDBATCHES (TAG \"A302\")",
        // A batch of one message is a range all the same.
        "* UIDBATCHES (TAG \"a\") 7:7",
        // The order is for the server to keep.
        "* UIDBATCHES (TAG \"a\") 1:7,9:8",
    ]);
    S::written(&[(
        "* uidbatches (tag a]b) 2:1",
        "* UIDBATCHES (TAG \"a]b\") 2:1",
    )]);
    S::other(&[(
        "* UIDBATCHES (TAG \"a\" XFOO 1) 2:1",
        &[Rule::SearchCorrelator],
    )]);
    S::refused(&[
        ("* UIDBATCHES‸", Rule::Sp),
        ("* UIDBATCHES ‸2:1", Rule::Open),
        ("* UIDBATCHES (‸) 2:1", Rule::SearchCorrelator),
        ("* UIDBATCHES (TAG \"a\")‸ ", Rule::Crlf),
        ("* UIDBATCHES (TAG \"a\") 7‸", Rule::UidRange),
        ("* UIDBATCHES (TAG \"a\") 7:‸*", Rule::NzNumber),
        ("* UIDBATCHES (TAG \"a\") 7:6,‸", Rule::NzNumber),
        ("* UIDBATCHES (TAG \"a\") 7:6‸ 5:4", Rule::Crlf),
    ]);
}

#[test]
fn s4_codes() {
    S::same(&[
        "A302 NO [TOOFEW] Minimum batch size is 500",
        "A302 NO [TOOMANY] x",
        "A302 BAD [CLIENTBUG] Invalid batch range",
    ]);
    S::other(&[("a NO [TOOFEW 500] x", &[Rule::RespTextCode])]);
}
