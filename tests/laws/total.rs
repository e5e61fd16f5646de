//! Totality: whatever the bytes, a decoder answers, and what it answers makes sense.

use imap_codec::{
    AuthenticateDataDecoder, CommandDecoder, ContinueDecoder, DecodeError, Decoded, Decoder,
    GreetingDecoder, IdleDoneDecoder, Kind, Options, Reports, ResponseDecoder, redact,
};
use std::fmt::Debug;

use crate::support::{Rng, cases, messages, samples, show};

/// What holds of what two decoders say of the same bytes.
fn judge<T: Debug + PartialEq>(
    bytes: &[u8],
    strict: Result<Decoded<T>, DecodeError>,
    tolerant: Result<Decoded<T>, DecodeError>,
) -> bool {
    let about = || show(bytes);
    for error in [strict.as_ref().err(), tolerant.as_ref().err()]
        .into_iter()
        .flatten()
    {
        assert!(error.offset <= bytes.len(), "{error}: {}", about());
        if let Some(tag) = &error.tag {
            assert!(
                tag.start < tag.end && tag.end <= bytes.len(),
                "{error:?}: {}",
                about()
            );
        }
        assert!(error.render(bytes).contains('^') && error.render_in_full(bytes).contains('^'));
        assert!(error.render(bytes).is_ascii(), "{}", about());
        let report = error.report();
        assert!(report.render(bytes).contains('^') && report.render(bytes).is_ascii());
        assert!(report.render_in_full(bytes).contains('^'));
        let (moved, text) = report.redacted(bytes);
        for label in &moved.labels {
            assert!(text.get(label.range.clone()).is_some(), "{}", about());
        }
    }
    if let Ok(strict) = &strict {
        assert!(
            strict.deviations.is_empty() && strict.salvaged.is_empty(),
            "{}",
            about()
        );
        let tolerant = tolerant
            .as_ref()
            .unwrap_or_else(|error| panic!("{error}: {}", about()));
        assert!(tolerant.value == strict.value, "{}", about());
        assert!(
            tolerant.deviations.is_empty() && tolerant.salvaged.is_empty(),
            "{}",
            about()
        );
    }
    if let Ok(tolerant) = &tolerant {
        if strict.is_err() {
            assert!(
                !tolerant.deviations.is_empty() || !tolerant.salvaged.is_empty(),
                "mended in silence: {}",
                about()
            );
        }
        for deviation in &tolerant.deviations {
            let range = &deviation.range;
            assert!(
                range.start <= range.end && range.end <= bytes.len(),
                "{deviation:?}: {}",
                about()
            );
        }
        let mut end = 0;
        for salvaged in &tolerant.salvaged {
            let range = &salvaged.range;
            assert!(
                end <= range.start && range.start < range.end && range.end <= bytes.len(),
                "{salvaged:?}: {}",
                about()
            );
            assert!(salvaged.error.offset <= bytes.len());
            end = range.end;
        }
        for (_, range) in &tolerant.others {
            assert!(
                range.start <= range.end && range.end <= bytes.len(),
                "{}",
                about()
            );
        }
    }
    assert!(redact::redact(bytes, false).is_ascii());
    strict.is_ok()
}

fn both<K: Kind>(bytes: &[u8], utf8: bool) -> bool
where
    for<'a> K::Value<'a>: Debug + PartialEq,
{
    let options = |options: Options| options.utf8(utf8).note_others(true);
    let strict = Decoder::<K>::new(options(Options::strict())).decode(bytes);
    let tolerant = Decoder::<K>::new(options(Options::tolerant())).decode(bytes);
    // Readers may differ in what they take, never in whether they answer.
    let _ = Decoder::<K>::new(options(Options::tolerant().lone_lf())).decode(bytes);
    judge(bytes, strict, tolerant)
}

/// Every decoder on these bytes; how many accepted them by the grammar.
fn all(bytes: &[u8], utf8: bool) -> usize {
    [
        both::<imap_codec::GreetingKind>(bytes, utf8),
        both::<imap_codec::ResponseKind>(bytes, utf8),
        both::<imap_codec::ContinueKind>(bytes, utf8),
        both::<imap_codec::CommandKind>(bytes, utf8),
        both::<imap_codec::AuthenticateDataKind>(bytes, utf8),
        both::<imap_codec::IdleDoneKind>(bytes, utf8),
    ]
    .into_iter()
    .filter(|accepted| *accepted)
    .count()
}

