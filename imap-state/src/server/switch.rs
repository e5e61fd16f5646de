//! STARTTLS ([RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.1)) and COMPRESS
//! ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)): nothing may stand between the command and what it begins.
//!
//! ```text
//! C: a STARTTLS
//! S: a OK begin TLS          Output::Transmit, then Output::StartTls
//! ```

use imap_types::response::{RespText, State};

use super::{Closed, Error, Next, Server, answer::Answer, plain};
use crate::{
    conn::{Barrier, Inbox, SwitchError},
    session::Compression,
    tag::Handle,
};

/// How far the connection has come in switching.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Switch {
    /// The client wants it, and is answered as soon as it is sure that nothing stands behind.
    Asked(Handle, Barrier),
    /// It was answered OK.
    Granted(Barrier),
}

impl Server {
    pub(super) fn asks_switch(&mut self, handle: Handle, barrier: Barrier) {
        self.switch = Some(Switch::Asked(handle, barrier));
    }

    pub(super) const fn is_switching(&self) -> bool {
        matches!(self.switch, Some(Switch::Granted(_)))
    }

    /// Grants what was asked for, unless bytes stand behind: somebody may have put them there, to be taken for what comes
    /// under TLS.
    pub(super) fn ask_switch(&mut self, inbox: &Inbox) -> Result<(), Error> {
        let Some(Switch::Asked(handle, barrier)) = self.switch else {
            return Ok(());
        };
        if self.ending.is_some() {
            return Ok(());
        }
        let bytes = inbox.buffered();
        if bytes > 0 {
            return self.say_bye(Closed::Injected { bytes });
        }
        let text = plain(
            match barrier {
                Barrier::StartTls => "begin TLS",
                Barrier::Compress => "begin to compress",
            },
            "begin",
        );
        let Some(flight) = self.take(handle) else {
            return Err(Error::NotInFlight(handle));
        };
        self.finish_now(Answer {
            flight,
            state: State::Ok,
            text: RespText { code: None, text },
            not_before: None,
        })?;
        self.switch = Some(Switch::Granted(barrier));
        Ok(())
    }

    /// Once all is transmitted.
    pub(super) fn switch_step<'b>(&self) -> Option<Next<'b>> {
        let Some(Switch::Granted(barrier)) = self.switch else {
            return None;
        };
        Some(if self.conn.is_ready() {
            Next::Transmit
        } else {
            match barrier {
                Barrier::StartTls => Next::StartTls,
                Barrier::Compress => Next::StartCompress,
            }
        })
    }

    /// TLS has been accepted: the answer to [`Output::StartTls`](super::Output::StartTls). What was received before is
    /// gone, the inbox begins anew.
    ///
    /// # Errors
    ///
    /// If any byte came in clear behind STARTTLS, which ends the session; or if TLS was not agreed on.
    pub fn tls_started(&mut self, inbox: &mut Inbox) -> Result<(), Error> {
        let switched = self.conn.start_tls(inbox);
        self.switched(switched)?;
        self.session.tls_started();
        self.refresh();
        Ok(())
    }

    /// Compression begins: the answer to [`Output::StartCompress`](super::Output::StartCompress), before it is read on.
    ///
    /// # Errors
    ///
    /// If any byte came uncompressed behind COMPRESS, which ends the session; or if it was not agreed on.
    pub fn compress_started(&mut self, inbox: &mut Inbox) -> Result<(), Error> {
        let switched = self.conn.start_compress(inbox);
        self.switched(switched)?;
        self.session.compresses(Compression::Outside);
        Ok(())
    }

    /// The same, and inflates and deflates here, at the cost of some 370 KiB: the inbox gets what is read, and what is
    /// transmitted is compressed. UNAUTHENTICATE ends it
    /// ([RFC 8437 §4.1](https://www.rfc-editor.org/rfc/rfc8437.html#section-4.1)).
    ///
    /// # Errors
    ///
    /// As [`compress_started`](Self::compress_started).
    #[cfg(feature = "deflate")]
    pub fn compress_here(&mut self, inbox: &mut Inbox) -> Result<(), Error> {
        let switched = self.conn.start_deflate(inbox);
        self.switched(switched)?;
        self.session.compresses(Compression::Inside);
        Ok(())
    }

    fn switched<T>(&mut self, switched: Result<T, SwitchError>) -> Result<(), Error> {
        match switched {
            Ok(_) => {
                self.switch = None;
                Ok(())
            }
            Err(error) => {
                if let SwitchError::Injected { bytes } = error {
                    self.end(Closed::Injected { bytes });
                }
                Err(Error::Switch(error))
            }
        }
    }
}
