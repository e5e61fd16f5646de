//! CATENATE ([RFC 4469](https://www.rfc-editor.org/rfc/rfc4469.html)), and the UTF8 of
//! [RFC 6855](https://www.rfc-editor.org/rfc/rfc6855.html) in APPEND.

use alloc::borrow::Cow;

use imap_types::{
    core::{Content8, Vec1},
    ext::catenate::{BadUrl, CatPart},
};

use crate::{
    core::{byte, check_eight_bit, keyword, literal_content, literal8, run, sp, write_literal8},
    error::EncodeError,
    rule::Rule,
    url::url,
    wire::{
        cx::{Cx, Parsed, refuse, within},
        write::{Encode, Writer},
    },
};

/// `"(" cat-part *(SP cat-part) ")"`, behind `CATENATE SP`; or up to where a streamed literal begins.
pub(crate) fn catenate<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<CatPart<'a>>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (mut rest, first) = within(Rule::CatPart, cat_part(cx, rest))?;
    let mut parts = Vec1::one(first);
    loop {
        match rest {
            [b')', rest @ ..] => return Ok((rest, parts)),
            [b' ', next @ ..] => {
                let (after, part) = within(Rule::CatPart, cat_part(cx, next))?;
                parts.push(part);
                rest = after;
            }
            // What a head holds ends here; a whole message goes on, if only by a CRLF.
            [] if cx.hole(rest).is_some() => return Ok((rest, parts)),
            _ => return refuse(rest, Rule::Close),
        }
    }
}

/// `cat-part = text-literal / url`, `text-literal = "TEXT" SP (literal / literal8)`, `url = "URL" SP astring`;
/// RFC 6855: `"UTF8" SP "(" literal8 ")"`
fn cat_part<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, CatPart<'a>> {
    if let Some(rest) = keyword(i, b"URL") {
        let (rest, ()) = sp(rest)?;
        let (rest, url) = url(cx, rest)?;
        return Ok((rest, CatPart::Url(url)));
    }
    if let Some(rest) = keyword(i, b"TEXT") {
        let (rest, ()) = sp(rest)?;
        // Cyrus takes a literal8 as it does in place of the whole message (assets/traces); nothing else could be meant.
        if rest.first() == Some(&b'~') {
            let (rest, text) = literal8(cx, rest)?;
            return Ok((rest, CatPart::Text8(text)));
        }
        let (rest, text) = literal_content(cx, rest)?;
        return Ok((rest, CatPart::Text(text)));
    }
    if let Some(rest) = keyword(i, b"UTF8") {
        let (rest, ()) = sp(rest)?;
        let (rest, text) = utf8_literal(cx, rest)?;
        return Ok((rest, CatPart::Utf8(text)));
    }
    refuse(i, Rule::CatPart)
}

/// `"(" literal8 ")"`, behind `UTF8 SP`; or up to where a streamed literal begins.
pub(crate) fn utf8_literal<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Content8<'a>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (rest, text) = literal8(cx, rest)?;
    if rest.is_empty() && cx.hole(rest).is_some() {
        return Ok((rest, text));
    }
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, text))
}

pub(crate) fn write_catenate<'v>(parts: &'v Vec1<CatPart<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(parts, |w, part| part.encode(w));
}

impl Encode for CatPart<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Text(text) => text.encode(w.raw(b"TEXT ")),
            Self::Text8(text) => write_literal8(text, w.raw(b"TEXT ")),
            Self::Url(url) => url.encode(w.raw(b"URL ")),
            Self::Utf8(text) => write_utf8_literal(text, w.raw(b"UTF8 ")),
            _ => {}
        }
    }
}

pub(crate) fn write_utf8_literal<'v>(text: &'v Content8<'_>, w: &mut Writer<'_, 'v>) {
    // It is not BINARY that allows this literal8.
    if !w.utf8() {
        w.fail(EncodeError::NeedsCapability("UTF8=ACCEPT"));
    }
    match text {
        Content8::Here(octets) => {
            w.raw(b"(~").literal(octets.as_bytes()).byte(b')');
        }
        Content8::Elsewhere { len } => {
            w.raw(b"(~").elsewhere(*len).byte(b')');
        }
    }
}

