//! What clients want, and what they are answered: all that is not FETCH, SEARCH or LIST stands here.

use std::{collections::VecDeque, error::Error as StdError, future::pending, num::NonZeroU32};

use imap_state::{
    server::{Error, Event, Offered, Server, Snapshot},
    session::State as SessionState,
    tag::Handle,
};
use imap_types::{
    IntoBoundedStatic,
    append::{Append, AppendData},
    auth::{AuthMechanism, AuthenticateData},
    capability::Capability,
    code::{AppendUid, Code, CopyUid},
    command::{CommandBody, Copy, Uid},
    core::{Content, Content8, IString, Vec1},
    data::Data,
    ext::{condstore::ModSeq, id::Id},
    fetch::MsgAtt,
    flag::{Flag, Flags, PermanentFlags},
    list::{Delimiter, NamespaceDescr, Namespaces},
    mailbox::Mailbox as Name,
    response::{RespText, State},
    select::{Create, CreateParam, Rename, Select, SelectParam},
    sequence::{NumberSet, SeqNumber, SeqRange, SequenceSet, UidRange, UidSet},
    store::{Store, StoreItem, StoreModifier},
};

use crate::{
    Shared,
    fetch::{Body, Fetching},
    mail::Mail,
    session::LONGEST,
    store::{DELIMITER, Followed, now},
};

/// The application's side of one connection.
pub(crate) struct Answering<'s> {
    pub(crate) shared: &'s Shared,
    /// The selected mailbox.
    pub(crate) followed: Option<Followed>,
    /// There are changes that the machine has not been told of.
    behind: bool,
    pub(crate) fetching: Option<Fetching>,
    /// Data of FETCH that the machine will ask for.
    pub(crate) bodies: VecDeque<Body>,
    rest: Option<Rest>,
    /// AUTHENTICATE LOGIN: the user, once told.
    exchange: Option<(Handle, AuthMechanism<'static>, Option<Vec<u8>>)>,
    /// The client knows of mod-sequences.
    pub(crate) condstore: bool,
}

/// What has still to be said before a command is completed.
#[derive(Debug)]
struct Rest {
    handle: Handle,
    lines: VecDeque<Line>,
    state: State,
    text: RespText<'static>,
}

#[derive(Clone, Debug)]
pub(crate) enum Line {
    Data(Box<Data<'static>>),
    /// FLAGS of a message, as they are then, and MODSEQ.
    Flags(NonZeroU32),
    /// MODSEQ alone.
    ModSeq(NonZeroU32),
}

impl From<Data<'static>> for Line {
    fn from(data: Data<'static>) -> Self {
        Self::Data(Box::new(data))
    }
}

/// What a command comes to: an answer that is NO or BAD is an error.
pub(crate) type Done<T = ()> = Result<T, Refused>;

#[derive(Debug)]
pub(crate) enum Refused {
    No(Option<Code<'static>>, &'static str),
    Bad(&'static str),
    /// Something that the machine does not take.
    Machine(Error),
}

pub(crate) const fn no<T>(code: Code<'static>, text: &'static str) -> Done<T> {
    Err(Refused::No(Some(code), text))
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Machine(error)
    }
}

impl From<imap_types::core::Invalid> for Refused {
    fn from(_: imap_types::core::Invalid) -> Self {
        Self::No(Some(Code::ServerBug), "this cannot be said")
    }
}

impl<'s> Answering<'s> {
    pub(crate) const fn new(shared: &'s Shared) -> Self {
        Self {
            shared,
            followed: None,
            behind: false,
            fetching: None,
            bodies: VecDeque::new(),
            rest: None,
            exchange: None,
            condstore: false,
        }
    }

    /// Waits until something has changed in the selected mailbox.
    pub(crate) async fn news(&mut self) {
        if let Some(followed) = &mut self.followed
            && followed.news.changed().await.is_ok()
        {
            self.behind = true;
            return;
        }
        pending().await
    }

    /// Has the client enabled this?
    pub(crate) fn enabled(server: &Server, capability: &Capability<'_>) -> bool {
        server.session().enabled().contains(capability)
    }

