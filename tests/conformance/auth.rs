//! AUTHENTICATE and its exchange: RFC 9051 section 6.2.2, RFC 4959, base64 of section 9.

use imap_codec::Rule;

use crate::kit::{C, Data, Rows, S};

#[test]
fn s6_2_2_authenticate() {
    C::same(&[
        "a AUTHENTICATE PLAIN",
        "a AUTHENTICATE ANONYMOUS",
        "a AUTHENTICATE SCRAM-SHA-256-PLUS",
        "a AUTHENTICATE PLAIN =",
        "a AUTHENTICATE PLAIN dGVzdAB0ZXN0AHRlc3Q=",
        "a AUTHENTICATE XOAUTH2 AAAA",
        "a AUTHENTICATE PLAIN ++//",
    ]);
    C::written(&[("a authenticate plain", "a AUTHENTICATE PLAIN")]);
    C::other(&[
        ("a AUTHENTICATE X-FOO =", &[Rule::AuthType]),
        ("a AUTHENTICATE NTLM", &[Rule::AuthType]),
    ]);
    C::refused(&[
        ("a AUTHENTICATE‸", Rule::Sp),
        ("a AUTHENTICATE ‸", Rule::AuthType),
        ("a AUTHENTICATE ‸\"PLAIN\"", Rule::AuthType),
        ("a AUTHENTICATE PLAIN ‸", Rule::InitialResp),
        ("a AUTHENTICATE PLAIN ‸*", Rule::InitialResp),
        ("a AUTHENTICATE PLAIN AAAA‸ AAAA", Rule::Crlf),
        ("a AUTHENTICATE PLAIN =‸ ", Rule::Crlf),
        ("a AUTHENTICATE PLAIN ‸{4}\r\nAAAA", Rule::InitialResp),
    ]);
}

/// base64 = *(4base64-char) [base64-terminal]: whole groups, padded, no `=` but at the end.
#[test]
fn s9_base64() {
    Data::same(&["", "*", "AAAA", "AAA=", "AA==", "AAAAAA==", "Zm9v", "+/+/"]);
    Data::refused(&[
        ("‸A", Rule::AuthenticateData),
        ("‸AA", Rule::AuthenticateData),
        ("‸AAA", Rule::AuthenticateData),
        ("‸AA=", Rule::AuthenticateData),
        ("‸A===", Rule::AuthenticateData),
        ("‸=", Rule::AuthenticateData),
        ("‸====", Rule::AuthenticateData),
        ("‸AAAA=", Rule::AuthenticateData),
        ("‸AAAA====", Rule::AuthenticateData),
        ("‸AA==AAAA", Rule::AuthenticateData),
        ("‸A=AA", Rule::AuthenticateData),
        ("*‸ ", Rule::Crlf),
        ("*‸*", Rule::Crlf),
        ("AAAA‸ ", Rule::Crlf),
        ("AAAA‸ AAAA", Rule::Crlf),
        ("AAAA‸-_==", Rule::Crlf),
        ("‸ ", Rule::AuthenticateData),
    ]);
    C::refused(&[
        ("a AUTHENTICATE PLAIN ‸AAA", Rule::Base64),
        ("a AUTHENTICATE PLAIN ‸AA=A", Rule::Base64),
        ("a AUTHENTICATE PLAIN ‸==", Rule::Base64),
        ("a AUTHENTICATE PLAIN ‸AAAA=", Rule::Base64),
    ]);
}

/// Which bits the last character has beyond the octets no rule says (RFC 4648 section 3.5 leaves it to the reader):
/// they are read, and written as zeros.
#[test]
fn rfc4648_s3_5_trailing_bits() {
    Data::written(&[("AB==", "AA=="), ("AAB=", "AAA=")]);
}

/// A challenge is a continuation: text and base64 overlap.
#[test]
fn s6_2_2_challenge() {
    S::same(&["+ ", "+ YGgGCSqGSIb3EgECAgIAb1kwV6ADAgEFoQMCAQ+iSzBJoAMC"]);
}
