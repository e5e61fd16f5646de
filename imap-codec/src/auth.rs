//! SASL in IMAP ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)).

use alloc::borrow::Cow;

use base64::{
    Engine,
    alphabet::STANDARD as ALPHABET,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use imap_types::{
    auth::{AuthMechanism, AuthMechanismName, AuthenticateData},
    core::{Octets, Secret},
};

use crate::{
    core::{atom, crlf},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

joint! {
    /// `auth-type = atom`
    pub(crate) auth_type -> AuthMechanism by AuthMechanismName, named by atom, slot AuthType {
        Anonymous,
        CramMd5,
        DigestMd5,
        External,
        Gssapi,
        Login,
        OAuthBearer,
        Plain,
        ScramSha1,
        ScramSha1Plus,
        ScramSha256,
        ScramSha256Plus,
        XOAuth2,
    }
}

/// Bits behind the last octet are ignored: `base64` of RFC 4648 leaves that to the reader, and peers differ.
const LAX: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// `base64 = *(4base64-char) [base64-terminal]`, decoded; may be empty.
pub(crate) fn base64<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Secret<Octets<'a>>> {
    let len = scan::span(i, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
    });
    let (bytes, rest) = i.split_at(len);
    match LAX.decode(bytes) {
        Ok(octets) => Ok((rest, Secret::new(Octets::from_scanned(Cow::Owned(octets))))),
        Err(_) => refuse(i, Rule::Base64),
    }
}

/// `initial-resp = base64 / "="`
pub(crate) fn initial_resp<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Secret<Octets<'a>>> {
    match i {
        [b'=', rest @ ..] if !matches!(rest.first(), Some(b'=')) => {
            Ok((rest, Secret::new(Octets::from_scanned(Cow::Borrowed(b"")))))
        }
        // Never empty: that is what `=` stands for.
        [
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=',
            ..,
        ] => base64(cx, i),
        _ => refuse(i, Rule::InitialResp),
    }
}

pub(crate) fn write_initial_resp(response: &Secret<Octets<'_>>, w: &mut Writer<'_, '_>) {
    if response.expose().is_empty() {
        w.byte(b'=');
    } else {
        write_base64(response, w);
    }
}

pub(crate) fn write_base64(response: &Secret<Octets<'_>>, w: &mut Writer<'_, '_>) {
    w.raw(STANDARD.encode(response.expose().as_bytes()).as_bytes());
}

/// `base64 CRLF`, or `"*" CRLF` to cancel.
pub(crate) fn authenticate_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AuthenticateData<'a>> {
    let (rest, data) = match i {
        [b'*', rest @ ..] => (rest, AuthenticateData::Cancel),
        _ => match base64(cx, i) {
            Ok((rest, octets)) => (rest, AuthenticateData::Response(octets)),
            Err(_) => match i {
                // As an initial response would say it.
                [b'=', rest @ ..] if cx.mend(Quirk::EqualsSign, i, rest) => {
                    let empty = Octets::from_scanned(Cow::Borrowed(b""));
                    (rest, AuthenticateData::Response(Secret::new(empty)))
                }
                _ => return refuse(i, Rule::AuthenticateData),
            },
        },
    };
    let end = within(Rule::AuthenticateData, crlf(cx, rest));
    let (rest, ()) = expect(Rule::AuthenticateData, i, end)?;
    Ok((rest, data))
}

impl Encode for AuthenticateData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Response(response) => write_base64(response, w),
            Self::Cancel => {
                w.byte(b'*');
            }
        }
        w.raw(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, covers, other, reads, refuses};

    #[test]
    fn mechanisms() {
        let rows = [
            ("ANONYMOUS", AuthMechanism::Anonymous),
            ("CRAM-MD5", AuthMechanism::CramMd5),
            ("DIGEST-MD5", AuthMechanism::DigestMd5),
            ("EXTERNAL", AuthMechanism::External),
            ("GSSAPI", AuthMechanism::Gssapi),
            ("LOGIN", AuthMechanism::Login),
            ("OAUTHBEARER", AuthMechanism::OAuthBearer),
            ("PLAIN", AuthMechanism::Plain),
            ("SCRAM-SHA-1", AuthMechanism::ScramSha1),
            ("SCRAM-SHA-1-PLUS", AuthMechanism::ScramSha1Plus),
            ("SCRAM-SHA-256", AuthMechanism::ScramSha256),
            ("SCRAM-SHA-256-PLUS", AuthMechanism::ScramSha256Plus),
            ("XOAUTH2", AuthMechanism::XOAuth2),
            ("X-FOO", AuthMechanism::Other(other("X-FOO", ""))),
        ];
        covers(
            AuthMechanismName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(auth_type, &rows);
        reads(auth_type, &[("plain", AuthMechanism::Plain)]);
        refuses(
            auth_type,
            &[("", 0, Rule::AuthType), ("\"PLAIN\"", 0, Rule::AuthType)],
        );
    }

    #[test]
    fn responses() {
        let octets = |octets: &'static [u8]| AuthenticateData::response(octets);
        both(
            authenticate_data,
            &[
                ("\r\n", octets(b"")),
                ("*\r\n", AuthenticateData::Cancel),
                ("Zg==\r\n", octets(b"f")),
                ("Zm8=\r\n", octets(b"fo")),
                ("Zm9v\r\n", octets(b"foo")),
                // RFC 4616 section 4
                (
                    "AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n",
                    octets(b"\0tim\0tanstaaftanstaaf"),
                ),
                ("//+A\r\n", octets(b"\xff\xff\x80")),
            ],
        );
        reads(authenticate_data, &[("Zn==\r\n", octets(b"f"))]);
        refuses(
            authenticate_data,
            &[
                ("Zg\r\n", 0, Rule::AuthenticateData),
                ("Zg=\r\n", 0, Rule::AuthenticateData),
                ("=\r\n", 0, Rule::AuthenticateData),
                ("Zg==Zg==\r\n", 0, Rule::AuthenticateData),
                ("Zm9v=\r\n", 0, Rule::AuthenticateData),
                ("Zm9v ", 4, Rule::Crlf),
            ],
        );
        let secret = |octets: &'static str| {
            Secret::new(Octets::from_scanned(Cow::Borrowed(octets.as_bytes())))
        };
        reads(initial_resp, &[("=", secret("")), ("Zm8=", secret("fo"))]);
        refuses(
            initial_resp,
            &[
                ("", 0, Rule::InitialResp),
                ("==", 0, Rule::Base64),
                ("*", 0, Rule::InitialResp),
                ("Z", 0, Rule::Base64),
            ],
        );
    }
}
