//! Where a literal ends, guessed: S14 to S17, S19 and S20 of the catalogue. Only by request, but for the last, which is read
//! as it stands.

use imap_codec::{Frame, Framer, Mode, Options, Policy, Quirk, Quirks, ResponseDecoder};
use imap_types::{data::Data, response::Response};

/// A message and the quirks that were met in it.
type Found = (Vec<u8>, Vec<Quirk>);

/// The messages in a stream, as bytes, the quirks that were met, and what is left; the same in every chunking.
fn messages(stream: &[u8], quirks: Quirks) -> (Vec<Found>, usize) {
    let options = Options::strict().policy(Policy::Chosen(quirks));
    let decoder = ResponseDecoder::new(options);
    let mut results = Vec::new();
    for chunk in [1, 2, 3, 7, stream.len()] {
        let mut framer = Framer::new(Mode::Response, &options);
        let mut found = Vec::new();
        for bytes in stream.chunks(chunk) {
            framer.push(bytes);
            while let Some(Frame::Message(message)) = framer.next().unwrap() {
                let met = match decoder.decode_message(&message) {
                    Ok(decoded) if decoded.salvaged.is_empty() => {
                        decoded.deviations.iter().map(|note| note.quirk).collect()
                    }
                    _ => Vec::new(),
                };
                found.push((message.bytes().to_vec(), met));
            }
        }
        results.push((found, framer.buffered()));
    }
    let first = results.swap_remove(0);
    assert!(
        results.iter().all(|other| *other == first),
        "{}",
        stream.escape_ascii()
    );
    first
}

/// The message and then another, both found by the quirk, and not in Tolerant.
fn guessed(quirk: Quirk, message: &[u8]) {
    let next: &[u8] = b"7 OK completed\r\n";
    let stream = [message, next].concat();
    let (found, left) = messages(&stream, Quirks::NONE.with(quirk));
    assert_eq!(left, 0, "{quirk}");
    assert_eq!(
        found,
        [(message.to_vec(), vec![quirk]), (next.to_vec(), vec![])],
        "{quirk}"
    );
    let (found, _) = messages(&stream, Quirks::tolerant());
    assert!(!found.contains(&(message.to_vec(), vec![quirk])), "{quirk}");
}

/// All guesses on, well-formed messages are cut and read as ever.
fn unharmed(stream: &[u8]) {
    let strict = messages(stream, Quirks::NONE);
    assert_eq!(messages(stream, Quirks::ALL.without(Quirk::LoneLf)), strict);
}

#[test]
fn s14_negative_length() {
    guessed(
        Quirk::NegativeLiteral,
        b"* 1 FETCH (BODY[] {-5}\r\nab\r\n) UID 5)\r\n",
    );
    unharmed(b"* OK see {-5}\r\n* 2 EXISTS\r\n* LIST () \"/\" \"{-5}\"\r\n* 1 FETCH (BODY[] {5}\r\n{-5}\r UID 5)\r\n");
}

#[test]
fn s15_spaces_for_the_end_of_the_line() {
    for message in [
        &b"* 1 FETCH (BODY[] {5}  ab\r\n) UID 5)\r\n"[..],
        b"* 1 FETCH (BODY[] {5}  )\r\n)\r FLAGS ())\r\n",
        b"* 1 FETCH (UID 5 BODY[] {0}  )\r\n",
    ] {
        guessed(Quirk::SpacesForLineEnd, message);
    }
    unharmed(b"* OK see {5}  for\r\n* 1 FETCH (ENVELOPE (NIL \"a {1}  b\" NIL NIL NIL NIL NIL NIL NIL {4}\r\n{1}  ))\r\n* 2 EXISTS\r\n");
}

#[test]
fn s16_length_in_characters() {
    let envelope = |subject: &str, n: usize| {
        format!(
            "* 1 FETCH (ENVELOPE (NIL {{{n}}}\r\n{subject} NIL NIL NIL NIL NIL NIL NIL NIL))\r\n"
        )
    };
    // The sample of MailKit's issue begins so.
    guessed(
        Quirk::CharacterCount,
        envelope(
            "\u{420}\u{435}\u{446}\u{435}\u{43f}\u{446}\u{438}\u{44f} x",
            10,
        )
        .as_bytes(),
    );
    // Units of UTF-16, and code points.
    guessed(
        Quirk::CharacterCount,
        envelope("\u{1f600}\u{44f}", 3).as_bytes(),
    );
    guessed(
        Quirk::CharacterCount,
        envelope("\u{1f600}\u{44f}", 2).as_bytes(),
    );
    for n in [2, 8, 9] {
        unharmed(envelope(&"\u{44f}".repeat(n), n * 2).as_bytes());
    }
    // In a body, what was announced is what counts.
    unharmed("* 1 FETCH (BODY[] {4}\r\n\u{44f}\u{44f} UID 5)\r\n* 2 EXISTS\r\n".as_bytes());
    // Neither fits: it stays as it was announced, and is refused.
    let stream = envelope("\u{44f}\u{44f}\u{44f}x", 2);
    let (found, _) = messages(stream.as_bytes(), Quirks::ALL.without(Quirk::LoneLf));
    assert_eq!(found, [(stream.into_bytes(), vec![])]);
}

