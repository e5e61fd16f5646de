//! Which commands are legal: what [`Session`](crate::session::Session) says of the command as a whole, and what its
//! arguments need.
//!
//! ```text
//! C: a SELECT INBOX (QRESYNC (67890007 20050715194045000))
//! S: a BAD the server does not advertise QRESYNC               nor has the client enabled it
//! ```

use imap_types::{
    append::AppendData,
    capability::Capability,
    command::{CommandBody, Uid},
    fetch::{FetchAtt, FetchItems, FetchModifier, FetchRequest},
    select::{Select, SelectParam},
    store::{Store, StoreModifier},
};

use super::Server;
use crate::session::{self, Refusal};

impl Server {
    /// May the client say this now?
    pub(super) fn legal(&self, command: &CommandBody<'_>) -> Result<(), Refusal> {
        self.session.may_send(command)?;
        match self.lacks(command) {
            Some(capability) => Err(Refusal::NotAdvertised(capability)),
            None => Ok(()),
        }
    }

    /// What is used in the command and not advertised, or not enabled.
    fn lacks(&self, command: &CommandBody<'_>) -> Option<&'static str> {
        let has = |capability: &Capability<'_>| self.session.has(capability);
        let rev2 = has(&Capability::Imap4Rev2);
        let qresync = || self.session.is_enabled(&Capability::QResync);
        match command {
            CommandBody::Authenticate(authenticate) => {
                let initial = authenticate.initial_response.is_some();
                (initial && !rev2 && !has(&Capability::SaslIr)).then_some("SASL-IR")
            }
            CommandBody::Select(select) | CommandBody::Examine(select) => select
                .parameters
                .iter()
                .find_map(|parameter| match parameter {
                    SelectParam::CondStore if !has(&Capability::CondStore) => Some("CONDSTORE"),
                    SelectParam::QResync(_) if !qresync() => Some("QRESYNC"),
                    _ => None,
                }),
            CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => {
                let vanished = fetch.modifiers.contains(&FetchModifier::Vanished);
                (vanished && !qresync()).then_some("QRESYNC")
            }
            CommandBody::Append(append) => {
                let several = append.messages.len() > 1 && !has(&Capability::MultiAppend);
                let binary = || {
                    append.messages.iter().any(|message| {
                        matches!(message.data, AppendData::Literal8(_))
                            && !rev2
                            && !has(&Capability::Binary)
                    })
                };
                if several {
                    Some("MULTIAPPEND")
                } else {
                    binary().then_some("BINARY")
                }
            }
            // What nobody knows is for those who have authenticated.
            CommandBody::Other(_) if self.session.state() == session::State::NotAuthenticated => {
                Some("such a command")
            }
            _ => None,
        }
    }
}

/// Does the client say by this that it knows of mod-sequences
/// ([RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1))?
pub(super) fn uses_condstore(command: &CommandBody<'_>) -> bool {
    match command {
        CommandBody::Select(Select { parameters, .. })
        | CommandBody::Examine(Select { parameters, .. }) => parameters
            .iter()
            .any(|parameter| matches!(parameter, SelectParam::CondStore | SelectParam::QResync(_))),
        CommandBody::Fetch(FetchRequest {
            items, modifiers, ..
        })
        | CommandBody::Uid(Uid::Fetch(FetchRequest {
            items, modifiers, ..
        })) => {
            let asked = match items {
                FetchItems::Items(items) => items.contains(&FetchAtt::ModSeq),
                _ => false,
            };
            let since = |modifier: &_| matches!(modifier, FetchModifier::ChangedSince(_));
            asked || modifiers.iter().any(since)
        }
        CommandBody::Store(Store { modifiers, .. })
        | CommandBody::Uid(Uid::Store(Store { modifiers, .. })) => modifiers
            .iter()
            .any(|modifier| matches!(modifier, StoreModifier::UnchangedSince(_))),
        _ => false,
    }
}
