//! What happens, for people.

use std::{
    collections::HashMap,
    error::Error,
    fs::File,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    time::Duration,
};

use imap_state::{
    client::{Event, Outcome},
    mailbox::Change,
    tag::Handle,
};
use imap_types::{
    code::Code,
    core::{Content, Content8},
    data::Data,
    fetch::{Fetch, MsgAtt},
    list::{Attribute, MailboxList},
    response::{Response, Status, StatusKind, Tagged},
};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use mail_parser::MessageParser;

use crate::{command::Look, transcript::bytes};

/// From so many bytes on there is a bar.
const LONG: u64 = 64 << 10;

/// Where a body goes.
pub(crate) enum Sink {
    /// It is only named.
    Nowhere,
    /// It is shown.
    Screen(Vec<u8>),
    /// It is saved.
    File(PathBuf, Option<File>, u64),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    Ok,
    /// NO or BAD.
    Refused,
    /// It was not sent, or the connection is over.
    Lost,
}

pub(crate) struct Show {
    pub(crate) look: Look,
    pub(crate) sink: Sink,
    pub(crate) bars: MultiProgress,
    bar: Option<ProgressBar>,
    /// The commands that have ended.
    pub(crate) ends: HashMap<Handle, End>,
    pub(crate) ready: bool,
    utf8: bool,
}

