use alloc::{format, string::ToString, vec, vec::Vec};

use imap_codec::{EncodeOptions, Encoder, ResponseDecoder};
use imap_types::{
    command::{Command, CommandBody},
    core::Tag,
    select::Select,
};

use super::{
    resync::{Help, Plan, Remembered},
    *,
};

fn hears(mailbox: &mut Mailbox, line: &str) -> Vec<Change> {
    let line = format!("{line}\r\n");
    let decoded = ResponseDecoder::strict().decode(line.as_bytes()).unwrap();
    let mut changes = Vec::new();
    mailbox.hear(&decoded.value, |change| changes.push(change));
    changes
}

fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn expunged(seq: u32, uid: impl Into<Option<u32>>) -> Change {
    Change::Expunged {
        seq,
        uid: uid.into().map(nz),
    }
}

/// RFC 7162 section 3.2.10.2: the example's mailbox, of which UIDs 504 to 510 and 625 are known.
fn example() -> Mailbox {
    let mut mailbox = Mailbox::default();
    hears(&mut mailbox, "* 11 EXISTS");
    for (seq, uid) in [(2, 504), (3, 505), (4, 507), (5, 508), (7, 510), (11, 625)] {
        let change = Change::Known {
            seq: nz(seq),
            uid: nz(uid),
        };
        let heard = hears(&mut mailbox, &format!("* {seq} FETCH (FLAGS () UID {uid})"));
        assert_eq!(heard, [change]);
        assert_eq!(
            hears(&mut mailbox, &format!("* {seq} FETCH (UID {uid})")),
            []
        );
    }
    mailbox
}

#[test]
fn vanished() {
    let mut mailbox = example();
    assert_eq!(
        hears(&mut mailbox, "* VANISHED 505,507,510,625"),
        [
            expunged(3, 505),
            expunged(3, 507),
            expunged(5, 510),
            expunged(8, 625)
        ]
    );
    assert_eq!(mailbox.exists(), 7);
    assert_eq!(mailbox.numbers().seq(nz(508)), Some(nz(3)));
    // The same by EXPUNGE, as RFC 7162 has it.
    let mut mailbox = example();
    for (seq, uid) in [(3, 505), (3, 507), (5, 510), (8, 625)] {
        assert_eq!(
            hears(&mut mailbox, &format!("* {seq} EXPUNGE")),
            [expunged(seq, uid)]
        );
    }
    assert_eq!(mailbox.exists(), 7);
    // What was gone before moves nothing.
    assert_eq!(hears(&mut mailbox, "* VANISHED (EARLIER) 1:600"), []);
    // UIDs that are not known: 509 can be message 4 only, and of 511 to 600 three are left.
    let mut mailbox = example();
    assert_eq!(hears(&mut mailbox, "* VANISHED 509"), [expunged(6, None)]);
    let heard = hears(&mut mailbox, "* VANISHED 511:600");
    assert_eq!(
        heard[..3],
        [expunged(9, None), expunged(8, None), expunged(7, None)]
    );
    assert_eq!(heard[3..], [Change::Lie(Lie::VanishedUnknown { uids: 87 })]);
    assert_eq!(mailbox.exists(), 7);
}

/// What costs no byte to announce costs no time to take back.
#[test]
fn vanished_by_the_million() {
    let mut mailbox = Mailbox::default();
    hears(&mut mailbox, "* 4000000000 EXISTS");
    hears(&mut mailbox, "* 3999999998 FETCH (UID 4000000000)");
    let heard = hears(&mut mailbox, "* VANISHED 2:3999999000");
    let many = |seq, count| Change::ExpungedMany { seq, count };
    assert_eq!(heard, [many(999, 3_999_998_999)]);
    assert_eq!(mailbox.exists(), 1001);
    assert_eq!(mailbox.numbers().seq(nz(4_000_000_000)), Some(nz(999)));
    let mut mailbox = Mailbox::default();
    hears(&mut mailbox, "* 4000000000 EXISTS");
    let heard = hears(&mut mailbox, "* VANISHED 1:4294967295");
    let lie = Change::Lie(Lie::VanishedUnknown { uids: 294_967_295 });
    assert_eq!(heard, [many(1, 4_000_000_000), lie]);
    assert!(mailbox.numbers().is_empty());
}

#[test]
fn lies() {
    let mut mailbox = example();
    assert!(!mailbox.has_lied());
    for (line, lie) in [
        (
            "* 12 EXPUNGE",
            Lie::ExpungeOutOfRange {
                seq: nz(12),
                exists: 11,
            },
        ),
        (
            "* 12 FETCH (FLAGS ())",
            Lie::FetchOutOfRange {
                seq: nz(12),
                exists: 11,
            },
        ),
        (
            "* 12 FETCH (UID 700)",
            Lie::FetchOutOfRange {
                seq: nz(12),
                exists: 11,
            },
        ),
        (
            "* 3 FETCH (UID 506)",
            Lie::UidChanged {
                seq: nz(3),
                known: nz(505),
                told: nz(506),
            },
        ),
        (
            "* 6 FETCH (UID 504)",
            Lie::UidOrder {
                seq: nz(6),
                told: nz(504),
            },
        ),
        ("* VANISHED 503:504", Lie::VanishedUnknown { uids: 0 }),
    ] {
        let heard = hears(&mut mailbox, line);
        if matches!(lie, Lie::VanishedUnknown { .. }) {
            // 503 may be message 1.
            assert_eq!(heard, [expunged(1, None), expunged(1, 504)]);
        } else {
            assert_eq!(heard, [Change::Lie(lie)], "{line}");
        }
    }
    assert_eq!(
        hears(&mut mailbox, "* 5 EXISTS"),
        [
            Change::Lie(Lie::ExistsShrank { before: 9, now: 5 }),
            Change::Exists { before: 9, now: 5 }
        ]
    );
    assert!(mailbox.has_lied());
    assert_eq!(hears(&mut mailbox, "* OK [UIDVALIDITY 1] x"), []);
    assert_eq!(
        hears(&mut mailbox, "* OK [UIDVALIDITY 2] x"),
        [Change::Lie(Lie::UidValidityChanged {
            before: nz(1),
            now: nz(2)
        })]
    );
    assert_eq!((mailbox.exists(), mailbox.numbers().uids().count()), (5, 0));
}

