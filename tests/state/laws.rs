//! What holds of a pair, whatever is sent and however it is cut and delayed.

use std::time::Duration;

use imap_state::{client, server, session::TlsPolicy};
use imap_types::{
    append::Append,
    capability::Capability,
    command::{CommandBody, Login},
    core::{Content, Vec1},
    ext::compress::Algorithm,
    fetch::{FetchAtt, FetchItems, SectionRequest},
    flag::{Flag, Flags},
    sequence::SequenceSet,
    store::StoreItem,
};
use proptest::prelude::*;

use crate::{
    pair::{Dice, Pair},
    store::{Store, octets},
};

/// What the user of the client does, or another session.
#[derive(Clone, Copy, Debug)]
enum Act {
    Select,
    Examine,
    Close,
    Unselect,
    Fetch {
        one: Option<u8>,
        by_uid: bool,
        body: bool,
    },
    Store {
        one: Option<u8>,
        by_uid: bool,
        deleted: bool,
        silent: bool,
    },
    Expunge,
    Search,
    Append {
        len: u16,
        elsewhere: bool,
    },
    Status,
    Noop,
    Compress,
    Idle,
    Done,
    /// Takes one of the commands back that are not completed.
    Cancel(u8),
    Arrive(u16),
    Vanish(u8),
    Read(u8),
    /// So many steps pass.
    Steps(u8),
    /// Somebody in between says this, to the server or to the client.
    Inject(bool, u8),
    /// Somebody in between says random bytes.
    Noise(bool, u32),
}

/// What somebody in between says: all that a protocol of lines and literals can stumble over.
const SAID: [&[u8]; 24] = [
    b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n",
    b"* PREAUTH injected\r\n",
    b"* BYE injected\r\n",
    b"A0 OK injected\r\n",
    b"A1 OK injected\r\n",
    b"A2 NO injected\r\nA3 BAD injected\r\n",
    b"A7 OK injected\r\n",
    b"+ injected\r\n",
    b"+ \r\n+ \r\n",
    b"* 4000000000 EXISTS\r\n",
    b"* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 77 EXPUNGE\r\n",
    b"* VANISHED 1:4294967295\r\n",
    b"* 1 FETCH (UID 1 BODY[] {10}\r\n",
    b"* 1 FETCH (BODY[] {18446744073709551616}\r\n",
    b"* LIST () NIL {99999999999}\r\n",
    b"a LOGIN injected injected\r\n",
    b"a APPEND INBOX {1000}\r\n",
    b"a APPEND INBOX {5+}\r\n",
    b"a LOGIN {4294967295+}\r\n",
    b"DONE\r\n",
    b"a IDLE\r\nb LOGOUT\r\n",
    b"\"\"\"((([[[{\r\n",
    b"\r\n\r\n\n\r\0",
    b"a AUTHENTICATE PLAIN\r\n*\r\n=\r\n",
];

/// Also what somebody in between does.
fn hostile_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => act(),
        2 => (any::<bool>(), any::<u8>()).prop_map(|(to_server, which)| Act::Inject(to_server, which)),
        1 => (any::<bool>(), any::<u32>()).prop_map(|(to_server, seed)| Act::Noise(to_server, seed)),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let one = prop::option::of(any::<u8>());
    prop_oneof![
        2 => Just(Act::Select),
        1 => Just(Act::Examine),
        1 => Just(Act::Close),
        1 => Just(Act::Unselect),
        4 => (one.clone(), any::<bool>(), any::<bool>()).prop_map(|(one, by_uid, body)| Act::Fetch { one, by_uid, body }),
        4 => (one, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(one, by_uid, deleted, silent)| Act::Store { one, by_uid, deleted, silent }),
        2 => Just(Act::Expunge),
        2 => Just(Act::Search),
        2 => (0..600_u16, any::<bool>()).prop_map(|(len, elsewhere)| Act::Append { len, elsewhere }),
        3 => Just(Act::Status),
        2 => Just(Act::Noop),
        1 => Just(Act::Compress),
        2 => Just(Act::Idle),
        2 => Just(Act::Done),
        2 => any::<u8>().prop_map(Act::Cancel),
        3 => (0..600_u16).prop_map(Act::Arrive),
        3 => any::<u8>().prop_map(Act::Vanish),
        3 => any::<u8>().prop_map(Act::Read),
        6 => any::<u8>().prop_map(Act::Steps),
    ]
}

/// What the client turns on.
const ENABLED: [Option<Capability<'static>>; 5] = [
    None,
    Some(Capability::CondStore),
    Some(Capability::QResync),
    Some(Capability::UidOnly),
    Some(Capability::Imap4Rev2),
];

