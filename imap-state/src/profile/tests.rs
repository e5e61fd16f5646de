use alloc::{collections::BTreeSet, vec, vec::Vec};
use core::time::Duration;

use imap_codec::{GreetingDecoder, ResponseDecoder};
use imap_types::{IntoBoundedStatic, capability::CapabilityName, data::Data, response::Response};

use super::*;

/// As servers greet.
#[test]
fn greetings() {
    for (greeting, name) in [
        (
            "* OK Gimap ready for requests from 192.0.2.1 ada2fe7eead31-51a1",
            Some("gmail"),
        ),
        (
            "* OK Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (mail) ready.",
            Some("exchange-2003"),
        ),
        (
            "* OK The Microsoft Exchange IMAP4 service is ready. [QQBNADAAUABSADEAMABDAEEAMAAwADEANgA=]",
            Some("exchange-online"),
        ),
        (
            "* OK The Microsoft Exchange IMAP4 service is ready.",
            Some("exchange"),
        ),
        (
            "* OK Microsoft Exchange Server 2007 IMAP4 service ready",
            Some("exchange"),
        ),
        (
            "* OK [CAPABILITY XAPPLEPUSHSERVICE IMAP4 IMAP4rev1 SASL-IR AUTH=ATOKEN AUTH=PLAIN] (2510B1-4b2f2f8e) ms21053",
            Some("icloud"),
        ),
        (
            "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 ID MOVE NAMESPACE XYMHIGHESTMODSEQ UIDPLUS LITERAL+] IMAP4rev1 Hello",
            Some("yahoo"),
        ),
        (
            "* OK [CAPABILITY IMAP4 IMAP4rev1 ID AUTH=PLAIN AUTH=LOGIN NAMESPACE] QQMail XMIMAP4Server ready",
            Some("qq"),
        ),
        (
            "* OK Coremail System IMap Server Ready(163com[10774b260cc7a37d26d71b52404dcf5c])",
            Some("netease"),
        ),
        ("* OK Coremail System IMap Server Ready", Some("coremail")),
        (
            "* OK Yandex IMAP4rev1 at imap1.example ready to talk with 192.0.2.1",
            Some("yandex"),
        ),
        (
            "* OK IMAP4 Server (Zoho Mail IMAP4rev1 Server version 1.0)",
            Some("zoho"),
        ),
        (
            "* OK Domino IMAP4 Server Release 9.0.1FP10 ready Mon, 1 Jan 2024 00:00:00 +0000",
            Some("domino"),
        ),
        (
            "* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN] Courier-IMAP ready. Copyright 1998-2018 Double Precision, Inc.",
            Some("courier"),
        ),
        (
            "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID] Dovecot (Debian) ready.",
            Some("dovecot"),
        ),
        (
            "* OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE] localhost Cyrus IMAP 3.6.1-Debian-3.6.1-4 server ready",
            Some("cyrus"),
        ),
        (
            "* OK [CAPABILITY IDLE IMAP4rev1 MOVE] Proton Mail Bridge 03.00.00 - gluon session ID 1",
            Some("proton-bridge"),
        ),
        (
            "* OK [CAPABILITY IMAP4REV1 AUTH=LOGIN MOVE] IMAP4rev1 DavMail 6.0.1-3390 server ready",
            Some("davmail"),
        ),
        (
            "* OK IMAP4rev1 Server GreenMail v1.6.0 ready",
            Some("greenmail"),
        ),
        ("* OK IMAPrev1", Some("hmailserver")),
        (
            "* OK JAMES IMAP4rev1 Server 192.0.2.1 is ready.",
            Some("james"),
        ),
        (
            "* OK [CAPABILITY IMAP4REV1] localhost IMAP4rev1 2007f.404 at Mon, 1 Jan 2024",
            Some("uw-imap"),
        ),
        ("* OK [CAPABILITY IMAP4rev2] ready", None),
    ] {
        let line = alloc::format!("{greeting}\r\n");
        let decoded = GreetingDecoder::tolerant().decode(line.as_bytes()).unwrap();
        let mut session = crate::session::Session::new(crate::session::TlsPolicy::Plain);
        session.greeted(&decoded.value).unwrap();
        let found = detect(&Signs {
            greeting: Some(decoded.value.text.text.as_bytes()),
            capabilities: session.capabilities().unwrap_or_default(),
            ..Signs::default()
        });
        assert_eq!(found.map(|profile| profile.name), name, "{greeting}");
    }
}

fn by_id(line: &[u8]) -> Option<&'static str> {
    let decoded = ResponseDecoder::tolerant().decode(line).unwrap();
    let Response::Data(Data::Id(id)) = decoded.value.into_static() else {
        panic!()
    };
    let signs = Signs {
        id: Some(&id),
        greeting: Some(b"Dovecot ready."),
        ..Signs::default()
    };
    detect(&signs).map(|profile| profile.name)
}

