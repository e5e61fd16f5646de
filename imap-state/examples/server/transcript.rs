//! What was said, a line a message: typed, and without passwords and mail.
//!
//! ```text
//! 0.013 #1 C Login       a LOGIN ...
//! 0.014 #1 S Tagged      a OK [CAPABILITY ...
//! 0.020 #1 = 2 commands, 3 responses; 5 typed in full, 0 with something unknown, 0 not understood
//! ```

use std::{
    fs::File,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use imap_codec::{
    CommandDecoder, Encodable, EncodeOptions, Encoder, Fragment, GreetingDecoder, Options,
    ResponseDecoder, redact::redact,
};
use imap_state::observe::Message;
use imap_types::{
    command::{CommandBody, Uid},
    response::Response,
};

#[derive(Clone, Debug)]
pub(crate) struct Transcript {
    file: Arc<Mutex<File>>,
    start: Instant,
}

/// Of one connection.
#[derive(Debug)]
pub(crate) struct Pages {
    transcript: Transcript,
    number: u64,
    commands: u64,
    responses: u64,
    unknown: u64,
    not_understood: u64,
}

impl Transcript {
    pub(crate) fn new(file: File) -> Self {
        Self {
            file: Arc::new(Mutex::new(file)),
            start: Instant::now(),
        }
    }

    pub(crate) fn of(&self, number: u64) -> Pages {
        Pages {
            transcript: self.clone(),
            number,
            commands: 0,
            responses: 0,
            unknown: 0,
            not_understood: 0,
        }
    }
}

impl Pages {
    pub(crate) fn see(&mut self, message: &Message<'_, '_>) {
        match message {
            Message::Command(command) => {
                self.commands += 1;
                let name = match &command.body {
                    CommandBody::Uid(uid) => format!("Uid{}", name(uid.keyword().unwrap_or("?"))),
                    body => name(body.keyword().unwrap_or("?")),
                };
                let bytes = written(*command);
                // Data that was streamed is not in it: it cannot be read again.
                let known = !matches!(
                    &command.body,
                    CommandBody::Other(_) | CommandBody::Uid(Uid::Other(_))
                ) && CommandDecoder::new(noting())
                    .decode(&bytes)
                    .is_ok_and(|again| again.others.is_empty());
                self.unknown += u64::from(!known);
                self.line('C', &name, known, &redact(&bytes, false));
            }
            Message::AuthenticateData(_) => self.line('C', "AuthenticateData", true, "..."),
            Message::IdleDone => self.line('C', "IdleDone", true, "DONE"),
            Message::Unparsed(unparsed) => {
                self.not_understood += 1;
                let what = format!("{} [{}]", redact(unparsed.raw, false), unparsed.error);
                self.line('C', "Unparsed", false, &what);
            }
            Message::Greeting(greeting) => {
                self.responses += 1;
                let bytes = written(*greeting);
                let again = GreetingDecoder::new(noting()).decode(&bytes);
                let known = again.is_ok_and(|again| again.others.is_empty());
                self.unknown += u64::from(!known);
                self.line('S', "Greeting", known, &redact(&bytes, false));
            }
            Message::Response(response) => {
                self.responses += 1;
                let name = match response {
                    Response::Data(data) => name(data.keyword().unwrap_or("?")),
                    Response::Status(_) => "Status".into(),
                    Response::Tagged(_) => "Tagged".into(),
                    _ => "Continue".into(),
                };
                let bytes = written(*response);
                let again = ResponseDecoder::new(noting()).decode(&bytes);
                let known =
                    again.is_ok_and(|again| again.others.is_empty() && again.deviations.is_empty());
                self.unknown += u64::from(!known);
                self.line('S', &name, known, &redact(&bytes, false));
            }
            Message::Continue(_) | Message::Challenge => self.line('S', "Continue", true, "+ ..."),
            _ => {}
        }
    }

    fn line(&self, side: char, kind: &str, known: bool, text: &str) {
        let mark = if known { "" } else { " !" };
        self.write(&format!("{side} {kind:<12}{mark} {text}"));
    }

    fn write(&self, text: &str) {
        let time = self.transcript.start.elapsed().as_secs_f64();
        let line = format!("{time:.3} #{} {text}\n", self.number);
        let mut file = self
            .transcript
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // A transcript that cannot be written does not stop the mail.
        let _lost = file.write_all(line.as_bytes());
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let Self {
            commands,
            responses,
            unknown,
            not_understood,
            ..
        } = *self;
        let typed = commands + responses - unknown;
        self.write(&format!(
            "= {commands} commands, {responses} responses; {typed} typed in full, {unknown} with something unknown, {not_understood} not understood"
        ));
    }
}

fn noting() -> Options {
    Options::tolerant().note_others(true).utf8(true)
}

/// As it could be written; data elsewhere by as many zeros.
fn written<M: Encodable>(message: &M) -> Vec<u8> {
    let mut encoder = Encoder::new(EncodeOptions::everything());
    let mut bytes = Vec::new();
    if let Ok(fragments) = encoder.encode_streaming(message) {
        for fragment in fragments {
            match fragment {
                Fragment::Line(line) => bytes.extend_from_slice(line),
                Fragment::Literal { data, .. } => bytes.extend_from_slice(data),
                Fragment::Elsewhere { len, .. } => bytes.resize(bytes.len() + len as usize, b'0'),
                _ => {}
            }
        }
    }
    bytes
}

/// `FETCH` as `Fetch`.
fn name(keyword: &str) -> String {
    let mut name = keyword.to_ascii_lowercase();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}
