//! The state machine of the framer: what comes next in the window of bytes that it sees.

use super::{
    Mode,
    error::FrameErrorKind,
    frames::{Extras, Hole, Offer, Refusal},
    literal::{
        command_kind, ends_in_quotes, find, is_append_data, is_body_item, leaves_section_open,
        opens, response_kind,
    },
};
use crate::{
    error::Deviation,
    options::{Limits, Options},
    quirk::Quirk,
    wire::scan::{Characters, characters, is_tagged_ok, uid_at_end},
};

/// Bytes of a literal that may arrive before they are looked at.
pub(super) const LOOK_EVERY: usize = 16 << 10;

/// What of [`Options`] matters to framing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) limits: Limits,
    pub(super) lone_lf: bool,
    pub(super) leading_nul: bool,
    pub(super) blank_line: bool,
    pub(super) line_end_in_fetch: bool,
    pub(super) negative_literal: bool,
    pub(super) spaces_for_line_end: bool,
    pub(super) character_count: bool,
    pub(super) cut_literal: bool,
}

impl Rules {
    pub(super) fn new(options: &Options) -> Self {
        let quirks = options.policy.quirks();
        Self {
            limits: options.limits,
            lone_lf: quirks.has(Quirk::LoneLf),
            leading_nul: quirks.has(Quirk::LeadingNul),
            blank_line: quirks.has(Quirk::BlankLine),
            line_end_in_fetch: quirks.has(Quirk::LineEndInFetch),
            negative_literal: quirks.has(Quirk::NegativeLiteral),
            spaces_for_line_end: quirks.has(Quirk::SpacesForLineEnd),
            character_count: quirks.has(Quirk::CharacterCount),
            cut_literal: quirks.has(Quirk::CutLiteral),
        }
    }
}

/// What a [`Scanner`] found in its window; the numbers are bytes from the front of it that are done with.
pub(super) enum Step {
    More,
    Skip(usize),
    Message(usize),
    /// Told by [`State::Offered`].
    Offer(usize),
    Head(usize),
    Chunk(usize),
    Swallow(usize),
    Refused(usize),
    /// Told by [`Scanner::fault`].
    Broken,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) kind: FrameErrorKind,
}

/// A literal, announced at the end of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Announced {
    pub(super) len: u64,
    literal8: bool,
    /// `{n}`; in a command it asks.
    pub(super) sync: bool,
    pub(super) streamed: bool,
    /// Where in the window `{n}` or `~{n}` stands.
    pub(super) at: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    Between,
    Line,
    /// A literal is gathered; it ends at `end` in the window.
    Literal {
        end: usize,
        literal8: bool,
    },
    Offered {
        announced: Announced,
        too_long: bool,
    },
    /// Accepted, to be streamed, and the head not yet handed out.
    HeadDue {
        announced: Announced,
    },
    Stream {
        left: u64,
    },
    Swallow {
        left: u64,
    },
}

/// What the first line of the message is, as far as literals are concerned. Asked when a line first ends in `{n}`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Unread,
    /// Literals stand outside quotes.
    Plain,
    /// The same, and bodies may be streamed.
    Fetch,
    Append,
    /// In the leading code of a status response: only in an open parenthesis.
    Code {
        badcharset: bool,
    },
    /// In the text of a status response: nowhere.
    Text,
}

/// What is known of the literal that is gathered, where its length is in doubt.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Guess {
    /// Where in the window its data begin.
    pub(super) data: usize,
    /// It may be one whose length is in characters.
    pub(super) string: bool,
    /// Where in the window the line of it begins that is looked at, and how far it was looked at.
    pub(super) line: usize,
    pub(super) seen: usize,
    /// The line before ends a FETCH that tells its UID.
    pub(super) ended: bool,
}

