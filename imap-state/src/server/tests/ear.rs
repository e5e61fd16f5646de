//! Whether a client understands all that a server has said.

use imap_codec::Options;

use super::*;
use crate::{
    conn::{Client, FromServer, Received},
    mailbox::{self, Mailbox},
};

/// A client that hears, and finds no fault.
pub(super) struct Ear {
    conn: Connection<Client>,
    inbox: Inbox,
    mailbox: Mailbox,
}

impl Ear {
    pub(super) fn new() -> Self {
        Self {
            conn: Connection::new(Options::strict()),
            inbox: Inbox::new(Limits::default()),
            mailbox: Mailbox::default(),
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
