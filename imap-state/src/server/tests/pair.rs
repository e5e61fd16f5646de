//! What a client makes of all that it hears: its view of the mailbox and the server's are the same after every command,
//! whatever happens meanwhile.

use imap_codec::Options;

use super::*;
use crate::{
    conn::{Client, FromServer, Received},
    mailbox::{self, Mailbox},
};

struct Random(u64);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as u32) % end.max(1)
    }
}

/// A client that hears.
pub(super) struct Ear {
    conn: Connection<Client>,
    inbox: Inbox,
    mailbox: Mailbox,
    /// UIDs that FETCH told of, by number: they must be what the view has.
    completed: usize,
}

impl Ear {
    pub(super) fn new() -> Self {
        Self {
            conn: Connection::new(Options::strict()),
            inbox: Inbox::new(Limits::default()),
            mailbox: Mailbox::default(),
            completed: 0,
        }
    }

    pub(super) fn hear(&mut self, bytes: &[u8]) {
        self.inbox.space(bytes.len().max(1))[..bytes.len()].copy_from_slice(bytes);
        self.inbox.filled(bytes.len());
        while let Some(received) = self.conn.receive(&mut self.inbox).unwrap() {
            match received {
                Received::Message { decoded, .. } => {
                    assert!(decoded.deviations.is_empty(), "{decoded:?}");
                    if let FromServer::Response(response) = decoded.value {
                        self.completed += usize::from(matches!(response, Response::Tagged(_)));
                        let selects = matches!(&response, Response::Data(Data::Flags(_)));
                        if selects {
                            self.mailbox = Mailbox::default();
                        }
                        self.mailbox.hear(&response, |change| {
                            assert!(
                                !matches!(change, mailbox::Change::Lie(_)),
                                "{change:?} {response:?}"
                            );
                        });
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

const COMMANDS: &[&str] = &[
    "NOOP",
    "FETCH 1:* (UID)",
    "UID FETCH 1:* (FLAGS)",
    "FETCH 1,3:4 (UID FLAGS)",
    "STORE 1 +FLAGS (\\Deleted)",
    "SEARCH ALL",
    "UID SEARCH 1:3",
    "STATUS x (MESSAGES)",
    "IDLE",
    "SELECT INBOX",
];

fn session(seed: u64, enable: &str) {
    let mut random = Random(seed);
    let chunk = [1, 5, 40, 4000][random.below(4) as usize];
    let mut scene = Scene::new(config(RESYNC), chunk);
    scene.server.config.queue = 1 + random.below(3000) as usize;
    scene.server.config.parallel = 1 + random.below(3) as usize;
    scene.bodies = (random.below(2) == 0).then(|| u64::from(random.below(60)));
    let mut ear = Ear::new();
    scene.feed(
        format!("a LOGIN alice secret\r\nb ENABLE {enable}\r\nc SELECT INBOX\r\n").as_bytes(),
    );
    let (mut sent, mut next_uid, mut idles) = (3, 20, false);
    for round in 0..60 {
        // The store changes, and the session is told.
        for _ in 0..random.below(6) {
            if random.below(2) == 0 {
                next_uid += 1 + random.below(3);
                scene.uids.push(nz(next_uid));
                scene.server.notify(Change::Arrived(nz(next_uid)));
            } else if !scene.uids.is_empty() {
                let uid = scene.uids[random.below(scene.uids.len() as u32) as usize];
                if random.below(3) == 0 {
                    let (flags, mod_seq) = (Flags::from(Flag::Seen), None);
                    scene.server.notify(Change::Flags {
                        uid,
                        flags,
                        mod_seq,
                    });
                } else {
                    scene.uids.retain(|other| *other != uid);
                    scene.server.notify(Change::Expunged(uid));
                }
            }
        }
        if idles {
            scene.feed(b"DONE\r\n");
            idles = false;
        } else {
            let command = COMMANDS[random.below(COMMANDS.len() as u32) as usize];
            idles = command == "IDLE";
            sent += 1;
            scene.feed(format!("{round} {command}\r\n").as_bytes());
        }
        ear.hear(&core::mem::take(&mut scene.out));
    }
    scene.run();
    let end = if idles { "DONE\r\n" } else { "" };
    scene.feed(format!("{end}y NOOP\r\nz UID FETCH 1:* (FLAGS)\r\n").as_bytes());
    ear.hear(&core::mem::take(&mut scene.out));
    assert_eq!(ear.completed, sent + 2, "{seed}");
    assert_eq!(scene.server.changes(), 0);
    let (here, there) = (scene.server.numbers().unwrap(), ear.mailbox.numbers());
    assert!(here.uids().eq(scene.uids.iter().copied()), "{seed}");
    assert_eq!(here.len(), there.len(), "{seed}");
    // Under UIDONLY the client cannot tell numbers.
    if enable != "UIDONLY" {
        assert!(here.uids().eq(there.uids()), "{seed}");
    }
}

#[test]
fn both_views_are_the_same() {
    for seed in 0..25 {
        session(seed, "CONDSTORE");
        session(seed, "QRESYNC");
        session(seed, "UIDONLY");
    }
}
