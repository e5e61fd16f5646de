//! The servers, a row each.

use imap_codec::Quirk;

use super::{
    Charset,
    Mark::{Capability, Greeting, Host, Id},
    Profile, Ways,
};

const PLAIN: Ways = Ways::PLAIN;

/// Every profile. The first of two that fit equally well is taken, so that the more special stands first.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "gmail",
        title: "Gmail",
        marks: &[
            Host("imap.gmail.com"),
            Host("imap.googlemail.com"),
            Id("name", "GImap"),
            Greeting("Gimap ready"),
            Capability("X-GM-EXT-1"),
        ],
        ways: Ways {
            command_octets: 16_000,
            ..PLAIN
        },
        met: &[
            Quirk::MissingTextAfterCode,
            Quirk::BracketInFlag,
            Quirk::ChildlessMultipart,
            Quirk::BodilessMessage,
        ],
        source: "S28, S50, S73, S82, S85; length S112: MailKit ImapEngine.cs",
    },
    Profile {
        name: "exchange-2003",
        title: "Exchange 2003",
        marks: &[Greeting("Microsoft Exchange Server 2003 IMAP4")],
        ways: Ways {
            distrusted: &["NAMESPACE"],
            charset: Charset::NotForAscii,
            ..PLAIN
        },
        met: &[Quirk::StrayCompletion, Quirk::BareContinuation],
        source: "S100: NAMESPACE drops the connection, MailKit 1512; S103; S21: libetpan 45",
    },
    Profile {
        name: "exchange-online",
        title: "Exchange Online",
        marks: &[
            Host("outlook.office365.com"),
            Host("outlook.office.com"),
            Host("imap-mail.outlook.com"),
            // The name of the machine stands in brackets behind it, in base64; on premises it does not.
            Greeting("The Microsoft Exchange IMAP4 service is ready. ["),
        ],
        ways: Ways {
            status_in_flight: 25,
            command_octets: 4_000,
            charset: Charset::NotForAscii,
            ..PLAIN
        },
        met: &[
            Quirk::SpaceBetweenAddresses,
            Quirk::SpaceAfterStatus,
            Quirk::EmptyUidSet,
            Quirk::UnquotedListName,
            Quirk::UnavailableLine,
        ],
        source: "S99: Geary imap-quirks.vala; S97, S98: imapflow imap-flow.js; S103: MailKit 16; lines beyond 4096 octets fail: Mailspring-Sync 5",
    },
    Profile {
        name: "exchange",
        title: "Exchange",
        marks: &[
            Id("name", "Microsoft.Exchange.Imap4"),
            Greeting("Microsoft Exchange Server 2007 IMAP4"),
            Greeting("The Microsoft Exchange IMAP4 service is ready."),
        ],
        ways: Ways {
            charset: Charset::NotForAscii,
            ..PLAIN
        },
        met: &[
            Quirk::SpaceAfterStatus,
            Quirk::BareContinuation,
            Quirk::MissingCondition,
            Quirk::UnavailableLine,
            Quirk::OddDisposition,
            Quirk::NegativeSize,
        ],
        source: "S3, S9, S22, S23, S78, S88; S97: ID () is not understood, which the encoder never sends; S103",
    },
    Profile {
        name: "icloud",
        title: "iCloud",
        marks: &[
            Host("imap.mail.me.com"),
            Capability("AUTH=ATOKEN"),
            Capability("XAPPLELITERAL"),
        ],
        ways: Ways {
            distrusted: &["QRESYNC"],
            body_for_rfc822: true,
            bare_ok_enables: true,
            ..PLAIN
        },
        met: &[Quirk::SpaceAfterCapability, Quirk::StrayQuote],
        source: "S41: MailKit 1871, Mailspring-Sync 91; S66: answers to RFC822 are left out; S2, S68",
    },
    Profile {
        name: "yahoo",
        title: "Yahoo, AOL",
        marks: &[
            Host("imap.mail.yahoo.com"),
            Host("imap.aol.com"),
            Capability("XYMHIGHESTMODSEQ"),
        ],
        ways: Ways {
            command_octets: 1_000,
            append_ends_line: true,
            ..PLAIN
        },
        met: &[Quirk::SpaceAfterSearch, Quirk::MissingTextAfterCode],
        source: "S112: MailKit ImapEngine.cs; S109: MailKit 251; S97: fields of ID in quotes, as the encoder has them; S1",
    },
    Profile {
        name: "qq",
        title: "QQ Mail",
        marks: &[
            Host("imap.qq.com"),
            Host("imap.exmail.qq.com"),
            Greeting("QQMail"),
        ],
        ways: Ways {
            ascending_sets: true,
            ..PLAIN
        },
        met: &[
            Quirk::SpaceInFetch,
            Quirk::SpaceAfterCapability,
            Quirk::ShortEnvelope,
            Quirk::UnpaddedDay,
            Quirk::ChildlessMultipart,
            Quirk::StrayQuote,
        ],
        source: "S96: BAD for 288:279, himalaya 518; S5, S70, S76, S82; S107: prompts of LOGIN that end in NUL",
    },
    Profile {
        name: "netease",
        title: "NetEase: 163, 126, yeah.net, 188",
        marks: &[
            Host("163.com"),
            Host("126.com"),
            Host("yeah.net"),
            Host("188.com"),
            Greeting("Coremail System IMap Server Ready(163com"),
            Greeting("Coremail System IMap Server Ready(126com"),
            Greeting("Coremail System IMap Server Ready(yeah"),
            Greeting("Coremail System IMap Server Ready(188com"),
        ],
        ways: Ways {
            id_after_login: true,
            distrusted: &["SASL-IR"],
            charset: Charset::Always,
            ..PLAIN
        },
        met: &[Quirk::StrayQuote],
        source: "S93: Unsafe Login without ID behind the login, himalaya 651; S94, S103: as Coremail; S95: tags begin with a letter, as ours do",
    },
    Profile {
        name: "coremail",
        title: "Coremail",
        marks: &[
            Id("name", "Coremail"),
            Greeting("Coremail System IMap Server"),
        ],
        ways: Ways {
            distrusted: &["SASL-IR"],
            charset: Charset::Always,
            ..PLAIN
        },
        met: &[],
        source: "S94: BAD for an initial response, io-imap session.rs; S103: nothing is found without CHARSET, mcp-email-server 190",
    },
    Profile {
        name: "yandex",
        title: "Yandex",
        marks: &[
            Host("imap.yandex.com"),
            Host("imap.yandex.ru"),
            Greeting("Yandex IMAP4rev1"),
        ],
        ways: PLAIN,
        met: &[
            Quirk::BareContinuation,
            Quirk::MissingSectionData,
            Quirk::ChildlessMultipart,
        ],
        source: "S9, S65, S82; S39: BYE without end, of which the first counts",
    },
    Profile {
        name: "mail-ru",
        title: "mail.ru",
        marks: &[
            Host("imap.mail.ru"),
            Host("imap.list.ru"),
            Host("imap.bk.ru"),
        ],
        ways: PLAIN,
        met: &[
            Quirk::FloatSize,
            Quirk::NilParameter,
            Quirk::MissingTextAfterCode,
        ],
        source: "S28, S77, S79: MailKit 1838, imap-codec 700",
    },
    Profile {
        name: "zoho",
        title: "Zoho",
        marks: &[
            Host("imap.zoho.com"),
            Host("imap.zoho.eu"),
            Greeting("Zoho Mail IMAP4rev1"),
        ],
        ways: PLAIN,
        met: &[Quirk::NegativeModSequence],
        source: "S62: MailKit 1686",
    },
    Profile {
        name: "domino",
        title: "Domino",
        marks: &[Greeting("Domino IMAP4 Server")],
        ways: Ways {
            guesses: &[Quirk::SpacesForLineEnd],
            ..PLAIN
        },
        met: &[
            Quirk::SpaceInBody,
            Quirk::LineEndInFetch,
            Quirk::NestedItems,
            Quirk::BodilessMessage,
            Quirk::StrayQuote,
        ],
        source: "S15: libetpan mailimap_parser.c; S7, S18, S61, S75, S84: MailKit 943, 944, 954, 1236",
    },
    Profile {
        name: "courier",
        title: "Courier",
        marks: &[Greeting("Courier-IMAP ready")],
        ways: Ways {
            command_octets: 16_000,
            ..PLAIN
        },
        met: &[Quirk::ZeroSequenceNumber],
        source: "S112: 16k for a word; S34, S63: Dovecot imapc-storage.c, MailKit ReleaseNotes",
    },
    Profile {
        name: "dovecot",
        title: "Dovecot",
        marks: &[Id("name", "Dovecot"), Greeting("Dovecot")],
        ways: Ways {
            command_octets: 64_000,
            ..PLAIN
        },
        met: &[
            Quirk::RawEightBit,
            Quirk::ChildlessMultipart,
            Quirk::PreviewAlgorithm,
        ],
        source: "S112, C7: imap-settings.c; S72: MISSING_MAILBOX and MISSING_DOMAIN up to 2.3.4, see imap_types::decoded; S81",
    },
    Profile {
        name: "cyrus",
        title: "Cyrus",
        marks: &[Id("name", "Cyrus"), Greeting("Cyrus IMAP")],
        ways: PLAIN,
        met: &[Quirk::BracketInFlag, Quirk::OddEntry, Quirk::PlusInTag],
        source: "S111: NO Only one Id allowed, cyrus-imapd 1090; S105: gaps of old versions, which they answer with NO",
    },
    Profile {
        name: "proton-bridge",
        title: "Proton Mail Bridge",
        marks: &[
            Greeting("Proton Mail Bridge"),
            Greeting("gluon session ID"),
            Id("name", "gluon"),
        ],
        ways: Ways {
            distrusted: &["SPECIAL-USE"],
            ..PLAIN
        },
        met: &[Quirk::BareContinuation],
        source: "S9; S58: BAD for LIST (SPECIAL-USE), MailKit 674; S104: some names are refused, gluon 471",
    },
    Profile {
        name: "davmail",
        title: "DavMail",
        marks: &[Greeting("DavMail")],
        ways: PLAIN,
        met: &[Quirk::SpaceBeforeNumber],
        source: "S6: davmail 122",
    },
    Profile {
        name: "greenmail",
        title: "GreenMail",
        marks: &[Greeting("GreenMail")],
        ways: PLAIN,
        met: &[Quirk::BigNumber, Quirk::StarInFlags],
        source: "S33: neomutt 3830; S51: net-imap 228",
    },
    Profile {
        name: "hmailserver",
        title: "hMailServer",
        marks: &[Greeting("IMAPrev1")],
        ways: Ways {
            ascending_sets: true,
            ..PLAIN
        },
        met: &[],
        source: "S96: MailKit ImapUtils.cs",
    },
    Profile {
        name: "smartermail",
        title: "SmarterMail",
        marks: &[Greeting("SmarterMail")],
        ways: PLAIN,
        met: &[Quirk::ZeroNumber, Quirk::NilAddress],
        source: "S32, S71: MailKit 1010, 991",
    },
    Profile {
        name: "james",
        title: "Apache James",
        marks: &[Greeting("JAMES IMAP4rev1 Server")],
        ways: PLAIN,
        met: &[Quirk::EmptyVanished],
        source: "S42: james 909; S60",
    },
    Profile {
        name: "icewarp",
        title: "IceWarp",
        marks: &[Greeting("IceWarp")],
        ways: PLAIN,
        met: &[Quirk::NoForBye],
        source: "S110: MailKit 1073",
    },
    Profile {
        name: "uw-imap",
        title: "UW-IMAP, Panda",
        marks: &[
            Greeting(" IMAP4rev1 2007"),
            Greeting(" IMAP4rev1 2006"),
            Greeting(" Panda IMAP "),
        ],
        ways: Ways {
            command_octets: 1_000,
            ..PLAIN
        },
        met: &[],
        source: "S112; S56: delimiters at the end of names, see Mailbox::trimmed",
    },
    Profile {
        name: "gmx",
        title: "GMX, WEB.DE, 1&1",
        marks: &[
            Host("imap.gmx.com"),
            Host("imap.gmx.net"),
            Host("imap.web.de"),
            Host("imap.1und1.de"),
        ],
        ways: PLAIN,
        met: &[Quirk::RawEightBit],
        source: "S26, S67, S83, S97",
    },
    Profile {
        name: "rambler",
        title: "Rambler",
        marks: &[Host("imap.rambler.ru")],
        ways: Ways {
            guesses: &[Quirk::CutLiteral],
            ..PLAIN
        },
        met: &[],
        source: "S19: libetpan 240",
    },
    Profile {
        name: "free",
        title: "Free",
        marks: &[Host("imap.free.fr")],
        ways: Ways {
            guesses: &[Quirk::NegativeLiteral],
            ..PLAIN
        },
        met: &[],
        source: "S14: libetpan mailimap_parser.c",
    },
    Profile {
        name: "orange",
        title: "Orange",
        marks: &[Host("imap.orange.fr")],
        ways: Ways {
            distrusted: &["SPECIAL-USE"],
            ..PLAIN
        },
        met: &[],
        source: "S58: thunderbird-android 2032",
    },
    Profile {
        name: "strato",
        title: "STRATO",
        marks: &[Host("imap.strato.de")],
        ways: Ways {
            distrusted: &["LIST-EXTENDED"],
            ..PLAIN
        },
        met: &[],
        source: "S58: extended LIST of INBOX answers nothing, MailKit 1957",
    },
];