/// The state machine, without the bytes. It sees a window: what has been received and not handed out, from the start of
/// the message or from what was last set aside of it.
pub(super) struct Scanner {
    pub(super) state: State,
    pub(super) mode: Mode,
    /// Bytes of the window that have been looked at.
    pub(super) scan: usize,
    /// Where in the window the line begins, behind the literal before it.
    pub(super) line: usize,
    /// Where in the window it must have ended.
    pub(super) line_limit: usize,
    /// Bytes of the message that are not in the window any more.
    pub(super) base: usize,
    pub(super) rules: Rules,
    pub(super) stream_above: u64,
    /// How long a literal may be that does not wait.
    pub(super) non_sync: Option<u64>,
    /// Something below must be put back for the next message.
    pub(super) dirty: bool,
    pub(super) skipped_nul: bool,
    pub(super) skipped_blank: bool,
    /// Bytes in earlier lines of the message.
    pub(super) lines: usize,
    pub(super) literals: usize,
    pub(super) kind: Kind,
    /// Open parentheses, where [`Kind`] asks for them.
    pub(super) depth: usize,
    /// [`Kind::Fetch`]: a literal stood inside the brackets of `BODY[…]`.
    pub(super) in_section: bool,
    pub(super) guess: Guess,
    /// Why the stream is broken, the last offer is too long, or the last literal swallowed.
    pub(super) fault: Fault,
    pub(super) extras: Extras,
    /// What was set while a message had begun.
    pub(super) later: (Option<Mode>, Option<Rules>),
}

