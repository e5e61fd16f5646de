//! What may run together ([RFC 9051 §5.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-5.5)): which commands are in
//! flight, and which others may be sent before they are completed.
//!
//! | what is sent | has to wait for |
//! |---|---|
//! | any command | STARTTLS, AUTHENTICATE, LOGIN, ENABLE, COMPRESS, UNAUTHENTICATE, IDLE, LOGOUT |
//! | one of these | every other |
//! | what uses the selected mailbox | SELECT, EXAMINE, CLOSE, UNSELECT |
//! | one of these | what uses the selected mailbox, and each other |
//! | what names messages by number (FETCH, STORE, COPY, MOVE, SEARCH, SORT, THREAD, CONVERT, REPLACE, PARTIAL) | every command during which the server may send EXPUNGE, which is every one but FETCH, STORE, SEARCH, SORT, THREAD |
//! | STATUS | others, where a server bears only so many at a time ([`Pipeline::limit_status`]) |
//! | SEARCH, SORT, THREAD, LIST, LSUB | another whose untagged answer would be taken for its own; not if the answer tells the tag (RETURN) |
//!
//! ```text
//! C: A1 NOOP
//! C: A2 FETCH 5 FLAGS      held back: NOOP may bring EXPUNGE, and 5 would be another message
//! C: A2 UID FETCH 17 FLAGS not held back
//! ```

use alloc::collections::VecDeque;
use core::fmt;

use imap_types::command::{CommandBody, Uid};

use crate::{
    session::{Effect, USES_NUMBERS, row_of},
    tag::Handle,
};

/// How a command gets along with others.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Manners {
    /// Nothing else may be in flight.
    alone: bool,
    /// It selects or deselects a mailbox.
    switches: bool,
    /// It uses the selected mailbox.
    uses_mailbox: bool,
    /// It names messages by number.
    numbers: bool,
    /// The server may send EXPUNGE before it is completed.
    expunges: bool,
    /// Its untagged answer does not tell what it answers.
    answer: Option<Answer>,
    /// It is STATUS, of which some servers bear only so many.
    status: bool,
}

/// An untagged answer that does not tell what it answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Answer {
    Search,
    Sort,
    Thread,
    List,
    Lsub,
}

impl Answer {
    const COUNT: usize = Self::Lsub as usize + 1;
}

pub(crate) const ALONE: &[&str] = &[
    "AUTHENTICATE",
    "COMPRESS",
    "ENABLE",
    "IDLE",
    "LOGIN",
    "LOGOUT",
    "STARTTLS",
    "UNAUTHENTICATE",
];
/// During these no EXPUNGE may be sent ([RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.1),
/// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3)).
pub(crate) const NO_EXPUNGE: &[&str] = &["FETCH", "SEARCH", "SORT", "STORE", "THREAD"];

impl Manners {
    fn of(command: &CommandBody<'_>) -> Self {
        use crate::session::State;
        let row = row_of(command);
        let is_one_of = |names: &[&str]| row.is_some_and(|row| names.contains(&row.name));
        let effect = row.map_or(Effect::None, |row| row.effect);
        Self {
            alone: is_one_of(ALONE),
            switches: matches!(effect, Effect::Selects | Effect::Deselects),
            uses_mailbox: row.is_some_and(|row| {
                row.states.has(State::Selected) && !row.states.has(State::Authenticated)
            }),
            numbers: is_one_of(USES_NUMBERS),
            expunges: !is_one_of(NO_EXPUNGE),
            answer: answer(command),
            status: matches!(command, CommandBody::Status(_)),
        }
    }
}

fn answer(command: &CommandBody<'_>) -> Option<Answer> {
    Some(match command {
        CommandBody::Search(search) | CommandBody::Uid(Uid::Search(search)) => {
            search.returns.is_none().then_some(Answer::Search)?
        }
        CommandBody::Sort(sort) | CommandBody::Uid(Uid::Sort(sort)) => {
            sort.returns.is_none().then_some(Answer::Sort)?
        }
        CommandBody::Thread(_) | CommandBody::Uid(Uid::Thread(_)) => Answer::Thread,
        CommandBody::List(_) => Answer::List,
        CommandBody::Lsub(_) => Answer::Lsub,
        _ => return None,
    })
}

/// Why a command has to wait.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Held {
    /// A command is in flight beside which nothing may be.
    ByOneAlone,
    /// Nothing may be in flight beside it.
    Alone,
    /// Another mailbox is being selected, or none.
    MailboxChanges,
    /// The mailbox is in use.
    MailboxUsed,
    /// It names messages by number, and the numbers may change before it arrives.
    Numbers,
    /// Its answer could not be told from another's.
    Answer,
    /// So many STATUS are in flight as the server bears ([`Pipeline::limit_status`]).
    Status,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByOneAlone => "a command is in flight beside which nothing may be",
            Self::Alone => "nothing may be in flight beside it",
            Self::MailboxChanges => "the selected mailbox changes",
            Self::MailboxUsed => "the selected mailbox is in use",
            Self::Numbers => "message numbers may change before it arrives",
            Self::Answer => "its answer could not be told from another's",
            Self::Status => "no more of its kind may be in flight",
        })
    }
}

