//! Secrets in clear, where the host asks for them.

use imap_codec::IdleDone;
use imap_types::{
    append::{AppendData, AppendMessage},
    auth::AuthenticateData,
    code::Code,
    command::{Command, CommandBody, Uid},
    data::Data,
    ext::catenate::CatPart,
    response::{ContinueReq, Greeting, RespText, Response},
    url::UrlString,
};

/// What may hold secrets.
pub(crate) trait Reveal {
    /// The same, whose secrets serde writes.
    fn reveal(self) -> Self;
}

impl Reveal for Command<'_> {
    fn reveal(mut self) -> Self {
        self.body = self.body.reveal();
        self
    }
}

impl Reveal for CommandBody<'_> {
    fn reveal(mut self) -> Self {
        match &mut self {
            Self::Login(login) => {
                login.password = login.password.clone().show_secrets();
            }
            Self::Authenticate(authenticate) => {
                let response = authenticate.initial_response.take();
                authenticate.initial_response = response.map(|secret| secret.show_secrets());
            }
            Self::GenUrlAuth(urls) => urls.iter_mut().for_each(|rump| url(&mut rump.url)),
            Self::UrlFetch(urls) => urls.iter_mut().for_each(|asked| url(&mut asked.url)),
            Self::Append(append) => append.messages.iter_mut().for_each(message),
            Self::Replace(replace) => message(&mut replace.message),
            Self::Uid(Uid::Replace(replace)) => message(&mut replace.message),
            _ => {}
        }
        self
    }
}

impl Reveal for AuthenticateData<'_> {
    fn reveal(self) -> Self {
        match self {
            Self::Response(secret) => Self::Response(secret.show_secrets()),
            Self::Cancel => Self::Cancel,
        }
    }
}

impl Reveal for IdleDone {
    fn reveal(self) -> Self {
        self
    }
}

impl Reveal for Greeting<'_> {
    fn reveal(mut self) -> Self {
        text(&mut self.text);
        self
    }
}

impl Reveal for ContinueReq<'_> {
    fn reveal(mut self) -> Self {
        text(&mut self.text);
        self
    }
}

impl Reveal for Response<'_> {
    fn reveal(mut self) -> Self {
        match &mut self {
            Self::Continue(ask) => text(&mut ask.text),
            Self::Status(status) => text(&mut status.text),
            Self::Tagged(tagged) => text(&mut tagged.text),
            Self::Data(Data::GenUrlAuth(urls)) => urls.iter_mut().for_each(url),
            Self::Data(Data::UrlFetch(all)) => all.iter_mut().for_each(|data| url(&mut data.url)),
            _ => {}
        }
        self
    }
}

fn text(text: &mut RespText<'_>) {
    match &mut text.code {
        Some(Code::BadUrl(bad)) => *bad = bad.clone().show_secrets(),
        Some(Code::UrlMech(mechanisms)) => {
            for mechanism in &mut mechanisms.others {
                mechanism.data = mechanism.data.take().map(|secret| secret.show_secrets());
            }
        }
        _ => {}
    }
}

fn message(message: &mut AppendMessage<'_>) {
    if let AppendData::Catenate(parts) = &mut message.data {
        for part in parts.iter_mut() {
            if let CatPart::Url(place) = part {
                url(place);
            }
        }
    }
}

fn url(url: &mut UrlString<'_>) {
    *url = url.clone().show_secrets();
}