fn pair(tls: bool, parallel: usize, pieces: usize) -> Pair {
    let policy = if tls {
        TlsPolicy::Required
    } else {
        TlsPolicy::Plain
    };
    let client = client::Config {
        tls: policy,
        stream_above: 300,
        ..client::Config::default()
    };
    let mut server = server::Config {
        tls: policy,
        parallel,
        ..server::Config::default()
    };
    server.capabilities.push(Capability::Imap4Rev2);
    server.capabilities.push(Capability::CompressDeflate);
    server.capabilities.extend(ENABLED.into_iter().flatten());
    let mut pair = Pair::new(client, server, Store::new(&[10, 0, 1200, 301]));
    pair.pieces = pieces;
    pair
}

fn set(pair: &Pair, one: Option<u8>) -> SequenceSet {
    let count = pair
        .client
        .mailbox()
        .map_or(0, imap_state::mailbox::Mailbox::exists);
    let text = match one {
        Some(one) if count > 0 => (u32::from(one) % count + 1).to_string(),
        _ => "1:*".to_owned(),
    };
    text.parse().expect("a set")
}

fn play(pair: &mut Pair, enable: usize, acts: &[Act], dice: &mut Dice) {
    let mut nonce = 0;
    for _ in 0..100_000 {
        if pair.user.ready || pair.user.hostile {
            break;
        }
        pair.step(dice);
    }
    assert!(pair.user.ready || pair.user.hostile, "{pair:?}");
    pair.send(Login::new("alice", "secret").expect("plain").into(), None);
    if let Some(capability) = &ENABLED[enable] {
        let command = CommandBody::Enable(Vec1::one(capability.clone()));
        pair.send(command, None);
    }
    for act in acts {
        if pair.at_client.over.is_some() {
            return;
        }
        // Within IDLE nothing else is sent.
        if pair.user.idles.is_some()
            && !matches!(
                act,
                Act::Arrive(_) | Act::Vanish(_) | Act::Read(_) | Act::Steps(_)
            )
        {
            end_idle(pair);
        }
        match *act {
            Act::Select => drop(pair.send(CommandBody::select("INBOX").expect("a name"), None)),
            Act::Examine => {
                let CommandBody::Select(select) = CommandBody::select("INBOX").expect("a name")
                else {
                    unreachable!()
                };
                pair.send(CommandBody::Examine(select), None);
            }
            Act::Close => drop(pair.send(CommandBody::Close, None)),
            Act::Unselect => drop(pair.send(CommandBody::Unselect, None)),
            Act::Fetch { one, by_uid, body } => {
                let item = if body {
                    FetchAtt::BodyPeek(SectionRequest::default())
                } else {
                    FetchAtt::Flags
                };
                let (set, items) = (set(pair, one), FetchItems::from(item));
                let command = if by_uid {
                    CommandBody::uid_fetch(set, items)
                } else {
                    CommandBody::fetch(set, items)
                };
                pair.send(command, None);
            }
            Act::Store {
                one,
                by_uid,
                deleted,
                silent,
            } => {
                let flags = Flags::from(if deleted { Flag::Deleted } else { Flag::Seen });
                let item = if silent {
                    StoreItem::RemoveSilent(flags)
                } else {
                    StoreItem::Add(flags)
                };
                let set = set(pair, one);
                let command = if by_uid {
                    CommandBody::uid_store(set, item)
                } else {
                    CommandBody::store(set, item)
                };
                pair.send(command, None);
            }
            Act::Expunge => drop(pair.send(CommandBody::Expunge, None)),
            Act::Search => drop(pair.send(
                CommandBody::search(imap_types::search::SearchKey::All),
                None,
            )),
            Act::Append {
                len,
                elsewhere: false,
            } => {
                let append = Append::new("INBOX", octets(0, len.into())).expect("no NUL");
                pair.send(append.into(), None);
            }
            Act::Append {
                len,
                elsewhere: true,
            } => {
                let data = Content::Elsewhere { len: len.into() };
                // One at a time, since the user of this test knows of one.
                let appends = pair.user.waits.values().any(|(name, _)| name == "APPEND");
                if !appends {
                    pair.user.begin_supply();
                    pair.send(Append::new("INBOX", data).expect("a name").into(), None);
                }
            }
            Act::Status => {
                nonce += 1;
                let name = format!("box {nonce}");
                let command = CommandBody::status(&name, [imap_types::status::StatusAtt::Messages]);
                pair.send(command.expect("a name"), Some(name.clone()));
            }
            Act::Noop => drop(pair.send(CommandBody::Noop, None)),
            Act::Compress => drop(pair.send(CommandBody::Compress(Algorithm::Deflate), None)),
            Act::Idle => pair.user.idles = pair.send(CommandBody::Idle, None),
            Act::Done => {}
            Act::Cancel(which) => {
                // Where the server waits for data the connection would be closed; without LOGIN all would be refused.
                let may = |name: &str| pair.user.hostile || !matches!(name, "APPEND" | "LOGIN");
                let waits = pair.user.waits.iter().filter(|(_, (name, _))| may(name));
                let waits: Vec<_> = waits.map(|(handle, _)| *handle).collect();
                if let Some(handle) = waits.get(usize::from(which) % waits.len().max(1)) {
                    let _over = pair.client.cancel(*handle);
                }
            }
            Act::Arrive(len) => pair.store.arrive(&mut pair.server, len.into()),
            Act::Vanish(n) => pair.store.vanish(&mut pair.server, n.into()),
            Act::Read(n) => pair.store.read(&mut pair.server, n.into()),
            Act::Steps(steps) => (0..steps).for_each(|_| pair.step(dice)),
            Act::Inject(to_server, which) => {
                pair.inject(to_server, SAID[usize::from(which) % SAID.len()]);
            }
            Act::Noise(to_server, seed) => {
                let mut noise = Dice(seed.into());
                let bytes: Vec<u8> = (0..40).map(|_| noise.up_to(256) as u8).collect();
                pair.inject(to_server, &bytes);
            }
        }
    }
    end_idle(pair);
    pair.settle(dice);
}