/// What it calls itself says more than its greeting, which may be a proxy's; what it was called says most.
#[test]
fn which_says_more() {
    assert_eq!(
        by_id(b"* ID (\"name\" \"GImap\" \"vendor\" \"Google, Inc.\")\r\n"),
        Some("gmail")
    );
    assert_eq!(
        by_id(b"* ID (\"NAME\" \"cyrus IMAPD\" \"version\" NIL)\r\n"),
        Some("cyrus")
    );
    assert_eq!(by_id(b"* ID (\"name\" NIL)\r\n"), Some("dovecot"));
    assert_eq!(by_id(b"* ID NIL\r\n"), Some("dovecot"));
    for (host, name) in [
        ("imap.gmail.com", Some("gmail")),
        ("IMAP.GMAIL.COM.", Some("gmail")),
        ("imap.163.com", Some("netease")),
        ("not163.com", None),
        ("163.com.example", None),
        ("imap.example.com", None),
        ("com", None),
        ("", None),
    ] {
        let signs = Signs {
            host: Some(host),
            ..Signs::default()
        };
        assert_eq!(detect(&signs).map(|profile| profile.name), name, "{host}");
    }
    let all = Signs {
        host: Some("imap.qq.com"),
        greeting: Some(b"Gimap ready"),
        ..Signs::default()
    };
    assert_eq!(detect(&all).map(|profile| profile.name), Some("qq"));
}

#[test]
fn the_table() {
    let mut names = BTreeSet::new();
    for profile in PROFILES {
        assert!(
            names.insert(profile.name),
            "{} is there twice",
            profile.name
        );
        assert_eq!(Profile::named(profile.name), Some(profile));
        assert!(!profile.marks.is_empty() && !profile.source.is_empty());
        // Each is the one that its own marks tell, but for those of a kind (Coremail at NetEase).
        for mark in profile.marks {
            let host;
            let signs = match mark {
                Mark::Host(name) => {
                    host = alloc::format!("x.{name}");
                    Signs {
                        host: Some(&host),
                        ..Signs::default()
                    }
                }
                Mark::Greeting(text) => Signs {
                    greeting: Some(text.as_bytes()),
                    ..Signs::default()
                },
                _ => continue,
            };
            assert_eq!(detect(&signs), Some(profile), "{mark:?}");
        }
        for name in profile.ways.distrusted {
            assert!(
                CapabilityName::ALL
                    .iter()
                    .any(|known| known.as_str() == *name)
            );
        }
        // Only what is off by itself is turned on.
        assert!(
            profile
                .ways
                .guesses
                .iter()
                .all(|quirk| !quirk.is_tolerated())
        );
        assert!(profile.met.iter().all(|quirk| quirk.is_tolerated()));
        assert!(profile.ways.command_octets >= 1000);
    }
    assert_eq!(Profile::named("nobody"), None);
}

#[test]
fn hints() {
    let wait = |millis| Some(Hint::Wait(Duration::from_millis(millis)));
    for (text, wanted) in [
        (
            "Request is throttled. Suggested Backoff Time: 92415 milliseconds",
            wait(92_415),
        ),
        ("suggested backoff time: 3 seconds", wait(3_000)),
        (
            "Suggested Backoff Time: 99999999999999999999 milliseconds",
            Some(Hint::Wait(Duration::from_millis(u64::MAX))),
        ),
        ("Suggested Backoff Time: soon", None),
        ("Suggested Backoff Time: 5", None),
        ("Suggested Backoff Time: ", None),
        (
            "User is authenticated but not connected.",
            Some(Hint::Reconnect),
        ),
        (
            "SELECT Unsafe Login. Please contact kefu@188.com for help",
            Some(Hint::SayId),
        ),
        ("Done", None),
        ("", None),
    ] {
        assert_eq!(hint(text.as_bytes()), wanted, "{text}");
    }
}

/// Parts name the same messages and keep to the limit, whatever it is.
#[test]
fn parts() {
    use imap_types::{command::CommandBody, sequence::SequenceSet, store::StoreItem};
    let all: Vec<_> = (1..500_u32).map(|n| alloc::format!("{}", n * 3)).collect();
    let set: SequenceSet = all.join(",").parse().unwrap();
    for octets in [100, 500, 1000, 100_000] {
        let ways = Ways {
            command_octets: octets,
            ..Ways::PLAIN
        };
        let flags = StoreItem::Add(imap_types::flag::Flag::Seen.into());
        for command in [
            CommandBody::uid_fetch(set.clone(), imap_types::fetch::FetchAtt::Flags),
            CommandBody::uid_store(set.clone(), flags),
        ] {
            let parts = ways.parts(command.clone());
            let mut sets = vec![];
            for mut part in parts {
                let line = shape::written(part.clone()).unwrap();
                assert!(line.len() <= octets, "{}", line.len());
                sets.push(alloc::format!("{}", shape::set_of(&mut part).unwrap()));
            }
            assert_eq!(sets.join(","), all.join(","));
        }
    }
    // By number it cannot be taken apart: EXPUNGE may come between.
    let copy = CommandBody::Copy(imap_types::command::Copy {
        set,
        mailbox: "x".try_into().unwrap(),
    });
    assert_eq!(
        Ways {
            command_octets: 100,
            ..Ways::PLAIN
        }
        .parts(copy.clone()),
        [copy]
    );
}
