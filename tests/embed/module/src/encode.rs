//! Values in JSON in, octets out.

use alloc::{collections::VecDeque, vec::Vec};

use imap_codec::{Encodable, Encoder, Fragment, IdleDone};
use imap_types::{
    auth::AuthenticateData,
    command::Command,
    response::{ContinueReq, Greeting, Response},
};
use zeroize::Zeroizing;

use crate::{
    config::{Config, Kind},
    decode::Done,
    table::{Fault, Session, Step},
};

/// What is encoded.
pub(crate) struct Encode {
    encoder: Encoder,
    kind: Kind,
    pieces: VecDeque<(Zeroizing<Vec<u8>>, bool)>,
}

impl Encode {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            encoder: Encoder::new(config.encode_options()),
            kind: config.kind,
            pieces: VecDeque::new(),
        }
    }

    /// Queues the pieces of a message: what may be sent at once is one.
    fn queue<M: Encodable>(&mut self, message: &M) -> Result<(), Fault> {
        let mut piece = Vec::new();
        for fragment in self.encoder.encode(message)? {
            match fragment {
                Fragment::Line(line) => piece.extend_from_slice(line),
                Fragment::Literal { mode, data } => {
                    if mode.is_sync() {
                        let waits = core::mem::take(&mut piece);
                        self.pieces.push_back((waits.into(), true));
                    }
                    piece.extend_from_slice(data);
                }
                _ => return Err(Fault("a literal is elsewhere".into())),
            }
        }
        self.pieces.push_back((piece.into(), false));
        self.encoder.wipe();
        Ok(())
    }
}

impl Session for Encode {
    fn feed(&mut self, _: &[u8]) -> Result<Step, Fault> {
        Err(Fault("an encoder is told values, in JSON".into()))
    }

    fn tell(&mut self, order: &[u8], _: &mut Vec<u8>) -> Result<Step, Fault> {
        match self.kind {
            Kind::Greeting => self.queue(&serde_json::from_slice::<Greeting<'static>>(order)?)?,
            Kind::Response | Kind::Server => {
                self.queue(&serde_json::from_slice::<Response<'static>>(order)?)?;
            }
            Kind::Continue => {
                self.queue(&serde_json::from_slice::<ContinueReq<'static>>(order)?)?;
            }
            Kind::Command | Kind::Client => {
                self.queue(&serde_json::from_slice::<Command<'static>>(order)?)?;
            }
            Kind::AuthenticateData => {
                self.queue(&serde_json::from_slice::<AuthenticateData<'static>>(order)?)?;
            }
            Kind::IdleDone => {
                serde_json::from_slice::<Done>(order)?;
                self.queue(&IdleDone)?;
            }
        }
        Ok(Step::Nothing)
    }

    fn next(&mut self, out: &mut Vec<u8>) -> Result<Step, Fault> {
        Ok(match self.pieces.pop_front() {
            Some((piece, waits)) => {
                out.extend_from_slice(&piece);
                if waits { Step::Wait } else { Step::Octets }
            }
            None => Step::Nothing,
        })
    }
}
