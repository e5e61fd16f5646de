//! Stands between any client and any server, passes on every byte as it came, and says live what is wrong with it; records
//! sessions that `lint` reads.
//!
//! ```text
//! cargo run --release --example proxy -- --listen 127.0.0.1:1143 --to imap.example.org:993 --to-tls --record traces
//! ```
//!
//! It takes no part in the session: a client or a server of ours would refuse what has to be passed on. So it has the
//! decoders of both directions, and the walker of `lint`, which knows what each line is by what was said before.
//!
//! * STARTTLS: with `--starttls` TLS is ended here, on both sides, and what is in it is seen; without, it goes through as
//!   it is, and nothing behind it can be seen.
//! * COMPRESS: a copy is inflated and decoded. What is passed on is what came.
#![allow(
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a program of users"
)]

mod end;
mod link;
#[path = "../client/tls.rs"]
mod tls;
#[allow(dead_code, reason = "client does more with it")]
mod watch;

use imap_lint::{print, record, report, session, tally};

use std::{
    cell::Cell,
    error::Error,
    fs,
    io::{self, Write},
    path::PathBuf,
    pin::pin,
    process::ExitCode,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use clap::Parser;
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime, select, signal,
    task::{JoinSet, LocalSet},
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor, TlsConnector,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{
            CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, pem::PemObject,
        },
    },
};

use crate::{
    end::{End, Tls},
    link::{Link, Pause},
    tls::Trust,
    watch::{Watch, Watching},
};

/// Stands between IMAP clients and a server, and says what is wrong with what they say.
///
/// What is wrong goes to standard error as it is said: what cannot be understood, what had to be mended, what the server
/// refuses. A line for each connection goes to standard output when it ends: messages of client (C) and server (S), and how
/// well they were understood, as `lint` tells it.
/// Exit status: 0, all was understood; 1, something was not; 2, it could not be done.
#[derive(Debug, Parser)]
#[command(name = "proxy")]
struct Arguments {
    /// Where clients connect to; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:1143")]
    listen: String,
    /// The server
    #[arg(long, value_name = "HOST:PORT")]
    to: String,
    /// Clients begin with TLS
    #[arg(long)]
    listen_tls: bool,
    /// The server begins with TLS
    #[arg(long)]
    to_tls: bool,
    /// End STARTTLS here, on both sides
    #[arg(long)]
    starttls: bool,
    /// The certificate for clients (PEM); without, one is made that nobody trusts
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// Its key (PEM)
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    #[command(flatten)]
    trust: Trust,
    /// Record each connection in this folder, as PREFIX.wire, PREFIX--2.wire and so on
    #[arg(long, value_name = "FOLDER")]
    record: Option<PathBuf>,
    /// How the names of recordings begin
    #[arg(long, value_name = "PREFIX", default_value = "proxy")]
    prefix: String,
    /// Do not overwrite passwords in recordings
    #[arg(long)]
    with_secrets: bool,
    /// By the grammar alone
    #[arg(long)]
    strict: bool,
    /// Tell of names too that no table has
    #[arg(short, long)]
    verbose: bool,
    /// A line of JSON for each connection
    #[arg(long)]
    json: bool,
    /// End behind so many connections
    #[arg(long, value_name = "N")]
    connections: Option<usize>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| {
            let local = LocalSet::new();
            local.block_on(&runtime, proxy(arguments))
        });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("proxy: {error}");
            ExitCode::from(2)
        }
    }
}

/// How long a connection to the server, or TLS, may take to be made.
const PATIENCE: Duration = Duration::from_secs(30);

/// What all connections share.
struct Proxy {
    arguments: Arguments,
    acceptor: TlsAcceptor,
    connector: TlsConnector,
    name: ServerName<'static>,
    understood: Cell<bool>,
}

