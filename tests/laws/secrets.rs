//! A password is planted wherever a secret lives, and looked for wherever anything is shown.

use std::fmt::{Debug, Write};

use imap_codec::{
    AuthenticateDataDecoder, AuthenticateDataKind, CommandDecoder, CommandKind, DecodeError,
    Decoded, Decoder, Encodable, EncodeOptions, Encoder, Fragment, Frame, Framer, GreetingDecoder,
    IdleDoneDecoder, Kind, Limits, LiteralForm, Mode, Options, Reports, ResponseDecoder,
    ResponseKind, redact, whole,
};
use imap_types::{
    IntoBoundedStatic, ToBoundedStatic,
    auth::{AuthMechanism, AuthenticateData},
    command::{Authenticate, Command, CommandBody, Login},
    core::{AString, Octets, Secret, Tag},
};
use serde::Serialize;

const PASSWORD: &str = "hunter2hunter2";
/// The same in base64, alone and behind `\0alice\0`, and as pieces of either that no other text here holds.
const BASE64: &str = "aHVudGVyMmh1bnRlcjI=";
const PLAIN: &str = "AGFsaWNlAGh1bnRlcjJodW50ZXIy";

/// Nothing that was shown tells the password: not in clear, not as a list of bytes, not in base64 or hexadecimal.
fn tells_nothing(shown: &str, about: &str) {
    let mut lists = String::new();
    for byte in PASSWORD.bytes().take(4) {
        write!(lists, "{byte}, ").expect("a string");
    }
    let hex: String = PASSWORD
        .bytes()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let close = shown.replace([' ', '\n'], "");
    for piece in [
        "hunter2",
        "unter",
        &BASE64[..8],
        &BASE64[8..16],
        &PLAIN[12..20],
        &PLAIN[20..],
        hex.as_str(),
    ] {
        assert!(!close.contains(piece), "{about}: {shown}");
    }
    assert!(!close.contains(&lists.replace(' ', "")), "{about}: {shown}");
}

fn debug(value: &impl Debug, about: &str) {
    tells_nothing(&format!("{value:?}"), about);
    tells_nothing(&format!("{value:#?}"), about);
}

/// All ways of showing a value.
fn value_tells_nothing(value: &(impl Debug + Serialize), about: &str) {
    debug(value, about);
    tells_nothing(&serde_json::to_string(value).expect("serde"), about);
    tells_nothing(&serde_json::to_string_pretty(value).expect("serde"), about);
}

fn result_tells_nothing<T: Debug + Serialize>(
    result: &Result<Decoded<T>, DecodeError>,
    wire: &[u8],
    about: &str,
) {
    match result {
        Ok(decoded) => {
            // The exception: `LOGIN alice hunter2` is the command `alice` under the tag `LOGIN`, and `a UID LOGIN x y` may
            // be an extension's. What has no type is shown as it was said, by those who show values; logs redact.
            let json = serde_json::to_string(&decoded.value).expect("serde");
            if !json.contains("{\"Other\":") {
                debug(result, about);
                value_tells_nothing(&decoded.value, about);
            }
            debug(&decoded.deviations, about);
            debug(&decoded.salvaged, about);
            debug(&decoded.others, about);
            for deviation in &decoded.deviations {
                tells_nothing(&deviation.to_string(), about);
                tells_nothing(&deviation.report().render(wire), about);
            }
        }
        Err(error) => {
            debug(error, about);
            tells_nothing(&error.to_string(), about);
            tells_nothing(error.code(), about);
            tells_nothing(&error.render(wire), about);
            tells_nothing(&error.report().render(wire), about);
            debug(&error.report(), about);
            let (moved, text) = error.report().redacted(wire);
            tells_nothing(&text, about);
            debug(&moved, about);
        }
    }
}

/// What a well-formed message shows, on the way in and out.
fn message_tells_nothing<K: Kind>(wire: &[u8])
where
    for<'a> K::Value<'a>: Debug + Serialize + Encodable + ToBoundedStatic,
    for<'a> <K::Value<'a> as ToBoundedStatic>::Static: Debug + Serialize,
{
    let about = wire.escape_ascii().to_string();
    let decoder = Decoder::<K>::strict();
    let result = decoder.decode(wire);
    assert!(result.is_ok(), "{about}");
    result_tells_nothing(&result, wire, &about);
    let value = result.unwrap().value;
    value_tells_nothing(&value.to_static(), &about);
    for options in [
        EncodeOptions::default(),
        EncodeOptions::everything(),
        EncodeOptions::default().literals(LiteralForm::Minus),
    ] {
        let mut encoder = Encoder::new(options);
        debug(&encoder.encode(&value).map(|_| ()), &about);
        debug(&encoder.encode(&value).expect("encodes"), &about);
        let fragments: Vec<Fragment<'_, '_>> = encoder.encode(&value).expect("encodes").collect();
        debug(&fragments, &about);
        // It keeps the line.
        debug(&encoder, &about);
    }
    framing_tells_nothing(K::MODE, wire);
}

