//! The driver: moves bytes, and asks the machine what to do next.

use core::{
    future::poll_fn,
    task::{Context, Poll, ready},
    time::Duration,
};
use std::{
    collections::HashSet,
    error::Error,
    fs::File,
    io::{self, Read},
    path::Path,
    time::Instant,
};

use imap_state::{
    client::{Client, Config, Event, Output},
    conn::Inbox,
    tag::Handle,
};
use imap_types::{
    append::{Append, AppendData, AppendMessage},
    capability::Capability,
    command::{Authenticate, CommandBody, Login},
    core::{AString, Content, Octets, Secret, Vec1},
    flag::Flag,
    mailbox::Mailbox,
};
use indicatif::ProgressBar;
use tokio::{
    select, signal,
    sync::mpsc,
    time::{Instant as Moment, sleep_until, timeout},
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use crate::{
    PATIENCE,
    command::{self, Line, Look, Situation, Step},
    record::Side,
    sasl::{self, Credentials, Mechanism},
    show::{End, Show, Sink},
    watch::Watch,
    wire::Wire,
};

/// Bytes that are read at once.
const PIECE: usize = 16 << 10;

/// Why [`Driver::run`] came back.
#[derive(Debug)]
pub(crate) enum Woke {
    /// The command has ended.
    Ended(End),
    /// The machine is ready for commands.
    Ready,
    /// The time is over.
    Late,
    /// The user has typed something; `None`: nothing comes any more.
    Line(Option<String>),
    /// Ctrl-C.
    Interrupted,
    /// The connection is over.
    Closed,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Until {
    pub(crate) ended: Option<Handle>,
    pub(crate) ready: bool,
    pub(crate) time: Option<Moment>,
    pub(crate) line: bool,
}

/// A message that is streamed out.
struct Upload {
    handle: Handle,
    file: File,
    bar: Option<ProgressBar>,
}

pub(crate) struct Driver {
    pub(crate) client: Client,
    pub(crate) show: Show,
    pub(crate) watch: Option<Watch>,
    inbox: Inbox,
    wire: Wire,
    tls: (TlsConnector, ServerName<'static>),
    start: Instant,
    lines: mpsc::Receiver<String>,
    credentials: Option<Credentials>,
    exchange: Option<(Handle, Box<dyn Mechanism>)>,
    upload: Option<Upload>,
    /// Why a SASL exchange was broken off.
    broken: Option<String>,
    /// Sent, and not waited for.
    pipelined: HashSet<Handle>,
    closed: bool,
}

impl Driver {
    pub(crate) fn new(
        config: Config,
        wire: Wire,
        tls: (TlsConnector, ServerName<'static>),
        lines: mpsc::Receiver<String>,
        credentials: Option<Credentials>,
    ) -> Self {
        Self {
            inbox: config.inbox(),
            client: Client::new(config),
            show: Show::new(),
            watch: None,
            wire,
            tls,
            start: Instant::now(),
            lines,
            credentials,
            exchange: None,
            upload: None,
            broken: None,
            pipelined: HashSet::new(),
            closed: false,
        }
    }

    /// Drives the connection until what is waited for has happened.
    pub(crate) async fn run(&mut self, until: Until) -> Result<Woke, Box<dyn Error>> {
        loop {
            if let Some(end) = until
                .ended
                .and_then(|handle| self.show.ends.remove(&handle))
            {
                return Ok(Woke::Ended(end));
            }
            if until.ready && self.show.ready {
                return Ok(Woke::Ready);
            }
            if self.closed {
                return Ok(Woke::Closed);
            }
            let woke = self.turn(until).await?;
            if let Some(woke) = woke {
                return Ok(woke);
            }
        }
    }

    /// Does one thing that the machine asks for.
    async fn turn(&mut self, until: Until) -> Result<Option<Woke>, Box<dyn Error>> {
        let (wire, inbox, watch) = (&mut self.wire, &mut self.inbox, &mut self.watch);
        match self.client.poll(inbox, self.start.elapsed())? {
            Output::Transmit(bytes) => {
                // The server may not read before it is read from.
                let n = poll_fn(|cx| match wire.poll_write(cx, bytes) {
                    Poll::Ready(n) => Poll::Ready(n),
                    Poll::Pending => receive(wire, inbox, watch, cx).map_ok(|()| 0),
                })
                .await?;
                if let Some(watch) = watch {
                    watch.see(Side::Client, &bytes[..n])?;
                }
                self.client.transmitted(n);
            }
            Output::NeedInput { .. } if self.broken.is_some() => {
                // It has been taken back. Whatever the server makes of that, nothing more is to be had from it.
                timeout(PATIENCE, poll_fn(|cx| wire.poll_flush(cx))).await??;
                self.client.close();
                return Err(self.broken.take().unwrap_or_default().into());
            }
            Output::NeedInput { by } => {
                let by = by.map(|by| Moment::from_std(self.start + by));
                let wakes = [by, until.time].into_iter().flatten().min();
                let io = poll_fn(|cx| {
                    if let Poll::Ready(Err(error)) = wire.poll_flush(cx) {
                        return Poll::Ready(Err(error));
                    }
                    receive(wire, inbox, watch, cx)
                });
                select! {
                    read = io => read?,
                    () = sleep_until(wakes.unwrap_or_else(Moment::now)), if wakes.is_some() => {
                        let late = until.time.is_some_and(|time| time <= Moment::now());
                        return Ok(late.then_some(Woke::Late));
                    }
                    line = self.lines.recv(), if until.line => return Ok(Some(Woke::Line(line))),
                    _ = signal::ctrl_c() => return Ok(Some(Woke::Interrupted)),
                }
            }
            Output::StartTls => {
                let (connector, name) = &self.tls;
                let handshake = self.wire.start_tls(connector, name.clone());
                timeout(PATIENCE, handshake).await??;
                self.client.tls_started(&mut self.inbox)?;
            }
            Output::StartCompress => {
                let first = self.client.compress_started(&mut self.inbox)?;
                self.wire.start_compress(first);
            }
            Output::Event(event) => react(
                &mut self.client,
                &mut self.show,
                &mut self.exchange,
                &mut self.upload,
                &mut self.broken,
                event,
            )?,
            // Anybody on the way may have said it.
            Output::PreTls(_) => {}
            Output::Closed(reason) => {
                self.show.say(&reason.to_string());
                self.closed = true;
            }
            other => return Err(format!("{other:?}: not here").into()),
        }
        Ok(None)
    }

    /// Waits for the greeting, for TLS if it has to be, and logs in.
    pub(crate) async fn begin(&mut self, wanted: Option<&Method>) -> Result<bool, Box<dyn Error>> {
        let ready = Until {
            ready: true,
            ..Until::default()
        };
        if !matches!(self.run(ready).await?, Woke::Ready) {
            return Ok(false);
        }
        self.show.look = Look::Plain;
        let authenticated =
            self.client.session().state() != imap_state::session::State::NotAuthenticated;
        if authenticated || self.credentials.is_none() {
            return Ok(true);
        }
        let method = match wanted {
            Some(method) => method.clone(),
            None => self.best(),
        };
        match method {
            Method::Login => self.login().await,
            Method::Sasl(mechanism) => self.authenticate(&mechanism).await,
        }
    }

    /// The best that the server has; a password, since a token has to be asked for by name.
    fn best(&self) -> Method {
        let has = |mechanism: &&imap_types::auth::AuthMechanism<'static>| {
            let auth = Capability::Auth((*mechanism).clone());
            self.client.session().has(&auth)
        };
        let passwords = sasl::MECHANISMS.iter().filter(|mechanism| {
            use imap_types::auth::AuthMechanism::{OAuthBearer, XOAuth2};
            !matches!(mechanism, OAuthBearer | XOAuth2)
        });
        let mut passwords = passwords.filter(has);
        passwords
            .next()
            .map_or(Method::Login, |mechanism| Method::Sasl(mechanism.clone()))
    }

    async fn login(&mut self) -> Result<bool, Box<dyn Error>> {
        let credentials = self.credentials.clone().ok_or("who? see --user")?;
        let user = AString::try_from(credentials.user)?;
        let password = AString::try_from(credentials.secret.into_exposed())?;
        let login = Login {
            user,
            password: Secret::new(password),
        };
        let handle = self.client.send(login)?;
        self.wait(handle).await
    }

    async fn authenticate(
        &mut self,
        mechanism: &imap_types::auth::AuthMechanism<'_>,
    ) -> Result<bool, Box<dyn Error>> {
        let credentials = self.credentials.as_ref().ok_or("who? see --user")?;
        let mut exchange = sasl::start(mechanism, credentials)?;
        let first = exchange.first()?;
        let handle = self.client.send(Authenticate {
            mechanism: exchange.name(),
            initial_response: first.map(|octets| Secret::new(Octets::from_scanned(octets.into()))),
        })?;
        self.exchange = Some((handle, exchange));
        let done = self.wait(handle).await;
        if let Some((_, exchange)) = self.exchange.take()
            && let Some(complaint) = exchange.complaint()
        {
            self.show.say(&format!("the server says: {complaint}"));
        }
        done
    }

    /// Waits for the end of a command.
    async fn wait(&mut self, handle: Handle) -> Result<bool, Box<dyn Error>> {
        let until = Until {
            ended: Some(handle),
            ..Until::default()
        };
        loop {
            match self.run(until).await? {
                Woke::Ended(end) => return Ok(end == End::Ok),
                Woke::Closed => return Ok(false),
                Woke::Interrupted => {
                    // A command in flight cannot be called back.
                    self.client.close();
                }
                _ => {}
            }
        }
    }

    /// Waits for all that was sent and not waited for.
    async fn wait_for_all(&mut self) -> Result<bool, Box<dyn Error>> {
        let mut ok = true;
        for handle in core::mem::take(&mut self.pipelined) {
            ok &= self.wait(handle).await?;
        }
        Ok(ok)
    }

    /// Does what a line says. Answers whether it succeeded.
    pub(crate) async fn execute(&mut self, text: &str) -> Result<bool, Box<dyn Error>> {
        let session = self.client.session();
        let has = |capability| session.has(&capability);
        let situation = Situation {
            utf8: session.utf8(),
            exists: self.client.mailbox().map_or(0, |mailbox| mailbox.exists()),
            condstore: has(Capability::CondStore) || has(Capability::QResync),
            list_extended: has(Capability::ListExtended) || has(Capability::Imap4Rev2),
            uidplus: has(Capability::UidPlus) || has(Capability::Imap4Rev2),
            unselect: has(Capability::Unselect) || has(Capability::Imap4Rev2),
        };
        self.show.set_utf8(situation.utf8);
        let Line {
            steps,
            may_fail,
            pipelined,
        } = command::read(text, situation)?;
        let mut ok = true;
        for step in steps {
            ok &= self.step(step, pipelined).await?;
        }
        Ok(ok || may_fail)
    }

    async fn step(&mut self, step: Step, pipelined: bool) -> Result<bool, Box<dyn Error>> {
        match step {
            Step::Send(command, look) => {
                self.show.look = look;
                let handle = match self.client.send(command) {
                    Ok(handle) => handle,
                    Err(why) => {
                        self.show.say(&format!("not sent: {why}"));
                        return Ok(false);
                    }
                };
                if pipelined {
                    self.pipelined.insert(handle);
                    return Ok(true);
                }
                let before = self.wait_for_all().await?;
                Ok(self.wait(handle).await? && before)
            }
            Step::Authenticate(mechanism) => self.authenticate(&mechanism).await,
            Step::Append {
                mailbox,
                flags,
                file,
            } => self.append(mailbox, flags, &file).await,
            Step::Show(command) => self.fetch(command, Sink::Screen(Vec::new())).await,
            Step::Save(command, path) => self.fetch(command, Sink::File(path, None, 0)).await,
            Step::Idle(time) => self.idle(time).await,
            Step::Wait(time) => {
                let until = Until {
                    time: Some(Moment::now() + time),
                    ..Until::default()
                };
                let woke = self.run(until).await?;
                Ok(self.wait_for_all().await? && matches!(woke, Woke::Late))
            }
            Step::Capabilities => {
                let session = self.client.session();
                let all = session.capabilities().unwrap_or_default();
                let names: Vec<_> = all.iter().map(ToString::to_string).collect();
                self.show.say(&names.join(" "));
                Ok(true)
            }
            Step::Help => {
                self.show.say(command::HELP.trim_end());
                Ok(true)
            }
        }
    }

    async fn fetch(
        &mut self,
        command: CommandBody<'static>,
        sink: Sink,
    ) -> Result<bool, Box<dyn Error>> {
        let before = self.wait_for_all().await?;
        self.show.look = Look::Plain;
        self.show.sink = sink;
        let handle = self.client.send(command);
        let ok = match handle {
            Ok(handle) => self.wait(handle).await?,
            Err(why) => {
                self.show.say(&format!("not sent: {why}"));
                false
            }
        };
        Ok(self.show.finish_body() && ok && before)
    }

    async fn append(
        &mut self,
        mailbox: Mailbox<'static>,
        flags: Vec<Flag<'static>>,
        path: &Path,
    ) -> Result<bool, Box<dyn Error>> {
        let about = |error: io::Error| format!("{}: {error}", path.display());
        let file = File::open(path).map_err(about)?;
        let len = file.metadata().map_err(about)?.len();
        let content = Content::Elsewhere { len };
        let mut message = AppendMessage::new(AppendData::Literal(content));
        flags.into_iter().for_each(|flag| message.flags.push(flag));
        self.show.look = Look::Plain;
        let handle = self.client.send(Append {
            mailbox,
            messages: Vec1::one(message),
        })?;
        let bar = self.show.bar(len, path.display().to_string());
        self.upload = Some(Upload { handle, file, bar });
        let ok = self.wait(handle).await;
        if let Some(Upload { bar: Some(bar), .. }) = self.upload.take() {
            bar.finish_and_clear();
        }
        ok
    }

    async fn idle(&mut self, time: Option<Duration>) -> Result<bool, Box<dyn Error>> {
        self.show.look = Look::Plain;
        let handle = match self.client.send(CommandBody::Idle) {
            Ok(handle) => handle,
            Err(why) => {
                self.show.say(&format!("not sent: {why}"));
                return Ok(false);
            }
        };
        let until = Until {
            ended: Some(handle),
            time: time.map(|time| Moment::now() + time),
            line: time.is_none(),
            ..Until::default()
        };
        match self.run(until).await? {
            Woke::Ended(end) => return Ok(end == End::Ok),
            Woke::Closed => return Ok(false),
            _ => self.client.done(handle)?,
        }
        self.wait(handle).await
    }

    /// Says farewell, if it was not said.
    pub(crate) async fn finish(&mut self) -> Result<bool, Box<dyn Error>> {
        let ok = self.wait_for_all().await?;
        self.show.look = Look::Plain;
        if let Ok(handle) = self.client.send(CommandBody::Logout) {
            self.wait(handle).await?;
        }
        // Until the server hangs up, or does not for too long.
        while !matches!(self.run(Until::default()).await?, Woke::Closed) {}
        Ok(ok)
    }

    /// Is the connection over?
    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }
}

/// How to log in.
#[derive(Clone, Debug)]
pub(crate) enum Method {
    /// The LOGIN command.
    Login,
    /// AUTHENTICATE.
    Sasl(imap_types::auth::AuthMechanism<'static>),
}

/// Reads into the inbox.
fn receive(
    wire: &mut Wire,
    inbox: &mut Inbox,
    watch: &mut Option<Watch>,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    let space = inbox.space(PIECE);
    let n = match ready!(wire.poll_read(cx, space)) {
        Ok(n) => n,
        // Many servers end TLS without a word.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => 0,
        Err(error) => return Poll::Ready(Err(error)),
    };
    if let Some(watch) = watch {
        watch.see(Side::Server, &space[..n])?;
    }
    match n {
        0 => inbox.end_of_input(),
        n => inbox.filled(n),
    }
    Poll::Ready(Ok(()))
}

/// What the driver makes of an event; the rest is shown.
fn react(
    client: &mut Client,
    show: &mut Show,
    exchange: &mut Option<(Handle, Box<dyn Mechanism>)>,
    upload: &mut Option<Upload>,
    broken: &mut Option<String>,
    event: Event<'_>,
) -> Result<(), Box<dyn Error>> {
    match (&event, exchange, upload) {
        (Event::Challenge { handle, challenge }, Some((whose, exchange)), _) if handle == whose => {
            let octets = challenge.as_ref().map(|octets| octets.expose().as_slice());
            let answer = octets
                .ok_or_else(|| "the challenge is no base64".into())
                .and_then(|octets| exchange.respond(octets));
            match answer {
                Ok(answer) => client.respond(*handle, answer)?,
                Err(error) => {
                    client.cancel(*handle)?;
                    *broken = Some(format!("the exchange is broken off: {error}"));
                }
            }
            Ok(())
        }
        (
            Event::Done { handle, status, .. } | Event::Cancelled { handle, status, .. },
            Some((whose, exchange)),
            _,
        ) if handle == whose && status.is_ok() && !exchange.may_succeed() => {
            client.close();
            Err("the server says OK, and has not proven who it is".into())
        }
        (Event::WantData { handle, max }, _, Some(upload)) if *handle == upload.handle => {
            let mut octets = vec![0; (*max).min(64 << 10)];
            let n = upload.file.read(&mut octets)?;
            if n == 0 {
                client.close();
                return Err("the file has become shorter".into());
            }
            client.supply(*handle, &octets[..n])?;
            if let Some(bar) = &upload.bar {
                bar.inc(n as u64);
            }
            Ok(())
        }
        _ => show.event(event),
    }
}