impl Scanner {
    pub(super) fn new(mode: Mode, options: &Options) -> Self {
        Self {
            state: State::Between,
            mode,
            scan: 0,
            line: 0,
            line_limit: 0,
            base: 0,
            rules: Rules::new(options),
            stream_above: u64::MAX,
            non_sync: Some(u64::MAX),
            dirty: false,
            skipped_nul: false,
            skipped_blank: false,
            lines: 0,
            literals: 0,
            kind: Kind::Unread,
            depth: 0,
            in_section: false,
            guess: Guess::default(),
            fault: Fault {
                at: 0,
                kind: FrameErrorKind::LiteralTooLong,
            },
            extras: Extras::default(),
            later: (None, None),
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        !matches!(self.state, State::Between)
    }

    /// Have a few bytes come that end nothing? The short way for a peer that sends byte by byte: it takes a third off
    /// what a byte costs.
    #[inline]
    pub(super) fn goes_on(&mut self, window: &[u8]) -> bool {
        let arrived = window.get(self.scan..).unwrap_or_default();
        match self.state {
            State::Line => {
                if window.len() > self.line_limit || arrived.len() > 16 || arrived.contains(&b'\n')
                {
                    return false;
                }
                self.scan = window.len();
                true
            }
            // Looked through for NUL while it is still in the cache, but not at every few bytes.
            State::Literal { end, .. } => {
                window.len() < end && arrived.len() < LOOK_EVERY && !self.rules.cut_literal
            }
            _ => false,
        }
    }

    #[inline]
    pub(super) fn step(&mut self, window: &[u8]) -> Step {
        loop {
            match self.state {
                State::Between => {
                    if self.dirty {
                        self.forget();
                    }
                    let Some(first) = window.first() else {
                        return Step::More;
                    };
                    if *first <= b'\r'
                        && let Some(step) = self.skip(*first, window)
                    {
                        return step;
                    }
                    self.scan = 0;
                    self.line = 0;
                    self.line_limit = self.rules.limits.line.min(self.rules.limits.message);
                    if self.skipped_nul || self.skipped_blank {
                        self.note_skipped();
                    }
                    self.state = State::Line;
                }
                State::Line => {
                    let Some(found) = find(b'\n', window.get(self.scan..).unwrap_or_default())
                    else {
                        self.scan = window.len();
                        return if self.scan > self.line_limit {
                            self.too_long()
                        } else {
                            Step::More
                        };
                    };
                    let lf = self.scan + found;
                    self.scan = lf + 1;
                    if self.scan > self.line_limit {
                        return self.too_long();
                    }
                    let line = window.get(self.line..lf).unwrap_or_default();
                    let content = match line {
                        [content @ .., b'\r'] => content,
                        _ if self.rules.lone_lf => {
                            self.note_lone_lf(lf);
                            line
                        }
                        _ => continue,
                    };
                    if let [.., b'}'] = content {
                        match self.announced(content) {
                            Ok(None) => {}
                            Ok(Some(announced)) => match self.take(announced) {
                                Some(step) => return step,
                                None => continue,
                            },
                            Err(fault) => return self.broken(fault),
                        }
                    } else if self.rules.spaces_for_line_end
                        && let Some(announced) = self.announced_before_spaces(content)
                    {
                        match self.take(announced) {
                            Some(step) => return step,
                            None => continue,
                        }
                    } else if content.is_empty() && self.kind == Kind::Fetch {
                        match self.goes_on_behind(lf, window) {
                            None => return Step::More,
                            Some(true) => continue,
                            Some(false) => {}
                        }
                    }
                    let n = self.scan;
                    self.end_message();
                    return if self.extras.refusal.is_none() {
                        Step::Message(n)
                    } else {
                        Step::Refused(n)
                    };
                }
                State::Literal { end, literal8 } => {
                    let until = end.min(window.len());
                    if self.extras.nul.is_none() && !literal8 {
                        let arrived = window.get(self.scan..until).unwrap_or_default();
                        self.extras.nul = find(0, arrived).map(|at| self.base + self.scan + at);
                    }
                    self.scan = until;
                    if self.rules.cut_literal
                        && let Some(n) = self.cut_at(window, until)
                    {
                        self.end_message();
                        return Step::Message(n);
                    }
                    if until < end {
                        return Step::More;
                    }
                    if self.rules.character_count && self.guess.string {
                        match self.character_count(window, end) {
                            Characters::End(end) => self.scan = end,
                            Characters::More => return Step::More,
                            Characters::No => {}
                        }
                    }
                    self.begin_line();
                }
                State::HeadDue { announced } => return self.begin_stream(announced),
                State::Stream { left } => return self.pass(left, window.len(), Step::Chunk),
                State::Swallow { left } => return self.pass(left, window.len(), Step::Skip),
                State::Offered { .. } => return Step::More,
            }
        }
    }

    /// S11, S12, C13: what may stand before a message.
    #[cold]
    pub(super) fn skip(&mut self, first: u8, window: &[u8]) -> Option<Step> {
        if self.mode == Mode::AuthenticateData {
            return None;
        }
        match (first, window.get(1)) {
            (0, _) if self.rules.leading_nul => {
                self.skipped_nul = true;
                Some(Step::Skip(
                    window.iter().take_while(|byte| **byte == 0).count(),
                ))
            }
            (b'\n', _) if self.rules.blank_line && self.rules.lone_lf => {
                self.skipped_blank = true;
                Some(Step::Skip(1))
            }
            (b'\r', Some(b'\n')) if self.rules.blank_line => {
                self.skipped_blank = true;
                Some(Step::Skip(2))
            }
            (b'\r', None) if self.rules.blank_line => Some(Step::More),
            _ => None,
        }
    }

    /// S12, S18: does FETCH go on behind a CRLF that stands directly behind a literal? `None`, if the next byte has not
    /// come yet.
    #[cold]
    pub(super) fn goes_on_behind(&mut self, lf: usize, window: &[u8]) -> Option<bool> {
        if !self.rules.line_end_in_fetch {
            return Some(false);
        }
        let Some(next) = window.get(self.scan) else {
            // Found again when there is more.
            self.scan = lf;
            return None;
        };
        let inside = matches!(next, b' ' | b')');
        if inside {
            self.lines += self.scan - self.line;
            self.begin_line();
        }
        Some(inside)
    }

    /// S15: the literal of FETCH that is announced inside a line, with two SP for its CRLF. `scan` is where its data begin.
    #[cold]
    pub(super) fn announced_before_spaces(&mut self, content: &[u8]) -> Option<Announced> {
        /// So many places are looked at: each costs a look at the line before it.
        const PLACES: usize = 8;
        let ends = memchr::memmem::find_iter(content, b"}  ");
        for at in ends.take(PLACES) {
            let front = content.get(..=at).unwrap_or_default();
            let is_fetch = match (self.mode, self.kind, self.shape(front)) {
                (Mode::Response, Kind::Unread, Some((before, ..))) => {
                    response_kind(before).0 == Kind::Fetch
                }
                (Mode::Response, Kind::Fetch, Some(_)) => true,
                _ => false,
            };
            if is_fetch && let Ok(Some(announced)) = self.announced(front) {
                self.scan = self.line + at + 3;
                return Some(announced);
            }
        }
        None
    }

    /// S19: where in a literal of FETCH, of which the window holds all up to `until`, stands a tagged OK behind the end of a
    /// FETCH.
    #[cold]
    pub(super) fn cut_at(&mut self, window: &[u8], until: usize) -> Option<usize> {
        if self.mode != Mode::Response || self.kind != Kind::Fetch {
            return None;
        }
        loop {
            let guess = self.guess;
            let Some(found) = find(b'\n', window.get(guess.seen..until).unwrap_or_default()) else {
                self.guess.seen = until;
                return None;
            };
            let lf = guess.seen + found;
            let line = window.get(guess.line..lf).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or_default();
            if guess.ended && is_tagged_ok(line) {
                return Some(guess.line);
            }
            self.guess = Guess {
                line: lf + 1,
                seen: lf + 1,
                ended: uid_at_end(line).is_some(),
                ..guess
            };
        }
    }

    /// S16: does the literal that ends at `end` go on, since its length is one in characters?
    #[cold]
    pub(super) fn character_count(&self, window: &[u8], end: usize) -> Characters {
        let data = self.guess.data;
        match characters(window.get(data..).unwrap_or_default(), end - data) {
            Characters::End(len) => Characters::End(data + len),
            other => other,
        }
    }

    /// S10. A line end that waits for what is behind it ([`goes_on_behind`](Self::goes_on_behind)) is found twice.
    #[cold]
    pub(super) fn note_lone_lf(&mut self, lf: usize) {
        let at = self.base + lf;
        let note = Deviation::new(Quirk::LoneLf, at..at + 1);
        if self.extras.refusal.is_none() && self.extras.deviations.last() != Some(&note) {
            self.dirty = true;
            self.extras.deviations.push(note);
        }
    }

    #[cold]
    pub(super) fn note_skipped(&mut self) {
        self.dirty = true;
        if core::mem::take(&mut self.skipped_nul) {
            self.extras
                .deviations
                .push(Deviation::new(Quirk::LeadingNul, 0..0));
        }
        if core::mem::take(&mut self.skipped_blank) {
            self.extras
                .deviations
                .push(Deviation::new(Quirk::BlankLine, 0..0));
        }
    }

    pub(super) fn end_message(&mut self) {
        self.state = State::Between;
        if let (Some(_), _) | (_, Some(_)) = self.later {
            self.mode = self.later.0.take().unwrap_or(self.mode);
            self.rules = self.later.1.take().unwrap_or(self.rules);
        }
    }

    /// Clears what the last message left; its frame borrowed from it until now.
    #[cold]
    pub(super) fn forget(&mut self) {
        self.dirty = false;
        self.base = 0;
        self.lines = 0;
        self.literals = 0;
        self.kind = Kind::Unread;
        self.depth = 0;
        self.in_section = false;
        self.extras.holes.clear();
        self.extras.deviations.clear();
        self.extras.nul = None;
        self.extras.refusal = None;
    }

    /// The window begins `n` bytes later, all of which were of the message.
    pub(super) fn rebase(&mut self, n: usize) {
        self.base += n;
        self.scan = 0;
        self.line = 0;
    }

    /// Another line begins at `scan`, behind a literal.
    pub(super) fn begin_line(&mut self) {
        let limits = &self.rules.limits;
        self.line = self.scan;
        self.line_limit = self
            .line
            .saturating_add(limits.line.saturating_sub(self.lines))
            .min(limits.message.saturating_sub(self.base));
        self.state = State::Line;
    }

    #[cold]
    pub(super) fn too_long(&mut self) -> Step {
        let by_line = self
            .line
            .saturating_add(self.rules.limits.line.saturating_sub(self.lines));
        let kind = if by_line == self.line_limit {
            FrameErrorKind::LineTooLong
        } else {
            FrameErrorKind::MessageTooLong
        };
        self.broken(Fault {
            at: self.line_limit,
            kind,
        })
    }

    pub(super) fn broken(&mut self, fault: Fault) -> Step {
        self.fault = fault;
        Step::Broken
    }

    pub(super) fn offer(&self) -> Option<Offer> {
        let State::Offered {
            announced,
            too_long,
        } = self.state
        else {
            return None;
        };
        let Announced {
            len,
            literal8,
            streamed,
            ..
        } = announced;
        Some(Offer {
            len,
            literal8,
            streamed,
            too_long,
        })
    }

    /// Reads back from the end of a line that ends in `}`: does it announce a literal? `content` is the line without
    /// its end.
    #[inline(never)]
    pub(super) fn announced(&mut self, content: &[u8]) -> Result<Option<Announced>, Fault> {
        let Some((before, mut announced, digits)) = self.shape(content) else {
            return Ok(None);
        };
        let first = self.kind == Kind::Unread;
        let mut from = 0;
        if first {
            self.dirty = true;
            (self.kind, from) = match self.mode {
                Mode::Response => response_kind(before),
                _ if self.stream_above == u64::MAX => (Kind::Plain, 0),
                _ => command_kind(before),
            };
        }
        let mailbox = first && from == before.len();
        let is_literal = match self.kind {
            Kind::Unread | Kind::Text => false,
            Kind::Plain | Kind::Fetch => !ends_in_quotes(before, first),
            Kind::Append => !self.walk(before.get(from..).unwrap_or_default(), first),
            Kind::Code { .. } => {
                !self.walk(before.get(from..).unwrap_or_default(), first)
                    && self.kind != Kind::Text
                    && self.depth > 0
            }
        };
        if !is_literal {
            return Ok(None);
        }
        announced.at = self.line + before.len();
        let Some(len) = digits.iter().try_fold(0_u64, |n, digit| {
            n.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
        }) else {
            return Err(Fault {
                at: announced.at,
                kind: FrameErrorKind::LiteralLengthOverflow,
            });
        };
        announced.len = len;
        if self.rules.character_count {
            self.guess.string = self.kind == Kind::Fetch
                && !announced.literal8
                && !is_body_item(before, self.in_section);
        }
        if self.stream_above < u64::MAX {
            let body = match self.kind {
                Kind::Fetch => {
                    let body = is_body_item(before, self.in_section);
                    self.in_section = leaves_section_open(before, self.in_section);
                    body
                }
                Kind::Append => !mailbox && is_append_data(before, self.depth),
                _ => false,
            };
            announced.streamed = body && len > self.stream_above;
        }
        Ok(Some(announced))
    }

    /// `…{n}`, `…~{n}`, in commands `…{n+}`, `…~{n+}`: what stands before it, its form, its digits.
    pub(super) fn shape<'w>(&self, content: &'w [u8]) -> Option<(&'w [u8], Announced, &'w [u8])> {
        if !matches!(self.mode, Mode::Response | Mode::Command) {
            return None;
        }
        let inside = content.strip_suffix(b"}")?;
        let (inside, sync) = match inside.strip_suffix(b"+") {
            Some(inside) if self.mode == Mode::Command => (inside, false),
            // Row 25.
            Some(_) => return None,
            None => (inside, true),
        };
        let digits = inside
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        let (before, digits) = inside.split_at_checked(inside.len() - digits)?;
        let before = match before.strip_suffix(b"{") {
            None if self.rules.negative_literal => before.strip_suffix(b"{-")?,
            before => before?,
        };
        let (before, literal8) = match before.strip_suffix(b"~") {
            Some(before) => (before, true),
            None => (before, false),
        };
        Some((
            before,
            Announced {
                len: 0,
                literal8,
                sync,
                streamed: false,
                at: 0,
            },
            digits,
        ))
    }

