//! What is wrong, as a compiler would say it: [`Report`].
//!
//! A plain struct, so that it goes into whatever draws diagnostics, miette or ariadne or an editor's list of problems. It
//! holds offsets and names, and no byte of the message.

use alloc::{format, string::String, vec, vec::Vec};
use core::{fmt, ops::Range};

use crate::{
    error::{DecodeError, Deviation, Salvaged},
    redact::{marked, moved, secret},
    rule::Rule,
    wire::frame::{FrameError, FrameErrorKind},
};

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Severity {
    /// Mended: nothing is lost.
    Advice,
    /// An item was left out.
    Warning,
    /// The message, or the stream, cannot be read.
    Error,
}

impl Severity {
    /// `advice`, `warning`, `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place in the message, and what is to be said of it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Label {
    /// Bytes from the start of the message; empty, if something is missing there.
    pub range: Range<usize>,
    /// In a few words.
    pub text: String,
}

/// What is wrong, where, by which rule, and what would help.
///
/// ```
/// use imap_codec::{ResponseDecoder, Reports};
///
/// let message = b"* 1 FETCH (UID 7 ENVELOPE (\"Wed, 17 Jul\") FLAGS ())\r\n";
/// let decoded = ResponseDecoder::tolerant().decode(message)?;
/// assert_eq!(decoded.salvaged[0].report().render(message), "\
/// warning[left-out]: an item that cannot be read was left out: expected SP
///  --> byte 40, in envelope
///   |
///   | * 1 FETCH (UID 7 ENVELOPE (\"Wed, 17 Jul\") FLAGS ())
///   |                                         ^ expected SP
///   |                  ^^^^^^^^^^^^^^^^^^^^^^^^ left out of msg-att
///   = RFC 5234 appendix B.1, https://www.rfc-editor.org/rfc/rfc5234.html#appendix-B.1
/// ");
/// # Ok::<(), imap_codec::DecodeError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Stable, for machines: [`Rule::code`] of an error, the quirk's name of what was mended, `left-out` of what was left
    /// out, `framing-…` of a broken stream. All are listed in `assets/errors.tsv`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub message: String,
    /// The rule that is broken; `None`, if it is none of the grammar.
    pub rule: Option<Rule>,
    /// What was being read.
    pub within: Option<Rule>,
    /// Where: the first is the place itself. The tag, if there is one, is the last.
    pub labels: Vec<Label>,
    /// What can be done.
    pub help: Option<String>,
    /// The section that says so.
    pub url: Option<String>,
    /// From which byte on the message may be secret.
    secret: Option<usize>,
}

/// What can be told as a [`Report`].
pub trait Reports {
    /// All that is known, without the bytes.
    fn report(&self) -> Report;
}

fn label(range: Range<usize>, text: impl Into<String>) -> Label {
    Label {
        range,
        text: text.into(),
    }
}

impl Reports for DecodeError {
    fn report(&self) -> Report {
        let wanted = format!("expected {}", self.expected);
        let mut labels = vec![label(self.offset..self.offset, wanted.as_str())];
        labels.extend(self.tag.clone().map(|tag| label(tag, "the tag")));
        Report {
            code: self.code(),
            severity: Severity::Error,
            message: wanted,
            rule: Some(self.expected),
            within: Some(self.within),
            labels,
            help: self.quirk.map(|quirk| {
                format!(
                    "the quirk {quirk} ({}) would mend it: {}",
                    quirk.number(),
                    quirk.summary()
                )
            }),
            url: self.expected.url(),
            secret: secret(self),
        }
    }
}

impl Reports for Deviation {
    fn report(&self) -> Report {
        let quirk = self.quirk;
        Report {
            code: quirk.as_str(),
            severity: Severity::Advice,
            message: format!("mended: {}", quirk.summary()),
            rule: Some(quirk.rule()),
            within: None,
            labels: vec![label(self.range.clone(), "mended here")],
            help: Some(format!(
                "catalogue {}; seen: {}",
                quirk.number(),
                quirk.source()
            )),
            url: quirk.rule().url(),
            secret: None,
        }
    }
}

