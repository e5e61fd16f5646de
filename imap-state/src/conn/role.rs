//! The two roles: what each receives and sends.

use alloc::vec::Vec;
use core::fmt;

use imap_codec::{
    AppendHead, AuthenticateDataDecoder, CommandDecoder, DecodeError, Decoded, Encodable,
    FetchHead, GreetingDecoder, Head, IdleDone, IdleDoneDecoder, Message, Mode, Options,
    ResponseDecoder,
};
use imap_types::{
    auth::AuthenticateData,
    command::{Command, CommandBody},
    response::{ContinueReq, Greeting, Response, State},
};

use super::Barrier;

/// A role in a connection: [`Client`] or [`Server`]. Not for other crates.
pub trait Role: Sealed + Sized {
    /// What the peer sends.
    type Message<'b>: fmt::Debug;
    /// What the peer streams.
    type Head<'b>: fmt::Debug;
    /// What the peer may send next.
    type Expect: Copy + Eq + fmt::Debug;

    #[doc(hidden)]
    const CLIENT: bool;
    #[doc(hidden)]
    const FIRST: Self::Expect;
    #[doc(hidden)]
    fn mode(expect: Self::Expect) -> Mode;
    #[doc(hidden)]
    fn decode<'b>(
        expect: Self::Expect,
        options: Options,
        message: &Message<'b>,
    ) -> Result<Decoded<Self::Message<'b>>, DecodeError>;
    #[doc(hidden)]
    fn decode_head(options: Options, head: Head<'_>) -> Result<Self::Head<'_>, DecodeError>;
    #[doc(hidden)]
    fn after(expect: Self::Expect) -> Self::Expect;
    #[doc(hidden)]
    fn is_secret(message: &Self::Message<'_>) -> bool;
    #[doc(hidden)]
    fn asks_for_barrier(message: &Self::Message<'_>) -> Option<(Vec<u8>, Barrier)>;
    /// Does it complete the command with this tag, and grant it?
    #[doc(hidden)]
    fn completes(message: &Self::Message<'_>, tag: &[u8]) -> Option<bool>;
}

#[allow(unnameable_types, reason = "seals traits")]
pub trait Sealed {}

/// A client: receives a [`Greeting`] and [`Response`]s, sends [`Command`]s.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Client {}

/// A server: receives [`Command`]s, sends a [`Greeting`] and [`Response`]s.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Server {}

impl Sealed for Client {}
impl Sealed for Server {}

/// What a client receives.
#[derive(Clone, Debug, Eq, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum FromServer<'b> {
    /// The first message.
    Greeting(Greeting<'b>),
    /// All others.
    Response(Response<'b>),
}

/// What a server receives.
#[derive(Clone, Debug, Eq, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum FromClient<'b> {
    /// A command.
    Command(Command<'b>),
    /// An answer to a challenge, where [`ServerExpect::AuthenticateData`] was said.
    AuthenticateData(AuthenticateData<'b>),
    /// `DONE`, where [`ServerExpect::IdleDone`] was said.
    IdleDone(IdleDone),
}

/// What a client expects.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ClientExpect {
    /// The first message of a connection. Responses follow by themselves.
    Greeting,
    /// Any other.
    Response,
}

/// What a server expects.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ServerExpect {
    /// A command.
    Command,
    /// A line of base64, or `*`: behind AUTHENTICATE, until it is answered.
    AuthenticateData,
    /// `DONE`: behind IDLE.
    IdleDone,
}

impl Role for Client {
    type Message<'b> = FromServer<'b>;
    type Head<'b> = FetchHead<'b>;
    type Expect = ClientExpect;
    const CLIENT: bool = true;
    const FIRST: ClientExpect = ClientExpect::Greeting;

    fn mode(_: ClientExpect) -> Mode {
        Mode::Response
    }

    fn decode<'b>(
        expect: ClientExpect,
        options: Options,
        message: &Message<'b>,
    ) -> Result<Decoded<FromServer<'b>>, DecodeError> {
        Ok(match expect {
            ClientExpect::Greeting => GreetingDecoder::new(options)
                .decode_message(message)?
                .map(FromServer::Greeting),
            ClientExpect::Response => ResponseDecoder::new(options)
                .decode_message(message)?
                .map(FromServer::Response),
        })
    }

    fn decode_head(options: Options, head: Head<'_>) -> Result<FetchHead<'_>, DecodeError> {
        ResponseDecoder::new(options).decode_head(head)
    }

    fn after(_: ClientExpect) -> ClientExpect {
        ClientExpect::Response
    }

    fn is_secret(_: &FromServer<'_>) -> bool {
        false
    }

    fn asks_for_barrier(_: &FromServer<'_>) -> Option<(Vec<u8>, Barrier)> {
        None
    }

    fn completes(message: &FromServer<'_>, tag: &[u8]) -> Option<bool> {
        match message {
            FromServer::Response(response) => completes(response, tag),
            FromServer::Greeting(_) => None,
        }
    }
}

impl Role for Server {
    type Message<'b> = FromClient<'b>;
    type Head<'b> = AppendHead<'b>;
    type Expect = ServerExpect;
    const CLIENT: bool = false;
    const FIRST: ServerExpect = ServerExpect::Command;

    fn mode(expect: ServerExpect) -> Mode {
        match expect {
            ServerExpect::Command => Mode::Command,
            ServerExpect::AuthenticateData => Mode::AuthenticateData,
            ServerExpect::IdleDone => Mode::IdleDone,
        }
    }

    fn decode<'b>(
        expect: ServerExpect,
        options: Options,
        message: &Message<'b>,
    ) -> Result<Decoded<FromClient<'b>>, DecodeError> {
        Ok(match expect {
            ServerExpect::Command => CommandDecoder::new(options)
                .decode_message(message)?
                .map(FromClient::Command),
            ServerExpect::AuthenticateData => AuthenticateDataDecoder::new(options)
                .decode_message(message)?
                .map(FromClient::AuthenticateData),
            ServerExpect::IdleDone => IdleDoneDecoder::new(options)
                .decode_message(message)?
                .map(FromClient::IdleDone),
        })
    }

    fn decode_head(options: Options, head: Head<'_>) -> Result<AppendHead<'_>, DecodeError> {
        CommandDecoder::new(options).decode_head(head)
    }

    fn after(expect: ServerExpect) -> ServerExpect {
        expect
    }

    fn is_secret(message: &FromClient<'_>) -> bool {
        match message {
            FromClient::Command(command) => is_secret(command),
            FromClient::AuthenticateData(_) => true,
            FromClient::IdleDone(_) => false,
        }
    }

    fn asks_for_barrier(message: &FromClient<'_>) -> Option<(Vec<u8>, Barrier)> {
        match message {
            FromClient::Command(command) => asks_for_barrier(command),
            _ => None,
        }
    }

    fn completes(_: &FromClient<'_>, _: &[u8]) -> Option<bool> {
        None
    }
}

/// What the role `R` may send. Not for other crates.
pub trait Outgoing<R: Role>: Encodable {
    #[doc(hidden)]
    fn is_secret(&self) -> bool {
        false
    }
    #[doc(hidden)]
    fn asks_for_barrier(&self) -> Option<(Vec<u8>, Barrier)> {
        None
    }
    #[doc(hidden)]
    fn completes(&self, _tag: &[u8]) -> Option<bool> {
        None
    }
}

impl Outgoing<Client> for Command<'_> {
    fn is_secret(&self) -> bool {
        is_secret(self)
    }
    fn asks_for_barrier(&self) -> Option<(Vec<u8>, Barrier)> {
        asks_for_barrier(self)
    }
}

impl Outgoing<Client> for AuthenticateData<'_> {
    fn is_secret(&self) -> bool {
        true
    }
}

impl Outgoing<Client> for IdleDone {}

impl Outgoing<Server> for Greeting<'_> {}

impl Outgoing<Server> for Response<'_> {
    fn completes(&self, tag: &[u8]) -> Option<bool> {
        completes(self, tag)
    }
}

impl Outgoing<Server> for ContinueReq<'_> {}

fn completes(response: &Response<'_>, tag: &[u8]) -> Option<bool> {
    match response {
        Response::Tagged(done) if done.tag.as_bytes() == tag => Some(done.state == State::Ok),
        _ => None,
    }
}

fn is_secret(command: &Command<'_>) -> bool {
    matches!(
        command.body,
        CommandBody::Login(_) | CommandBody::Authenticate(_)
    )
}

fn asks_for_barrier(command: &Command<'_>) -> Option<(Vec<u8>, Barrier)> {
    let barrier = match &command.body {
        CommandBody::StartTls => Barrier::StartTls,
        CommandBody::Compress(_) => Barrier::Compress,
        _ => return None,
    };
    Some((command.tag.as_bytes().to_vec(), barrier))
}