    /// Tells the machine what has changed.
    pub(crate) fn catch_up(&mut self, server: &mut Server) -> Result<(), Error> {
        if server.session().state() != SessionState::Selected {
            // Only while SELECT is answered is there a mailbox without that state.
            if server.numbers().is_none() {
                self.followed = None;
            }
            return Ok(());
        }
        let Some(followed) = &mut self.followed else {
            return Ok(());
        };
        // Nobody is left to tell of a mailbox that was deleted: that is news, too.
        if !self.behind && !followed.news.has_changed().unwrap_or(true) {
            return Ok(());
        }
        followed.news.mark_unchanged();
        let mut all = self.shared.store.lock();
        match all.by_id(followed.id) {
            Some(mailbox) => self.behind = !followed.catch_up(mailbox, server),
            None => {
                self.followed = None;
                server.bye(Code::Unavailable, "the mailbox was deleted")?;
            }
        }
        Ok(())
    }

    pub(crate) fn event(
        &mut self,
        server: &mut Server,
        event: Event<'_>,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let (handle, done) = match event {
            Event::Command { handle, command } => (handle, self.command(server, handle, command)),
            Event::FetchNext { handle, uid, .. } => (handle, self.fetch_next(server, handle, uid)),
            Event::WantData { handle, max } => {
                let Some(body) = self.bodies.front_mut() else {
                    return Err("data is wanted that nobody has".into());
                };
                body.supply(max, |bytes| server.supply(handle, bytes))?;
                if body.is_empty() {
                    self.bodies.pop_front();
                }
                return Ok(());
            }
            Event::Room { handle } => (handle, self.go_on(server)),
            Event::LiteralOffered {
                handle,
                len,
                state,
                answer: Offered::Asked,
            } => {
                let fits = len <= u64::from(LONGEST) && state != SessionState::NotAuthenticated;
                if fits {
                    server.accept_literal(handle)?;
                } else {
                    server.refuse_literal(handle, Code::TooBig)?;
                }
                return Ok(());
            }
            Event::AuthenticateData { handle, data } => {
                (handle, self.authenticate_data(server, handle, data))
            }
            Event::AuthenticateFailed { .. } => {
                self.exchange = None;
                return Ok(());
            }
            Event::Answered {
                command: CommandBody::Enable(list),
            } => {
                self.condstore |= list
                    .iter()
                    .any(|one| matches!(one, Capability::CondStore | Capability::QResync));
                return Ok(());
            }
            _ => return Ok(()),
        };
        match done {
            Ok(()) => {}
            Err(Refused::No(code, text)) => server.no(handle, code, text)?,
            Err(Refused::Bad(text)) => server.bad(handle, text)?,
            Err(Refused::Machine(Error::Closed)) => {}
            Err(Refused::Machine(error)) => return Err(error.into()),
        }
        Ok(())
    }

    fn command(&mut self, server: &mut Server, handle: Handle, command: CommandBody<'_>) -> Done {
        match command {
            CommandBody::Login(login) => {
                let password = login.password.expose().as_bytes();
                self.log_in(server, handle, login.user.as_bytes(), password)
            }
            CommandBody::Authenticate(authenticate) => {
                let mechanism = authenticate.mechanism.into_static();
                self.exchange = Some((handle, mechanism.clone(), None));
                match authenticate.initial_response {
                    Some(data) => {
                        self.authenticate_data(server, handle, AuthenticateData::Response(data))
                    }
                    None if mechanism == AuthMechanism::Login => {
                        Ok(server.challenge(handle, b"User Name\0")?)
                    }
                    None => Ok(server.challenge(handle, b"")?),
                }
            }
            CommandBody::Select(select) => self.select(server, handle, &select, false),
            CommandBody::Examine(select) => self.select(server, handle, &select, true),
            CommandBody::Close => self.close(server, handle),
            CommandBody::Unselect => Ok(server.ok(handle, "UNSELECT completed")?),
            CommandBody::Unauthenticate => Ok(server.ok(handle, "UNAUTHENTICATE completed")?),
            CommandBody::Create(create) => self.create(server, handle, &create),
            CommandBody::Delete(name) => self.delete(server, handle, &name),
            CommandBody::Rename(rename) => self.rename(server, handle, &rename),
            CommandBody::Subscribe(name) => self.subscribe(server, handle, &name, true),
            CommandBody::Unsubscribe(name) => self.subscribe(server, handle, &name, false),
            CommandBody::List(list) => self.list(server, handle, &list),
            CommandBody::Lsub(lsub) => self.lsub(server, handle, &lsub),
            CommandBody::Status(status) => self.status(server, handle, &status),
            CommandBody::Namespace => {
                let own = NamespaceDescr {
                    prefix: IString::try_from("")?,
                    delimiter: Some(Delimiter::try_from(DELIMITER)?),
                    extensions: Vec::new(),
                };
                let personal = vec![own];
                server.data(
                    handle,
                    Data::Namespace(Namespaces {
                        personal,
                        ..Namespaces::default()
                    }),
                )?;
                Ok(server.ok(handle, "NAMESPACE completed")?)
            }
            CommandBody::Id(_) => {
                let id = Id::new([
                    ("name", "imap-state's example server"),
                    ("version", env!("CARGO_PKG_VERSION")),
                ])?;
                server.data(handle, Data::Id(id))?;
                Ok(server.ok(handle, "ID completed")?)
            }
            CommandBody::Append(append) => self.append(server, handle, &append),
            CommandBody::Fetch(fetch) => self.fetch(server, handle, fetch, false),
            CommandBody::Uid(Uid::Fetch(fetch)) => self.fetch(server, handle, fetch, true),
            CommandBody::Search(search) => self.search(server, handle, &search, false),
            CommandBody::Uid(Uid::Search(search)) => self.search(server, handle, &search, true),
            CommandBody::Sort(sort) => self.sort(server, handle, &sort, false),
            CommandBody::Uid(Uid::Sort(sort)) => self.sort(server, handle, &sort, true),
            CommandBody::Thread(thread) => self.thread(server, handle, &thread, false),
            CommandBody::Uid(Uid::Thread(thread)) => self.thread(server, handle, &thread, true),
            CommandBody::Store(store) => self.store(server, handle, &store, false),
            CommandBody::Uid(Uid::Store(store)) => self.store(server, handle, &store, true),
            CommandBody::Copy(copy) => self.copy(server, handle, &copy, false, false),
            CommandBody::Uid(Uid::Copy(copy)) => self.copy(server, handle, &copy, true, false),
            CommandBody::Move(copy) => self.copy(server, handle, &copy, false, true),
            CommandBody::Uid(Uid::Move(copy)) => self.copy(server, handle, &copy, true, true),
            CommandBody::Expunge => self.expunge(server, handle, None),
            CommandBody::Uid(Uid::Expunge(set)) => self.expunge(server, handle, Some(&set)),
            CommandBody::Check => Ok(server.ok(handle, "CHECK completed")?),
            _ => Err(Refused::Bad("not here")),
        }
    }

    // ---- who is it ----

    fn log_in(
        &mut self,
        server: &mut Server,
        handle: Handle,
        user: &[u8],
        password: &[u8],
    ) -> Done {
        self.exchange = None;
        if user == self.shared.user.as_bytes() && password == self.shared.password.as_bytes() {
            Ok(server.authenticated(handle, self.shared.user.as_str())?)
        } else {
            no(Code::AuthenticationFailed, "wrong user or password")
        }
    }

    fn authenticate_data(
        &mut self,
        server: &mut Server,
        handle: Handle,
        data: AuthenticateData<'_>,
    ) -> Done {
        let Some((expected, mechanism, user)) = self.exchange.take() else {
            return Ok(());
        };
        let AuthenticateData::Response(data) = data else {
            return Ok(());
        };
        let data = data.expose().as_bytes();
        match (mechanism, user) {
            _ if expected != handle => Ok(()),
            (AuthMechanism::Login, None) => {
                self.exchange = Some((handle, AuthMechanism::Login, Some(data.to_vec())));
                Ok(server.challenge(handle, b"Password\0")?)
            }
            (AuthMechanism::Login, Some(user)) => self.log_in(server, handle, &user, data),
            // RFC 4616: whom to act as, who it is, and the password.
            _ => match data.split(|byte| *byte == 0).collect::<Vec<_>>()[..] {
                [other, user, password] if other.is_empty() || other == user => {
                    self.log_in(server, handle, user, password)
                }
                _ => no(Code::AuthenticationFailed, "wrong user or password"),
            },
        }
    }

    // ---- names ----

    /// A mailbox by its name; modified UTF-7 until the client has enabled UTF-8.
    pub(crate) fn name(server: &Server, name: &Name<'_>) -> Done<String> {
        let name = if server.session().utf8() {
            name.to_str().ok().map(str::to_string)
        } else {
            name.decoded().ok().map(|name| name.into_owned())
        };
        match name {
            Some(name) if name.chars().any(|c| c.is_control()) => {
                no(Code::Cannot, "such a name cannot be")
            }
            Some(name) => Ok(name),
            None => no(Code::Cannot, "not the encoding of a name"),
        }
    }

    /// And the other way round.
    pub(crate) fn told(server: &Server, name: &str) -> Done<Name<'static>> {
        Ok(if server.session().utf8() {
            Name::try_from(name.to_string())?
        } else {
            Name::encoded(name).into_static()
        })
    }

    fn create(&self, server: &mut Server, handle: Handle, create: &Create<'_>) -> Done {
        let name = Self::name(server, &create.mailbox)?;
        // RFC 9051 section 6.3.4: it says that something will be below.
        let name = name.strip_suffix(DELIMITER).unwrap_or(&name);
        if name.is_empty() || name.split(DELIMITER).any(str::is_empty) || name.len() > 1000 {
            return no(Code::Cannot, "such a name cannot be");
        }
        let mut purpose = None;
        for parameter in &create.parameters {
            match parameter {
                CreateParam::Use(uses) if uses.len() <= 1 => {
                    purpose = uses.first().cloned().map(IntoBoundedStatic::into_static)
                }
                CreateParam::Use(_) => return no(Code::UseAttr, "one use only"),
                _ => return Err(Refused::Bad("no such parameter")),
            }
        }
        let mut all = self.shared.store.lock();
        if all.by_name.contains_key(name) {
            return no(Code::AlreadyExists, "it exists");
        }
        if all.by_name.len() >= 10_000 {
            return no(Code::Limit, "too many mailboxes");
        }
        all.create(name, purpose);
        let id = all
            .by_name
            .get(name)
            .and_then(|mailbox| mailbox.object_id());
        drop(all);
        match id {
            Some(id) => Ok(server.ok_with(handle, Code::MailboxId(id), "CREATE completed")?),
            None => Ok(server.ok(handle, "CREATE completed")?),
        }
    }

    fn delete(&self, server: &mut Server, handle: Handle, name: &Name<'_>) -> Done {
        let name = Self::name(server, name)?;
        if name == "INBOX" {
            return no(Code::Cannot, "INBOX stays");
        }
        let mut all = self.shared.store.lock();
        if all.delete(&name).is_none() {
            return no(Code::NonExistent, "no such mailbox");
        }
        drop(all);
        Ok(server.ok(handle, "DELETE completed")?)
    }

    fn rename(&self, server: &mut Server, handle: Handle, rename: &Rename<'_>) -> Done {
        let (from, to) = (
            Self::name(server, &rename.from)?,
            Self::name(server, &rename.to)?,
        );
        let below = format!("{from}{DELIMITER}");
        if to.is_empty() || to.split(DELIMITER).any(str::is_empty) || to.starts_with(&below) {
            return no(Code::Cannot, "such a name cannot be");
        }
        let mut all = self.shared.store.lock();
        if all.by_name.contains_key(&to) {
            return no(Code::AlreadyExists, "it exists");
        }
        if !all.by_name.contains_key(&from) && !all.has_children(&from) {
            return no(Code::NonExistent, "no such mailbox");
        }
        if from == "INBOX" {
            // RFC 9051 section 6.3.6: its messages get another home, and it stays.
            all.create(&to, None);
            let moved: Vec<_> = all.by_name.get_mut("INBOX").map_or_else(Vec::new, |inbox| {
                let moved = inbox.entries.to_vec();
                inbox.expunge(|_| true);
                moved
            });
            if let Some(mailbox) = all.by_name.get_mut(&to) {
                for entry in moved {
                    mailbox.append(entry.flags, entry.date, entry.mail);
                }
            }
        } else {
            let names = all
                .by_name
                .keys()
                .filter(|name| **name == from || name.starts_with(&below));
            for name in names.cloned().collect::<Vec<_>>() {
                if let (Some(mailbox), Some(rest)) =
                    (all.by_name.remove(&name), name.strip_prefix(&from))
                {
                    all.by_name.insert(format!("{to}{rest}"), mailbox);
                }
            }
        }
        drop(all);
        Ok(server.ok(handle, "RENAME completed")?)
    }

    fn subscribe(&self, server: &mut Server, handle: Handle, name: &Name<'_>, to: bool) -> Done {
        let name = Self::name(server, name)?;
        let mut all = self.shared.store.lock();
        if to {
            if !all.by_name.contains_key(&name) {
                return no(Code::NonExistent, "no such mailbox");
            }
            all.subscribed.insert(name);
        } else {
            all.subscribed.remove(&name);
        }
        drop(all);
        Ok(server.ok(
            handle,
            if to {
                "SUBSCRIBE completed"
            } else {
                "UNSUBSCRIBE completed"
            },
        )?)
    }

    // ---- the selected mailbox ----

    fn select(
        &mut self,
        server: &mut Server,
        handle: Handle,
        select: &Select<'_>,
        examine: bool,
    ) -> Done {
        self.followed = None;
        let name = Self::name(server, &select.mailbox)?;
        let all = self.shared.store.lock();
        let Some(mailbox) = all.by_name.get(&name) else {
            return no(Code::NonExistent, "no such mailbox");
        };
        let mut snapshot = Snapshot::new(
            mailbox.uid_validity,
            mailbox.entries.iter().map(|entry| entry.uid),
        );
        snapshot.uid_next = Some(mailbox.uid_next);
        snapshot.flags = mailbox.flags.clone();
        let flags = if examine {
            Flags::new()
        } else {
            snapshot.flags.clone()
        };
        snapshot.permanent_flags = Some(PermanentFlags {
            flags,
            new_keywords: !examine,
        });
        let unseen = mailbox
            .entries
            .iter()
            .position(|entry| !entry.flags.contains(Flag::Seen));
        snapshot.unseen = unseen.and_then(|at| NonZeroU32::new(at as u32 + 1));
        snapshot.highest_mod_seq = Some(mailbox.mod_seq());
        snapshot.mailbox_id = mailbox.object_id();
        if Self::enabled(server, &Capability::Imap4Rev2) {
            snapshot.list = Some(Self::listed(server, &all, &name)?);
        }
        for parameter in &select.parameters {
            match parameter {
                SelectParam::CondStore => self.condstore = true,
                SelectParam::QResync(known) => {
                    self.condstore = true;
                    if known.uid_validity != mailbox.uid_validity {
                        continue;
                    }
                    let since = known.mod_seq.get();
                    let knows = |uid: &NonZeroU32| {
                        let known = known.known_uids.as_ref();
                        known.is_none_or(|uids| {
                            uids.0
                                .iter()
                                .any(|range| (range.start..=range.end).contains(uid))
                        })
                    };
                    snapshot.vanished =
                        uid_set(mailbox.gone_since(since).into_iter().filter(knows));
                    let changed = mailbox
                        .entries
                        .iter()
                        .filter(|entry| entry.mod_seq > since && knows(&entry.uid));
                    snapshot.changed = changed
                        .map(|entry| (entry.uid, told_flags(entry, true)))
                        .collect();
                }
                _ => return Err(Refused::Bad("no such parameter")),
            }
        }
        self.followed = Some(mailbox.follow(examine));
        self.behind = false;
        drop(all);
        Ok(server.select(handle, snapshot)?)
    }

    fn close(&mut self, server: &mut Server, handle: Handle) -> Done {
        if let Some(followed) = self.followed.take().filter(|followed| !followed.read_only) {
            let mut all = self.shared.store.lock();
            if let Some(mailbox) = all.by_id(followed.id) {
                mailbox.expunge(|entry| entry.flags.contains(Flag::Deleted));
            }
        }
        Ok(server.ok(handle, "CLOSE completed")?)
    }

    pub(crate) fn writable(&mut self) -> Done<&mut Followed> {
        match &mut self.followed {
            Some(followed) if followed.read_only => {
                Err(Refused::No(None, "the mailbox is read-only"))
            }
            Some(followed) => Ok(followed),
            None => Err(Refused::Bad("no mailbox is selected")),
        }
    }

    fn expunge(&mut self, server: &mut Server, handle: Handle, set: Option<&SequenceSet>) -> Done {
        let shared = self.shared;
        let named: Option<Vec<_>> =
            set.map(|set| server.messages(set, true).map(|(_, uid)| uid).collect());
        let followed = self.writable()?;
        let mut all = shared.store.lock();
        let Some(mailbox) = all.by_id(followed.id) else {
            return no(Code::NonExistent, "it is gone");
        };
        mailbox.expunge(|entry| {
            let is_named = named
                .as_ref()
                .is_none_or(|uids| uids.binary_search(&entry.uid).is_ok());
            is_named && entry.flags.contains(Flag::Deleted)
        });
        let caught_up = followed.catch_up(mailbox, server);
        let highest = mailbox.mod_seq();
        drop(all);
        self.behind = !caught_up;
        // RFC 7162 section 3.2.7.
        if Self::enabled(server, &Capability::QResync) {
            return Ok(server.ok_with(
                handle,
                Code::HighestModSeq(highest),
                "EXPUNGE completed",
            )?);
        }
        Ok(server.ok(handle, "EXPUNGE completed")?)
    }

    fn store(
        &mut self,
        server: &mut Server,
        handle: Handle,
        store: &Store<'_>,
        by_uid: bool,
    ) -> Done {
        let shared = self.shared;
        let uids = Self::uids(server, &store.set, by_uid)?;
        let mut since = None;
        for modifier in &store.modifiers {
            match modifier {
                StoreModifier::UnchangedSince(mod_seq) => since = Some(mod_seq.0),
                _ => return Err(Refused::Bad("no such modifier")),
            }
        }
        self.condstore |= since.is_some();
        let condstore = self.condstore;
        let followed = self.writable()?;
        let mut all = shared.store.lock();
        let Some(mailbox) = all.by_id(followed.id) else {
            return no(Code::NonExistent, "it is gone");
        };
        let caught_up = followed.catch_up(mailbox, server);
        let (mut wanted, mut modified) = (Vec::new(), Vec::new());
        for uid in uids {
            match mailbox.entry(uid) {
                Some(entry) if since.is_some_and(|since| entry.mod_seq > since) => {
                    modified.push(uid)
                }
                Some(_) => wanted.push(uid),
                None => {}
            }
        }
        let (silent, changed) = match &store.item {
            StoreItem::Replace(flags) => (false, mailbox.flag(&wanted, |_| only(flags))),
            StoreItem::ReplaceSilent(flags) => (true, mailbox.flag(&wanted, |_| only(flags))),
            StoreItem::Add(flags) => (false, mailbox.flag(&wanted, |old| with(old, flags))),
            StoreItem::AddSilent(flags) => (true, mailbox.flag(&wanted, |old| with(old, flags))),
            StoreItem::Remove(flags) => (false, mailbox.flag(&wanted, |old| without(old, flags))),
            StoreItem::RemoveSilent(flags) => {
                (true, mailbox.flag(&wanted, |old| without(old, flags)))
            }
            _ => return Err(Refused::Bad("only flags can be stored")),
        };
        if caught_up {
            followed.knows(mailbox);
        }
        drop(all);
        self.behind = !caught_up;
        let lines = match silent {
            false => wanted.into_iter().map(Line::Flags).collect(),
            true if since.is_some() => wanted.into_iter().map(Line::ModSeq).collect(),
            true if condstore => changed.into_iter().map(Line::ModSeq).collect(),
            true => VecDeque::new(),
        };
        let text = if modified.is_empty() {
            RespText::new("STORE completed")?
        } else {
            let numbers = modified.into_iter().filter_map(|uid| {
                if by_uid {
                    Some(uid)
                } else {
                    server.numbers().and_then(|numbers| numbers.seq(uid))
                }
            });
            let modified = number_set(numbers).ok_or(Refused::Bad("no such message"))?;
            RespText::with_code(Code::Modified(modified), "some have changed since")?
        };
        self.say(server, handle, lines, State::Ok, text)
    }

    fn copy(
        &mut self,
        server: &mut Server,
        handle: Handle,
        copy: &Copy<'_>,
        by_uid: bool,
        moves: bool,
    ) -> Done {
        let shared = self.shared;
        let to = Self::name(server, &copy.mailbox)?;
        let uids = Self::uids(server, &copy.set, by_uid)?;
        let followed = match &mut self.followed {
            Some(followed) if !(moves && followed.read_only) => followed,
            _ => return Err(Refused::No(None, "the mailbox is read-only")),
        };
        let mut all = shared.store.lock();
        let Some(mailbox) = all.by_id(followed.id) else {
            return no(Code::NonExistent, "it is gone");
        };
        let taken: Vec<_> = uids
            .iter()
            .filter_map(|uid| mailbox.entry(*uid))
            .cloned()
            .collect();
        let Some(target) = all.by_name.get_mut(&to) else {
            return no(Code::TryCreate, "no such mailbox");
        };
        let from: Vec<_> = taken.iter().map(|entry| entry.uid).collect();
        let copies: Vec<_> = taken
            .into_iter()
            .map(|entry| target.append(entry.flags, entry.date, entry.mail))
            .collect();
        let code = uid_set(from.iter().copied())
            .zip(uid_set(copies))
            .map(|(from, to)| {
                let uid_validity = target.uid_validity;
                Code::CopyUid(CopyUid {
                    uid_validity,
                    from,
                    to,
                })
            });
        let mut caught_up = !self.behind;
        if let Some(mailbox) = all.by_id(followed.id) {
            if moves {
                mailbox.expunge(|entry| from.binary_search(&entry.uid).is_ok());
            }
            caught_up = followed.catch_up(mailbox, server);
        }
        drop(all);
        self.behind = !caught_up;
        let name = if moves {
            "MOVE completed"
        } else {
            "COPY completed"
        };
        match code {
            None => server.ok(handle, name)?,
            // RFC 6851 section 4.3: before the first EXPUNGE.
            Some(code) if moves => {
                server.status(handle, State::Ok, code, "moved")?;
                server.ok(handle, name)?;
            }
            Some(code) => server.ok_with(handle, code, name)?,
        }
        Ok(())
    }

    fn append(&mut self, server: &mut Server, handle: Handle, append: &Append<'_>) -> Done {
        let name = Self::name(server, &append.mailbox)?;
        let mut mails = Vec::new();
        for message in &append.messages {
            let data = match &message.data {
                AppendData::Literal(Content::Here(data)) => data.as_bytes(),
                AppendData::Literal8(Content8::Here(data))
                | AppendData::Utf8(Content8::Here(data)) => data.as_bytes(),
                _ => return no(Code::Cannot, "not in this form"),
            };
            if data.contains(&0) {
                return no(Code::UnknownCte, "NUL cannot be kept");
            }
            if !message.extensions.is_empty() {
                return Err(Refused::Bad("no such extension"));
            }
            mails.push((
                only(&message.flags),
                message.date.unwrap_or_else(now),
                Mail::new(data.to_vec()),
            ));
        }
        let mut all = self.shared.store.lock();
        let Some(mailbox) = all.by_name.get_mut(&name) else {
            return no(Code::TryCreate, "no such mailbox");
        };
        let uid_validity = mailbox.uid_validity;
        let uids: Vec<_> = mails
            .into_iter()
            .map(|(flags, date, mail)| mailbox.append(flags, date, mail))
            .collect();
        // RFC 9051 section 6.3.12: if it is the selected one, the client is told of it at once.
        if let Some(followed) = self
            .followed
            .as_mut()
            .filter(|followed| followed.id == mailbox.id)
        {
            self.behind = !followed.catch_up(mailbox, server);
        }
        drop(all);
        match uid_set(uids) {
            Some(uids) => Ok(server.ok_with(
                handle,
                Code::AppendUid(AppendUid { uid_validity, uids }),
                "APPEND completed",
            )?),
            None => Ok(server.ok(handle, "APPEND completed")?),
        }
    }

    /// The messages that a set names. A number of a message that is not there is a mistake, a UID of one is none.
    pub(crate) fn uids(server: &Server, set: &SequenceSet, by_uid: bool) -> Done<Vec<NonZeroU32>> {
        let count = server.numbers().map_or(0, |numbers| numbers.len() as u64);
        let beyond = |number: SeqNumber| match number {
            SeqNumber::Value(number) => u64::from(number.get()) > count,
            SeqNumber::Asterisk => count == 0,
        };
        if !by_uid
            && set
                .ranges()
                .iter()
                .any(|range| beyond(range.start) || beyond(range.end))
        {
            return Err(Refused::Bad("no such message"));
        }
        Ok(server.messages(set, by_uid).map(|(_, uid)| uid).collect())
    }

    // ---- saying much ----

    /// Says the lines as room allows, then completes the command.
    pub(crate) fn say(
        &mut self,
        server: &mut Server,
        handle: Handle,
        lines: VecDeque<Line>,
        state: State,
        text: RespText<'_>,
    ) -> Done {
        let text = text.into_static();
        self.rest = Some(Rest {
            handle,
            lines,
            state,
            text,
        });
        self.go_on(server)
    }

    fn go_on(&mut self, server: &mut Server) -> Done {
        let Some(mut rest) = self.rest.take() else {
            return Ok(());
        };
        while let Some(line) = rest.lines.front() {
            let said = match line {
                Line::Data(data) => server.data(rest.handle, Data::clone(data)),
                Line::Flags(uid) | Line::ModSeq(uid) => {
                    let flags = matches!(line, Line::Flags(_));
                    match self.items(*uid, flags) {
                        Some(items) => server.message(rest.handle, *uid, items),
                        None => Ok(()),
                    }
                }
            };
            match said {
                Ok(()) => {}
                Err(Error::Full { .. }) => {
                    self.rest = Some(rest);
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
            rest.lines.pop_front();
        }
        Ok(server.answer(rest.handle, rest.state, rest.text)?)
    }

    fn items(&self, uid: NonZeroU32, flags: bool) -> Option<Vec1<MsgAtt<'static>>> {
        let mut all = self.shared.store.lock();
        let entry = all.by_id(self.followed.as_ref()?.id)?.entry(uid)?;
        if flags {
            return Some(told_flags(entry, self.condstore));
        }
        Some(Vec1::one(MsgAtt::ModSeq(
            ModSeq::try_from(entry.mod_seq).ok()?,
        )))
    }
}

