//! WITHIN: RFC 5032.

use imap_codec::Rule;

use crate::kit::{C, Rows};

#[test]
fn s3_search_keys() {
    C::same(&[
        "a SEARCH UNSEEN YOUNGER 259200",
        "a SEARCH OLDER 1 NOT YOUNGER 4294967295",
    ]);
    C::written(&[("a search older 60", "a SEARCH OLDER 60")]);
    C::refused(&[
        ("a SEARCH OLDER‸", Rule::Sp),
        ("a SEARCH OLDER ‸0", Rule::NzNumber),
        ("a SEARCH YOUNGER ‸-1", Rule::NzNumber),
        ("a SEARCH YOUNGER ‸4294967296", Rule::NzNumber),
        ("a SEARCH YOUNGER 1‸-Feb-1994", Rule::Crlf),
    ]);
}