/// Ends IDLE, or takes it back if it is not sent yet.
fn end_idle(pair: &mut Pair) {
    if let Some(idles) = pair.user.idles.take() {
        let done = pair.client.done(idles);
        let _over = done.or_else(|_| pair.client.cancel(idles));
    }
}

proptest! {
    /// No deadlock, no command completed by another's answer, and both see the same mailbox in the end.
    #[test]
    fn a_session_goes_well(
        acts in prop::collection::vec(act(), 0..60),
        seed in any::<u64>(),
        tls in any::<bool>(),
        parallel in 1..5_usize,
        pieces in prop_oneof![Just(1_usize), 2..100_usize, Just(5000)],
        enable in 0..ENABLED.len(),
    ) {
        let mut dice = Dice(seed);
        let mut pair = pair(tls, parallel, pieces);
        play(&mut pair, enable, &acts, &mut dice);
        prop_assert_eq!(pair.at_client.over.as_deref(), None);
        prop_assert_eq!(pair.at_server.over.as_deref(), None);
        prop_assert!(pair.user.waits.is_empty(), "a command waits for ever: {:?}", pair);
        pair.send(CommandBody::select("INBOX").expect("a name"), None);
        pair.settle(&mut dice);
        pair.store.arrive(&mut pair.server, 1);
        pair.store.vanish(&mut pair.server, 2);
        pair.send(CommandBody::Noop, None);
        pair.settle(&mut dice);
        pair.user.flags.clear();
        let all = SequenceSet::try_from("1:*").expect("a set");
        pair.send(CommandBody::uid_fetch(all, FetchItems::from(FetchAtt::Flags)), None);
        pair.settle(&mut dice);
        let mailbox = pair.client.mailbox().expect("it is selected");
        prop_assert!(!mailbox.has_lied());
        let seen: Vec<_> = mailbox.numbers().uids().collect();
        let here: Vec<_> = pair.store.mails.keys().copied().collect();
        prop_assert_eq!(mailbox.exists() as usize, here.len());
        let there: Vec<_> = pair.server.numbers().expect("it is selected").uids().collect();
        prop_assert_eq!(&there, &here);
        // Under UIDONLY a client cannot tell which number a message has.
        if ENABLED[enable] != Some(Capability::UidOnly) {
            prop_assert_eq!(seen, here);
        }
        for (uid, mail) in &pair.store.mails {
            prop_assert_eq!(pair.user.flags.get(uid), Some(&mail.flags()));
        }
        pair.send(CommandBody::Logout, None);
        pair.settle(&mut dice);
        prop_assert!(pair.user.waits.is_empty());
        prop_assert_eq!(pair.at_client.over.as_deref(), Some("LoggedOut"));
        prop_assert!(pair.at_server.over.is_some());
    }

    /// Whatever somebody in between says: no panic, no endless work, each command comes to one end, and nothing that was
    /// said in clear is heard under TLS.
    #[test]
    fn a_session_goes_ill_and_ends(
        acts in prop::collection::vec(hostile_act(), 0..40),
        seed in any::<u64>(),
        tls in any::<bool>(),
        parallel in 1..5_usize,
        pieces in prop_oneof![Just(1_usize), 2..100_usize, Just(5000)],
        cut in any::<bool>(),
        enable in 0..ENABLED.len(),
    ) {
        let mut dice = Dice(seed);
        let mut pair = pair(tls, parallel, pieces);
        (pair.user.hostile, pair.store.hostile) = (true, true);
        play(&mut pair, enable, &acts, &mut dice);
        if cut {
            pair.cut();
            pair.settle(&mut dice);
            prop_assert!(pair.at_client.over.is_some() && pair.at_server.over.is_some(), "{:?}", pair);
        }
        // Who waits for something that does not come, gives up.
        for _ in 0..4 {
            pair.wait(Duration::from_secs(6 * 60));
            pair.settle(&mut dice);
        }
        prop_assert!(pair.user.waits.is_empty(), "{:?}", pair);
    }
}