/// Was all understood?
async fn proxy(arguments: Arguments) -> Result<bool, Box<dyn Error>> {
    let (host, _) = arguments.to.rsplit_once(':').ok_or("--to HOST:PORT")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let connections = arguments.connections.unwrap_or(usize::MAX);
    if let Some(folder) = &arguments.record {
        fs::create_dir_all(folder)?;
    }
    let proxy = Rc::new(Proxy {
        acceptor: acceptor(&arguments)?,
        connector: arguments
            .trust
            .connector(arguments.to_tls || arguments.starttls)?,
        name: ServerName::try_from(host.to_owned())?,
        understood: Cell::new(true),
        arguments,
    });
    let listener = TcpListener::bind(&proxy.arguments.listen).await?;
    println!("listening on {}", listener.local_addr()?);
    io::stdout().flush()?;
    let mut ended = pin!(ended());
    let mut tasks = JoinSet::new();
    for n in 1..=connections {
        let tcp = select! {
            accepted = listener.accept() => accepted?.0,
            () = &mut ended => break,
        };
        let proxy = Rc::clone(&proxy);
        tasks.spawn_local(async move {
            if let Err(error) = proxy.connection(n, tcp).await {
                eprintln!("[{n}] {error}");
                proxy.understood.set(false);
            }
        });
        while tasks.try_join_next().is_some() {}
    }
    // Those that are open go on to their end, unless they are told not to.
    let mut ended = pin!(self::ended());
    loop {
        select! {
            next = tasks.join_next() => if next.is_none() { break },
            () = &mut ended => break,
        }
    }
    Ok(proxy.understood.get())
}

/// Somebody ends it.
async fn ended() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    signal::ctrl_c().await.ok();
}

impl Proxy {
    async fn connection(&self, n: usize, client: TcpStream) -> Result<(), Box<dyn Error>> {
        let arguments = &self.arguments;
        let server = timeout(PATIENCE, TcpStream::connect(&arguments.to))
            .await
            .map_err(|_| format!("{} does not answer", arguments.to))?
            .map_err(|error| format!("{}: {error}", arguments.to))?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (mut client, mut server) = (End::new(client), End::new(server));
        if arguments.listen_tls {
            client.start_tls(Tls::Accept(&self.acceptor)).await?;
        }
        if arguments.to_tls {
            let tls = Tls::Connect(&self.connector, &self.name);
            server.start_tls(tls).await?;
        }
        let file = arguments.record.as_ref().map(|folder| {
            let prefix = &arguments.prefix;
            folder.join(match n {
                1 => format!("{prefix}.wire"),
                n => format!("{prefix}--{n}.wire"),
            })
        });
        let watch = Watch::new(&Watching {
            file,
            with_secrets: arguments.with_secrets,
            lints: true,
            verbose: arguments.verbose,
            strict: arguments.strict,
            inflated: false,
        })?;
        let mut link = Link::new(client, server, watch, arguments.starttls);
        let passed = self.pass(n, &mut link).await;
        // Whatever became of it, what was seen is told.
        link.watch.finish()?;
        tell(n, &mut link.watch);
        self.report(n, &link)?;
        if let Some(error) = link.trouble {
            return Err(format!("it could not be watched to its end: {error}").into());
        }
        Ok(passed?)
    }

    async fn pass(&self, n: usize, link: &mut Link) -> io::Result<()> {
        loop {
            match link.run(&mut |watch| tell(n, watch)).await {
                Pause::End => return Ok(()),
                Pause::StartTls(0) => {
                    let tls = Tls::Connect(&self.connector, &self.name);
                    link.server.start_tls(tls).await?;
                    let tls = Tls::Accept(&self.acceptor);
                    link.client.start_tls(tls).await?;
                }
                Pause::StartTls(behind) => {
                    return Err(io::Error::other(format!(
                        "the server said {behind} bytes in clear behind its OK to STARTTLS: they may be anybody's"
                    )));
                }
            }
        }
    }

    /// What was passed on, and how well it was understood.
    fn report(&self, n: usize, link: &Link) -> io::Result<()> {
        let tally = &link.watch.tally;
        if tally.failures > 0 {
            self.understood.set(false);
        }
        let line = if self.arguments.json {
            let mut report = report::json(tally, &[]);
            report["connection"] = json!(n);
            report["passed"] = json!({ "client": link.passed[0], "server": link.passed[1] });
            format!("{report}\n")
        } else {
            print::line(&format!("[{n}]"), 0, tally)
        };
        let mut out = io::stdout().lock();
        out.write_all(line.as_bytes())?;
        out.flush()
    }
}

/// What was found since the last time.
fn tell(n: usize, watch: &mut Watch) {
    for finding in watch.found() {
        eprint!("[{n}]{}", print::finding(&finding));
    }
}

/// TLS with clients: by the certificate that was given, or one that is made.
fn acceptor(arguments: &Arguments) -> Result<TlsAcceptor, Box<dyn Error>> {
    let (chain, key) = match (&arguments.cert, &arguments.key) {
        (Some(cert), Some(key)) => (
            CertificateDer::pem_file_iter(cert)?.collect::<Result<Vec<_>, _>>()?,
            PrivateKeyDer::from_pem_file(key)?,
        ),
        _ => {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
            let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
            (vec![made.cert.der().clone()], key.into())
        }
    };
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
