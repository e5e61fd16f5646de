//! The commands that were sent and are not completed.

use alloc::{
    borrow::Cow,
    collections::{BTreeMap, VecDeque},
    format,
    string::String,
};

use imap_types::command::CommandBody;

use crate::{
    conn::SendId,
    pipeline::ALONE,
    session::{Effect, row_of},
    tag::Handle,
};

/// What is remembered of a command: nothing that could be secret.
#[derive(Debug)]
pub(super) struct Sent {
    /// What the user calls it: an IDLE that was asked for again keeps its first handle.
    pub(super) asked: Handle,
    pub(super) name: Cow<'static, str>,
    pub(super) effect: Effect,
    pub(super) examines: bool,
    pub(super) id: SendId,
    /// The user has taken it back.
    pub(super) cancelled: bool,
}

impl Sent {
    /// Nothing but its completion follows from it, and nothing from that.
    pub(super) fn has_no_part(&self) -> bool {
        self.effect == Effect::None && !ALONE.contains(&&*self.name)
    }

    /// May its completion change what may be sent?
    fn changes(&self) -> bool {
        self.effect != Effect::None || matches!(&*self.name, "CAPABILITY" | "ENABLE")
    }
}

#[derive(Debug, Default)]
pub(super) struct Flight {
    commands: BTreeMap<Handle, Sent>,
    /// Those that may not be wholly transmitted, in order.
    sending: VecDeque<(SendId, Handle)>,
    changing: usize,
    /// How many of each name there are, and how many of them were taken back.
    names: BTreeMap<Cow<'static, str>, (usize, usize)>,
    cancelled: usize,
}

impl Flight {
    pub(super) fn insert(&mut self, handle: Handle, sent: Sent) {
        self.changing += usize::from(sent.changes());
        self.sending.push_back((sent.id, handle));
        match self.names.get_mut(&sent.name) {
            Some((all, _)) => *all += 1,
            None => {
                self.names.insert(sent.name.clone(), (1, 0));
            }
        }
        self.commands.insert(handle, sent);
    }

    /// The user takes it back. Answers whether it is in flight.
    pub(super) fn cancel(&mut self, handle: Handle) -> bool {
        let Some(sent) = self.commands.get_mut(&handle) else {
            return false;
        };
        if !core::mem::replace(&mut sent.cancelled, true) {
            self.cancelled += 1;
            if let Some((_, cancelled)) = self.names.get_mut(&sent.name) {
                *cancelled += 1;
            }
        }
        true
    }

    /// Was any of them taken back?
    pub(super) const fn has_cancelled(&self) -> bool {
        self.cancelled > 0
    }

    /// How many of this name there are, and how many of them were taken back.
    pub(super) fn named(&self, name: &str) -> (usize, usize) {
        self.names.get(name).copied().unwrap_or_default()
    }

    pub(super) fn get(&self, handle: Handle) -> Option<&Sent> {
        self.commands.get(&handle)
    }

    pub(super) fn remove(&mut self, handle: Handle) -> Option<Sent> {
        let sent = self.commands.remove(&handle)?;
        self.changing -= usize::from(sent.changes());
        self.cancelled -= usize::from(sent.cancelled);
        if let Some((all, cancelled)) = self.names.get_mut(&sent.name) {
            *all -= 1;
            *cancelled -= usize::from(sent.cancelled);
            if *all == 0 {
                self.names.remove(&sent.name);
            }
        }
        Some(sent)
    }

    pub(super) fn pop_first(&mut self) -> Option<Sent> {
        let handle = *self.commands.first_key_value()?.0;
        self.remove(handle)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.commands.len()
    }

    /// May a command in flight change what may be sent?
    pub(super) const fn is_changing(&self) -> bool {
        self.changing > 0
    }

    /// The command that is being transmitted, if this is it and it is not completed.
    pub(super) fn sending(&self, id: SendId) -> Option<Handle> {
        let mut commands = self.sending.iter().skip_while(|(first, _)| *first < id);
        let (_, handle) = commands.next().filter(|(first, _)| *first == id)?;
        self.commands.contains_key(handle).then_some(*handle)
    }

    /// The first ones are wholly transmitted, perhaps.
    pub(super) fn forget_sent(&mut self, is_sent: impl Fn(SendId) -> bool) {
        while self.sending.front().is_some_and(|(id, _)| is_sent(*id)) {
            self.sending.pop_front();
        }
    }
}

/// The name of a command, as `UID FETCH`.
pub(super) fn name_of(command: &CommandBody<'_>) -> Cow<'static, str> {
    match (row_of(command), command) {
        (Some(row), _) => Cow::Borrowed(row.name),
        (None, CommandBody::Uid(uid)) => {
            let name = uid.keyword().unwrap_or_default().to_ascii_uppercase();
            Cow::Owned(format!("UID {name}"))
        }
        // What no table knows keeps its case.
        (None, _) => Cow::Owned(String::from(command.keyword().unwrap_or_default())),
    }
}