    /// A literal was announced by the line that ends at `scan`.
    #[inline(never)]
    pub(super) fn take(&mut self, announced: Announced) -> Option<Step> {
        let limits = &self.rules.limits;
        let n = self.scan;
        self.lines += n - self.line;
        let asks = self.mode == Mode::Command && announced.sync;
        if self.extras.refusal.is_some() {
            // The line is dropped, too; if the client waits now, then for our reply to the command.
            self.scan = 0;
            if asks {
                self.end_message();
                return Some(Step::Refused(n));
            }
            self.state = State::Swallow {
                left: announced.len,
            };
            return Some(Step::Skip(n));
        }
        self.literals += 1;
        let total = (self.base as u64)
            .saturating_add(n as u64)
            .saturating_add(announced.len);
        let limit = if announced.streamed {
            limits.streamed
        } else {
            limits.literal
        };
        let broken = if self.literals > limits.literals {
            Some(FrameErrorKind::TooManyLiterals)
        } else if announced.len > limit {
            Some(FrameErrorKind::LiteralTooLong)
        } else if !announced.sync && self.non_sync.is_none_or(|most| announced.len > most) {
            Some(FrameErrorKind::NonSyncTooLong)
        } else if !announced.streamed && total > limits.message as u64 {
            Some(FrameErrorKind::MessageTooLong)
        } else {
            None
        };
        if let Some(kind) = broken {
            self.fault = Fault {
                at: announced.at,
                kind,
            };
            if self.mode != Mode::Command {
                return Some(Step::Broken);
            }
        }
        if asks {
            self.state = State::Offered {
                announced,
                too_long: broken.is_some(),
            };
            return Some(Step::Offer(n));
        }
        if let Some(kind) = broken {
            self.extras.refusal = Some(Refusal {
                kind,
                len: announced.len,
            });
            self.state = State::Swallow {
                left: announced.len,
            };
            self.rebase(n);
            return Some(Step::Swallow(n));
        }
        self.begin_literal(announced);
        None
    }

