//! A server with mail in memory, for any mail client: over TCP, with TLS by a certificate that it makes for itself.
//!
//! ```text
//! $ cargo run --release --example server
//! imap://127.0.0.1:1143 (STARTTLS), user alice, password secret
//! $ curl -u alice:secret 'imap://127.0.0.1:1143/INBOX;UID=1'      # in another terminal
//! ```
//!
//! [`session`] drives the machine, [`command`] answers what clients want, [`store`] has the mailboxes. Mail is in
//! `assets/mail`; what clients change is gone when the program ends.
#![allow(clippy::std_instead_of_core, reason = "a program of users")]
#![allow(clippy::std_instead_of_alloc, reason = "a program of users")]

mod body;
mod command;
mod envelope;
mod fetch;
mod list;
mod mail;
mod mime;
mod search;
mod session;
mod store;
mod thread;
mod transcript;
mod wire;

use std::{error::Error, fs, io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Parser;
use tokio::net::TcpListener;
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};

use crate::{session::Session, store::Store, transcript::Transcript};

/// An IMAP server with mail in memory.
///
/// What clients change is gone when it ends. It is for tests and for a look, not for the open network: there is one
/// account, and its password may go in clear.
///
/// At its start it says where it listens, and how to log in.
#[derive(Parser)]
#[command(name = "server")]
struct Arguments {
    /// Where to listen for clients that begin in clear; they may start TLS. Port 0: any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:1143")]
    listen: SocketAddr,
    /// Where to listen for clients that begin with TLS.
    #[arg(long, value_name = "ADDRESS")]
    tls: Option<SocketAddr>,
    /// The account.
    #[arg(long, default_value = "alice")]
    user: String,
    /// Its password.
    #[arg(
        long,
        default_value = PASSWORD,
        env = "IMAP_PASSWORD",
        hide_env_values = true
    )]
    password: String,
    /// Take the password only under TLS.
    #[arg(long)]
    require_tls: bool,
    /// Append what is said to this file, a line a message, without passwords and mail.
    #[arg(long, value_name = "FILE")]
    transcript: Option<PathBuf>,
    /// Record each connection into this folder, as `lint` reads it: every byte, PASSWORDS TOO.
    #[arg(long, value_name = "FOLDER")]
    record: Option<PathBuf>,
    /// Write the certificate to this file, for clients that want to check it.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Beside the rest a mailbox `Synthetic` with so many messages.
    #[arg(long, value_name = "N", default_value_t = 0)]
    synthetic: u32,
    /// A client that is silent for so many seconds, or takes nothing, is sent away.
    #[arg(long, value_name = "SECONDS", default_value_t = 30 * 60)]
    patience: u64,
}

/// What is said at the start.
const PASSWORD: &str = "secret";

/// What all connections have in common.
struct Shared {
    store: Store,
    user: String,
    password: String,
    require_tls: bool,
    patience: Duration,
    tls: Arc<ServerConfig>,
    transcript: Option<Transcript>,
    record: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(arguments))
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let (tls, certificate) = self_signed()?;
    if let Some(path) = &arguments.certificate {
        fs::write(path, certificate)?;
    }
    if let Some(folder) = &arguments.record {
        fs::create_dir_all(folder)?;
    }
    let file = |path| fs::OpenOptions::new().create(true).append(true).open(path);
    let shared = Arc::new(Shared {
        store: Store::new(arguments.synthetic),
        user: arguments.user,
        password: arguments.password,
        require_tls: arguments.require_tls,
        patience: Duration::from_secs(arguments.patience),
        tls,
        transcript: arguments
            .transcript
            .map(file)
            .transpose()?
            .map(Transcript::new),
        record: arguments.record,
    });
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;
    // One that was chosen is known to whoever chose it, and to nobody else.
    let default = shared.password == PASSWORD;
    let password = if default { PASSWORD } else { "as given" };
    println!(
        "imap://{address} (STARTTLS), user {}, password {password}",
        shared.user
    );
    let over_tls = match arguments.tls {
        Some(address) => {
            let listener = TcpListener::bind(address).await?;
            println!("imaps://{}", listener.local_addr()?);
            Some(listener)
        }
        None => None,
    };
    let mut number = 0;
    loop {
        let (accepted, implicit) = tokio::select! {
            accepted = listener.accept() => (accepted, false),
            accepted = accept(over_tls.as_ref()) => (accepted, true),
            _ = tokio::signal::ctrl_c() => return Ok(()),
        };
        let Ok((socket, _)) = accepted else {
            // Too many are open, e.g.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        number += 1;
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // An answer is short, and the client waits for it.
            let _slow = socket.set_nodelay(true);
            if let Err(error) = Session::run(&shared, socket, number, implicit).await {
                eprintln!("#{number}: {error}");
            }
        });
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<(tokio::net::TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// TLS with a new certificate, which is for nobody but this process; and the certificate.
fn self_signed() -> Result<(Arc<ServerConfig>, String), Box<dyn Error>> {
    let names = ["localhost", "127.0.0.1", "::1"].map(String::from);
    let made = rcgen::generate_simple_self_signed(names)?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der())?;
    let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok((Arc::new(config), made.cert.pem()))
}
