//! UIDONLY: RFC 9586.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s3_1_enabling() {
    C::same(&["a ENABLE UIDONLY"]);
    S::same(&[
        "* ENABLED UIDONLY",
        "a BAD [UIDREQUIRED] Message numbers are not allowed",
    ]);
    S::other(&[("a BAD [UIDREQUIRED 1] x", &[Rule::RespTextCode])]);
}

/// What FETCH has, behind a UID.
#[test]
fn s3_3_uidfetch() {
    S::same(&[
        "* 25996 UIDFETCH (FLAGS (\\Seen))",
        "* 25900 UIDFETCH (FLAGS (\\Seen) UID 25900)",
        "* 4294967295 UIDFETCH (MODSEQ (5) BODY[] {2}\r\n)\n)",
        "* 1 UIDFETCH (BINARY[] ~{1}\r\n\0 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
    ]);
    S::written(&[("* 5 uidfetch (uid 5)", "* 5 UIDFETCH (UID 5)")]);
    S::other(&[("* 5 UIDFETCH (XFOO (1))", &[Rule::MsgAtt])]);
    S::refused(&[
        ("* ‸0 UIDFETCH (FLAGS ())", Rule::NzNumber),
        ("* ‸05 UIDFETCH (FLAGS ())", Rule::NzNumber),
        ("* ‸4294967296 UIDFETCH (FLAGS ())", Rule::Number),
        ("* 5 UIDFETCH‸", Rule::Sp),
        ("* 5 UIDFETCH (‸)", Rule::MsgAtt),
        ("* 5 UIDFETCH ‸FLAGS ()", Rule::Open),
        ("* 5 UIDFETCH (FLAGS‸)", Rule::Sp),
        ("* UIDFETCH‸ 5 (FLAGS ())", Rule::Number),
    ]);
}

/// UID EXPUNGE and the rest answer VANISHED, with or without QRESYNC.
#[test]
fn s3_4_vanished() {
    S::same(&["* VANISHED 405,407,410,425", "* VANISHED 597"]);
}
