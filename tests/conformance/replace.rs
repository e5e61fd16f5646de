//! REPLACE ([RFC 8508](https://www.rfc-editor.org/rfc/rfc8508.html)).

use imap_codec::Rule;

use crate::kit::{C, Rows};

/// A message sequence number; UIDs behind UID.
#[test]
fn s3_2_replace() {
    C::same(&[
        "a REPLACE 1 x {1}\r\na",
        "a REPLACE 4294967295 \"a b\" (\\Seen) {0}\r\n",
        "a REPLACE * INBOX \" 7-Feb-1994 22:43:04 -0800\" {1}\r\na",
        "a UID REPLACE 2000 x (\\Seen \\Draft) {1}\r\na",
        "a UID REPLACE * {2}\r\n\r\n {1}\r\na",
    ]);
    C::written(&[
        ("a replace 1 x () {1+}\r\na", "a REPLACE 1 x {1}\r\na"),
        (
            "a uid replace 1 inbox {1}\r\na",
            "a UID REPLACE 1 INBOX {1}\r\na",
        ),
    ]);
    C::refused(&[
        ("a REPLACE‸", Rule::Sp),
        ("a REPLACE ‸0 x {1}\r\na", Rule::NzNumber),
        ("a REPLACE ‸4294967296 x {1}\r\na", Rule::NzNumber),
        ("a REPLACE 1‸:2 x {1}\r\na", Rule::Sp),
        ("a REPLACE 1‸,2 x {1}\r\na", Rule::Sp),
        ("a REPLACE ‸$ x {1}\r\na", Rule::NzNumber),
        ("a REPLACE 1‸", Rule::Sp),
        ("a REPLACE 1 x‸", Rule::Sp),
        ("a REPLACE 1 x ‸", Rule::AppendData),
        ("a REPLACE 1 x (\\Seen)‸", Rule::Sp),
    ]);
}

/// One message, where APPEND takes more.
#[test]
fn s5_one_message() {
    C::refused(&[
        ("a REPLACE 1 x {1}\r\na‸ {1}\r\nb", Rule::Crlf),
        ("a UID REPLACE 1 x {1}\r\na‸ (\\Seen) {1}\r\nb", Rule::Crlf),
    ]);
}

/// In every form that APPEND takes.
#[test]
fn s4_with_other_extensions() {
    C::same(&[
        "a REPLACE 1 x ~{2}\r\na\0",
        "a REPLACE 1 x (\\Seen) CATENATE (TEXT {1}\r\na URL \"/x/;UID=1\")",
    ]);
    C::same_utf8(&["a UID REPLACE 1 x UTF8 (~{1}\r\na)"]);
    C::other(&[("a REPLACE 1 x XEXT 1:* {1}\r\na", &[Rule::AppendExt])]);
}
