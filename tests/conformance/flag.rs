//! Flags: RFC 9051 sections 2.3.2 and 9, RFC 3501 section 2.3.2.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// System flags come first when written: a set has no order. Keywords keep theirs.
#[test]
fn s2_3_2_flags() {
    S::same(&[
        "* FLAGS ()",
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\Recent)",
        "* FLAGS ($MDNSent $Forwarded $Junk $NotJunk $Phishing NIL a[b)",
        "* FLAGS ($Important $SubmitPending $Submitted $MailFlagBit0 $hasattachment $istrusted)",
        "* 1 FETCH (FLAGS ())",
        "* 1 FETCH (FLAGS (\\Recent $Junk))",
    ]);
    S::written(&[
        ("* FLAGS (\\SEEN \\answered)", "* FLAGS (\\Answered \\Seen)"),
        ("* FLAGS (\\Seen \\Seen)", "* FLAGS (\\Seen)"),
        ("* flags (x \\Seen)", "* FLAGS (\\Seen x)"),
    ]);
    S::other(&[("* FLAGS (\\Seen \\Foo)", &[Rule::Flag])]);
    S::refused(&[
        ("* FLAGS‸", Rule::Sp),
        ("* FLAGS ‸", Rule::FlagList),
        ("* FLAGS ‸\\Seen", Rule::FlagList),
        ("* FLAGS ‸NIL", Rule::FlagList),
        ("* FLAGS (‸ \\Seen)", Rule::Flag),
        ("* FLAGS (\\Seen ‸)", Rule::Flag),
        ("* FLAGS (\\Seen ‸ a)", Rule::Flag),
        ("* FLAGS (\\‸)", Rule::Flag),
        ("* FLAGS (\\‸\\Seen)", Rule::Flag),
        ("* FLAGS (\\‸*)", Rule::Flag),
        ("* FLAGS (‸\"a\")", Rule::Flag),
        ("* FLAGS (a‸]b)", Rule::Close),
        ("* FLAGS (a‸\\b)", Rule::Close),
        ("* FLAGS (a‸", Rule::Close),
    ]);
}

/// flag-perm = flag / "\*"
#[test]
fn s7_1_permanentflags() {
    S::same(&[
        "* OK [PERMANENTFLAGS ()] none",
        "* OK [PERMANENTFLAGS (\\*)] any",
        "* OK [PERMANENTFLAGS (\\Deleted \\Seen $Junk \\*)] limited",
    ]);
    S::written(&[
        (
            "* OK [PERMANENTFLAGS (\\* \\Seen)] x",
            "* OK [PERMANENTFLAGS (\\Seen \\*)] x",
        ),
        (
            "* OK [permanentflags (\\seen)] x",
            "* OK [PERMANENTFLAGS (\\Seen)] x",
        ),
    ]);
    S::refused(&[
        ("* OK [PERMANENTFLAGS‸] x", Rule::Sp),
        ("* OK [PERMANENTFLAGS ‸\\Seen] x", Rule::FlagList),
        ("* OK [PERMANENTFLAGS (\\Seen‸] x", Rule::Close),
        ("* OK [PERMANENTFLAGS (\\*‸a)] x", Rule::Close),
    ]);
}

/// flag-keyword = atom: a SEARCH has no system flags behind KEYWORD.
#[test]
fn s6_4_4_keyword() {
    C::same(&["a SEARCH KEYWORD $Junk UNKEYWORD a"]);
    C::refused(&[
        ("a SEARCH KEYWORD ‸\\Seen", Rule::Flag),
        ("a SEARCH UNKEYWORD ‸(a)", Rule::Flag),
    ]);
}
