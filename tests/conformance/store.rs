//! STORE: RFC 9051 section 6.4.6, RFC 4466 section 2.5.

use imap_codec::Rule;

use crate::kit::{C, Rows};

#[test]
fn s6_4_6_store() {
    C::same(&[
        "a STORE 1 FLAGS ()",
        "a STORE 1 FLAGS.SILENT (\\Deleted)",
        "a STORE 2:4 +FLAGS (\\Deleted)",
        "a STORE 2:4 +FLAGS.SILENT (\\Deleted $Junk)",
        "a STORE * -FLAGS (\\Seen)",
        "a UID STORE 1:* -FLAGS.SILENT (x)",
    ]);
    C::written(&[
        // The parentheses may be left out, if there are flags.
        ("a STORE 1 FLAGS \\Seen", "a STORE 1 FLAGS (\\Seen)"),
        (
            "a STORE 1 +flags.silent \\Seen x \\Deleted",
            "a STORE 1 +FLAGS.SILENT (\\Deleted \\Seen x)",
        ),
        ("a store 1 flags (\\seen)", "a STORE 1 FLAGS (\\Seen)"),
    ]);
    C::refused(&[
        ("a STORE 1 FLAGS‸", Rule::Sp),
        ("a STORE 1 FLAGS ‸", Rule::Flag),
        ("a STORE 1 FLAGS \\Seen ‸", Rule::Flag),
        ("a STORE 1 FLAGS (\\Seen)‸ x", Rule::Crlf),
        ("a STORE 1 FLAGS ‸\"x\"", Rule::Flag),
        ("a STORE 1 FLAGS \\‸*", Rule::Flag),
        ("a STORE 1 FLAGS (\\‸*)", Rule::Flag),
        ("a STORE 1 (‸\\Seen)", Rule::StoreModifier),
        ("a STORE 1‸", Rule::Sp),
        ("a STORE ‸FLAGS ()", Rule::SequenceSet),
    ]);
}

/// flag-extension = "\" atom derives \Recent; that it cannot be stored is for the server to say (section 2.3.2).
#[test]
fn s2_3_2_recent_is_no_matter_of_grammar() {
    C::same(&["a STORE 1 FLAGS (\\Recent)"]);
}

/// store-modifiers stand between set and item.
#[test]
fn rfc4466_s2_5_modifiers() {
    C::other(&[
        (
            "a STORE 7,5,9 (XSINCE 320162338) +FLAGS.SILENT (\\Deleted)",
            &[Rule::StoreModifier],
        ),
        ("a STORE 1 (A B (c d)) FLAGS ()", &[Rule::StoreModifier; 2]),
        (
            "a STORE 1 XNOTE (/comment (value.priv \"x\"))",
            &[Rule::StoreAttFlags],
        ),
        ("a STORE 1 +XITEM (foo)", &[Rule::StoreAttFlags]),
    ]);
    C::refused(&[
        ("a STORE 1 (‸) FLAGS ()", Rule::StoreModifier),
        ("a STORE 1 (UNCHANGEDSINCE 1)‸", Rule::Sp),
        ("a STORE 1 FLAGS ()‸ (UNCHANGEDSINCE 1)", Rule::Crlf),
        ("a STORE 1 FOO‸", Rule::Sp),
    ]);
}