impl Reports for Salvaged {
    fn report(&self) -> Report {
        let mut report = self.error.report();
        report.labels.retain(|label| label.text != "the tag");
        report.labels.push(label(
            self.range.clone(),
            format!("left out of {}", self.slot),
        ));
        Report {
            code: "left-out",
            severity: Severity::Warning,
            message: format!(
                "an item that cannot be read was left out: {}",
                report.message
            ),
            ..report
        }
    }
}

impl FrameErrorKind {
    /// A stable code for machines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LineTooLong => "framing-line-too-long",
            Self::LiteralTooLong => "framing-literal-too-long",
            Self::NonSyncTooLong => "framing-non-sync-too-long",
            Self::LiteralLengthOverflow => "framing-literal-length-overflow",
            Self::MessageTooLong => "framing-message-too-long",
            Self::TooManyLiterals => "framing-too-many-literals",
            Self::Truncated(_) => "framing-truncated",
        }
    }
}

impl Reports for FrameError {
    fn report(&self) -> Report {
        let rule = Rule::Literal;
        let in_literal = !matches!(
            self.kind,
            FrameErrorKind::LineTooLong | FrameErrorKind::Truncated(_)
        );
        Report {
            code: self.kind.code(),
            severity: Severity::Error,
            message: format!("{}, at byte {} of the stream", self.kind, self.offset),
            rule: in_literal.then_some(rule),
            within: None,
            labels: vec![label(self.in_message..self.in_message, "here")],
            help: Some(match self.kind {
                FrameErrorKind::Truncated(_) => "the peer hung up inside a message".into(),
                _ => "where the next message begins is not known any more: close the connection; `Limits` can be raised".into(),
            }),
            url: in_literal.then(|| rule.url()).flatten(),
            secret: None,
        }
    }
}

impl Report {
    /// The report of a text that is fit for a log ([`redact`](crate::redact::redact())), and the text: for what draws
    /// reports by itself.
    #[must_use]
    pub fn redacted(mut self, message: &[u8]) -> (Self, String) {
        let mut ranges = self.labels.iter_mut().map(|label| &mut label.range);
        let text = moved(message, &mut ranges, self.secret);
        self.secret = None;
        (self, text)
    }

    /// Draws it for people, with the line, redacted ([`redact`](crate::redact::redact())).
    #[must_use]
    pub fn render(&self, message: &[u8]) -> String {
        self.draw(message, true, self.secret)
    }

    /// The same, where all of the message is secret.
    #[must_use]
    pub fn render_secret(&self, message: &[u8]) -> String {
        self.draw(message, true, Some(0))
    }

    /// The same with every byte shown, for a terminal of the user's own.
    #[must_use]
    pub fn render_in_full(&self, message: &[u8]) -> String {
        self.draw(message, false, None)
    }

    fn draw(&self, message: &[u8], hide: bool, secret: Option<usize>) -> String {
        use core::fmt::Write as _;
        let mut text = format!("{}[{}]: {}\n", self.severity, self.code, self.message);
        let Some(first) = self.labels.first() else {
            return text;
        };
        let at = first.range.start;
        // A String takes all that is written.
        let _ = match self.within {
            Some(within) => writeln!(text, " --> byte {at}, in {within}"),
            None => writeln!(text, " --> byte {at}"),
        };
        let [line, marks] = marked(message, first.range.clone(), hide, secret);
        let _ = writeln!(text, "  |\n  | {line}\n  | {marks} {}", first.text);
        for label in self.labels.iter().skip(1) {
            let [other, marks] = marked(message, label.range.clone(), hide, secret);
            // On the same line, unless it is far away.
            if other == line {
                let _ = writeln!(text, "  | {marks} {}", label.text);
            } else {
                let _ = writeln!(text, "  |\n  | {other}\n  | {marks} {}", label.text);
            }
        }
        match (self.rule, &self.url) {
            (Some(rule), Some(url)) => {
                let _ = writeln!(text, "  = {}, {url}", rule.place());
            }
            (Some(rule), None) => {
                let _ = writeln!(text, "  = {}", rule.place());
            }
            (None, _) => {}
        }
        if let Some(help) = &self.help {
            let _ = writeln!(text, "  = help: {help}");
        }
        text
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for Report {}
