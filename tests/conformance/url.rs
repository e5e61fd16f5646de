//! IMAP URLs ([RFC 5092](https://www.rfc-editor.org/rfc/rfc5092.html),
//! [RFC 5593](https://www.rfc-editor.org/rfc/rfc5593.html)).

use arbitrary::{Arbitrary, Unstructured};
use imap_types::{
    IntoBoundedStatic,
    url::{
        ImapUrl, UrlAccess, UrlAuthType, UrlCommand, UrlMechanism, UrlReference, UrlString, UrlText,
    },
};

/// Read, and written again as it was.
#[track_caller]
fn same(urls: &[&str]) {
    for url in urls {
        let parsed = ImapUrl::try_from(*url).unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(parsed.to_url(), UrlString::try_from(*url).unwrap());
    }
}

/// Read, and written as what stands on the right, which says the same.
#[track_caller]
fn written(urls: &[(&str, &str)]) {
    for (url, written) in urls {
        let parsed = ImapUrl::try_from(*url).unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(parsed.to_url(), UrlString::try_from(*written).unwrap());
        assert_eq!(ImapUrl::try_from(*written).unwrap(), parsed);
    }
}

#[track_caller]
fn refused(urls: &[&str]) {
    for url in urls {
        if let Ok(parsed) = ImapUrl::try_from(*url) {
            panic!("{url} was read as {parsed:?}");
        }
        assert!(UrlString::try_from(*url).unwrap().parse().is_err());
    }
}

fn text(text: &str) -> UrlText<'_> {
    UrlText::try_from(text).unwrap()
}

#[test]
fn s3_server() {
    same(&[
        "imap://x.org/",
        "imap://michael@minbari.example.org/users.*",
        "imap://;AUTH=*@x.org:993/INBOX",
        "imap://john;AUTH=GSSAPI@x.org/",
        "imap://a%40b@x.org/",
        "imap://[2001:db8::7]:143/x",
        "imap://192.0.2.1/x",
        "imap:///x",
    ]);
    written(&[
        ("imap://x.org", "imap://x.org/"),
        ("IMAP://x.org/", "imap://x.org/"),
        ("imap://x.org:/", "imap://x.org/"),
        ("imap://;auth=*@x.org/", "imap://;AUTH=*@x.org/"),
        ("imap://%61@x.org/", "imap://a@x.org/"),
    ]);
    refused(&[
        "imap:/x.org/",
        "imaps://x.org/",
        "http://x.org/",
        "imap://@x.org/",
        "imap://;AUTH=@x.org/",
        "imap://a;TYPE=b@x.org/",
        "imap://a@b@x.org/",
        "imap://x.org:65536/",
        "imap://x.org:a/",
        "imap://[::1/",
        "imap://a b/",
        "imap://x.org/%",
        "imap://x.org/%4",
        "imap://x.org/%4g",
        "imap://x.org/a%00",
        "imap://x.org/a b",
        "imap://x.org/\u{e9}",
        "imap://x.org//x",
        "imap://x.org/a#b",
    ]);
    let star = ImapUrl::try_from("imap://;AUTH=%2A@x.org/").unwrap();
    let any = ImapUrl::try_from("imap://;AUTH=*@x.org/").unwrap();
    assert_eq!(any.server().unwrap().auth, Some(UrlAuthType::Any));
    assert_eq!(
        star.server().unwrap().auth,
        Some(UrlAuthType::Mechanism(text("*")))
    );
    same(&["imap://;AUTH=%2A@x.org/"]);
}

/// The names of the pieces in any case; what is not of their class percent-encoded.
#[test]
fn s4_s5_mailboxes_and_messages() {
    same(&[
        "imap://x.org/INBOX",
        "imap://x.org/a/b/;UID=1",
        "imap://x.org/INBOX;UIDVALIDITY=785799047",
        "imap://x.org/INBOX;UIDVALIDITY=1/;UID=4294967295/;SECTION=1.2.HEADER/;PARTIAL=0.1024",
        "imap://x.org/INBOX/;UID=1/;PARTIAL=5",
        "imap://x.org/gray%20council?SUBJECT%20shadows",
        "imap://x.org/x;UIDVALIDITY=1?ALL",
        "imap://x.org/a/",
        "imap://x.org/a//;UID=1",
        "imap://x.org/%3B%3F%25%23%22?%3F",
        "imap://x.org/x/;UID=1/;SECTION=HEADER.FIELDS%20(DATE)",
    ]);
    written(&[
        (
            "imap://x.org/x;uidvalidity=1/;uid=2/;section=3/;partial=4.5",
            "imap://x.org/x;UIDVALIDITY=1/;UID=2/;SECTION=3/;PARTIAL=4.5",
        ),
        ("imap://x.org/%2fx", "imap://x.org/%2Fx"),
        ("imap://x.org/a%2Fb%2D", "imap://x.org/a/b-"),
        ("imap://x.org/gr%c3%bc", "imap://x.org/gr%C3%BC"),
    ]);
    refused(&[
        "imap://x.org/;UID=1",
        "imap://x.org/x;UID=1",
        "imap://x.org/x/;UID=0",
        "imap://x.org/x/;UID=01",
        "imap://x.org/x/;UID=4294967296",
        "imap://x.org/x/;UID=*",
        "imap://x.org/x/;UID=1/",
        "imap://x.org/x/;UID=1;SECTION=1",
        "imap://x.org/x/;UID=1/;SECTION=",
        "imap://x.org/x/;UID=1/;PARTIAL=1.0",
        "imap://x.org/x/;UID=1/;PARTIAL=",
        "imap://x.org/x/;UID=1/;PARTIAL=1/;SECTION=1",
        "imap://x.org/x/;SECTION=1",
        "imap://x.org/x;UIDVALIDITY=0",
        "imap://x.org/x;UIDVALIDITY=1/",
        "imap://x.org/x?",
        "imap://x.org/x?a?b",
        "imap://x.org/x/;UID=1?ALL",
        "imap://x.org/?ALL",
    ]);
}

