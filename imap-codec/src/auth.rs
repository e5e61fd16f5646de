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
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse, within},
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
        [b'\r' | b'\n', ..] | [] => refuse(i, Rule::InitialResp),
        _ => base64(cx, i),
    }
}

pub(crate) fn write_initial_resp(response: &Secret<Octets<'_>>, w: &mut Writer<'_, '_>) {
    if response.expose().is_empty() {
        w.byte(b'=');
    } else {
        write_base64(response, w);
    }
}

fn write_base64(response: &Secret<Octets<'_>>, w: &mut Writer<'_, '_>) {
    w.raw(STANDARD.encode(response.expose().as_bytes()).as_bytes());
}

/// `base64 CRLF`, or `"*" CRLF` to cancel.
pub(crate) fn authenticate_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AuthenticateData<'a>> {
    let (rest, data) = match i {
        [b'*', rest @ ..] => (rest, AuthenticateData::Cancel),
        _ => match base64(cx, i) {
            Ok((rest, octets)) => (rest, AuthenticateData::Response(octets)),
            Err(_) => return refuse(i, Rule::AuthenticateData),
        },
    };
    let (rest, ()) = within(Rule::AuthenticateData, crlf(cx, rest))?;
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
