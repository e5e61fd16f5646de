//! A mailbox in memory, and what a server makes of commands with it.

use std::{collections::BTreeMap, num::NonZeroU32};

use imap_state::{
    server::{Change, Error, Event, Offered, Server, Snapshot},
    tag::Handle,
};
use imap_types::{
    append::AppendData,
    capability::Capability,
    code::Code,
    command::{CommandBody, Uid},
    core::{Content, Vec1},
    data::Data,
    fetch::{FetchAtt, FetchItems, FetchRequest, MsgAtt, SectionData},
    flag::{Flag, Flags},
    search::{ESearch, SearchResult, SearchReturnData},
    section::Section,
    store::StoreItem,
};

/// The octet at a place of every body, and of every message that is appended.
pub fn octet(at: u64) -> u8 {
    b'a' + (at % 23) as u8
}

/// The octets from a place on.
pub fn octets(at: u64, len: usize) -> Vec<u8> {
    (at..).take(len).map(octet).collect()
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mail {
    pub seen: bool,
    pub deleted: bool,
    pub len: u64,
}

impl Mail {
    pub fn flags(self) -> Flags<'static> {
        let seen = self.seen.then_some(Flag::Seen);
        seen.into_iter()
            .chain(self.deleted.then_some(Flag::Deleted))
            .collect()
    }

    fn change(&mut self, flags: &Flags<'_>, to: bool) {
        if flags.contains(Flag::Seen) {
            self.seen = to;
        }
        if flags.contains(Flag::Deleted) {
            self.deleted = to;
        }
    }
}

/// The one mailbox, and what the server's application knows of the commands under way.
#[derive(Debug)]
pub struct Store {
    pub mails: BTreeMap<NonZeroU32, Mail>,
    next: NonZeroU32,
    /// FETCH: whether bodies are asked for.
    fetches: BTreeMap<Handle, bool>,
    /// How much was supplied of the body that is sent.
    supplied: u64,
    /// How much of a message has arrived.
    arrived: u64,
    /// Data is supplied in pieces of up to this many bytes.
    pub piece: usize,
    /// What arrives need not make sense.
    pub hostile: bool,
}

impl Store {
    pub fn new(lens: &[u64]) -> Self {
        let mut store = Self {
            mails: BTreeMap::new(),
            next: NonZeroU32::MIN,
            fetches: BTreeMap::new(),
            supplied: 0,
            arrived: 0,
            piece: 1000,
            hostile: false,
        };
        lens.iter().for_each(|len| {
            store.add(*len);
        });
        store
    }

    fn add(&mut self, len: u64) -> NonZeroU32 {
        let uid = self.next;
        self.next = uid.saturating_add(1);
        let (seen, deleted) = (false, false);
        self.mails.insert(uid, Mail { seen, deleted, len });
        uid
    }

    fn nth(&self, n: usize) -> Option<NonZeroU32> {
        let count = self.mails.len();
        (count > 0).then(|| self.mails.keys().nth(n % count).copied())?
    }

    /// Another session brings a message.
    pub fn arrive(&mut self, server: &mut Server, len: u64) {
        let uid = self.add(len);
        server.notify(Change::Arrived(uid));
    }

    /// Another session removes one.
    pub fn vanish(&mut self, server: &mut Server, n: usize) {
        if let Some(uid) = self.nth(n) {
            self.mails.remove(&uid);
            server.notify(Change::Expunged(uid));
        }
    }

    /// Another session reads one.
    pub fn read(&mut self, server: &mut Server, n: usize) {
        if let Some(uid) = self.nth(n)
            && let Some(mail) = self.mails.get_mut(&uid)
        {
            mail.seen = !mail.seen;
            let (flags, mod_seq) = (mail.flags(), None);
            server.notify(Change::Flags {
                uid,
                flags,
                mod_seq,
            });
        }
    }

