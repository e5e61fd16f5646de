//! The first words, and what is advertised when ([RFC 9051 §6.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.1.1)).
//!
//! ```text
//! S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready     in clear, where TLS is required
//! S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready         under TLS
//! S: a OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] done            authenticated
//! ```

use alloc::vec::Vec;

use imap_types::{
    capability::Capability,
    code::Code,
    core::Vec1,
    data::Data,
    response::{Greeting, GreetingKind, RespText, Response},
};

use super::{Closed, Message, Server, Side, Welcome, plain};
use crate::session::{State, TlsPolicy};

impl Server {
    pub(super) fn greet(&mut self) {
        let mut kind = match self.config.welcome {
            Welcome::Ok => GreetingKind::Ok,
            Welcome::PreAuth => GreetingKind::PreAuth,
            Welcome::Bye => GreetingKind::Bye,
        };
        // The client could not start TLS any more.
        if kind == GreetingKind::PreAuth && !self.session.may_authenticate() {
            kind = GreetingKind::Bye;
        }
        let state = match kind {
            GreetingKind::PreAuth => State::Authenticated,
            _ => State::NotAuthenticated,
        };
        let code = (kind != GreetingKind::Bye)
            .then(|| self.advertised(state))
            .flatten()
            .map(Code::Capability);
        let text = plain(&self.config.greeting, "ready");
        let greeting = Greeting {
            kind,
            text: RespText { code, text },
        };
        self.show(Side::Server, &Message::Greeting(&greeting));
        // A greeting of a kind and a text can be written; if it could not there would be nothing to say.
        let sent = self.conn.send(&greeting).is_ok();
        if self.session.greeted(&greeting).is_err() || !sent {
            self.end(Closed::Shutdown);
        }
        self.refresh();
    }

    /// What is advertised in a state.
    pub(super) fn advertised(&self, state: State) -> Option<Vec1<Capability<'static>>> {
        let tls = self.session.has_tls();
        let before = state == State::NotAuthenticated;
        let clear = self.session.may_authenticate();
        let mut list: Vec<_> = self
            .config
            .capabilities
            .iter()
            .filter(|capability| match capability {
                Capability::StartTls | Capability::LoginDisabled => false,
                Capability::Auth(_) | Capability::SaslIr => before && clear,
                Capability::CompressDeflate => !before && !self.session.is_compressed(),
                Capability::Unauthenticate => self.session.may_unauthenticate(),
                _ => true,
            })
            .cloned()
            .collect();
        if before && !tls && self.may_start_tls() {
            list.push(Capability::StartTls);
        }
        if before && !clear {
            list.push(Capability::LoginDisabled);
        }
        Vec1::try_from(list).ok()
    }

    fn may_start_tls(&self) -> bool {
        self.config.start_tls && self.config.tls != TlsPolicy::Implicit
    }

    /// Tells the session what is advertised now, and coder and decoder what is enabled.
    pub(super) fn refresh(&mut self) {
        if let Some(list) = self.advertised(self.session.state()) {
            let told = Response::Data(Data::Capability(list));
            self.session.heard(&told);
        }
        let utf8 = self.session.utf8();
        self.conn.options_mut().utf8 = utf8;
        self.conn.encode_options_mut().utf8 = utf8;
    }
}