impl Show {
    pub(crate) fn new() -> Self {
        let target = if io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            look: Look::Plain,
            sink: Sink::Nowhere,
            bars: MultiProgress::with_draw_target(target),
            bar: None,
            ends: HashMap::new(),
            ready: false,
            utf8: false,
        }
    }

    /// A line for the user.
    pub(crate) fn say(&self, line: &str) {
        let line = printable(line);
        // Whoever reads our output may have seen enough.
        self.bars.suspend(|| writeln!(io::stdout(), "{line}")).ok();
    }

    /// A bar for so many bytes, if it takes long enough to be seen.
    pub(crate) fn bar(&self, len: u64, what: String) -> Option<ProgressBar> {
        let style = "{msg:20!} {bar:30} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left";
        (len >= LONG).then(|| {
            let bar = self.bars.add(ProgressBar::new(len).with_message(what));
            bar.enable_steady_tick(Duration::from_millis(200));
            match ProgressStyle::with_template(style) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        })
    }

    /// Names in UTF-8, or in modified UTF-7.
    pub(crate) const fn set_utf8(&mut self, utf8: bool) {
        self.utf8 = utf8;
    }

    /// This has happened.
    pub(crate) fn event(&mut self, event: Event<'_>) -> Result<(), Box<dyn Error>> {
        match event {
            Event::Greeting(greeting) => {
                self.say(&String::from_utf8_lossy(greeting.text.text.as_bytes()));
            }
            Event::Ready => self.ready = true,
            Event::Done {
                handle,
                command,
                status,
            } => self.done(handle, &command, &status),
            Event::Refused { handle, why } => {
                self.say(&format!("not sent: {why}"));
                self.ends.insert(handle, End::Lost);
            }
            Event::Lost {
                handle,
                command,
                why,
                ..
            } => {
                self.say(&format!("{command}: {why}"));
                self.ends.insert(handle, End::Lost);
            }
            Event::Changed(change) => self.change(change),
            Event::ChangedMuch => self.say("(much has changed in the mailbox)"),
            Event::Fetched(fetch) => self.fetched(fetch)?,
            Event::BodyHead { body, .. } => {
                let what = body
                    .uid
                    .map_or_else(String::new, |uid| format!("UID {uid}"));
                self.bar = self.bar(body.len, what);
            }
            Event::Body { chunk, .. } => {
                self.body(chunk)?;
                if let Some(bar) = &self.bar {
                    bar.inc(chunk.len() as u64);
                }
            }
            Event::Data(data) => self.data(data),
            Event::Status(status) => self.status(status),
            Event::Unparsed { raw, error, .. } => {
                self.say(error.render(raw).trim_end());
            }
            Event::Mended {
                deviations,
                salvaged,
            } => {
                for deviation in deviations {
                    self.say(&format!("(mended: {deviation})"));
                }
                for item in salvaged {
                    self.say(&format!("(left out: {})", item.error));
                }
            }
            Event::Unexpected(response) => self.say(&format!("(unasked: {response:?})")),
            _ => {}
        }
        Ok(())
    }

    fn done(&mut self, handle: Handle, command: &str, status: &Outcome<'_>) {
        let end = if status.is_ok() {
            End::Ok
        } else {
            End::Refused
        };
        self.ends.insert(handle, end);
        if self.look == Look::Wire || !status.is_ok() || has_news(&status.text.code) {
            let line = bytes(&Response::Tagged(Tagged {
                // Not the real one, since nobody has typed it.
                tag: imap_types::core::Tag::from_scanned(b"-"[..].into()),
                state: status.state,
                text: status.text.clone(),
            }));
            let line = String::from_utf8_lossy(&line);
            let text = line.trim_start_matches("- ").trim_end();
            self.say(&format!("{command}: {text}"));
        }
    }

    fn change(&self, change: Change) {
        match change {
            Change::Exists { now, .. } => self.say(&format!("{now} messages")),
            Change::Expunged { seq, uid } => {
                let uid = uid.map_or_else(String::new, |uid| format!(" (UID {uid})"));
                self.say(&format!("message {seq}{uid} is gone"));
            }
            Change::ExpungedMany { count, .. } => self.say(&format!("{count} messages are gone")),
            Change::Lie(lie) => self.say(&format!("(the server contradicts itself: {lie:?})")),
            _ => {}
        }
    }

    fn status(&self, status: Status<'_>) {
        let alert = matches!(status.text.code, Some(Code::Alert));
        if self.look == Look::Wire || alert || status.kind != StatusKind::Ok {
            self.wire(&Response::Status(status));
        }
    }

    fn data(&self, data: Data<'_>) {
        match data {
            Data::List(list) | Data::Lsub(list) if self.look == Look::Plain => self.mailbox(&list),
            Data::Capability(_) if self.look == Look::Plain => {}
            data => self.wire(&Response::Data(data)),
        }
    }

    fn wire(&self, response: &Response<'_>) {
        let line = bytes(response);
        self.say(String::from_utf8_lossy(&line).trim_end());
    }

    fn mailbox(&self, list: &MailboxList<'_>) {
        let name = if self.utf8 {
            list.mailbox.to_str().map(Into::into).ok()
        } else {
            list.mailbox.decoded().ok()
        };
        let name = name.unwrap_or_else(|| String::from_utf8_lossy(list.mailbox.as_bytes()));
        let attributes = list.attributes.iter().filter_map(Attribute::keyword);
        let attributes = attributes.collect::<Vec<_>>().join(" ");
        self.say(format!("{name:30} {attributes}").trim_end());
    }

    fn fetched(&mut self, fetch: Fetch<'_>) -> Result<(), Box<dyn Error>> {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        if !matches!(self.sink, Sink::Nowhere) {
            for item in &fetch.items {
                let octets = match item {
                    MsgAtt::BodySection(part) => part.data.as_ref().and_then(Content::as_bytes),
                    MsgAtt::Binary(part) => part.data.as_ref().and_then(Content8::as_bytes),
                    _ => None,
                };
                if let Some(octets) = octets {
                    self.body(octets)?;
                }
            }
            return Ok(());
        }
        if self.look == Look::Wire {
            self.wire(&Response::Data(Data::Fetch(fetch)));
        } else if let Some(row) = row(&fetch) {
            self.say(&row);
        }
        Ok(())
    }

    fn body(&mut self, octets: &[u8]) -> io::Result<()> {
        match &mut self.sink {
            Sink::Nowhere => {}
            Sink::Screen(buffer) => buffer.extend_from_slice(octets),
            Sink::File(path, file, len) => {
                if file.is_none() {
                    *file = Some(File::create(path)?);
                }
                if let Some(file) = file {
                    file.write_all(octets)?;
                }
                *len += octets.len() as u64;
            }
        }
        Ok(())
    }

    /// What was fetched is complete.
    pub(crate) fn finish_body(&mut self) -> bool {
        match core::mem::replace(&mut self.sink, Sink::Nowhere) {
            Sink::Nowhere => true,
            Sink::Screen(message) if message.is_empty() => {
                self.say("no such message");
                false
            }
            Sink::Screen(message) => {
                self.say(&text(&message));
                true
            }
            Sink::File(path, Some(_), len) => {
                self.say(&format!("{}: {len} bytes", path.display()));
                true
            }
            Sink::File(_, None, _) => {
                self.say("no such message, or no such part");
                false
            }
        }
    }
}