#[test]
fn what_select_tells() {
    let mut mailbox = Mailbox::default();
    for line in [
        "* 172 EXISTS",
        "* 1 RECENT",
        "* OK [UIDVALIDITY 3857529045] x",
        "* OK [UIDNEXT 4392] x",
        "* FLAGS (\\Answered \\Seen)",
        "* OK [PERMANENTFLAGS (\\Deleted \\*)] x",
        "* OK [HIGHESTMODSEQ 715194045007] x",
        "* NO [UIDNOTSTICKY] x",
        "a OK [READ-ONLY] x",
    ] {
        hears(&mut mailbox, line);
    }
    assert_eq!((mailbox.exists(), mailbox.recent()), (172, Some(1)));
    assert_eq!(mailbox.uid_validity(), Some(nz(3_857_529_045)));
    assert_eq!(mailbox.uid_next(), Some(nz(4392)));
    assert_eq!(mailbox.flags().map(Flags::len), Some(2));
    assert!(mailbox.permanent_flags().unwrap().new_keywords);
    assert_eq!(
        mailbox.highest_mod_seq().map(ModSeq::get),
        Some(715_194_045_007)
    );
    assert!(mailbox.is_uid_not_sticky() && mailbox.is_read_only());
    // A message moves both on; a lower mod-sequence does not.
    hears(&mut mailbox, "* 172 FETCH (UID 4400 MODSEQ (715194045010))");
    hears(&mut mailbox, "* 1 FETCH (MODSEQ (5))");
    assert_eq!(mailbox.uid_next(), Some(nz(4401)));
    assert_eq!(
        mailbox.highest_mod_seq().map(ModSeq::get),
        Some(715_194_045_010)
    );
    hears(&mut mailbox, "* OK [NOMODSEQ] x");
    assert!(mailbox.has_no_mod_seq() && mailbox.highest_mod_seq().is_none());
}

#[test]
fn resync() {
    let remembered = Remembered {
        uid_validity: nz(7),
        highest_mod_seq: Some(ModSeq::try_from(100).unwrap()),
        uids: Some(UidSet::try_from("41,43:211").unwrap()),
    };
    let shown = |commands: &[CommandBody<'static>]| {
        let shown = commands.iter().map(|body| {
            let mut line = Vec::new();
            let command = Command::new(Tag::try_from("a").unwrap(), body.clone());
            let encoder = Encoder::new(EncodeOptions::everything());
            encoder.encode_into(&command, &mut line).unwrap();
            line.trim_ascii_end()[2..].escape_ascii().to_string()
        });
        shown.collect::<Vec<_>>()
    };
    let selects = |help| {
        let mut select = Select::new("x").unwrap();
        select.parameters = remembered.select_params(help);
        shown(&[CommandBody::Select(select)])
    };
    assert_eq!(
        selects(Help::QResync),
        ["SELECT x (QRESYNC (7 100 41,43:211))"]
    );
    assert_eq!(selects(Help::CondStore), ["SELECT x (CONDSTORE)"]);
    assert_eq!(selects(Help::None), ["SELECT x"]);
    let selected = |lines: &[&str]| {
        let mut mailbox = Mailbox::default();
        for line in lines {
            hears(&mut mailbox, line);
        }
        mailbox
    };
    let same = [
        "* 180 EXISTS",
        "* OK [UIDVALIDITY 7] x",
        "* OK [UIDNEXT 220] x",
    ];
    let with = |line| selected(&[&same[..], &[line]].concat());
    let newer = with("* OK [HIGHESTMODSEQ 120] x");
    let plan = remembered.compare(Help::QResync, &newer);
    assert!(matches!(plan, Plan::Resynced(_)));
    assert_eq!(shown(plan.commands()), ["UID FETCH 212:* (UID FLAGS)"]);
    let plan = remembered.compare(Help::CondStore, &newer);
    assert_eq!(
        shown(plan.commands()),
        [
            "UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE 100)",
            "UID SEARCH UID 41,43:211"
        ]
    );
    let plan = remembered.compare(Help::CondStore, &with("* OK [HIGHESTMODSEQ 100] x"));
    assert_eq!(shown(plan.commands()), ["UID SEARCH UID 41,43:211"]);
    let plan = remembered.compare(Help::QResync, &with("* OK [NOMODSEQ] x"));
    assert_eq!(
        shown(plan.commands()),
        [
            "UID FETCH 212:* (UID FLAGS)",
            "UID FETCH 41,43:211 (UID FLAGS)"
        ]
    );
    let other = selected(&["* 5 EXISTS", "* OK [UIDVALIDITY 8] x"]);
    let plan = remembered.compare(Help::QResync, &other);
    assert_eq!(plan, Plan::Forget(plan.commands().to_vec()));
    assert_eq!(shown(plan.commands()), ["UID FETCH 1:* (UID FLAGS)"]);
    let none_left = selected(&["* 0 EXISTS", "* OK [UIDVALIDITY 8] x"]);
    assert_eq!(
        remembered.compare(Help::None, &none_left),
        Plan::Forget(vec![])
    );
}