    /// A literal within the limits begins at `scan`.
    pub(super) fn begin_literal(&mut self, announced: Announced) {
        self.state = if announced.streamed {
            State::HeadDue { announced }
        } else {
            // No limit is a length that a usize cannot hold: then the literal never comes to its end, and the message
            // limit has refused it long before.
            let len = usize::try_from(announced.len).unwrap_or(usize::MAX);
            if self.rules.cut_literal || self.rules.character_count {
                self.guess = Guess {
                    data: self.scan,
                    line: self.scan,
                    seen: self.scan,
                    ended: false,
                    ..self.guess
                };
            }
            State::Literal {
                end: self.scan.saturating_add(len),
                literal8: announced.literal8,
            }
        };
    }

    pub(super) fn begin_stream(&mut self, announced: Announced) -> Step {
        let n = self.scan;
        self.rebase(n);
        self.extras.holes.push(Hole {
            at: self.base,
            len: announced.len,
        });
        self.state = State::Stream {
            left: announced.len,
        };
        Step::Head(n)
    }

    /// Lets through what has arrived of the `left` bytes of a literal that is not gathered.
    pub(super) fn pass(&mut self, left: u64, arrived: usize, step: fn(usize) -> Step) -> Step {
        let n = usize::try_from(left).map_or(arrived, |left| left.min(arrived));
        let left = left - n as u64;
        match self.state {
            _ if left == 0 => {
                self.scan = 0;
                self.begin_line();
            }
            State::Stream { .. } => self.state = State::Stream { left },
            _ => self.state = State::Swallow { left },
        }
        if n == 0 && left > 0 {
            Step::More
        } else {
            step(n)
        }
    }

    /// Goes over a piece of a line outside literals, counting parentheses, and in a code looking for its end. Answers
    /// whether it ends inside quotes.
    pub(super) fn walk(&mut self, piece: &[u8], first: bool) -> bool {
        let (mut quoted, mut escaped, mut may_open) = (false, false, first);
        for byte in piece {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' if quoted => quoted = false,
                _ if quoted => continue,
                b'"' if may_open => quoted = true,
                b'(' => self.depth += 1,
                b')' => self.depth = self.depth.saturating_sub(1),
                b']' => {
                    if let Kind::Code { badcharset } = self.kind
                        && !(badcharset && self.depth > 0)
                    {
                        self.kind = Kind::Text;
                        return false;
                    }
                }
                _ => {}
            }
            may_open = opens(*byte);
        }
        quoted
    }
}
