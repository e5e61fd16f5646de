//! What goes along while a message is read: options in, repairs out.

use alloc::{boxed::Box, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    ops::Range,
};

use nom::error::ErrorKind;

use crate::{
    error::{DecodeError, Deviation, Salvaged},
    options::Options,
    quirk::{Quirk, Quirks},
    rule::Rule,
    wire::frame::Hole,
};

/// Why a rule does not match: how many bytes are left there, what was wanted, and inside what.
///
/// Sixteen bytes; names and offsets are put in on the cold path ([`Cx::error`]).
#[allow(unnameable_types, reason = "stands in a sealed trait")]
#[derive(Clone, Copy, Debug)]
pub struct Error {
    left: usize,
    expected: Rule,
    within: Option<Rule>,
}

/// What every reader returns: the rest of the message and a value.
#[allow(unreachable_pub, reason = "stands in a sealed trait")]
pub type Parsed<'a, T> = nom::IResult<&'a [u8], T, Error>;

/// A reader's refusal: `expected` was wanted at `i`.
#[cold]
pub(crate) const fn refuse<'a, T>(i: &'a [u8], expected: Rule) -> Parsed<'a, T> {
    Err(nom::Err::Error(Error {
        left: i.len(),
        expected,
        within: None,
    }))
}

impl nom::error::ParseError<&[u8]> for Error {
    fn from_error_kind(i: &[u8], _: ErrorKind) -> Self {
        Self {
            left: i.len(),
            expected: Rule::Atom,
            within: None,
        }
    }

    fn append(_: &[u8], _: ErrorKind, other: Self) -> Self {
        other
    }

    fn or(self, other: Self) -> Self {
        if self.left <= other.left { self } else { other }
    }
}

/// Names the rule that was being read in the errors of `parsed`, unless a rule inside it has its name there.
///
/// In place: to take a result apart and build it again would move its value.
#[inline]
pub(crate) fn within<T>(rule: Rule, mut parsed: Parsed<'_, T>) -> Parsed<'_, T> {
    if let Err(nom::Err::Error(error) | nom::Err::Failure(error)) = &mut parsed {
        error.within.get_or_insert(rule);
    }
    parsed
}

/// Says `rule` was wanted, where a reader refused its very first byte.
#[inline]
pub(crate) fn expect<'a, T>(rule: Rule, i: &'a [u8], mut parsed: Parsed<'a, T>) -> Parsed<'a, T> {
    if let Err(nom::Err::Error(error) | nom::Err::Failure(error)) = &mut parsed
        && error.left == i.len()
    {
        error.expected = rule;
    }
    parsed
}

/// What goes along while one message is read.
///
/// It is passed beside the input, which stays a plain slice: an input of 32 bytes costs more than a second argument.
#[allow(unnameable_types, reason = "stands in a sealed trait")]
#[derive(Debug)]
pub struct Cx<'c> {
    /// Bytes in the message: every slice that a reader sees ends where the message ends.
    len: usize,
    quirks: Quirks,
    /// Is it a client that speaks? Then a literal may be announced by `{n+}`.
    pub(crate) client: bool,
    /// UTF-8 in quoted strings and text.
    pub(crate) utf8: bool,
    /// Are literals known to hold no NUL? Else each is looked through.
    pub(crate) nul_free: bool,
    /// Is this the second reading, in which items may be left out?
    pub(crate) salvage: bool,
    note_others: bool,
    holes: &'c [Hole],
    /// Most messages have none, and pay for none.
    notes: RefCell<Option<Box<Notes>>>,
    /// Where the tag begins and ends; nowhere, if it ends at 0.
    tag: Cell<(usize, usize)>,
    /// Has a guess that looks through the rest of the message been wrong? One such look is linear, many are not.
    pub(crate) guessed: Cell<bool>,
    /// May parts of a body structure that cannot be read be replaced? The last that is tried.
    pub(crate) salvage_parts: Cell<bool>,
}

/// What was seen on the way.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) deviations: Vec<Deviation>,
    pub(crate) salvaged: Vec<Salvaged>,
    pub(crate) others: Vec<(Rule, Range<usize>)>,
}

/// How many notes there were when a reader began, to cut back to when it backtracks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(usize, usize, usize);

impl<'c> Cx<'c> {
    #[inline]
    pub(crate) fn new(
        message: &[u8],
        options: &Options,
        quirks: Quirks,
        holes: &'c [Hole],
        nul_free: bool,
    ) -> Self {
        Self {
            len: message.len(),
            quirks,
            client: false,
            utf8: options.utf8,
            nul_free,
            salvage: !quirks.is_empty(),
            note_others: options.note_others,
            holes,
            notes: RefCell::default(),
            tag: Cell::default(),
            guessed: Cell::default(),
            salvage_parts: Cell::default(),
        }
    }

    /// Another, for bytes that are no slice of the message and are to be read by the grammar alone.
    #[cold]
    pub(crate) fn apart(&self, bytes: &[u8]) -> Self {
        Self {
            len: bytes.len(),
            quirks: Quirks::NONE,
            salvage: false,
            note_others: false,
            nul_free: false,
            holes: &[],
            notes: RefCell::default(),
            tag: Cell::default(),
            guessed: Cell::default(),
            salvage_parts: Cell::default(),
            ..*self
        }
    }

    /// The offset of `i` in the message.
    #[inline]
    pub(crate) const fn offset(&self, i: &[u8]) -> usize {
        self.len - i.len()
    }

