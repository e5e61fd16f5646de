//! LANGUAGE ([RFC 5255 §3](https://www.rfc-editor.org/rfc/rfc5255.html#section-3)): in which language the server writes
//! its texts.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody) and [`Data`](crate::data::Data). The translation of a
//! namespace is [`NamespaceDescr::translation`](crate::list::NamespaceDescr::translation).
//!
//! ```text
//! C: A003 LANGUAGE
//! S: * LANGUAGE (EN DE IT i-default)
//! C: E001 LANGUAGE FR-CA EN-CA
//! S: * LANGUAGE (EN)
//! S: E001 OK Now speaking English
//! ```

use crate::core::string;

string! {
    /// `language-range`: what a client would like, e.g. `fr-CA` or `de`; `*` is any language, `default` the server's own
    /// ([RFC 4647 §2.1](https://www.rfc-editor.org/rfc/rfc4647.html#section-2.1)). Compared without regard to case.
    ///
    /// `(1*8ALPHA *("-" 1*8alphanum)) / "*"`
    LanguageRange, "language-range", |bytes| bytes == b"*" || is_range(bytes), |u| {
        if u.ratio(1, 8)? { Ok(alloc::vec![b'*']) } else { random_tag(u) }
    }, caseless
}

string! {
    /// `Language-Tag`: a language that the server has, e.g. `de-DE` or `i-default`
    /// ([RFC 5646 §2.1](https://www.rfc-editor.org/rfc/rfc5646.html#section-2.1)). Compared without regard to case.
    ///
    /// Subtags of one to eight letters or digits, the first of letters: every tag that is well-formed, and some more.
    LanguageTag, "Language-Tag", is_range, random_tag, caseless
}

/// `1*8ALPHA *("-" 1*8alphanum)`
fn is_range(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'-')
        .enumerate()
        .all(|(i, subtag)| {
            (1..=8).contains(&subtag.len())
                && subtag
                    .iter()
                    .all(|byte| byte.is_ascii_alphabetic() || (i > 0 && byte.is_ascii_digit()))
        })
}

#[cfg(feature = "arbitrary")]
fn random_tag(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<alloc::vec::Vec<u8>> {
    let mut tag = alloc::vec::Vec::new();
    loop {
        if !tag.is_empty() {
            tag.push(b'-');
        }
        // Digits stand at the end of the list, and not in the first subtag.
        let letters: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let letters = &letters[..if tag.is_empty() { 52 } else { 62 }];
        for _ in 0..u.int_in_range(1..=8)? {
            tag.push(*u.choose(letters)?);
        }
        if u.is_empty() || u.ratio(1, 2)? {
            return Ok(tag);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_ranges() {
        for (text, tag, range) in [
            ("de", true, true),
            ("i-default", true, true),
            ("sl-rozaj-biske-1994", true, true),
            ("default", true, true),
            ("*", false, true),
            ("*-CH", false, false),
            ("", false, false),
            ("de-", false, false),
            ("-de", false, false),
            ("de--AT", false, false),
            ("123", false, false),
            ("abcdefghi", false, false),
            ("de_DE", false, false),
            ("d\u{e9}", false, false),
        ] {
            assert_eq!(LanguageTag::try_from(text).is_ok(), tag, "{text}");
            assert_eq!(LanguageRange::try_from(text).is_ok(), range, "{text}");
        }
        assert_eq!(
            LanguageTag::try_from("DE-at").unwrap(),
            LanguageTag::try_from("de-AT").unwrap()
        );
    }
}