pub(crate) fn told_flags(entry: &crate::store::Entry, mod_seq: bool) -> Vec1<MsgAtt<'static>> {
    let mut items = Vec1::one(MsgAtt::Flags(entry.flags.clone()));
    if let (true, Ok(mod_seq)) = (mod_seq, ModSeq::try_from(entry.mod_seq)) {
        items.push(MsgAtt::ModSeq(mod_seq));
    }
    items
}

/// Without `\Recent`, which is the server's; each once.
fn only(flags: &Flags<'_>) -> Flags<'static> {
    with(&Flags::new(), flags)
}

pub(crate) fn with(old: &Flags<'static>, new: &Flags<'_>) -> Flags<'static> {
    let mut flags = old.clone();
    for flag in new.iter().filter(|flag| **flag != Flag::Recent) {
        if !flags.contains(flag) {
            flags.push(flag.clone().into_static());
        }
    }
    flags
}

fn without(old: &Flags<'static>, gone: &Flags<'_>) -> Flags<'static> {
    old.iter()
        .filter(|flag| !gone.contains(*flag))
        .cloned()
        .collect()
}

/// Ascending numbers as ranges.
pub(crate) fn ranges(numbers: impl IntoIterator<Item = NonZeroU32>) -> Vec<UidRange> {
    let mut ranges: Vec<UidRange> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(last) if last.end.checked_add(1) == Some(number) => last.end = number,
            _ => ranges.push(UidRange::single(number)),
        }
    }
    ranges
}

pub(crate) fn uid_set(numbers: impl IntoIterator<Item = NonZeroU32>) -> Option<UidSet> {
    Vec1::try_from(ranges(numbers)).ok().map(UidSet)
}

pub(crate) fn number_set(numbers: impl IntoIterator<Item = NonZeroU32>) -> Option<NumberSet> {
    let ranges = ranges(numbers).into_iter().map(|range| SeqRange {
        start: range.start.into(),
        end: range.end.into(),
    });
    Vec1::try_from(ranges.collect::<Vec<_>>())
        .ok()
        .map(NumberSet)
}
