//! Where the grammar and the codec disagree and are meant to: all of it.

/// Messages of a kind.
pub(crate) struct Meant {
    /// The kind of message.
    pub(crate) rule: &'static str,
    /// Is it one of them?
    pub(crate) is: fn(&[u8]) -> bool,
    /// Why.
    #[allow(dead_code, reason = "for those who read this")]
    pub(crate) reason: &'static str,
}

/// Sentences that the grammar makes, and that the strict decoder refuses or the encoder does not write.
pub(crate) const MADE: &[Meant] = &[];

/// Messages that the encoder writes, and that the grammar does not have.
pub(crate) const WRITTEN: &[Meant] = &[];

/// A line of a table of examples that the grammar does not have, or that is bad and has a derivation.
pub(crate) struct Shown {
    /// The table.
    pub(crate) rfc: &'static str,
    /// The message, without its last CRLF.
    pub(crate) line: &'static str,
    /// Why.
    #[allow(dead_code, reason = "for those who read this")]
    pub(crate) reason: &'static str,
}

/// All of them.
pub(crate) const SHOWN: &[Shown] = &[];

/// First words of alternatives that the codec does not know: it holds what they begin in `Other` arms.
pub(crate) const UNTYPED: &[&str] = &[];

/// Messages that the strict decoder reads, and that the grammar does not have.
pub(crate) const READ: &[Meant] = &[];
