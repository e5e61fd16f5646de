//! What is known of the server, and what follows from it: the hooks of [`profile`](crate::profile) in the client.

use alloc::{boxed::Box, vec::Vec};

use imap_codec::{Policy, Quirks};
use imap_types::{
    IntoBoundedStatic,
    capability::Capability,
    code::Code,
    command::CommandBody,
    data::Data,
    ext::id::Id,
    response::{self, Greeting, Response, StatusKind},
};

use super::{Client, Event};
use crate::{
    profile::{Choice, Hint, Profile, Signs, Ways, detect, hint},
    session::State,
};

/// So much of a greeting is kept.
const GREETING: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Known {
    profile: Option<&'static Profile>,
    greeting: Box<[u8]>,
    id: Option<Id<'static>>,
    id_sent: bool,
    /// What ENABLE has asked for, where the server may not say what it has enabled.
    enabling: Vec<Capability<'static>>,
}

impl Client {
    /// The profile that is followed: the one that was [chosen](super::Config::profile), or the server was recognised by.
    #[must_use]
    pub const fn profile(&self) -> Option<&'static Profile> {
        self.known.profile
    }

    /// How the server wants to be treated.
    #[must_use]
    pub fn ways(&self) -> Ways {
        self.known
            .profile
            .map_or(Ways::PLAIN, |profile| profile.ways)
    }

    /// The command in parts that are as long as the server takes, each to be [sent](Self::send): [`Ways::parts`].
    #[must_use]
    pub fn parts<'a>(&self, command: impl Into<CommandBody<'a>>) -> Vec<CommandBody<'static>> {
        self.ways().parts(command.into())
    }

    /// Before anything is heard.
    pub(super) fn choose(&mut self) {
        match self.config.profile {
            Choice::Always(profile) => self.follow(profile),
            Choice::Never => {}
            Choice::Detect => self.recognise(),
        }
    }

    pub(super) fn learn_greeting(&mut self, greeting: &Greeting<'_>) {
        let text = greeting.text.text.as_bytes();
        self.known.greeting = text.get(..GREETING).unwrap_or(text).into();
        self.recognise();
    }

    /// Looks at what says who the server is, or what it has enabled.
    pub(super) fn learn(&mut self, response: &Response<'_>) {
        match response {
            Response::Data(Data::Id(id)) => {
                self.known.id = Some(id.clone().into_static());
                self.recognise();
            }
            Response::Data(Data::Capability(_)) => self.recognise(),
            Response::Data(Data::Enabled(_)) => self.known.enabling.clear(),
            Response::Status(status) if matches!(status.text.code, Some(Code::Capability(_))) => {
                self.recognise();
            }
            _ => {}
        }
    }

    fn recognise(&mut self) {
        if self.config.profile != Choice::Detect {
            return;
        }
        let found = detect(&Signs {
            host: self.config.host.as_deref(),
            greeting: Some(&self.known.greeting),
            id: self.known.id.as_ref(),
            capabilities: self.session.capabilities().unwrap_or_default(),
        });
        // What was recognised once by more is not forgotten when capabilities are.
        if let Some(profile) = found
            && self.known.profile != Some(profile)
        {
            self.follow(profile);
        }
    }

    fn follow(&mut self, profile: &'static Profile) {
        self.known.profile = Some(profile);
        self.session.distrust(profile.ways.distrusted);
        self.pipeline.limit_status(profile.ways.status_in_flight);
        let policy = self.config.options.policy;
        if policy != Policy::Strict && !profile.ways.guesses.is_empty() {
            let guesses = profile.ways.guesses.iter().copied();
            let quirks = guesses.fold(policy.quirks(), Quirks::with);
            self.conn.options_mut().policy = Policy::Chosen(quirks);
        }
    }

    /// TLS runs: what was heard before may be anybody's. How the server is treated stays, which harms nobody; but guesses
    /// about where messages end are made only for who was told by name.
    pub(super) fn doubt(&mut self) {
        if self.config.profile != Choice::Detect {
            return;
        }
        self.conn.options_mut().policy = self.config.options.policy;
        let by_host = detect(&Signs {
            host: self.config.host.as_deref(),
            ..Signs::default()
        });
        if let Some(profile) = by_host {
            self.follow(profile);
        }
    }

    /// A command is about to be sent.
    pub(super) fn shape(&mut self, command: &mut CommandBody<'_>) {
        let in_session = matches!(self.session.state(), State::Authenticated | State::Selected);
        match command {
            CommandBody::Id(_) if in_session => self.known.id_sent = true,
            CommandBody::Enable(names) if self.ways().bare_ok_enables => {
                let names = names.iter().cloned().map(IntoBoundedStatic::into_static);
                self.known.enabling = names.collect();
            }
            _ => {}
        }
        if let Some(profile) = self.known.profile {
            profile.ways.shape(command, self.session.utf8());
        }
    }

    /// Says who it is, if the server wants to know that first of all.
    pub(super) fn introduce(&mut self) {
        if !self.ways().id_after_login || core::mem::replace(&mut self.known.id_sent, true) {
            return;
        }
        let id = self.config.id.clone().or_else(|| {
            let name = [
                ("name", env!("CARGO_PKG_NAME")),
                ("version", env!("CARGO_PKG_VERSION")),
            ];
            Id::new(name).ok()
        });
        let id = CommandBody::Id(id.unwrap_or_default());
        if self.pipeline.may_send(&id).is_err() {
            self.known.id_sent = false;
            return;
        }
        // Behind the login it is not known what the server can do; before it ID was there, or it does not matter.
        let (handle, _) = self.config.tags.issue();
        if self.dispatch(handle, handle, id).is_err() {
            self.known.id_sent = false;
        }
    }

    /// ENABLE was answered OK: was anything enabled of which nothing was said?
    pub(super) fn enabled_by_ok(&mut self) {
        let names = core::mem::take(&mut self.known.enabling);
        if !names.is_empty() {
            self.session.heard(&Response::Data(Data::Enabled(names)));
        }
    }

    /// Tells what the text of a status means, if it means anything.
    pub(super) fn take_hint(&mut self, event: &Event<'_>) {
        let text = match event {
            Event::Done { status, .. } if status.state != response::State::Ok => &status.text.text,
            Event::Status(status) if status.kind != StatusKind::Ok => &status.text.text,
            _ => return,
        };
        if let Some(hint) = hint(text.as_bytes()) {
            self.told.push_back(Event::Hint(match hint {
                Hint::Wait(wait) => Hint::Wait(wait.min(self.config.longest_wait)),
                other => other,
            }));
        }
    }
}
