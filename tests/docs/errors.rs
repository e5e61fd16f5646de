//! `assets/errors.tsv`: every code that a report can have, which stay as they are.

use std::{collections::BTreeSet, fs};

use imap_codec::{Cut, FrameErrorKind, Quirk, Rule};

#[test]
fn the_codes_are_listed() {
    let mut codes = BTreeSet::new();
    let mut should = String::from("code\tseverity\twhat\tplace\turl\n");
    let mut row = |code: &str, severity: &str, what: &str, rule: Option<Rule>| {
        assert!(codes.insert(code.to_owned()), "{code} is there twice");
        assert!(
            code.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            "{code}"
        );
        let place = rule.map_or("", Rule::place);
        let url = rule.and_then(Rule::url).unwrap_or_default();
        should += &format!("{code}\t{severity}\t{what}\t{place}\t{url}\n");
    };
    for rule in Rule::ALL {
        row(
            rule.code(),
            "error",
            &format!("expected {rule}"),
            Some(*rule),
        );
    }
    for kind in [
        FrameErrorKind::LineTooLong,
        FrameErrorKind::LiteralTooLong,
        FrameErrorKind::NonSyncTooLong,
        FrameErrorKind::LiteralLengthOverflow,
        FrameErrorKind::MessageTooLong,
        FrameErrorKind::TooManyLiterals,
        FrameErrorKind::Truncated(Cut::Line),
    ] {
        row(kind.code(), "error", &kind.to_string(), None);
    }
    row(
        "left-out",
        "warning",
        "an item that cannot be read was left out",
        None,
    );
    for quirk in Quirk::ALL {
        row(
            quirk.as_str(),
            "advice",
            quirk.summary(),
            Some(quirk.rule()),
        );
    }
    let is = fs::read_to_string(crate::path("assets/errors.tsv")).unwrap_or_default();
    // A code that was there once is never taken away, nor given to something else.
    for line in is.lines().skip(1) {
        let code = line.split('\t').next().unwrap();
        assert!(codes.contains(code), "{code} is gone");
    }
    crate::check("assets/errors.tsv", &is, &should);
}

/// Every place has an address, but for the one that is ours.
#[test]
fn every_rule_has_its_section() {
    for rule in Rule::ALL {
        let url = rule.url();
        assert_eq!(url.is_none(), *rule == Rule::Depth, "{rule}: {url:?}");
        let tail = url.as_deref().and_then(|url| url.split_once('#'));
        if rule.place().contains("section") || rule.place().contains("appendix") {
            assert!(
                tail.is_some_and(|(_, at)| !at.contains([' ', ','])),
                "{url:?}"
            );
        }
    }
}