fn framing_tells_nothing(mode: Mode, wire: &[u8]) {
    let about = wire.escape_ascii().to_string();
    debug(&whole(mode, &Options::default(), wire), &about);
    for limits in [
        Limits::default(),
        Limits::default().line(12),
        Limits::default().literal(3),
        Limits::default().literals(0),
    ] {
        for above in [u64::MAX, 0] {
            let mut framer =
                Framer::new(mode, &Options::tolerant().limits(limits)).stream_above(above);
            for byte in wire {
                framer.push(&[*byte]);
                debug(&framer, &about);
                loop {
                    let frame = framer.next();
                    debug(&frame, &about);
                    match frame {
                        Ok(None) => break,
                        Ok(Some(Frame::Offer(_))) => framer.accept(),
                        Ok(Some(Frame::Message(message))) => debug(&message, &about),
                        Ok(Some(_)) => {}
                        Err(error) => {
                            tells_nothing(&error.to_string(), &about);
                            break;
                        }
                    }
                }
                debug(&framer, &about);
            }
            debug(&framer.finish(), &about);
        }
    }
}

#[test]
fn well_formed() {
    for wire in [
        format!("a LOGIN alice {PASSWORD}\r\n"),
        format!("a login \"alice\" \"{PASSWORD}\"\r\n"),
        format!("a LOGIN {{5}}\r\nalice {{14}}\r\n{PASSWORD}\r\n"),
        format!("a LOGIN {{5+}}\r\nalice {{14+}}\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice \"\\\"{PASSWORD}\\\\\"\r\n"),
        format!(
            "a LOGIN alice {{600+}}\r\n{}{PASSWORD}\r\n",
            "x".repeat(586)
        ),
        format!("a AUTHENTICATE PLAIN {PLAIN}\r\n"),
        format!("a authenticate XOAUTH2 {BASE64}\r\n"),
        format!("a AUTHENTICATE XUNKNOWN {BASE64}\r\n"),
    ] {
        message_tells_nothing::<CommandKind>(wire.as_bytes());
        tells_nothing(&redact::redact(wire.as_bytes(), false), &wire);
        tells_nothing(&redact::redact(wire.as_bytes(), true), &wire);
    }
    // The token of a URL, where a URL can stand; a URL that is none too.
    let url = format!("imap://x.org/x/;UID=1;urlauth=anonymous:internal:{PASSWORD}");
    for wire in [
        format!("a URLFETCH {url}\r\n"),
        format!("a URLFETCH a (\"{url}\" BODY)\r\n"),
        format!("a URLFETCH {{{}+}}\r\n{url}\r\n", url.len()),
        format!("a GENURLAUTH {url} INTERNAL\r\n"),
        format!("a APPEND x CATENATE (URL \"{url}\")\r\n"),
        format!("a UID REPLACE 1 x CATENATE (URL {url} TEXT {{1+}}\r\na)\r\n"),
    ] {
        message_tells_nothing::<CommandKind>(wire.as_bytes());
        tells_nothing(&redact::redact(wire.as_bytes(), false), &wire);
    }
    for wire in [
        format!("* GENURLAUTH {url} \"{url}\"\r\n"),
        format!("* URLFETCH {url} NIL \"{url}\" (BODY NIL)\r\n"),
        format!("a NO [BADURL {url}] no\r\n"),
        format!("a NO [BADURL \"{url}\"] no\r\n"),
        format!("* OK [URLMECH INTERNAL XSAMPLE={BASE64}] yes\r\n"),
    ] {
        message_tells_nothing::<ResponseKind>(wire.as_bytes());
        if !wire.contains("URLMECH") {
            tells_nothing(&redact::redact(wire.as_bytes(), false), &wire);
        }
    }
    for wire in [format!("{PLAIN}\r\n"), format!("{BASE64}\r\n")] {
        message_tells_nothing::<AuthenticateDataKind>(wire.as_bytes());
        tells_nothing(&redact::redact(wire.as_bytes(), true), &wire);
    }
}

