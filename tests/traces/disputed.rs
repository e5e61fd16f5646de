//! Where real servers and we disagree.

/// Commands that a server took and we do not: how they begin, and the rule that decides. Each is outside the grammar, and
/// nobody but the scripted client sends them; the reasons are in DESIGN.md.
pub(crate) const ONLY_THE_SERVER: &[(&str, &str)] = &[
    // Cyrus: 0, numbers beyond 32 bits.
    ("SEARCH 1:99999999 0", "sequence-set"),
    ("SEARCH OLDER 0", "nz-number"),
    // Cyrus: a line may end in a lone LF, which we take only on request (`Options::lone_lf`).
    ("NOOP\nt4 UID", "CRLF"),
    ("SELECT \"a\0b\"", "QUOTED-CHAR"),
    // Cyrus takes + for a tag, and answers `+ OK Completed`, which is a continuation.
    ("NOOP\r\n", "tag"),
    // Dovecot: what stands behind the last argument is ignored, what is missing is empty.
    ("ENABLE\r\n", "SP"),
    ("GENURLAUTH\r\n", "SP"),
    ("FETCH 5 BODY.PEEK[]<0.0>", "nz-number64"),
    // Dovecot: lists of no entries.
    ("GETMETADATA INBOX ()", "entry"),
    ("SETMETADATA INBOX ()", "entry"),
];
