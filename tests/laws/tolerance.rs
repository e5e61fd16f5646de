//! A quirk never changes the reading of a message that the grammar takes: neither its value nor where it ends.
//!
//! The decoder reads strictly first, so that this holds of every set of quirks, guesses included. Where messages end the
//! framer decides before anything is read: that holds of Tolerant's quirks, and of the guesses it cannot (that is why they
//! are guesses; `tests/conformance/guessed.rs` shows it).

use std::{fs, path::Path};

use imap_codec::{
    Decoder, Frame, Framer, Kind, Mode, Options, Policy, Quirk, Quirks, ResponseKind,
};

use crate::support::{Rng, Says, cases, messages, show};

fn options(quirks: Quirks) -> Options {
    Options::strict().utf8(true).policy(Policy::Chosen(quirks))
}

/// Every set of quirks reads it as the grammar does, if the grammar reads it. Answers whether it does.
fn same<K: Kind>(bytes: &[u8], sets: &[Quirks]) -> bool
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let Ok(strict) = Decoder::<K>::new(options(Quirks::NONE)).decode(bytes) else {
        return false;
    };
    for quirks in sets {
        let read = Decoder::<K>::new(options(*quirks)).decode(bytes).unwrap();
        assert_eq!(read.value, strict.value, "{quirks:?}: {}", show(bytes));
        assert!(read.deviations.is_empty(), "{quirks:?}: {}", show(bytes));
        assert!(read.salvaged.is_empty(), "{quirks:?}: {}", show(bytes));
    }
    true
}

fn sets() -> Vec<Quirks> {
    let alone = Quirk::ALL.iter().map(|quirk| Quirks::NONE.with(*quirk));
    [Quirks::tolerant(), Quirks::ALL]
        .into_iter()
        .chain(alone)
        .collect()
}

fn framed(mode: Mode, stream: &[u8], options: &Options) -> Vec<Vec<u8>> {
    let mut framer = Framer::new(mode, options);
    framer.push(stream);
    let mut found = Vec::new();
    loop {
        match framer.next() {
            Ok(Some(Frame::Message(message))) => found.push(message.bytes().to_vec()),
            Ok(Some(Frame::Offer(_))) => framer.accept(),
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return found,
        }
    }
}

/// Messages behind each other are cut alike.
fn cut_alike(mode: Mode, messages: &[Vec<u8>]) {
    let stream = messages.concat();
    for policy in [Policy::Strict, Policy::Tolerant] {
        let found = framed(mode, &stream, &Options::strict().utf8(true).policy(policy));
        for (found, message) in found.iter().zip(messages) {
            assert_eq!(show(found), show(message), "{policy:?}");
        }
        assert_eq!(found.len(), messages.len(), "{policy:?}");
    }
}

fn of_random_messages<K: Kind>(rng: &mut Rng)
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let made = messages::<K>(rng, cases(400));
    let sets = sets();
    let (few, read) = (made.len() / 8, made.len() / 2);
    let mut well_formed = Vec::new();
    for (index, message) in made.into_iter().enumerate() {
        // Each quirk alone with some of them; all together with all.
        let sets = if index < few { &sets[..] } else { &sets[..2] };
        if same::<K>(&message, sets) {
            well_formed.push(message);
        }
    }
    assert!(
        well_formed.len() > read,
        "{} of {}",
        well_formed.len(),
        read * 2
    );
    cut_alike(K::MODE, &well_formed);
}

#[test]
fn a_quirk_never_changes_what_is_well_formed() {
    let mut rng = Rng::of(90);
    for_each_kind!(of_random_messages(&mut rng));
}

/// The same of all that real servers and clients have said.
#[test]
fn nor_what_real_peers_have_said() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/traces");
    let sets = [Quirks::tolerant(), Quirks::ALL];
    let (mut read, mut alike) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "wire") {
            continue;
        }
        let mut server = Vec::new();
        let file = fs::read(path).unwrap();
        let mut rest = &file[..];
        while !rest.is_empty() {
            let line = rest.iter().position(|byte| *byte == b'\n').unwrap();
            let head = std::str::from_utf8(&rest[..line]).unwrap();
            let (side, len) = head.split_once(' ').unwrap();
            let (bytes, behind) = rest[line + 1..].split_at(len.parse().unwrap());
            if side == "S" {
                server.extend_from_slice(bytes);
            }
            rest = &behind[1..];
        }
        let found = framed(Mode::Response, &server, &options(Quirks::NONE));
        let well_formed: Vec<_> = found
            .into_iter()
            .filter(|message| same::<ResponseKind>(message, &sets))
            .collect();
        read += well_formed.len();
        alike += 1;
        cut_alike(Mode::Response, &well_formed);
    }
    assert!(
        read > 10_000 && alike > 100,
        "{read} messages of {alike} sessions"
    );
}
