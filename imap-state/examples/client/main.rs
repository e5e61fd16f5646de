//! A client for people and for scripts: tokio, TLS by rustls, SASL by rsasl, COMPRESS, IDLE, around the machine
//! [`Client`](imap_state::client::Client).
//!
//! ```text
//! cargo run --release --example client -- imap.example.org --user alice
//! ```
//!
//! | file | what |
//! |---|---|
//! | `driver.rs` | the loop around the machine |
//! | `wire.rs`, `tls.rs` | TCP, TLS, DEFLATE |
//! | `sasl.rs` | mechanisms, pluggable |
//! | `command.rs`, `show.rs` | what the user types, and what is shown |
//! | `transcript.rs` | all that is said, typed |
#![allow(
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a program of users"
)]

mod command;
mod driver;
mod sasl;
mod show;
mod tls;
mod transcript;
#[allow(dead_code, reason = "proxy does more with it")]
#[path = "../proxy/watch.rs"]
mod watch;
mod wire;

use imap_lint::{record, session, tally};

use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use clap::{Parser, ValueEnum};
use imap_state::{client::Config, session::TlsPolicy};
use imap_types::{auth::AuthMechanism, core::Secret};
use tokio::{net::TcpStream, runtime, sync::mpsc, time::timeout};
use tokio_rustls::rustls::pki_types::ServerName;

use crate::{
    driver::{Driver, Method, Until, Woke},
    sasl::Credentials,
    tls::Trust,
    transcript::{Counts, Style, Transcript},
    watch::{Watch, Watching},
    wire::Wire,
};

/// How long a connection, or TLS in it, may take to be made. Behind that the machine has its own deadlines.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bodies of more bytes are streamed.
const STREAM_ABOVE: u64 = 64 << 10;

/// An IMAP client.
///
/// Reads commands, a line each, from the terminal, from standard input, from files or from arguments: `help` tells which.
/// Exit status: 0, all succeeded; 1, the server refused something; 2, it could not be done.
#[derive(Debug, Parser)]
#[command(name = "client", after_long_help = command::HELP)]
struct Arguments {
    /// HOST or HOST:PORT; the port is 993 unless told, or 143 with --tls starttls or off
    server: String,
    /// How TLS begins; auto: at once at port 993, by STARTTLS elsewhere
    #[arg(long, value_enum, default_value_t = Tls::Auto)]
    tls: Tls,
    #[command(flatten)]
    trust: Trust,
    /// The name that the server's certificate has to bear, if it is not HOST
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    /// Log in as this user; the password is asked for, unless it is in IMAP_PASSWORD or a file
    #[arg(short, long)]
    user: Option<String>,
    /// The password, or the token, is the first line of this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The password, or the token, is in this variable of the environment
    #[arg(long, value_name = "NAME", default_value = "IMAP_PASSWORD")]
    password_env: String,
    /// How to log in: scram-sha-256, plain, login (SASL), xoauth2, oauthbearer, or command (LOGIN)
    #[arg(long, value_name = "MECHANISM")]
    auth: Option<String>,
    /// Commands from a file
    #[arg(long, value_name = "FILE")]
    script: Vec<PathBuf>,
    /// A command; behind those of files
    #[arg(short, long, value_name = "COMMAND", allow_hyphen_values = true)]
    command: Vec<String>,
    /// Go on behind a command that fails
    #[arg(short, long)]
    keep_going: bool,
    /// Write all that is said to standard error, without secrets
    #[arg(short, long, value_name = "STYLE", num_args = 0..=1, require_equals = true, default_missing_value = "wire")]
    transcript: Option<Style>,
    /// Record the session for `lint`; passwords are overwritten
    #[arg(long, value_name = "FILE.wire")]
    record: Option<PathBuf>,
    /// In the end, say how much was said
    #[arg(long)]
    summary: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Tls {
    Auto,
    Implicit,
    Starttls,
    /// In clear: for servers on this machine
    Off,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(client(&arguments));
            // The thread that reads lines may wait for ever.
            runtime.shutdown_background();
            done
        }
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("client: {error}");
            ExitCode::from(2)
        }
    }
}

