//! One connection: drives the machine. Whatever the machine wants, here it happens; nothing here knows IMAP.

use std::{error::Error, fs::File, future::pending, time::Duration};

use imap_codec::Limits;
use imap_state::{
    conn::Inbox,
    observe::{Message, Side},
    server::{Config, Output, Server, Timeouts},
    session::TlsPolicy,
};
use imap_types::{auth::AuthMechanism, capability::Capability, core::Atom};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};

use crate::{Shared, command::Answering, wire::Wire};

/// The longest message that is taken.
pub(crate) const LONGEST: u32 = 32 << 20;

/// Bytes that are read at once.
const READ: usize = 16 << 10;

/// How long TLS may take to begin.
const HANDSHAKE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(crate) struct Session;

impl Session {
    pub(crate) async fn run(
        shared: &Shared,
        socket: TcpStream,
        number: u64,
        implicit: bool,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let record = shared
            .record
            .as_ref()
            .map(|folder| File::create(folder.join(format!("{number:04}--inflated.wire"))));
        let mut wire = Wire::new(socket, record.transpose()?);
        if implicit {
            tokio::time::timeout(HANDSHAKE, wire.start_tls(shared.tls.clone())).await??;
        }
        let config = config(shared, implicit);
        let mut server = match &shared.transcript {
            Some(transcript) => {
                let mut pages = transcript.of(number);
                Server::observed(config, move |_: Side, message: &Message<'_, '_>| {
                    pages.see(message)
                })
            }
            None => Server::new(config),
        };
        let mut inbox = Inbox::new(Limits::before_authentication());
        let mut answering = Answering::new(shared);
        let start = Instant::now();
        let at = |by: Option<Duration>| start + by.unwrap_or(Duration::from_secs(3600));
        let mut unflushed = false;
        loop {
            answering.catch_up(&mut server)?;
            let by = server.next_deadline();
            match server.poll(&mut inbox, start.elapsed())? {
                Output::Transmit(bytes) => {
                    // The client may take its time; the machine says when it is too long.
                    if let Ok(written) = timeout_at(at(by), wire.write(bytes)).await {
                        server.transmitted(written?);
                        unflushed = true;
                    }
                    // Whoever is told much does not keep the others waiting.
                    tokio::task::yield_now().await;
                }
                Output::NeedInput { .. } | Output::Wait { .. } if unflushed => {
                    if let Ok(flushed) = timeout_at(at(by), wire.flush()).await {
                        flushed?;
                        unflushed = false;
                    }
                }
                Output::NeedInput { by } => tokio::select! {
                    read = wire.read(inbox.space(READ)) => match read? {
                        0 => inbox.end_of_input(),
                        n => inbox.filled(n),
                    },
                    () = answering.news() => {}
                    () = tokio::time::sleep_until(at(by)) => {}
                },
                Output::Wait { by } => tokio::select! {
                    () = answering.news() => {}
                    () = tokio::time::sleep_until(at(by)) => {}
                },
                Output::StartTls => {
                    wire.flush().await?;
                    // What came behind STARTTLS in clear is known here, before it could be taken for what is under TLS.
                    server.tls_started(&mut inbox)?;
                    tokio::time::timeout(HANDSHAKE, wire.start_tls(shared.tls.clone())).await??;
                }
                Output::StartCompress => {
                    wire.flush().await?;
                    server.compress_started(&mut inbox)?;
                    wire.start_deflate();
                }
                Output::Event(event) => answering.event(&mut server, event)?,
                Output::Closed(_) => break,
                _ => pending().await,
            }
        }
        // Whoever takes nothing more has had its time.
        let _rest = tokio::time::timeout(Duration::from_secs(1), wire.close()).await;
        Ok(())
    }
}

fn config(shared: &Shared, implicit: bool) -> Config {
    let thread = |name: &'static str| Atom::try_from(name).map(Capability::Thread);
    let mut capabilities = vec![
        Capability::Imap4Rev1,
        Capability::Imap4Rev2,
        Capability::Auth(AuthMechanism::Plain),
        Capability::Auth(AuthMechanism::Login),
        Capability::SaslIr,
        Capability::AppendLimitOf(LONGEST),
        Capability::Binary,
        Capability::Children,
        Capability::CompressDeflate,
        Capability::CondStore,
        Capability::CreateSpecialUse,
        Capability::Enable,
        Capability::ESearch,
        Capability::ESort,
        Capability::Id,
        Capability::Idle,
        Capability::ListExtended,
        Capability::ListStatus,
        Capability::LiteralPlus,
        Capability::Move,
        Capability::MultiAppend,
        Capability::Namespace,
        Capability::ObjectId,
        Capability::Partial,
        Capability::Preview,
        Capability::QResync,
        Capability::SearchRes,
        Capability::Sort,
        Capability::SortDisplay,
        Capability::SpecialUse,
        Capability::StatusSize,
        Capability::UidPlus,
        Capability::Unselect,
        Capability::Utf8Accept,
        Capability::Within,
    ];
    capabilities.extend(
        ["ORDEREDSUBJECT", "REFERENCES"]
            .into_iter()
            .filter_map(|name| thread(name).ok()),
    );
    let tls = match (implicit, shared.require_tls) {
        (true, _) => TlsPolicy::Implicit,
        (false, true) => TlsPolicy::Required,
        (false, false) => TlsPolicy::Plain,
    };
    Config {
        greeting: "a server with mail in memory".into(),
        capabilities,
        tls,
        limits: Limits::default().literal(u64::from(LONGEST)),
        timeouts: Timeouts {
            autologout: shared.patience,
            ..Timeouts::default()
        },
        ..Config::default()
    }
}