/// What is almost a command with a secret.
#[test]
fn malformed() {
    let commands = [
        // spaces
        format!("a  LOGIN alice {PASSWORD}\r\n"),
        format!(" a LOGIN alice {PASSWORD}\r\n"),
        format!("a LOGIN  alice {PASSWORD}\r\n"),
        format!("a LOGIN alice  {PASSWORD}\r\n"),
        format!("a LOGIN alice {PASSWORD} \r\n"),
        format!("a LOGIN alice {PASSWORD} more\r\n"),
        format!("a LOGIN\talice {PASSWORD}\r\n"),
        format!("a\tLOGIN alice {PASSWORD}\r\n"),
        format!("a LOGIN {PASSWORD}\r\n"),
        format!("LOGIN alice {PASSWORD}\r\n"),
        format!("LOGIN {PASSWORD}\r\n"),
        format!("+ LOGIN alice {PASSWORD}\r\n"),
        format!("a LOGIN:alice {PASSWORD}\r\n"),
        // strings
        format!("a LOGIN alice \"{PASSWORD}\r\n"),
        format!("a LOGIN \"alice {PASSWORD}\r\n"),
        format!("a LOGIN alice {PASSWORD}\"\r\n"),
        format!("a LOGIN alice \"\\{PASSWORD}\"\r\n"),
        format!("a LOGIN alice \u{e9}{PASSWORD}\r\n"),
        format!("a LOGIN alice \"\u{e9}{PASSWORD}\"\r\n"),
        format!("a LOGIN alice (\"{PASSWORD}\")\r\n"),
        format!("a LOGIN alice *{PASSWORD}\r\n"),
        format!("a LOGIN alice \0{PASSWORD}\r\n"),
        // literals
        format!("a LOGIN alice {{3}}\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice {{99}}\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice {{14}}{PASSWORD}\r\n"),
        format!("a LOGIN alice {{14}} \r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice {{14\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice {{18446744073709551616}}\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice ~{{14}}\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice {{15}}\r\n\0{PASSWORD}\r\n"),
        format!("a LOGIN {{5}}\r\nalice{{14}}\r\n{PASSWORD}\r\n"),
        // line ends
        format!("a LOGIN alice {PASSWORD}\n"),
        format!("a LOGIN alice {PASSWORD}"),
        format!("a LOGIN alice {PASSWORD}\r"),
        format!("a LOGIN alice\r\n{PASSWORD}\r\n"),
        format!("a LOGIN alice {PASSWORD}\r\nb NOOP\r\n"),
        format!("b NOOP\r\na LOGIN alice {PASSWORD}\r\n"),
        // AUTHENTICATE
        format!("a AUTHENTICATE  PLAIN {PLAIN}\r\n"),
        format!("a  AUTHENTICATE PLAIN {PLAIN}\r\n"),
        format!("a AUTHENTICATE PLAIN  {PLAIN}\r\n"),
        format!("a AUTHENTICATE PLAIN {PLAIN} \r\n"),
        format!("a AUTHENTICATE PLAIN {PLAIN}=\r\n"),
        format!("a AUTHENTICATE PLAIN {PLAIN}!\r\n"),
        format!("a AUTHENTICATE PLAIN !{PLAIN}\r\n"),
        format!("a AUTHENTICATE PLAIN \"{PLAIN}\"\r\n"),
        format!("a AUTHENTICATE {PLAIN}\r\n"),
        format!("a AUTHENTICATE\t{PLAIN}\r\n"),
        format!("AUTHENTICATE PLAIN {PLAIN}\r\n"),
        // a UID where none is due
        format!("a UID LOGIN alice {PASSWORD}\r\n"),
    ];
    for wire in &commands {
        for options in [
            Options::strict(),
            Options::tolerant(),
            Options::tolerant().lone_lf(),
            Options::tolerant().note_others(true),
        ] {
            result_tells_nothing(
                &CommandDecoder::new(options).decode(wire.as_bytes()),
                wire.as_bytes(),
                wire,
            );
            // By the wrong decoder; what it takes for a server's text is text.
            let bytes = wire.as_bytes();
            let response = ResponseDecoder::new(options).decode(bytes);
            result_tells_nothing(&response.map(|read| read.map(|_| ())), bytes, wire);
            let greeting = GreetingDecoder::new(options).decode(bytes);
            result_tells_nothing(&greeting.map(|read| read.map(|_| ())), bytes, wire);
        }
        tells_nothing(&redact::redact(wire.as_bytes(), false), wire);
        tells_nothing(&redact::redact(wire.as_bytes(), true), wire);
        framing_tells_nothing(Mode::Command, wire.as_bytes());
    }
}

