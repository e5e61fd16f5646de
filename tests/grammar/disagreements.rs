//! Where the grammar and the codec disagree and are meant to: all of it.

/// Sentences that the grammar makes, and that the strict decoder refuses or the encoder does not write.
pub(crate) struct Made {
    /// The kind of message.
    pub(crate) rule: &'static str,
    /// Is it such a sentence?
    pub(crate) is: fn(&[u8]) -> bool,
    /// Why.
    #[allow(dead_code, reason = "for those who read this")]
    pub(crate) reason: &'static str,
}

/// All of them.
pub(crate) const MADE: &[Made] = &[];

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
