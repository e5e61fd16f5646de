//! Extensions of one word: COMPRESS=DEFLATE (RFC 4978), UNAUTHENTICATE (RFC 8437), JMAPACCESS (RFC 9698).

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn rfc4978_compress() {
    C::same(&["a COMPRESS DEFLATE"]);
    C::written(&[("a compress deflate", "a COMPRESS DEFLATE")]);
    C::other(&[("a COMPRESS LZ4", &[Rule::Algorithm])]);
    C::refused(&[
        ("a COMPRESS‸", Rule::Sp),
        ("a COMPRESS ‸", Rule::Algorithm),
        ("a COMPRESS ‸\"DEFLATE\"", Rule::Algorithm),
        ("a COMPRESS DEFLATE‸ 9", Rule::Crlf),
    ]);
    S::same(&["a NO [COMPRESSIONACTIVE] DEFLATE active via TLS"]);
}

#[test]
fn rfc8437_unauthenticate() {
    C::same(&["a UNAUTHENTICATE"]);
    C::refused(&[("a UNAUTHENTICATE‸ x", Rule::Crlf)]);
    S::same(&["* CAPABILITY UNAUTHENTICATE"]);
}

/// resp-jmapaccess = "JMAPACCESS" SP quoted
#[test]
fn rfc9698_jmapaccess() {
    C::same(&["a GETJMAPACCESS"]);
    C::refused(&[("a GETJMAPACCESS‸ x", Rule::Crlf)]);
    S::same(&["* JMAPACCESS \"https://example.com/.well-known/jmap\""]);
    S::refused(&[
        ("* JMAPACCESS‸", Rule::Sp),
        ("* JMAPACCESS ‸https://example.com", Rule::Dquote),
        ("* JMAPACCESS ‸NIL", Rule::Dquote),
        ("* JMAPACCESS ‸{1}\r\nx", Rule::Dquote),
        ("* JMAPACCESS ‸\"\"", Rule::SessionUrl),
        ("* JMAPACCESS \"a\"‸ \"b\"", Rule::Crlf),
    ]);
}
