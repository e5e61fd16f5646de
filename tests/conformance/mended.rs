//! What the tolerant decoders mend in lists, quotas and ID, and what it is mended to. A sample of each quirk stands with
//! its row in `imap_codec::Quirk`; these are the other places where a quirk applies.

use std::fmt::Debug;

use imap_codec::{CommandKind, Decoder, Kind, Options, Policy, Quirk, Quirks, ResponseKind};

/// Strict refuses the row; with this quirk alone it is read as the one on the right, and the quirk is noted.
fn mended<K: Kind>(rows: &[(&str, &str, Quirk)])
where
    for<'a> K::Value<'a>: PartialEq + Debug,
{
    for (bad, good, quirk) in rows {
        let [bad, good] = [bad, good].map(|row| format!("{row}\r\n").into_bytes());
        let strict = Decoder::<K>::strict();
        assert!(strict.decode(&bad).is_err(), "{}", bad.escape_ascii());
        let alone = Options::strict().policy(Policy::Chosen(Quirks::NONE.with(*quirk)));
        let decoded = Decoder::<K>::new(alone)
            .decode(&bad)
            .unwrap_or_else(|error| panic!("{error}: {}", bad.escape_ascii()));
        assert_eq!(decoded.value, strict.decode(&good).unwrap().value);
        assert!(decoded.salvaged.is_empty());
        assert!(
            !decoded.deviations.is_empty()
                && decoded.deviations.iter().all(|note| note.quirk == *quirk),
            "{:?}",
            decoded.deviations
        );
    }
}

#[test]
fn responses() {
    mended::<ResponseKind>(&[
        // RFC 5819 section 3, RFC 2342 section 5.5
        (
            "* LIST () \".\"  \"INBOX\"",
            "* LIST () \".\" INBOX",
            Quirk::SpaceInList,
        ),
        (
            "* NAMESPACE ((\"INBOX.\" \".\")) NIL  NIL",
            "* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL",
            Quirk::SpaceInList,
        ),
        // RFC 5255 section 3.2
        (
            "* NAMESPACE ((\"\" \"/\"))((\"x/\" \"/\"))((\"y/\" \"/\"))",
            "* NAMESPACE ((\"\" \"/\")) ((\"x/\" \"/\")) ((\"y/\" \"/\"))",
            Quirk::NamespaceWithoutSpace,
        ),
        // home.pl
        (
            "* XLIST (\\ \\HasNoChildren) \".\" Argos",
            "* XLIST (\\HasNoChildren) \".\" Argos",
            Quirk::LoneBackslash,
        ),
        (
            "* LIST (\\) \".\" Argos",
            "* LIST () \".\" Argos",
            Quirk::LoneBackslash,
        ),
        (
            "* QUOTA \"\" (STORAGE  10  512 )",
            "* QUOTA \"\" (STORAGE 10 512)",
            Quirk::SpaceInList,
        ),
        (
            "* QUOTA \"\" ( STORAGE 10 512)",
            "* QUOTA \"\" (STORAGE 10 512)",
            Quirk::SpaceInList,
        ),
        ("* QUOTAROOT INBOX ", "* QUOTAROOT INBOX", Quirk::SpaceAtEnd),
        ("* ACL INBOX a lr ", "* ACL INBOX a lr", Quirk::SpaceAtEnd),
        (
            "* ID ( \"a\"  \"b\"  \"c\" NIL )",
            "* ID (\"a\" \"b\" \"c\" NIL)",
            Quirk::SpaceInList,
        ),
        (
            "* METADATA x ( /a  \"b\" )",
            "* METADATA x (/a \"b\")",
            Quirk::SpaceInList,
        ),
        ("* LANGUAGE (DE )", "* LANGUAGE (DE)", Quirk::SpaceInList),
        // SP and text are missing behind the code, which stays.
        (
            "a NO [METADATA TOOMANY]",
            "a NO [METADATA TOOMANY] ",
            Quirk::MissingTextAfterCode,
        ),
    ]);
}

#[test]
fn commands() {
    mended::<CommandKind>(&[
        (
            "a ID ( \"name\" \"aio\" )",
            "a ID (\"name\" \"aio\")",
            Quirk::SpaceInList,
        ),
        (
            "a GETMETADATA x ( MAXSIZE 5 ) ( /a )",
            "a GETMETADATA (MAXSIZE 5) x /a",
            Quirk::SpaceInList,
        ),
        (
            "a CREATE x (USE ( \\Sent ))",
            "a CREATE x (USE (\\Sent))",
            Quirk::SpaceInList,
        ),
        ("a COMPARATOR ", "a COMPARATOR", Quirk::SpaceAtEnd),
        (
            "a UNAUTHENTICATE now",
            "a UNAUTHENTICATE",
            Quirk::WordsBehind,
        ),
    ]);
}