    /// What the application does with an event.
    pub fn handle(&mut self, server: &mut Server, event: Event<'_>) -> Result<(), Error> {
        match event {
            Event::Command { handle, command } => self.command(server, handle, command),
            Event::FetchNext { handle, uid, .. } => self.fetched(server, handle, uid),
            Event::WantData { handle, max } => {
                let data = octets(self.supplied, max.min(self.piece));
                self.supplied += data.len() as u64;
                server.supply(handle, &data)
            }
            Event::LiteralOffered {
                handle,
                answer: Offered::Asked,
                ..
            } => server.accept_literal(handle),
            Event::AppendHead { .. } => {
                self.arrived = 0;
                Ok(())
            }
            Event::AppendChunk { chunk, .. } => {
                for (at, byte) in (self.arrived..).zip(chunk) {
                    assert!(
                        self.hostile || *byte == octet(at),
                        "octet {at} of a message"
                    );
                }
                self.arrived += chunk.len() as u64;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn command(
        &mut self,
        server: &mut Server,
        handle: Handle,
        command: CommandBody<'_>,
    ) -> Result<(), Error> {
        match command {
            CommandBody::Login(_) => server.authenticated(handle, "alice"),
            CommandBody::Select(_) | CommandBody::Examine(_) => {
                let uids = self.mails.keys().copied();
                let mut snapshot = Snapshot::new(NonZeroU32::MIN, uids);
                snapshot.uid_next = Some(self.next);
                snapshot.highest_mod_seq = 5_u64.try_into().ok();
                server.select(handle, snapshot)
            }
            CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => {
                self.fetches.insert(handle, wants_body(&fetch));
                server.fetch(handle, &fetch)
            }
            CommandBody::Store(store) => self.store(
                server,
                handle,
                &store.item,
                server_uids(server, &store.set, false),
            ),
            CommandBody::Uid(Uid::Store(store)) => self.store(
                server,
                handle,
                &store.item,
                server_uids(server, &store.set, true),
            ),
            CommandBody::Expunge => {
                let gone = self.mails.extract_if(.., |_, mail| mail.deleted);
                for (uid, _) in gone.collect::<Vec<_>>() {
                    server.notify(Change::Expunged(uid));
                }
                server.ok(handle, "EXPUNGE completed")
            }
            CommandBody::Close => {
                self.mails.retain(|_, mail| !mail.deleted);
                server.ok(handle, "CLOSE completed")
            }
            CommandBody::Append(append) => {
                for message in &append.messages {
                    let len = match &message.data {
                        AppendData::Literal(Content::Here(data)) => {
                            let whole = octets(0, data.as_bytes().len());
                            assert!(self.hostile || data.as_bytes() == whole);
                            whole.len() as u64
                        }
                        AppendData::Literal(Content::Elsewhere { len }) => {
                            assert!(self.hostile || self.arrived == *len, "not whole");
                            *len
                        }
                        other => {
                            assert!(self.hostile, "{other:?} was not sent");
                            0
                        }
                    };
                    self.arrive(server, len);
                }
                server.ok(handle, "APPEND completed")
            }
            CommandBody::Search(_) => {
                let count = server.numbers().map_or(0, |numbers| numbers.len() as u32);
                if server.session().enabled().contains(&Capability::Imap4Rev2) {
                    let found = ESearch {
                        correlator: None,
                        uid: false,
                        data: vec![SearchReturnData::Count(count)],
                    };
                    server.data(handle, Data::ESearch(found))?;
                    return server.ok(handle, "SEARCH completed");
                }
                let numbers = (1..=count).filter_map(NonZeroU32::new).collect();
                let extension = None;
                server.data(handle, Data::Search(SearchResult { numbers, extension }))?;
                server.ok(handle, "SEARCH completed")
            }
            // The text is the name, so that each answer tells whose it is.
            CommandBody::Status(status) => server.no(
                handle,
                Code::NonExistent,
                &String::from_utf8_lossy(status.mailbox.as_bytes()),
            ),
            _ => server.ok(handle, "done"),
        }
    }

    fn store(
        &mut self,
        server: &mut Server,
        handle: Handle,
        item: &StoreItem<'_>,
        uids: Vec<NonZeroU32>,
    ) -> Result<(), Error> {
        for uid in uids {
            let Some(mail) = self.mails.get_mut(&uid) else {
                continue;
            };
            let silent = match item {
                StoreItem::Add(flags) => {
                    mail.change(flags, true);
                    false
                }
                StoreItem::RemoveSilent(flags) => {
                    mail.change(flags, false);
                    true
                }
                other => {
                    assert!(self.hostile, "{other:?} was not sent");
                    true
                }
            };
            if !silent {
                server.message(handle, uid, Vec1::one(MsgAtt::Flags(mail.flags())))?;
            }
        }
        server.ok(handle, "STORE completed")
    }

    fn fetched(
        &mut self,
        server: &mut Server,
        handle: Handle,
        uid: NonZeroU32,
    ) -> Result<(), Error> {
        let Some(mail) = self.mails.get(&uid) else {
            return server.fetch_gone(handle);
        };
        let mut items = vec![MsgAtt::Uid(uid), MsgAtt::Flags(mail.flags())];
        if self.fetches.get(&handle) == Some(&true) {
            self.supplied = 0;
            items.push(MsgAtt::BodySection(Box::new(SectionData {
                section: Section::Whole,
                origin: None,
                data: Some(Content::Elsewhere { len: mail.len }),
            })));
        }
        server.fetched(handle, items)
    }
}

fn server_uids(
    server: &Server,
    set: &imap_types::sequence::SequenceSet,
    by_uid: bool,
) -> Vec<NonZeroU32> {
    server.messages(set, by_uid).map(|(_, uid)| uid).collect()
}

fn wants_body(fetch: &FetchRequest<'_>) -> bool {
    match &fetch.items {
        FetchItems::Items(items) => items
            .iter()
            .any(|item| matches!(item, FetchAtt::BodySection(_) | FetchAtt::BodyPeek(_))),
        _ => false,
    }
}
