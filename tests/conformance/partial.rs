//! PARTIAL: RFC 9394, and RFC 5267 section 4.4.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// modifier-partial = "PARTIAL" SP partial-range
#[test]
fn s3_1_return_option() {
    C::same(&[
        "a SEARCH RETURN (PARTIAL 1:500) ALL",
        "a UID SEARCH RETURN (PARTIAL -1:-100) UNDELETED UNKEYWORD $Junk",
        "a UID SEARCH RETURN (SAVE PARTIAL 500:400 MIN COUNT) ALL",
        "a SORT RETURN (PARTIAL -400:-500) (DATE) UTF-8 ALL",
        "a SEARCH RETURN (PARTIAL 1:1 PARTIAL 4294967295:2) ALL",
    ]);
    C::written(&[(
        "a SEARCH RETURN (partial 1:5) ALL",
        "a SEARCH RETURN (PARTIAL 1:5) ALL",
    )]);
    C::refused(&[
        ("a SEARCH RETURN (PARTIAL‸) ALL", Rule::Sp),
        ("a SEARCH RETURN (PARTIAL ‸) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL 1‸) ALL", Rule::PartialRange),
        ("a SEARCH RETURN (PARTIAL ‸0:5) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL ‸01:5) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL 1:‸*) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL ‸*) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL 1:‸-5) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL -1:‸5) ALL", Rule::PartialRange),
        ("a SEARCH RETURN (PARTIAL -‸0:-5) ALL", Rule::NzNumber),
        ("a SEARCH RETURN (PARTIAL 1:5‸,7) ALL", Rule::Close),
        ("a SEARCH RETURN (PARTIAL ‸(1:5)) ALL", Rule::NzNumber),
    ]);
}

/// ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"
#[test]
fn s3_1_return_data() {
    S::same(&[
        "* ESEARCH (TAG \"a\") UID PARTIAL (1:500 1,4:18)",
        "* ESEARCH (TAG \"a\") UID PARTIAL (24000:24500 NIL)",
        // In the order that SORT was asked for.
        "* ESEARCH (TAG \"a\") PARTIAL (-1:-5 42,9,34,13:11) COUNT 6",
    ]);
    S::written(&[("* ESEARCH PARTIAL (1:5 nil)", "* ESEARCH PARTIAL (1:5 NIL)")]);
    S::refused(&[
        ("* ESEARCH PARTIAL ‸1:5", Rule::Open),
        ("* ESEARCH PARTIAL (1:5‸)", Rule::Sp),
        ("* ESEARCH PARTIAL (1:5 ‸())", Rule::SequenceSet),
        ("* ESEARCH PARTIAL (1:5 ‸$)", Rule::SequenceSet),
        ("* ESEARCH PARTIAL (‸NIL NIL)", Rule::NzNumber),
        ("* ESEARCH PARTIAL (‸0:0 NIL)", Rule::NzNumber),
        ("* ESEARCH PARTIAL (1:5 NIL‸ NIL)", Rule::Close),
        ("* ESEARCH PARTIAL‸", Rule::Sp),
    ]);
}

/// fetch-modifier =/ modifier-partial
#[test]
fn s3_3_uid_fetch() {
    C::same(&[
        "a UID FETCH 25900:26600 (UID FLAGS) (PARTIAL -1:-3)",
        "a UID FETCH 25900:26600 (UID FLAGS) (PARTIAL 1:5)",
        "a FETCH 1:* ALL (PARTIAL 1:5)",
    ]);
    C::other(&[
        (
            "a UID FETCH 1:* FLAGS (PARTIAL -1:-30 XSINCE 98305)",
            &[Rule::FetchModifier],
        ),
        (
            "a UID FETCH 1:* FLAGS (XSINCE 98305 PARTIAL -1:-30)",
            &[Rule::FetchModifier],
        ),
    ]);
    C::refused(&[
        ("a UID FETCH 1:* FLAGS (PARTIAL‸)", Rule::Sp),
        ("a UID FETCH 1:* FLAGS (PARTIAL 5‸)", Rule::PartialRange),
        ("a UID FETCH 1:* FLAGS (PARTIAL 1:‸*)", Rule::NzNumber),
    ]);
}
