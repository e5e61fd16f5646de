//! Response codes: RFC 9051 section 7.1, RFC 3501 section 7.1, RFC 4315, RFC 5530.

use imap_codec::{Decoder, EncodeError, EncodeOptions, Encoder, Options, ResponseKind, Rule};
use imap_types::response::Response;

use crate::kit::{Rows, S};

#[test]
fn s7_1_without_arguments() {
    for name in [
        "ALERT",
        "ALREADYEXISTS",
        "AUTHENTICATIONFAILED",
        "AUTHORIZATIONFAILED",
        "BADCHARSET",
        "CANNOT",
        "CLIENTBUG",
        "CLOSED",
        "CONTACTADMIN",
        "CORRUPTION",
        "EXPIRED",
        "EXPUNGEISSUED",
        "HASCHILDREN",
        "INUSE",
        "LIMIT",
        "NONEXISTENT",
        "NOPERM",
        "NOTSAVED",
        "OVERQUOTA",
        "PARSE",
        "PRIVACYREQUIRED",
        "READ-ONLY",
        "READ-WRITE",
        "SERVERBUG",
        "TRYCREATE",
        "UIDNOTSTICKY",
        "UNAVAILABLE",
        "UNKNOWN-CTE",
    ] {
        let lower = name.to_ascii_lowercase();
        S::same(&[
            &format!("* OK [{name}] x"),
            &format!("a NO [{name}] x ] y"),
            &format!("* BYE [{name}] "),
            &format!("+ [{name}] x"),
        ]);
        S::written(&[(&format!("* NO [{lower}] x"), &format!("* NO [{name}] x"))]);
        S::refused(&[
            (&format!("* OK [{name}]‸"), Rule::Sp),
            (&format!("* OK [{name}]‸x"), Rule::Sp),
        ]);
        // With arguments that it does not have it is an atom like any other.
        if name != "BADCHARSET" {
            S::other(&[
                (
                    &format!("* OK [{name} x (y] z] ) \"]\"] w"),
                    &[Rule::RespTextCode],
                ),
                (&format!("a NO [{lower}  ] "), &[Rule::RespTextCode]),
            ]);
            S::refused(&[(&format!("* OK [{name}‸ ] y"), Rule::CloseBracket)]);
        }
    }
}

#[test]
fn s7_1_with_arguments() {
    S::same(&[
        "* OK [UIDNEXT 4392] x",
        "* OK [UIDVALIDITY 4294967295] x",
        // RFC 3501 only.
        "* OK [UNSEEN 12] x",
        "a OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x",
        "a OK [APPENDUID 38505 3955] x",
        "a OK [COPYUID 38505 304,319:320 3956:3958] x",
    ]);
    S::refused(&[
        ("* OK [UIDNEXT‸] x", Rule::Sp),
        ("* OK [UIDNEXT ‸] x", Rule::NzNumber),
        ("* OK [UIDNEXT ‸0] x", Rule::NzNumber),
        ("* OK [UIDNEXT ‸01] x", Rule::NzNumber),
        ("* OK [UIDNEXT ‸4294967296] x", Rule::NzNumber),
        // A known code that has arguments is malformed with others, not unknown.
        ("* OK [UIDNEXT 1‸ 2] x", Rule::CloseBracket),
        ("* OK [UIDVALIDITY ‸x] x", Rule::NzNumber),
        ("* OK [UNSEEN ‸0] x", Rule::NzNumber),
        ("* OK [UIDNEXT 1‸", Rule::CloseBracket),
        ("* OK [CAPABILITY ‸] x", Rule::Capability),
    ]);
}

/// BADCHARSET [SP "(" charset *(SP charset) ")"]: astrings in RFC 3501, atoms and quoted strings in RFC 9051.
#[test]
fn s7_1_badcharset() {
    S::same(&[
        "a NO [BADCHARSET] x",
        "a NO [BADCHARSET (UTF-8)] x",
        "a NO [BADCHARSET (US-ASCII \"a b\" {1}\r\n\n)] x",
    ]);
    S::written(&[(
        "a NO [BADCHARSET ({5}\r\nUTF-8 \"b\")] x",
        "a NO [BADCHARSET (UTF-8 b)] x",
    )]);
    S::refused(&[
        ("a NO [BADCHARSET ‸UTF-8] x", Rule::Open),
        ("a NO [BADCHARSET (‸)] x", Rule::Charset),
        ("a NO [BADCHARSET (UTF-8‸", Rule::Close),
    ]);
}

/// atom [SP 1*<any TEXT-CHAR except "]">]
#[test]
fn s7_1_unknown() {
    S::other(&[
        ("* OK [FOO] x", &[Rule::RespTextCode]),
        ("* OK [XMODSEQ 715194045007] x", &[Rule::RespTextCode]),
        ("* OK [FOO bar \"baz ( \\\\ {9}] x", &[Rule::RespTextCode]),
        (
            "* NO [X-URL imap://user;AUTH=*@server/] x",
            &[Rule::RespTextCode],
        ),
        ("* OK [1] x", &[Rule::RespTextCode]),
        ("* OK [FOO  ] ", &[Rule::RespTextCode]),
    ]);
    S::refused(&[("* OK [FOO]‸", Rule::Sp), ("* OK [FOO]‸x", Rule::Sp)]);
}

/// What begins with `[` and is no code is text. It can be read, and the encoder does not write it: another reader might
/// take it for a code.
#[test]
fn s7_1_brackets_in_text() {
    for text in [
        "[FOO",
        "[",
        "[]",
        "[ FOO] x",
        "[FOO ] x",
        "[\"a\"] x",
        "[*] x",
        "[FOO(] x",
        "[FOO bar",
    ] {
        let wire = format!("* OK {text}\r\n");
        let decoded = Decoder::<ResponseKind>::new(Options::strict())
            .decode(wire.as_bytes())
            .unwrap();
        let Response::Status(status) = &decoded.value else {
            panic!("{text}")
        };
        assert_eq!(status.text.code, None, "{text}");
        assert_eq!(status.text.text.as_bytes(), text.as_bytes());
        let mut encoder = Encoder::new(EncodeOptions::everything());
        assert_eq!(
            encoder.encode(&decoded.value).unwrap_err(),
            EncodeError::TextLooksLikeCode,
            "{text}"
        );
    }
    // Behind a code, and not at the front, it is as good as any.
    S::same(&["* OK [ALERT] [FOO] x", "* OK x [FOO]"]);
}
