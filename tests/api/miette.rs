//! Reports in miette's clothes: the adapter is [`Diagnostic for Told`](::miette::Diagnostic), and no feature is needed.

use std::fmt;

use ::miette::{Diagnostic, LabeledSpan, NarratableReportHandler, SourceCode};
use imap_codec::{CommandDecoder, Report, Reports, Severity};

// ---- what a user writes ----

/// A report and the text that it is about: the message, redacted.
#[derive(Debug)]
struct Told(Report, String);

impl Told {
    fn new(what: &impl Reports, message: &[u8]) -> Self {
        let (report, text) = what.report().redacted(message);
        Self(report, text)
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Told {}

impl Diagnostic for Told {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(self.0.code))
    }
    fn severity(&self) -> Option<::miette::Severity> {
        Some(match self.0.severity {
            Severity::Advice => ::miette::Severity::Advice,
            Severity::Warning => ::miette::Severity::Warning,
            _ => ::miette::Severity::Error,
        })
    }
    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(self.0.help.as_ref()?))
    }
    fn url(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(self.0.url.as_ref()?))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.1)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = |label: &imap_codec::Label| {
            LabeledSpan::new_with_span(Some(label.text.clone()), label.range.clone())
        };
        Some(Box::new(self.0.labels.iter().map(span)))
    }
}

// ---- and what comes of it ----

fn drawn(told: &Told) -> String {
    let mut text = String::new();
    NarratableReportHandler::new()
        .render_report(&mut text, told)
        .unwrap();
    text
}

#[test]
fn a_report_is_a_diagnostic() {
    let message = b"A3 STATUS blurdybloop (UIDNEXT (MESSAGES))\r\n";
    let error = CommandDecoder::strict().decode(message).unwrap_err();
    let text = drawn(&Told::new(&error, message));
    for part in [
        "status-att",
        "expected status-att",
        "the tag",
        "A3 STATUS blurdybloop (UIDNEXT (MESSAGES))",
        "https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.11",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
}

#[test]
fn the_quirk_that_would_help() {
    let message = b"a1 FETCH 1 BODY.PEEK[HEADER.FIELDS(X)]\r\n";
    let error = CommandDecoder::strict().decode(message).unwrap_err();
    let report = error.report();
    assert_eq!(
        report.help.as_deref(),
        Some(
            "the quirk fields-without-space (S101) would mend it: no SP between HEADER.FIELDS and its list"
        )
    );
    assert!(drawn(&Told::new(&error, message)).contains("fields-without-space"));
}

#[test]
fn no_secret() {
    let message = b"A2 LOGIN alice secret too much\r\n";
    let error = CommandDecoder::strict().decode(message).unwrap_err();
    assert!(!error.report().render(message).contains("secret"));
    let text = drawn(&Told::new(&error, message));
    assert!(
        text.contains("A2 LOGIN ...") && !text.contains("secret"),
        "{text}"
    );
}