/// Did all succeed?
async fn client(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let (host, port, policy) = target(arguments)?;
    let credentials = credentials(arguments)?;
    let method = arguments.auth.as_deref().map(method).transpose()?;
    let name = arguments.server_name.as_ref().unwrap_or(&host);
    let name = ServerName::try_from(name.clone())?;
    let mut scripts = Vec::new();
    for path in &arguments.script {
        scripts.push(fs::read_to_string(path).map_err(|error| about(path, &error))?);
    }
    let script = scripts.iter().flat_map(|script| script.lines());
    let script: Vec<_> = script
        .chain(arguments.command.iter().map(String::as_str))
        .collect();

    let connector = arguments.trust.connector(policy != TlsPolicy::Plain)?;
    let wire = timeout(PATIENCE, async {
        let tcp = TcpStream::connect((host.as_str(), port)).await?;
        tcp.set_nodelay(true)?;
        let mut wire = Wire::new(tcp);
        if policy == TlsPolicy::Implicit {
            wire.start_tls(&connector, name.clone()).await?;
        }
        Ok::<_, io::Error>(wire)
    });
    let wire = wire
        .await
        .map_err(|_| format!("{host} does not answer"))?
        .map_err(|error| format!("{host}: {error}"))?;
    let config = Config {
        tls: policy,
        stream_above: STREAM_ABOVE,
        ..Config::default()
    };
    let interactive = script.is_empty() && io::stdin().is_terminal();
    let (sender, lines) = mpsc::channel(1);
    let mut driver = Driver::new(config, wire, (connector, name), lines, credentials);
    let counts = Arc::new(Mutex::new(Counts::default()));
    driver.client.observe(Transcript {
        style: arguments.transcript,
        counts: Arc::clone(&counts),
        bars: driver.show.bars.clone(),
        start: Instant::now(),
    });
    if let Some(path) = &arguments.record {
        let watching = Watching {
            file: Some(path.clone()),
            inflated: true,
            ..Watching::default()
        };
        let watch = Watch::new(&watching).map_err(|error| about(path, &error))?;
        driver.watch = Some(watch);
    }

    let mut ok = driver.begin(method.as_ref()).await?;
    if ok && script.is_empty() {
        thread::spawn(move || {
            // What cannot be read ends it.
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if sender.blocking_send(line).is_err() {
                    break;
                }
            }
        });
        ok = listen(&mut driver, interactive, arguments.keep_going).await?;
    } else if ok {
        for line in script {
            ok &= match driver.execute(line).await {
                // Nothing was sent, and others may succeed.
                Err(error) if arguments.keep_going && !driver.is_closed() => {
                    driver.show.say(&format!("{line}: {error}"));
                    false
                }
                done => done?,
            };
            if driver.is_closed() || !(ok || arguments.keep_going) {
                break;
            }
        }
    }
    ok &= driver.finish().await?;
    if let Some(watch) = &mut driver.watch {
        watch.finish()?;
    }
    if arguments.summary {
        let counts = *counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts {
            commands,
            responses,
            unparsed,
        } = counts;
        eprintln!("{commands} commands, {responses} responses, {unparsed} not understood");
    }
    Ok(ok)
}

/// Commands as they are typed.
async fn listen(
    driver: &mut Driver,
    interactive: bool,
    keep_going: bool,
) -> Result<bool, Box<dyn Error>> {
    let mut all = true;
    let until = Until {
        line: true,
        ..Until::default()
    };
    loop {
        if interactive {
            print!("imap> ");
            io::stdout().flush()?;
        }
        let line = loop {
            match driver.run(until).await? {
                Woke::Line(Some(line)) => break line,
                Woke::Line(None) | Woke::Closed | Woke::Interrupted => return Ok(all),
                _ => {}
            }
        };
        let ok = match driver.execute(&line).await {
            // What the user has mistyped is no reason to leave.
            Err(error) if interactive && !driver.is_closed() => {
                driver.show.say(&error.to_string());
                continue;
            }
            ok => ok?,
        };
        all &= ok || interactive;
        if driver.is_closed() || !(ok || interactive || keep_going) {
            return Ok(all);
        }
    }
}

/// Host, port, and how TLS begins.
fn target(arguments: &Arguments) -> Result<(String, u16, TlsPolicy), Box<dyn Error>> {
    let Arguments { server, tls, .. } = arguments;
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, Some(port.parse::<u16>().map_err(|_| "what port?")?))
        }
        _ => (server.as_str(), None),
    };
    let port = port.unwrap_or(match tls {
        Tls::Auto | Tls::Implicit => 993,
        Tls::Starttls | Tls::Off => 143,
    });
    let policy = match tls {
        Tls::Implicit => TlsPolicy::Implicit,
        Tls::Auto if port == 993 => TlsPolicy::Implicit,
        Tls::Auto | Tls::Starttls => TlsPolicy::Required,
        Tls::Off => TlsPolicy::Plain,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    Ok((host.to_owned(), port, policy))
}

/// Never from an argument, which everybody on this machine can see.
fn credentials(arguments: &Arguments) -> Result<Option<Credentials>, Box<dyn Error>> {
    let Some(user) = arguments.user.clone() else {
        return Ok(None);
    };
    let secret = if let Some(path) = &arguments.password_file {
        let file = fs::read_to_string(path).map_err(|error| about(path, &error))?;
        file.lines().next().unwrap_or_default().to_owned()
    } else if let Ok(secret) = env::var(&arguments.password_env) {
        secret
    } else {
        rpassword::prompt_password(format!("Password of {user}: "))?
    };
    let secret = Secret::new(secret);
    Ok(Some(Credentials { user, secret }))
}

fn method(name: &str) -> Result<Method, Box<dyn Error>> {
    if name.eq_ignore_ascii_case("command") {
        return Ok(Method::Login);
    }
    let known: Option<&AuthMechanism<'static>> = sasl::MECHANISMS.iter().find(|mechanism| {
        let keyword = mechanism.keyword();
        keyword.is_some_and(|keyword| keyword.eq_ignore_ascii_case(name))
    });
    let known = known.ok_or_else(|| format!("{name}: no such mechanism here"))?;
    Ok(Method::Sasl(known.clone()))
}

fn about(path: &Path, error: &dyn Error) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}