/// Pieces of the grammar, and what breaks it.
const TOKENS: &[&[u8]] = &[
    b" ",
    b"  ",
    b"(",
    b")",
    b"()",
    b"((",
    b"))",
    b")(",
    b"[",
    b"]",
    b"\"",
    b"\"\"",
    b"\\",
    b"\\\"",
    b"{",
    b"}",
    b"{0}\r\n",
    b"{1}\r\n",
    b"{3}\r\nabc",
    b"{2+}\r\nab",
    b"~{1}\r\n\0",
    b"{4294967295}\r\n",
    b"{18446744073709551616}\r\n",
    b"\r\n",
    b"\r",
    b"\n",
    b"\0",
    b"NIL",
    b"nil",
    b"*",
    b"%",
    b"+",
    b"-",
    b".",
    b",",
    b":",
    b"<",
    b">",
    b"=",
    b"$",
    b"0",
    b"1",
    b"*:1",
    b"1:*,2",
    b"4294967296",
    b"9223372036854775808",
    b"\xff",
    b"\xc3\xa9",
    b"\\Seen",
    b"\\*",
    b"BODY[",
    b"BODY",
    b"FETCH",
    b"UID",
    b"OR",
    b"NOT",
    b"ALL",
    b"TEXT",
    b"MESSAGE",
    b"RFC822",
    b"HEADER.FIELDS (A)",
    b"<0.1>",
    b"<5>",
    b" OK ",
    b"[ALERT] ",
    b"INBOX",
    b"RETURN (",
    b"CHARSET",
    b"1-Jan-2020",
    b"\" 1-Jan-2020 00:00:00 +0000\"",
    b"\x7f",
    b"\x01",
];

fn mutate(message: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..1 + rng.below(3) {
        let len = message.len();
        match rng.below(6) {
            0 if len > 0 => message[rng.below(len)] ^= 1 << rng.below(8),
            1 if len > 0 => {
                let from = rng.below(len);
                message.drain(from..len.min(from + 1 + rng.below(4)));
            }
            2 if len > 0 => {
                let from = rng.below(len);
                let piece = message[from..len.min(from + 1 + rng.below(12))].to_vec();
                let at = rng.below(len + 1);
                message.splice(at..at, piece);
            }
            3 => message.truncate(rng.below(len + 1)),
            _ => {
                let at = rng.below(len + 1);
                message.splice(at..at, rng.pick(TOKENS).iter().copied());
            }
        }
    }
}

#[test]
fn random_bytes() {
    let mut rng = Rng::of(5);
    for _ in 0..cases(2_000) {
        let len = rng.below(120);
        let mut bytes = rng.bytes(len);
        if rng.below(2) == 0 {
            // Printable, and a likely start.
            bytes.iter_mut().for_each(|byte| *byte = b' ' + *byte % 95);
            bytes.splice(
                0..0,
                rng.pick(&[
                    &b"* "[..],
                    b"a ",
                    b"+ ",
                    b"* 1 FETCH (",
                    b"a FETCH 1 (",
                    b"",
                ])
                .iter()
                .copied(),
            );
            bytes.extend_from_slice(b"\r\n");
        }
        all(&bytes, rng.below(2) == 0);
    }
}

#[test]
fn random_tokens() {
    let mut rng = Rng::of(6);
    for _ in 0..cases(4_000) {
        let mut bytes = rng
            .pick(&[
                &b"* "[..],
                b"a ",
                b"+ ",
                b"* 1 FETCH (",
                b"a UID FETCH 1 ",
                b"a SEARCH ",
                b"* OK [",
            ])
            .to_vec();
        for _ in 0..rng.below(14) {
            bytes.extend(rng.pick(TOKENS).iter());
        }
        bytes.extend_from_slice(b"\r\n");
        all(&bytes, rng.below(2) == 0);
    }
}

#[test]
fn mutated_samples() {
    let mut rng = Rng::of(7);
    let samples = samples();
    assert!(samples.len() > 300);
    let mut accepted = 0;
    for (_, sample) in &samples {
        accepted += all(sample, true).min(1);
        for _ in 0..cases(6) {
            let mut mutant = sample.clone();
            mutate(&mut mutant, &mut rng);
            all(&mutant, rng.below(2) == 0);
        }
    }
    assert!(
        accepted * 10 > samples.len() * 8,
        "most examples of the RFCs are good: {accepted} of {}",
        samples.len()
    );
}

