//! What varies at run time: [`Options`] of decoders and framers, [`Limits`], [`EncodeOptions`].

use crate::quirk::{Quirk, Quirks};

/// How much deviation from the grammar is mended.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Policy {
    /// The grammar and nothing else: a conformance linter.
    Strict,
    /// The grammar first; if that fails, once more with every harmless [`Quirk`] on.
    #[default]
    Tolerant,
    /// The grammar first; if that fails, once more with these quirks on.
    Chosen(Quirks),
}

impl Policy {
    /// The quirks that the second reading may use.
    #[must_use]
    pub fn quirks(self) -> Quirks {
        match self {
            Self::Strict => Quirks::NONE,
            Self::Tolerant => Quirks::tolerant(),
            Self::Chosen(quirks) => quirks,
        }
    }
}

/// Limits that hold before memory is spent. All are in bytes, except where they count.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest line, that is, the bytes between literals, without them; across the whole message.
    pub line: usize,
    /// The longest single literal that is gathered (a streamed one has [`Limits::streamed`]).
    pub literal: u64,
    /// The longest literal that is handed out in chunks.
    pub streamed: u64,
    /// The longest message, gathered literals included.
    pub message: usize,
    /// The most literals in one message.
    pub literals: usize,
}

impl Default for Limits {
    /// 8 MiB lines (a SEARCH answer of a million numbers), 64 MiB literals and messages, any length streamed.
    fn default() -> Self {
        Self {
            line: 8 << 20,
            literal: 64 << 20,
            streamed: u64::MAX,
            message: 72 << 20,
            literals: 10_000,
        }
    }
}

impl Limits {
    /// For a peer that has not authenticated yet: 8 KiB lines, 4 KiB literals, 16 KiB messages.
    #[must_use]
    pub const fn before_authentication() -> Self {
        Self {
            line: 8 << 10,
            literal: 4 << 10,
            streamed: 4 << 10,
            message: 16 << 10,
            literals: 8,
        }
    }

    /// Sets [`Limits::line`].
    #[must_use]
    pub const fn line(mut self, bytes: usize) -> Self {
        self.line = bytes;
        self
    }

    /// Sets [`Limits::literal`].
    #[must_use]
    pub const fn literal(mut self, bytes: u64) -> Self {
        self.literal = bytes;
        self
    }

    /// Sets [`Limits::streamed`].
    #[must_use]
    pub const fn streamed(mut self, bytes: u64) -> Self {
        self.streamed = bytes;
        self
    }

    /// Sets [`Limits::message`].
    #[must_use]
    pub const fn message(mut self, bytes: usize) -> Self {
        self.message = bytes;
        self
    }

    /// Sets [`Limits::literals`].
    #[must_use]
    pub const fn literals(mut self, count: usize) -> Self {
        self.literals = count;
        self
    }
}

/// What a framer and a decoder are asked to do.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// How much deviation is mended.
    pub policy: Policy,
    /// What may be spent.
    pub limits: Limits,
    /// UTF-8 in quoted strings and text: after `ENABLE IMAP4rev2` or `ENABLE UTF8=ACCEPT`.
    pub utf8: bool,
    /// Note every value that was kept in an `Other` arm in [`Decoded::others`](crate::Decoded::others).
    pub note_others: bool,
}

impl Options {
    /// The grammar and nothing else.
    #[must_use]
    pub fn strict() -> Self {
        Self {
            policy: Policy::Strict,
            ..Self::default()
        }
    }

    /// The grammar first, then what real peers send.
    #[must_use]
    pub fn tolerant() -> Self {
        Self::default()
    }

    /// Sets [`Options::policy`].
    #[must_use]
    pub const fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets [`Options::limits`].
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets [`Options::utf8`].
    #[must_use]
    pub const fn utf8(mut self, utf8: bool) -> Self {
        self.utf8 = utf8;
        self
    }

    /// Sets [`Options::note_others`].
    #[must_use]
    pub const fn note_others(mut self, note: bool) -> Self {
        self.note_others = note;
        self
    }

    /// Lines may end in a lone LF ([`Quirk::LoneLf`]): only by this wish, since it opens smuggling between peers that
    /// disagree; never inside a literal.
    #[must_use]
    pub fn lone_lf(mut self) -> Self {
        self.policy = Policy::Chosen(self.policy.quirks().with(Quirk::LoneLf));
        self
    }
}

/// How a client announces literals.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum LiteralForm {
    /// `{n}`: wait for the continuation. Always legal.
    #[default]
    Sync,
    /// LITERAL-, IMAP4rev2: `{n+}` up to 4096 bytes, `{n}` above.
    Minus,
    /// LITERAL+: `{n+}` always.
    Plus,
}

/// What the encoder may use. Derived from capabilities and the ENABLEd set by imap-state; by hand elsewhere.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct EncodeOptions {
    /// How a client's literals are announced. A server's never carry `+`.
    pub literals: LiteralForm,
    /// BINARY: `~{n}` in APPEND.
    pub literal8: bool,
    /// UTF-8 in quoted strings and text.
    pub utf8: bool,
}

impl EncodeOptions {
    /// Every extension allowed: encoding cannot fail for want of a capability.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            literals: LiteralForm::Plus,
            literal8: true,
            utf8: true,
        }
    }

    /// Sets [`EncodeOptions::literals`].
    #[must_use]
    pub const fn literals(mut self, form: LiteralForm) -> Self {
        self.literals = form;
        self
    }

    /// Sets [`EncodeOptions::literal8`].
    #[must_use]
    pub const fn literal8(mut self, allowed: bool) -> Self {
        self.literal8 = allowed;
        self
    }

    /// Sets [`EncodeOptions::utf8`].
    #[must_use]
    pub const fn utf8(mut self, allowed: bool) -> Self {
        self.utf8 = allowed;
        self
    }
}
