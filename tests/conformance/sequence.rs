//! Sequence sets and UID sets: RFC 9051 section 9 (with erratum 261 of RFC 3501), RFC 4315 section 4.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s9_sequence_set() {
    C::same(&[
        "a COPY 1 x",
        "a COPY 4294967295 x",
        "a COPY 1:2 x",
        "a COPY 2:1 x",
        "a COPY * x",
        "a COPY 1:* x",
        "a COPY *:4 x",
        "a COPY *:4,5,7:2,1,1,* x",
    ]);
    C::written(&[("a COPY 5:5,*:* x", "a COPY 5,* x")]);
    C::refused(&[
        ("a COPY ‸0 x", Rule::SequenceSet),
        ("a COPY ‸01 x", Rule::SequenceSet),
        ("a COPY ‸-1 x", Rule::SequenceSet),
        ("a COPY ‸4294967296 x", Rule::SequenceSet),
        ("a COPY 1:‸0 x", Rule::SequenceSet),
        ("a COPY 1:‸4294967296 x", Rule::SequenceSet),
        ("a COPY 1:‸ x", Rule::SequenceSet),
        ("a COPY ‸:1 x", Rule::SequenceSet),
        ("a COPY 1:‸:2 x", Rule::SequenceSet),
        ("a COPY 1:2‸:3 x", Rule::Sp),
        ("a COPY 1,‸ x", Rule::SequenceSet),
        ("a COPY ‸,1 x", Rule::SequenceSet),
        ("a COPY 1,‸,2 x", Rule::SequenceSet),
        ("a COPY 1 ,2‸ x", Rule::Crlf),
        ("a COPY *‸* x", Rule::Sp),
        ("a COPY ‸x", Rule::SequenceSet),
        ("a COPY ‸\"1\" x", Rule::SequenceSet),
    ]);
}

/// `$` takes the place of a set, it is no element of one: so says the prose of RFC 5182 section 2.1, though the ABNF,
/// which is recursive, derives `1,$`.
#[test]
fn s9_saved_result() {
    C::same(&[
        "a COPY $ x",
        "a UID STORE $ FLAGS ()",
        "a UID EXPUNGE $",
        "a SEARCH $ UID $",
        "a FETCH $ FLAGS",
    ]);
    C::refused(&[
        ("a COPY 1,‸$ x", Rule::SequenceSet),
        ("a COPY $‸,1 x", Rule::Sp),
        ("a COPY $‸:1 x", Rule::Sp),
        ("a COPY 1:‸$ x", Rule::SequenceSet),
    ]);
    // "Note that "$" marker is not allowed after the ALL return data item" (RFC 9051 section 9, search-return-data).
    S::refused(&[("* ESEARCH ALL ‸$", Rule::SequenceSet)]);
}

/// uid-set: no `*`, and its order is kept.
#[test]
fn s9_uid_set() {
    S::same(&[
        "a OK [COPYUID 1 3,1:2 9:7,4294967295] done",
        "a OK [APPENDUID 38505 3955] done",
        "a OK [APPENDUID 38505 3955:3957,1] done",
    ]);
    S::written(&[("a OK [COPYUID 1 3:3 7] done", "a OK [COPYUID 1 3 7] done")]);
    S::refused(&[
        ("a OK [COPYUID 1 ‸* 1] done", Rule::UidSet),
        ("a OK [COPYUID 1 1:‸* 1] done", Rule::UidSet),
        ("a OK [COPYUID 1 1 ‸$] done", Rule::UidSet),
        ("a OK [COPYUID 1 ‸0 1] done", Rule::UidSet),
        ("a OK [COPYUID 1 1,‸ 1] done", Rule::UidSet),
        ("a OK [COPYUID ‸0 1 1] done", Rule::NzNumber),
        ("a OK [COPYUID 1 1‸] done", Rule::Sp),
        ("a OK [COPYUID 1 1 1‸ 1] done", Rule::CloseBracket),
        ("a OK [APPENDUID 1‸] done", Rule::Sp),
        ("a OK [APPENDUID 1 ‸4294967296] done", Rule::UidSet),
    ]);
}