/// `url-resp-text = 1*(%x01-09 / %x0B-0C / %x0E-5C / %x5E-FE)`: any TEXT-CHAR except `]` (erratum 2002)
pub(crate) fn bad_url<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, BadUrl<'a>> {
    let class = |byte| !matches!(byte, b']' | b'\r' | b'\n' | 0);
    let (rest, text) = run(i, class, Rule::UrlRespText)?;
    if !text.is_ascii() {
        check_eight_bit(cx, text, i, rest, Rule::UrlRespText)?;
    }
    Ok((rest, BadUrl::from_scanned(Cow::Borrowed(text))))
}

impl Encode for BadUrl<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let text = self.as_written().expose().as_bytes();
        if !w.utf8() && !text.is_ascii() {
            w.fail(EncodeError::NeedsCapability("IMAP4rev2"));
        }
        w.raw(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    use crate::testing::{both, list1, ok, reads, refuses};

    fn parts<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<CatPart<'a>>> {
        catenate(cx, i).map(|(rest, parts)| (rest, parts.into_vec()))
    }

    #[test]
    fn every_part() {
        both(
            cat_part,
            &[
                ("URL \"\"", CatPart::Url(ok(""))),
                ("URL \"/x/;UID=1\"", CatPart::Url(ok("/x/;UID=1"))),
                ("URL \"/a b\"", CatPart::Url(ok("/a b"))),
                ("TEXT {0}\r\n", CatPart::Text(ok(""))),
                ("TEXT {2}\r\n)\"", CatPart::Text(ok(")\""))),
                ("TEXT ~{2}\r\n\0)", CatPart::Text8(ok("\0)"))),
                ("UTF8 (~{2}\r\n)\0)", CatPart::Utf8(ok(")\0"))),
            ],
        );
        reads(
            cat_part,
            &[
                ("url {2}\r\n/x", CatPart::Url(ok("/x"))),
                ("text {1+}\r\na", CatPart::Text(ok("a"))),
                ("utf8 (~{1+}\r\na)", CatPart::Utf8(ok("a"))),
            ],
        );
        refuses(
            cat_part,
            &[
                ("", 0, Rule::CatPart),
                ("{1}\r\na", 0, Rule::CatPart),
                ("URL", 3, Rule::Sp),
                ("URL ", 4, Rule::Astring),
                ("TEXT \"a\"", 5, Rule::Literal),
                ("TEXT {1}\r\n\0", 10, Rule::Char8),
                ("UTF8 ~{1}\r\na", 5, Rule::Open),
                ("UTF8 ({1}\r\na)", 6, Rule::Literal8),
                ("UTF8 (~{1}\r\na", 13, Rule::Close),
            ],
        );
    }

    #[test]
    fn lists() {
        reads(
            catenate,
            &[(
                "(URL \"a\" TEXT {1}\r\nb)",
                list1([CatPart::Url(ok("a")), CatPart::Text(ok("b"))]),
            )],
        );
        refuses(
            parts,
            &[
                ("", 0, Rule::Open),
                ("()", 1, Rule::CatPart),
                ("(URL \"a\"", 8, Rule::Close),
                ("(URL \"a\" )", 9, Rule::CatPart),
                ("(URL \"a\"  URL \"b\")", 9, Rule::CatPart),
                ("(TEXT {1}\r\nab)", 12, Rule::Close),
            ],
        );
    }

    #[test]
    fn bad_urls() {
        both(
            bad_url,
            &[
                ("/INBOX/;UID=1", ok::<BadUrl<'_>, _>("/INBOX/;UID=1")),
                ("\"a b\"", ok("\"a b\"")),
            ],
        );
        refuses(
            bad_url,
            &[
                ("", 0, Rule::UrlRespText),
                ("]", 0, Rule::UrlRespText),
                ("\u{e9}", 0, Rule::UrlRespText),
            ],
        );
        let quoted: BadUrl<'_> = ok("\"/INBOX;UIDVALIDITY=7/;UID=1\"");
        assert_eq!(quoted.parse().unwrap().part().unwrap().uid.get(), 1);
        for wrong in ["", "a]b", "a\r", "\n"] {
            assert!(BadUrl::try_from(wrong).is_err());
        }
    }
}