/// The examples of §10.
#[test]
fn s10_examples() {
    let url = ImapUrl::try_from(
        "imap://minbari.example.org/gray-council;UIDVALIDITY=385759045/;UID=20/;PARTIAL=0.1024",
    )
    .unwrap();
    let part = url.part().unwrap();
    assert_eq!((part.uid.get(), &part.section), (20, &None));
    let partial = part.partial.unwrap();
    assert_eq!((partial.origin, partial.len.unwrap().get()), (0, 1024));
    assert_eq!(
        url.mailbox().unwrap().uid_validity.unwrap().get(),
        385_759_045
    );

    let url = ImapUrl::try_from(
        "imap://psicorp.example.org/~peter/%E6%97%A5%E6%9C%AC%E8%AA%9E/%E5%8F%B0%E5%8C%97",
    )
    .unwrap();
    assert_eq!(
        url.mailbox().unwrap().name.to_str(),
        Ok("~peter/\u{65e5}\u{672c}\u{8a9e}/\u{53f0}\u{5317}")
    );

    let url = ImapUrl::try_from(
        "imap://;AUTH=GSSAPI@minbari.example.org/gray-council/;uid=20/;section=1.2",
    )
    .unwrap();
    let server = url.server().unwrap();
    assert_eq!(server.user, None);
    assert_eq!(server.auth, Some(UrlAuthType::Mechanism(text("GSSAPI"))));
    assert_eq!(url.part().unwrap().section, Some(text("1.2")));

    let url = ImapUrl::try_from(";section=1.4").unwrap();
    assert_eq!(
        url,
        ImapUrl::Relative(UrlReference::Section(text("1.4"), None))
    );

    let url = ImapUrl::try_from(
        "imap://john;AUTH=*@minbari.example.org/babylon5/personel?charset%20UTF-8%20SUBJECT%20%7B14+%7D%0D%0A%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0",
    )
    .unwrap();
    let ImapUrl::Absolute(server, Some(UrlCommand::List(list))) = url else {
        panic!("a list of messages")
    };
    assert_eq!(server.user, Some(text("john")));
    assert_eq!(
        list.search,
        Some(text(
            "charset UTF-8 SUBJECT {14+}\r\n\u{418}\u{432}\u{430}\u{43d}\u{43e}\u{432}\u{430}"
        ))
    );
}

/// Relative forms.
#[test]
fn s7_relative() {
    same(&[
        "",
        "/",
        "//x.org/",
        "//x.org/INBOX/;UID=1",
        "/INBOX",
        "/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=1.MIME",
        "INBOX",
        "INBOX?ALL",
        "a/b:c/;UID=20/;SECTION=1/;PARTIAL=0",
        ";UID=20",
        ";UID=20/;SECTION=HEADER/;PARTIAL=1.2",
        ";SECTION=1.4",
        ";SECTION=1.4/;PARTIAL=1",
        ";PARTIAL=0.5",
        "%2Fx",
        "a%3Ab",
    ]);
    written(&[("//x.org", "//x.org/"), (";uid=20", ";UID=20")]);
    refused(&[
        "/;UID=20",
        "a:b",
        "?ALL",
        ";UID=20/",
        ";SECTION=1/;UID=20",
        ";PARTIAL=1/;SECTION=1",
        "x/;UID=1;URLAUTH=anonymous",
        ";FOO=1",
    ]);
}

