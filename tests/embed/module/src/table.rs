//! The sessions of a host.

use alloc::{
    boxed::Box,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::json;
use zeroize::Zeroize;

use crate::{
    config::{Config, What},
    decode::Decode,
    encode::Encode,
    lint::Lint,
    machine::{ClientEnd, ServerEnd},
};

/// What a call has left in [`Table::result`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(i32)]
pub enum Step {
    /// `{"error": "..."}`: the call had no effect.
    Error = -1,
    /// Nothing: the session wants to be fed, or told what to do.
    Nothing = 0,
    /// JSON.
    Json = 1,
    /// Octets: for the peer, or of a streamed body.
    Octets = 2,
    /// Octets for the peer, behind which it has to ask for more (a literal that waits).
    Wait = 3,
}

/// Why a call had no effect.
#[derive(Debug)]
pub(crate) struct Fault(pub(crate) String);

impl<E: core::fmt::Display> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// One kind of session. What is told or comes of it is written to `result`.
pub(crate) trait Session {
    fn feed(&mut self, bytes: &[u8]) -> Result<Step, Fault>;
    fn tell(&mut self, order: &[u8], result: &mut Vec<u8>) -> Result<Step, Fault>;
    fn next(&mut self, result: &mut Vec<u8>) -> Result<Step, Fault>;
}

/// All sessions of a host, and the result of the last call.
#[derive(Default)]
pub struct Table {
    sessions: BTreeMap<u32, Box<dyn Session>>,
    last: u32,
    result: Vec<u8>,
    /// What stands in the result may be a secret.
    secret: bool,
}

impl core::fmt::Debug for Table {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Table")
            .field("sessions", &self.sessions.len())
            .finish_non_exhaustive()
    }
}

impl Table {
    /// Opens a session by its [`Config`] in JSON. 0 is none: then the result tells why.
    pub fn open(&mut self, config: &[u8]) -> u32 {
        self.clear();
        match Self::make(config) {
            Ok(session) => {
                // Not one that a host may still hold.
                self.last = self.last.wrapping_add(1).max(1);
                while self.sessions.contains_key(&self.last) {
                    self.last = self.last.wrapping_add(1).max(1);
                }
                self.sessions.insert(self.last, session);
                self.last
            }
            Err(fault) => {
                self.fail(fault);
                0
            }
        }
    }

    fn make(config: &[u8]) -> Result<Box<dyn Session>, Fault> {
        let config: Config = serde_json::from_slice(config)?;
        Ok(match config.open {
            What::Decode => Box::new(Decode::new(&config)?),
            What::Encode => Box::new(Encode::new(&config)),
            What::Lint => Box::new(Lint::new(&config)?),
            What::Client => Box::new(ClientEnd::new(&config)?),
            What::Server => Box::new(ServerEnd::new(&config)?),
        })
    }

    /// Octets of the peer; of what is to be decoded or walked through.
    pub fn feed(&mut self, handle: u32, bytes: &[u8]) -> Step {
        self.call(handle, |session, _| session.feed(bytes))
    }

    /// Something to be said or done, in JSON.
    pub fn tell(&mut self, handle: u32, order: &[u8]) -> Step {
        self.call(handle, |session, result| session.tell(order, result))
    }

    /// What comes of it: ask until it is [`Step::Nothing`].
    pub fn next(&mut self, handle: u32) -> Step {
        self.call(handle, |session, result| session.next(result))
    }

    /// Ends a session. Was there one?
    pub fn close(&mut self, handle: u32) -> bool {
        self.clear();
        // What a large message took is given back too.
        self.result = Vec::new();
        let was = self.sessions.remove(&handle).is_some();
        if self.sessions.is_empty() {
            // An empty map may keep a node.
            self.sessions = BTreeMap::new();
        }
        was
    }

    /// What the last call has left.
    #[must_use]
    pub fn result(&self) -> &[u8] {
        &self.result
    }

    fn call(
        &mut self,
        handle: u32,
        call: impl FnOnce(&mut dyn Session, &mut Vec<u8>) -> Result<Step, Fault>,
    ) -> Step {
        self.clear();
        let called = match self.sessions.get_mut(&handle) {
            Some(session) => call(&mut **session, &mut self.result),
            None => Err(Fault("there is no such session".into())),
        };
        match called {
            Ok(step) => {
                self.secret = matches!(step, Step::Octets | Step::Wait);
                step
            }
            Err(fault) => self.fail(fault),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        self.clear();
        self.result = json!({ "error": fault.0 }).to_string().into_bytes();
        Step::Error
    }

    fn clear(&mut self) {
        if core::mem::take(&mut self.secret) {
            self.result.as_mut_slice().zeroize();
        }
        self.result.clear();
    }
}