fn mutated<K: Kind>(rng: &mut Rng, count: usize)
where
    for<'a> K::Value<'a>: crate::support::Says<'a>,
{
    for message in messages::<K>(rng, cases(count)) {
        for _ in 0..8 {
            let mut mutant = message.clone();
            mutate(&mut mutant, rng);
            both::<K>(&mutant, rng.below(2) == 0);
        }
    }
}

#[test]
fn mutated_messages() {
    let mut rng = Rng::of(8);
    mutated::<imap_codec::GreetingKind>(&mut rng, 50);
    mutated::<imap_codec::ResponseKind>(&mut rng, 700);
    mutated::<imap_codec::ContinueKind>(&mut rng, 50);
    mutated::<imap_codec::CommandKind>(&mut rng, 700);
    mutated::<imap_codec::AuthenticateDataKind>(&mut rng, 50);
}

/// Every beginning of a message and every single byte changed to every telling one.
#[test]
fn every_cut_and_every_byte() {
    let samples: &[&[u8]] = &[
        b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n",
        b"* 1 FETCH (FLAGS (\\Seen $a) UID 7 BODY[1.HEADER.FIELDS (A \"b\")]<0> {3}\r\nabc ENVELOPE (NIL \"s\" ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL))\r\n",
        b"* 2 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"A\" \"b\") NIL NIL \"7BIT\" 1 1 NIL (\"inline\" NIL) NIL NIL (1 (\"x\" NIL)))(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"A\" \"B\" NIL NIL NIL \"8BIT\" 2) 3) \"MIXED\"))\r\n",
        b"* ESEARCH (TAG \"a\") UID MIN 1 ALL 1:3,5\r\n",
        b"* LIST (\\Marked \\X) \"/\" \"a b\" (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n",
        b"* NAMESPACE ((\"\" \"/\" \"X\" (\"y\"))) NIL NIL\r\n",
        b"* STATUS INBOX (MESSAGES 1 UIDNEXT 2 X 3)\r\n",
        b"a1 LOGIN \"a\\\"b\" {2+}\r\nxy\r\n",
        b"a SEARCH RETURN (MIN) CHARSET UTF-8 OR (1:3 NOT SEEN) HEADER A {1}\r\nb SINCE 1-Jan-2020\r\n",
        b"a UID FETCH 1:*,3 (BODY.PEEK[1.MIME]<0.5> BINARY.SIZE[1] X[2]) (CHANGEDSINCE 5)\r\n",
        b"a APPEND Sent (\\Seen) \" 1-Jan-2020 00:00:00 +0000\" {2}\r\nab ~{1}\r\n\0\r\n",
        b"a LIST (REMOTE) \"\" (a% \"b\") RETURN (STATUS (MESSAGES))\r\n",
        b"a AUTHENTICATE PLAIN AGEAYg==\r\n",
        b"+ [ALERT] go\r\n",
        b"DONE\r\n",
        b"AGEAYg==\r\n",
    ];
    for sample in samples {
        assert!(all(sample, true) > 0, "{}", show(sample));
        for cut in 0..sample.len() {
            assert_eq!(all(&sample[..cut], false), 0, "{}", show(&sample[..cut]));
        }
        for at in 0..sample.len() {
            for byte in *b"\0\r\n \"(){}[]\\*+~0A\x80\xff" {
                let mut mutant = sample.to_vec();
                mutant[at] = byte;
                both_directions(&mutant);
            }
        }
    }
}

fn both_directions(bytes: &[u8]) {
    match bytes.first() {
        Some(b'*' | b'+') => both::<imap_codec::ResponseKind>(bytes, false),
        _ => both::<imap_codec::CommandKind>(bytes, false),
    };
}

/// The decoders' own constructors give what `Decoder::new` gives.
#[test]
fn faces() {
    assert!(GreetingDecoder::strict().decode(b"* OK hi\r\n").is_ok());
    assert!(ResponseDecoder::tolerant().decode(b"* SEARCH \r\n").is_ok());
    assert!(ContinueDecoder::strict().decode(b"* OK hi\r\n").is_err());
    assert!(CommandDecoder::strict().decode(b"a NOOP\r\n").is_ok());
    assert!(AuthenticateDataDecoder::strict().decode(b"*\r\n").is_ok());
    assert!(IdleDoneDecoder::strict().decode(b"done\r\n").is_ok());
}