/// Who may have it, until when, and the proof.
#[test]
fn s6_urlauth() {
    const TOKEN: &str = "91354a473744909de610943775f92038";
    let full = format!(
        "imap://joe@example.com/INBOX/;uid=20/;section=1.2;expire=2005-01-01T00:00:00Z;urlauth=SUBMIT+fred:internal:{TOKEN}"
    );
    let url = ImapUrl::try_from(full.as_str()).unwrap();
    let auth = url.auth().unwrap();
    assert_eq!(
        auth.expire.as_ref().unwrap().as_str(),
        "2005-01-01T00:00:00Z"
    );
    assert_eq!(auth.access, UrlAccess::submit(text("fred")));
    let verifier = auth.verifier.as_ref().unwrap();
    assert_eq!(verifier.mechanism, UrlMechanism::Internal);
    assert_eq!(verifier.token.expose().as_bytes(), TOKEN.as_bytes());
    written(&[(
        full.as_str(),
        format!("imap://joe@example.com/INBOX/;UID=20/;SECTION=1.2;EXPIRE=2005-01-01T00:00:00Z;URLAUTH=submit+fred:INTERNAL:{TOKEN}").as_str(),
    )]);
    same(&[
        "imap://x.org/x/;UID=1;URLAUTH=anonymous",
        "imap://x.org/x/;UID=1;URLAUTH=authuser",
        "imap://x.org/x/;UID=1;URLAUTH=user+a+b%2F",
        "imap://x.org/x/;UID=1;URLAUTH=stream",
        "imap://x.org/x/;UID=1;URLAUTH=stream+john",
        "imap://x.org/x/;UID=1;EXPIRE=2005-01-01T00:00:00.25+01:00;URLAUTH=authuser",
        format!("imap://x.org/x/;UID=1/;PARTIAL=0.5;URLAUTH=anonymous:X-a.b:{TOKEN}00").as_str(),
    ]);
    refused(&[
        "imap://x.org/x;URLAUTH=anonymous",
        "imap://x.org/x/;UID=1;URLAUTH=",
        "imap://x.org/x/;UID=1;URLAUTH=a-b",
        "imap://x.org/x/;UID=1;URLAUTH=submit+",
        "imap://x.org/x/;UID=1;URLAUTH=anonymous:INTERNAL",
        "imap://x.org/x/;UID=1;URLAUTH=anonymous:INTERNAL:0123",
        "imap://x.org/x/;UID=1;EXPIRE=2005-01-01;URLAUTH=anonymous",
        "imap://x.org/x/;UID=1;EXPIRE=2005-01-01T00:00:00Z",
        format!("imap://x.org/x/;UID=1;URLAUTH=anonymous:a_b:{TOKEN}").as_str(),
        format!("imap://x.org/x/;UID=1;URLAUTH=anonymous:INTERNAL:{TOKEN}x").as_str(),
    ]);
}

/// The token is in nothing that shows.
#[test]
fn s6_token_is_a_secret() {
    const TOKEN: &str = "91354a473744909de610943775f92038";
    for url in [
        format!("imap://x.org/x/;UID=1;URLAUTH=anonymous:INTERNAL:{TOKEN}"),
        format!("imap://x.org/x/;uid=1;urlauth=anonymous:internal:{TOKEN}"),
        // no URLs
        format!("x;URLAUTH=anonymous:{TOKEN}"),
        format!("urlauth=:::{TOKEN}:x"),
    ] {
        let raw = UrlString::try_from(url.as_str()).unwrap();
        assert!(raw.has_token());
        let mut shown = format!("{raw:?} {raw:#?} {}", serde_json::to_string(&raw).unwrap());
        if let Ok(url) = raw.parse() {
            shown += &format!("{url} {url:?} {}", serde_json::to_string(&url).unwrap());
            assert_eq!(url.to_url(), raw.parse().unwrap().to_url());
            let told = serde_json::to_string(&url.show_secrets()).unwrap();
            assert!(told.contains(TOKEN));
        }
        assert!(!shown.contains(&TOKEN[..8]), "{shown}");
        let told = serde_json::to_string(&raw.clone().show_secrets()).unwrap();
        assert_eq!(told, format!("{url:?}"));
        assert_eq!(serde_json::from_str::<UrlString<'_>>(&told).unwrap(), raw);
    }
    let rump = UrlString::try_from("imap://x.org/x/;UID=1;URLAUTH=anonymous").unwrap();
    assert!(!rump.has_token());
    assert_eq!(
        serde_json::to_string(&rump).unwrap(),
        "\"imap://x.org/x/;UID=1;URLAUTH=anonymous\""
    );
}

/// What is written is read as what it was.
#[test]
fn every_url_there_and_back() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut made = 0;
    for _ in 0..20_000 {
        let seed: Vec<u8> = (0..120)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[3]
            })
            .collect();
        let Ok(url) = ImapUrl::arbitrary(&mut Unstructured::new(&seed)) else {
            continue;
        };
        made += 1;
        let written = url.to_url();
        let read = written
            .parse()
            .unwrap_or_else(|error| panic!("{error}: {url:?} {url}"));
        assert_eq!(read, url, "{url}");
        assert_eq!(read.to_url(), written);
        assert_eq!(read.into_static(), url);
    }
    assert!(made > 10_000, "{made}");
}