/// A line that came at the wrong time: only the caller knows that it is a secret.
#[test]
fn stray() {
    for wire in [
        format!("{PASSWORD}\r\n"),
        format!("{PLAIN}\r\n"),
        format!("{PLAIN}!\r\n"),
        format!("{BASE64}=\r\n"),
        format!("* {PASSWORD}\r\n"),
    ] {
        let bytes = wire.as_bytes();
        result_tells_nothing(
            &AuthenticateDataDecoder::tolerant().decode(bytes),
            bytes,
            &wire,
        );
        if !wire.starts_with('*') {
            let command = CommandDecoder::tolerant().decode(bytes);
            result_tells_nothing(&command, bytes, &wire);
            let done = IdleDoneDecoder::tolerant().decode(bytes).unwrap_err();
            debug(&done, &wire);
            tells_nothing(&done.render(bytes), &wire);
        }
        tells_nothing(&redact::redact(bytes, true), &wire);
        framing_tells_nothing(Mode::AuthenticateData, bytes);
        framing_tells_nothing(Mode::IdleDone, bytes);
    }
}

/// Serde shows a secret when it is asked to, and reads only what was shown.
#[test]
fn shown_when_asked() {
    let password = AString::try_from(PASSWORD).unwrap();
    let login = |password| Command {
        tag: Tag::try_from("a").unwrap(),
        body: CommandBody::Login(Login {
            user: AString::try_from("alice").unwrap(),
            password,
        }),
    };
    let hidden = login(Secret::new(password.clone()));
    let shown = login(Secret::new(password).show_secrets());
    assert_eq!(hidden, shown);
    assert_eq!(
        serde_json::to_string(&hidden).unwrap(),
        r#"{"tag":"a","body":{"Login":{"user":"alice","password":{"redacted":14}}}}"#
    );
    let text = serde_json::to_string(&shown).unwrap();
    assert_eq!(
        text,
        r#"{"tag":"a","body":{"Login":{"user":"alice","password":"hunter2hunter2"}}}"#
    );
    debug(&shown, "shown to serde, not to Debug");
    assert_eq!(serde_json::from_str::<Command<'_>>(&text).unwrap(), hidden);
    // What was read is hidden again; what is made static is as it was.
    value_tells_nothing(&serde_json::from_str::<Command<'_>>(&text).unwrap(), "read");
    assert_eq!(
        serde_json::to_string(&shown.clone().into_static()).unwrap(),
        text
    );
    value_tells_nothing(&hidden.into_static(), "static");

    let octets = || Octets::try_from(PASSWORD).unwrap();
    let authenticate = |response| {
        CommandBody::Authenticate(Authenticate {
            mechanism: AuthMechanism::Plain,
            initial_response: Some(response),
        })
    };
    value_tells_nothing(&authenticate(Secret::new(octets())), "initial response");
    assert!(
        serde_json::to_string(&authenticate(Secret::new(octets()).show_secrets()))
            .unwrap()
            .contains(PASSWORD)
    );
    value_tells_nothing(&AuthenticateData::response(PASSWORD.as_bytes()), "data");
    let data = AuthenticateData::Response(Secret::new(octets()).show_secrets());
    assert!(serde_json::to_string(&data).unwrap().contains(PASSWORD));

    for redacted in [
        r#"{"tag":"a","body":{"Login":{"user":"alice","password":{"redacted":14}}}}"#,
        r#"{"tag":"a","body":{"Authenticate":{"mechanism":"Plain","initial_response":{"redacted":14}}}}"#,
    ] {
        let error = serde_json::from_str::<Command<'_>>(redacted).unwrap_err();
        tells_nothing(&error.to_string(), redacted);
    }
    assert!(
        serde_json::from_str::<AuthenticateData<'_>>(r#"{"Response":{"redacted":14}}"#).is_err()
    );
    assert!(serde_json::from_str::<Secret<Octets<'_>>>(r#"{"redacted":14}"#).is_err());
    // An error of serde's own does not quote what it refuses.
    for wrong in [
        format!(
            r#"{{"tag":"a","body":{{"Login":{{"user":"alice","password":{{"b64":"{PASSWORD}!"}}}}}}}}"#
        ),
        format!(
            r#"{{"tag":"a","body":{{"Login":{{"user":"alice","password":"\u0000{PASSWORD}"}}}}}}"#
        ),
    ] {
        tells_nothing(
            &serde_json::from_str::<Command<'_>>(&wrong)
                .unwrap_err()
                .to_string(),
            "error of serde",
        );
    }
}

/// A password that cannot be a string is refused without being shown.
#[test]
fn refused() {
    let password = format!("\0{PASSWORD}");
    let error = CommandBody::login("alice", &password).unwrap_err();
    debug(&error, "constructor");
    tells_nothing(&error.to_string(), "constructor");
}