/// Does the code tell what a user wants to know?
const fn has_news(code: &Option<Code<'_>>) -> bool {
    matches!(
        code,
        Some(Code::AppendUid { .. } | Code::CopyUid { .. } | Code::Modified(_) | Code::Alert)
    )
}

/// A message in a line: UID, flags, size, date, from, subject.
fn row(fetch: &Fetch<'_>) -> Option<String> {
    let mut flags = [' '; 4];
    for (at, letter, name) in [
        (0, 'N', "\\Seen"),
        (1, 'A', "\\Answered"),
        (2, 'F', "\\Flagged"),
        (3, 'D', "\\Deleted"),
    ] {
        let set = fetch.flags().iter().any(|flag| flag.to_string() == name);
        // What is not seen is new.
        if set != (at == 0) {
            flags[at] = letter;
        }
    }
    let uid = fetch.uid().map_or_else(String::new, |uid| uid.to_string());
    let Some(envelope) = fetch.envelope() else {
        let told = |item: &MsgAtt<'_>| matches!(item, MsgAtt::Flags(_));
        let told = fetch.items.iter().any(told);
        return told.then(|| format!("{uid:>6} {}", fetch.flags()));
    };
    let (mut size, mut date) = (String::new(), String::new());
    for item in &fetch.items {
        match item {
            MsgAtt::Rfc822Size(octets) => size = octets.to_string(),
            MsgAtt::InternalDate(internal) => {
                date = internal.to_string();
                date.truncate(11);
            }
            _ => {}
        }
    }
    let from = envelope.from().iter().find(|from| !from.host.is_nil());
    let from = from.map_or_else(String::new, |from| {
        let address = [&from.mailbox, &from.host].map(|part| lossy(part.as_bytes()));
        match from.name.as_bytes() {
            Some(name) => decoded(name),
            None => address.join("@"),
        }
    });
    let subject = decoded(envelope.subject.as_bytes().unwrap_or_default());
    let from: String = from.chars().take(22).collect();
    let flags: String = flags.iter().collect();
    Some(format!(
        "{uid:>6} {flags} {size:>8} {date} {from:22} {subject}"
    ))
}

fn lossy(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

/// Words of RFC 2047 decoded.
fn decoded(words: &[u8]) -> String {
    let header = [b"Subject: ", words, b"\r\n\r\n"].concat();
    let message = MessageParser::new().parse(&header);
    let subject = message.as_ref().and_then(|message| message.subject());
    subject.map_or_else(|| lossy(Some(words)), ToOwned::to_owned)
}

/// Headers and text of a message.
fn text(message: &[u8]) -> String {
    let Some(parsed) = MessageParser::new().parse(message) else {
        return lossy(Some(message));
    };
    let mut text = String::new();
    for name in ["From", "To", "Cc", "Date", "Subject"] {
        if let Some(value) = parsed.header_raw(name) {
            text.push_str(&format!("{name}: {}\n", decoded(value.trim().as_bytes())));
        }
    }
    for part in 0..parsed.text_body_count() {
        if let Some(body) = parsed.body_text(part) {
            text.push('\n');
            text.push_str(&body);
        }
    }
    for attachment in parsed.attachments() {
        let name = mail_parser::MimeHeaders::attachment_name(attachment).unwrap_or("(no name)");
        text.push_str(&format!("\n[{name}, {} bytes]", attachment.len()));
    }
    text
}

/// What a server or a sender says must not steer the terminal.
fn printable(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            // Turns the direction of the text around.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}