impl core::error::Error for Held {}

/// The commands in flight, in order. Every method is O(1), amortised.
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    /// The handle of the first; `None` where a later one was completed already.
    base: u64,
    flight: VecDeque<Option<Manners>>,
    counts: Counts,
    /// How many STATUS may be in flight; any number, if `None`.
    most_status: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    all: usize,
    alone: usize,
    switches: usize,
    uses_mailbox: usize,
    expunges: usize,
    status: usize,
    answers: [usize; Answer::COUNT],
}

impl Counts {
    fn add(&mut self, manners: Manners, by: isize) {
        let add = |count: &mut usize, does: bool| {
            if does {
                *count = count.saturating_add_signed(by);
            }
        };
        add(&mut self.all, true);
        add(&mut self.alone, manners.alone);
        add(&mut self.switches, manners.switches);
        add(&mut self.uses_mailbox, manners.uses_mailbox);
        add(&mut self.expunges, manners.expunges);
        add(&mut self.status, manners.status);
        if let Some(count) = manners
            .answer
            .and_then(|answer| self.answers.get_mut(answer as usize))
        {
            add(count, true);
        }
    }
}

impl Pipeline {
    /// How many commands are in flight.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.counts.all
    }

    /// Is none in flight?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.counts.all == 0
    }

    /// Is this one in flight?
    #[must_use]
    pub fn has(&self, handle: Handle) -> bool {
        self.place(handle)
            .and_then(|place| self.flight.get(place))
            .is_some_and(Option::is_some)
    }

    /// May this command be sent beside those in flight?
    ///
    /// # Errors
    ///
    /// Why it has to wait; ask again when one of them is completed.
    pub fn may_send(&self, command: &CommandBody<'_>) -> Result<(), Held> {
        let (manners, counts) = (Manners::of(command), &self.counts);
        if counts.alone > 0 {
            return Err(Held::ByOneAlone);
        }
        if manners.alone && counts.all > 0 {
            return Err(Held::Alone);
        }
        if (manners.uses_mailbox || manners.switches) && counts.switches > 0 {
            return Err(Held::MailboxChanges);
        }
        if manners.switches && counts.uses_mailbox > 0 {
            return Err(Held::MailboxUsed);
        }
        if manners.numbers && counts.expunges > 0 {
            return Err(Held::Numbers);
        }
        let same = manners
            .answer
            .and_then(|answer| counts.answers.get(answer as usize));
        if same.is_some_and(|count| *count > 0) {
            return Err(Held::Answer);
        }
        if manners.status && self.most_status.is_some_and(|most| counts.status >= most) {
            return Err(Held::Status);
        }
        Ok(())
    }

    /// At most so many STATUS at a time (at least 1).
    pub fn limit_status(&mut self, most: usize) {
        self.most_status = Some(most.max(1));
    }

    /// A command was sent. Handles ascend, but for commands that were held back.
    pub fn sent(&mut self, handle: Handle, command: &CommandBody<'_>) {
        if self.flight.is_empty() {
            self.base = handle.0;
        }
        while handle.0 < self.base {
            self.flight.push_front(None);
            self.base -= 1;
        }
        let place = handle.0 - self.base;
        while (self.flight.len() as u64) <= place {
            self.flight.push_back(None);
        }
        let manners = Manners::of(command);
        if let Some(entry) = self
            .place(handle)
            .and_then(|place| self.flight.get_mut(place))
        {
            self.counts.add(manners, 1);
            *entry = Some(manners);
        }
    }

    /// DONE was sent for IDLE: commands may follow without waiting for its completion, up to which the server may send
    /// EXPUNGE as before.
    ///
    /// ```text
    /// C: A1 IDLE
    /// S: + idling
    /// C: DONE
    /// C: A2 UID FETCH 17 FLAGS
    /// S: A1 OK done
    /// ```
    pub fn idle_done(&mut self, handle: Handle) {
        let entry = self
            .place(handle)
            .and_then(|place| self.flight.get_mut(place));
        if let Some(Some(manners)) = entry {
            self.counts.add(*manners, -1);
            manners.alone = false;
            self.counts.add(*manners, 1);
        }
    }

    /// A command was completed; `false` if it was not in flight.
    pub fn completed(&mut self, handle: Handle) -> bool {
        let entry = self
            .place(handle)
            .and_then(|place| self.flight.get_mut(place));
        let Some(manners) = entry.and_then(Option::take) else {
            return false;
        };
        self.counts.add(manners, -1);
        while let Some(None) = self.flight.front() {
            self.flight.pop_front();
            self.base += 1;
        }
        true
    }

    fn place(&self, handle: Handle) -> Option<usize> {
        usize::try_from(handle.0.checked_sub(self.base)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use imap_codec::CommandDecoder;
    use imap_types::IntoBoundedStatic;

    use super::*;

    fn command(line: &str) -> CommandBody<'static> {
        let line = format!("a {line}\r\n");
        let decoded = CommandDecoder::strict().decode(line.as_bytes()).unwrap();
        decoded.value.body.into_static()
    }

    /// RFC 9051 section 5.5 and what follows from it: two in flight, a third is held or not.
    #[test]
    fn rules() {
        for (flight, next, held) in [
            (&["NOOP"][..], "FETCH 1 FLAGS", Some(Held::Numbers)),
            (&["NOOP"], "UID FETCH 1 FLAGS", None),
            (&["UID FETCH 1 FLAGS"], "FETCH 1 FLAGS", Some(Held::Numbers)),
            (
                &["FETCH 1 FLAGS", "STORE 1 FLAGS ()"],
                "FETCH 1 FLAGS",
                None,
            ),
            // The RFC's own: FETCH + NOOP + STORE, STORE + COPY + FETCH, COPY + COPY.
            (
                &["FETCH 1 FLAGS", "NOOP"],
                "STORE 1 FLAGS ()",
                Some(Held::Numbers),
            ),
            (
                &["STORE 1 FLAGS ()", "COPY 1 x"],
                "FETCH 1 FLAGS",
                Some(Held::Numbers),
            ),
            (&["COPY 1 x"], "COPY 1 y", Some(Held::Numbers)),
            (&["FETCH 1 FLAGS"], "NOOP", None),
            (&["SEARCH ALL"], "UID SEARCH ALL", Some(Held::Answer)),
            (&["UID SEARCH RETURN (MIN) ALL"], "UID SEARCH ALL", None),
            (&["LIST \"\" *"], "LIST \"\" %", Some(Held::Answer)),
            (&["LIST \"\" *"], "LSUB \"\" *", None),
            (&["LIST \"\" *"], "STATUS x (MESSAGES)", None),
            (&["STARTTLS"], "NOOP", Some(Held::ByOneAlone)),
            (&["NOOP"], "STARTTLS", Some(Held::Alone)),
            (&["IDLE"], "NOOP", Some(Held::ByOneAlone)),
            (
                &["SELECT x"],
                "UID FETCH 1 FLAGS",
                Some(Held::MailboxChanges),
            ),
            (&["UID FETCH 1 FLAGS"], "SELECT x", Some(Held::MailboxUsed)),
            (&["SELECT x"], "SELECT y", Some(Held::MailboxChanges)),
            (&["SELECT x"], "LIST \"\" *", None),
            (&["XFOO"], "FETCH 1 FLAGS", Some(Held::Numbers)),
        ] {
            let mut pipeline = Pipeline::default();
            for (number, line) in flight.iter().enumerate() {
                let command = command(line);
                assert_eq!(pipeline.may_send(&command), Ok(()), "{flight:?}");
                pipeline.sent(Handle(7 + number as u64), &command);
            }
            let next = command(next);
            assert_eq!(pipeline.may_send(&next).err(), held, "{flight:?} {next:?}");
            for number in (0..flight.len()).rev() {
                assert!(pipeline.completed(Handle(7 + number as u64)));
                assert!(!pipeline.completed(Handle(7 + number as u64)));
            }
            assert!(pipeline.is_empty() && pipeline.flight.is_empty());
            assert_eq!(pipeline.may_send(&next), Ok(()));
        }
    }

    #[test]
    fn held_back_and_sent_later() {
        let mut pipeline = Pipeline::default();
        for handle in [5, 9, 2, 7] {
            pipeline.sent(Handle(handle), &command("NOOP"));
        }
        assert_eq!(pipeline.len(), 4);
        for handle in [7, 2, 9, 5] {
            assert!(pipeline.completed(Handle(handle)));
            assert!(!pipeline.completed(Handle(handle)));
        }
        assert!(pipeline.is_empty());
    }

    #[test]
    fn behind_done() {
        let mut pipeline = Pipeline::default();
        pipeline.sent(Handle(3), &command("IDLE"));
        assert_eq!(pipeline.may_send(&command("NOOP")), Err(Held::ByOneAlone));
        pipeline.idle_done(Handle(3));
        assert_eq!(pipeline.may_send(&command("NOOP")), Ok(()));
        assert_eq!(
            pipeline.may_send(&command("FETCH 1 FLAGS")),
            Err(Held::Numbers)
        );
        assert_eq!(pipeline.may_send(&command("LOGOUT")), Err(Held::Alone));
        assert!(pipeline.completed(Handle(3)));
        assert_eq!(pipeline.may_send(&command("FETCH 1 FLAGS")), Ok(()));
    }

    #[test]
    fn ten_thousand() {
        let (mut pipeline, noop) = (Pipeline::default(), CommandBody::Noop);
        let handles: Vec<_> = (0..10_000).map(Handle).collect();
        for handle in &handles {
            assert_eq!(pipeline.may_send(&noop), Ok(()));
            pipeline.sent(*handle, &noop);
        }
        assert!(pipeline.has(Handle(5_000)) && !pipeline.has(Handle(10_000)));
        for handle in &handles {
            assert!(pipeline.completed(*handle));
        }
        assert!(pipeline.is_empty());
    }
}
