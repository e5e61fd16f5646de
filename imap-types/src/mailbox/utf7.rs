//! Modified UTF-7 ([RFC 3501 §5.1.3](https://www.rfc-editor.org/rfc/rfc3501.html#section-5.1.3)): how names outside ASCII
//! are spelled where UTF-8 is not enabled.
//!
//! Printable ASCII stands for itself, `&` is `&-`, and all else is UTF-16 in base64, between `&` and `-`, with `,` in
//! place of `/` and without padding. A name has one spelling: what is spelled in another way is refused, since two
//! names of one mailbox would be two mailboxes.

use alloc::{borrow::Cow, string::String, vec::Vec};

use base64::{
    Engine, alphabet,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};

use crate::core::Invalid;

const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::IMAP_MUTF7, NO_PAD);

const fn stands_for_itself(c: char) -> bool {
    matches!(c, ' '..='~') && c != '&'
}

/// The name in modified UTF-7.
///
/// ```
/// use imap_types::mailbox::utf7;
/// assert_eq!(utf7::encode("Entw\u{fc}rfe & Co"), "Entw&APw-rfe &- Co");
/// ```
#[must_use]
pub fn encode(name: &str) -> Cow<'_, str> {
    if name.chars().all(stands_for_itself) {
        return Cow::Borrowed(name);
    }
    let mut encoded = String::with_capacity(name.len() + 8);
    let mut run = Vec::new();
    let end = |run: &mut Vec<u8>, encoded: &mut String| {
        if !run.is_empty() {
            encoded.push('&');
            BASE64.encode_string(&*run, encoded);
            encoded.push('-');
            run.clear();
        }
    };
    for c in name.chars() {
        if stands_for_itself(c) || c == '&' {
            end(&mut run, &mut encoded);
            encoded.push(c);
            if c == '&' {
                encoded.push('-');
            }
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                run.extend(unit.to_be_bytes());
            }
        }
    }
    end(&mut run, &mut encoded);
    Cow::Owned(encoded)
}

/// The name that is spelled so.
///
/// ```
/// use imap_types::mailbox::utf7;
/// assert_eq!(utf7::decode(b"~peter/mail/&U,BTFw-").as_deref(), Ok("~peter/mail/\u{53f0}\u{5317}"));
/// assert!(utf7::decode(b"&AGE-").is_err(), "an a stands for itself");
/// ```
///
/// # Errors
///
/// If it is not the one spelling of a name: it holds what is not printable ASCII, an `&` that begins nothing, base64 of
/// no UTF-16 or of what stands for itself, or base64 that ends where it could go on.
pub fn decode(encoded: &[u8]) -> Result<Cow<'_, str>, Invalid> {
    const INVALID: Invalid = Invalid::new("modified UTF-7");
    let text = core::str::from_utf8(encoded).map_err(|_| INVALID)?;
    if !text.contains('&') && text.chars().all(stands_for_itself) {
        return Ok(Cow::Borrowed(text));
    }
    let mut pieces = text.split('&');
    let mut name = String::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (run, rest) = piece.split_once('-').ok_or(INVALID)?;
        if run.is_empty() {
            name.push('&');
        } else {
            let octets = BASE64.decode(run).map_err(|_| INVALID)?;
            let (units, odd) = octets.as_chunks::<2>();
            if !odd.is_empty() {
                return Err(INVALID);
            }
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            for c in char::decode_utf16(units) {
                name.push(c.map_err(|_| INVALID)?);
            }
        }
        name.push_str(rest);
    }
    if encode(&name) == text {
        Ok(Cow::Owned(name))
    } else {
        Err(INVALID)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (name, encoded) in [
            ("", ""),
            ("INBOX", "INBOX"),
            ("a ~\"\\", "a ~\"\\"),
            ("&", "&-"),
            ("&&a&", "&-&-a&-"),
            ("-", "-"),
            // RFC 3501 section 5.1.3
            (
                "~peter/mail/\u{53f0}\u{5317}/\u{65e5}\u{672c}\u{8a9e}",
                "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
            ),
            (
                "\u{53f0}\u{5317}\u{65e5}\u{672c}\u{8a9e}",
                "&U,BTF2XlZyyKng-",
            ),
            // RFC 5255 section 3.4
            ("Gemeinsame Postf\u{e4}cher/", "Gemeinsame Postf&AOQ-cher/"),
            ("\u{e9}&\u{e9}", "&AOk-&-&AOk-"),
            ("\u{e9}-", "&AOk--"),
            ("\u{1f4e7}", "&2D3c5w-"),
            ("\u{7f}\0\t\r\n", "&AH8AAAAJAA0ACg-"),
            ("\u{10ffff}", "&2,,f,w-"),
        ] {
            assert_eq!(encode(name), encoded);
            assert_eq!(decode(encoded.as_bytes()).as_deref(), Ok(name), "{encoded}");
        }
    }

    #[test]
    fn one_spelling() {
        for encoded in [
            &b"&"[..],
            b"a&",
            b"&&",
            b"&-&",
            b"&AOk",               // not ended
            b"&AOk a-",            // no base64
            b"&AOk=-",             // padded
            b"&U/BTFw-",           // / for ,
            b"&A-",                // one character
            b"&AO-",               // half a unit
            b"&AOkA-",             // half a unit behind it
            b"&AOl-",              // bits left over
            b"&AGE-",              // a
            b"&AOkAYQ-",           // e with acute, a
            b"&ACY-",              // &
            b"&AOkAJg-",           // e with acute, &
            b"&U,BTFw-&ZeVnLIqe-", // RFC 3501: superfluous shift
            b"&Jjo!",              // RFC 3501: not ended
            b"&2D0-",              // half a pair
            b"&3Oc-",              // the other half
            b"caf\xc3\xa9",        // UTF-8
            b"caf\xe9",
            b"a\x7f",
            b"a\tb",
            b"\0",
        ] {
            assert!(decode(encoded).is_err(), "{}", encoded.escape_ascii());
        }
    }

    #[test]
    fn every_character() {
        // All of the first planes' beginning, and some of each block behind it.
        for c in ('\0'..'\u{3000}').chain(('\u{3000}'..=char::MAX).step_by(251)) {
            let mut buffer = [0; 4];
            let name: &str = c.encode_utf8(&mut buffer);
            let encoded = encode(name).into_owned();
            assert!(encoded.bytes().all(|byte| matches!(byte, b' '..=b'~')));
            assert_eq!(decode(encoded.as_bytes()).as_deref(), Ok(name));
        }
    }
}