    /// If `quirk` is on, notes that it mended the bytes from `start` to `end`.
    #[cold]
    pub(crate) fn mend(&self, quirk: Quirk, start: &[u8], end: &[u8]) -> bool {
        let on = self.quirks.has(quirk);
        if on {
            let range = self.offset(start)..self.offset(end);
            self.note(|notes| notes.deviations.push(Deviation::new(quirk, range)));
        }
        on
    }

    /// The same where it may be called twice for one deviation.
    #[cold]
    pub(crate) fn mend_once(&self, quirk: Quirk, start: &[u8], end: &[u8]) {
        let range = self.offset(start)..self.offset(end);
        self.note(|notes| {
            let deviation = Deviation::new(quirk, range);
            if notes.deviations.last() != Some(&deviation) {
                notes.deviations.push(deviation);
            }
        });
    }

    /// Is `quirk` on?
    #[cold]
    pub(crate) const fn has(&self, quirk: Quirk) -> bool {
        self.quirks.has(quirk)
    }

    /// Notes that the bytes from `start` to `end` were kept in the `Other` arm of `slot`.
    #[cold]
    pub(crate) fn other(&self, slot: Rule, start: &[u8], end: &[u8]) {
        if self.note_others {
            let range = self.offset(start)..self.offset(end);
            self.note(|notes| notes.others.push((slot, range)));
        }
    }

    /// Notes that the bytes from `start` to `end` were left out of the list of `slot`.
    #[cold]
    pub(crate) fn leave_out(&self, slot: Rule, start: &[u8], end: &[u8], error: nom::Err<Error>) {
        let range = self.offset(start)..self.offset(end);
        let error = self.error(error);
        self.forget_from(start);
        self.note(|notes| notes.salvaged.push(Salvaged { range, slot, error }));
    }

    /// Forgets what was noted from `i` on: what stands there is read anew, or left out.
    #[cold]
    pub(crate) fn forget_from(&self, i: &[u8]) {
        let from = self.offset(i);
        if let Some(notes) = self.notes.borrow_mut().as_mut() {
            while notes
                .deviations
                .pop_if(|note| note.range.start >= from)
                .is_some()
            {}
            while notes
                .salvaged
                .pop_if(|item| item.range.start >= from)
                .is_some()
            {}
            while notes
                .others
                .pop_if(|(_, range)| range.start >= from)
                .is_some()
            {}
        }
    }

    /// Does what was left out last end at `i`?
    #[cold]
    pub(crate) fn left_out_up_to(&self, i: &[u8]) -> bool {
        let notes = self.notes.borrow();
        let last = notes.as_ref().and_then(|notes| notes.salvaged.last());
        last.is_some_and(|left_out| left_out.range.end == self.offset(i))
    }

    fn note(&self, write: impl FnOnce(&mut Notes)) {
        write(self.notes.borrow_mut().get_or_insert_default());
    }

    /// Notes where the tag stands.
    #[inline]
    pub(crate) fn tag(&self, start: &[u8], end: &[u8]) {
        self.tag.set((self.offset(start), self.offset(end)));
    }

    pub(crate) fn mark(&self) -> Mark {
        self.notes.borrow().as_ref().map_or(Mark(0, 0, 0), |notes| {
            Mark(
                notes.deviations.len(),
                notes.salvaged.len(),
                notes.others.len(),
            )
        })
    }

    /// Forgets what was noted since `mark`: the reader that noted it has failed.
    pub(crate) fn reset(&self, mark: Mark) {
        if let Some(notes) = self.notes.borrow_mut().as_mut() {
            notes.deviations.truncate(mark.0);
            notes.salvaged.truncate(mark.1);
            notes.others.truncate(mark.2);
        }
    }

    /// The length of the literal whose data was streamed and would stand at `i`.
    #[cold]
    pub(crate) fn hole(&self, i: &[u8]) -> Option<u64> {
        let at = self.offset(i);
        self.holes
            .iter()
            .find(|hole| hole.at == at)
            .map(|hole| hole.len)
    }

    /// Where between `start` and `end` data was streamed first, as an offset from `start`.
    #[cold]
    pub(crate) fn hole_before(&self, start: &[u8], end: &[u8]) -> Option<usize> {
        let (start, end) = (self.offset(start), self.offset(end));
        let hole = self.holes.iter().find(|hole| hole.at > start)?;
        (hole.at <= end).then(|| hole.at - start)
    }

    /// Are there any? Then each literal is looked up.
    #[inline]
    pub(crate) const fn has_holes(&self) -> bool {
        !self.holes.is_empty()
    }

    /// The error that a caller sees.
    #[cold]
    pub(crate) fn error(&self, error: nom::Err<Error>) -> DecodeError {
        match error {
            nom::Err::Error(error) | nom::Err::Failure(error) => DecodeError {
                tag: Some(self.tag.get())
                    .filter(|(_, end)| *end > 0)
                    .map(|(start, end)| start..end),
                ..DecodeError::new(
                    self.len - error.left,
                    error.expected,
                    error.within.unwrap_or(error.expected),
                )
            },
            // No reader asks for more: messages are whole.
            nom::Err::Incomplete(_) => DecodeError::new(self.len, Rule::End, Rule::End),
        }
    }

    /// The error that a caller sees where `rule` was wanted at `i`.
    #[cold]
    pub(crate) fn error_at(&self, i: &[u8], rule: Rule) -> DecodeError {
        self.error(nom::Err::Error(Error {
            left: i.len(),
            expected: rule,
            within: None,
        }))
    }

    pub(crate) fn into_notes(self) -> Option<Box<Notes>> {
        self.notes.into_inner()
    }
}