#[test]
fn s19_literal_cut_short() {
    guessed(
        Quirk::CutLiteral,
        b"* 5 FETCH (BODY[] {9999}\r\nSubject: x\r\n\r\ntext\r\n UID 5)\r\n",
    );
    guessed(Quirk::CutLiteral, b"* 5 FETCH (BODY[] {30}\r\n UID 5)\r\n");
    unharmed(b"* 5 FETCH (BODY[] {12}\r\na\r\n7 OK yes\r\n UID 5)\r\n7 OK completed\r\n");
    // A mail that holds such a session is read wrongly: why it is a guess.
    let (found, _) = messages(
        b"* 5 FETCH (BODY[] {32}\r\n* 1 FETCH (X UID 1)\r\n7 OK done\r\n UID 5)\r\n",
        Quirks::NONE.with(Quirk::CutLiteral),
    );
    assert_eq!(found.len(), 3);
}

/// S17: what never comes cannot be mended. No message is made of it, and the framer says that one has begun; the client's
/// deadline ends the connection (`imap_state::client::Timeouts::command`).
#[test]
fn s17_never_comes() {
    let (found, left) = messages(
        b"* 5 FETCH (BODY[] {225752}\r\nSubject: x\r\n",
        Quirks::tolerant(),
    );
    assert!(found.is_empty());
    assert_eq!(left, 40);
}

/// S20: FETCH ends early, and the rest of its items is a line that cannot be read; the stream stays in step.
#[test]
fn s20_rest_as_a_line() {
    let stream = b"* 5 FETCH (BODY[] {3}\r\nabc)\r\n UID 5 FLAGS (\\Seen))\r\n* 6 EXISTS\r\n";
    let decoder = ResponseDecoder::tolerant();
    let mut framer = Framer::new(Mode::Response, decoder.options());
    framer.push(stream);
    let mut told = Vec::new();
    while let Some(Frame::Message(message)) = framer.next().unwrap() {
        told.push(match decoder.decode_message(&message) {
            Ok(decoded) => match decoded.value {
                Response::Data(Data::Fetch(fetch)) => {
                    format!("fetch of {} items", fetch.items.len())
                }
                Response::Data(Data::Exists(n)) => format!("{n} exist"),
                other => format!("{other:?}"),
            },
            Err(_) => message.bytes().escape_ascii().to_string(),
        });
    }
    assert_eq!(
        told,
        [
            "fetch of 1 items",
            " UID 5 FLAGS (\\\\Seen))\\r\\n",
            "6 exist"
        ]
    );
}

/// With all guesses on, a long literal that drips in costs each byte once, or nearly.
#[test]
fn guesses_are_linear() {
    let options = Options::strict().policy(Policy::Chosen(Quirks::ALL.without(Quirk::LoneLf)));
    let took = |len: usize| {
        let mut streams = Vec::new();
        for line in ["x UID 5)\r\n", "7 OK x\r\n", "\u{44f}", "}  "] {
            let data = line.repeat(len / line.len());
            streams.push(format!(
                "* 1 FETCH (BODY[] {{{}}}\r\n{data} UID 5)\r\n",
                data.len()
            ));
            streams.push(format!(
                "* 1 FETCH (ENVELOPE (NIL {{{}}}\r\n{data} UID 5)\r\n",
                data.len()
            ));
            streams.push(format!(
                "* 1 FETCH (X \"{} \"\r\n",
                data.replace(['\r', '\n'], " ")
            ));
        }
        let start = std::time::Instant::now();
        for stream in streams {
            let mut framer = Framer::new(Mode::Response, &options);
            for chunk in stream.as_bytes().chunks(7) {
                framer.push(chunk);
                while framer.next().unwrap().is_some() {}
            }
        }
        start.elapsed()
    };
    took(1 << 10);
    let (short, long) = (took(20_000), took(400_000));
    // Twenty times as much; four hundred, if it were quadratic.
    assert!(long < short * 120, "{short:?}, {long:?}");
}
