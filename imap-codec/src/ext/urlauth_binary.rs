//! URLAUTH=BINARY ([RFC 5524](https://www.rfc-editor.org/rfc/rfc5524.html)).

use alloc::boxed::Box;

use imap_types::{
    body::BodyStructure,
    ext::urlauth_binary::{UrlFetchParam, UrlFetchParamName, UrlMetadata, UrlMetadataName},
};

use crate::{
    body::body,
    core::{atom, nstring, nstring8},
    wire::cx::{Cx, Parsed},
};

joint! {
    /// `url-fetch-param = "BODY" / "BINARY" / "BODYPARTSTRUCTURE" / atom`
    pub(crate) url_fetch_param -> UrlFetchParam by UrlFetchParamName, named by atom, slot UrlFetchParam {
        Binary,
        Body,
        BodyPartStructure,
    }
}

joint! {
    /// `url-metadata-el = url-meta-bodystruct / url-meta-body / url-meta-binary`
    pub(crate) url_metadata_el -> UrlMetadata by UrlMetadataName, named by atom, slot UrlMetadata {
        Binary(nstring8),
        Body(nstring),
        BodyPartStructure(boxed_body),
    }
}

/// `body`
pub(crate) fn boxed_body<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<BodyStructure<'a>>> {
    let (rest, body) = body(cx, i)?;
    Ok((rest, Box::new(body)))
}

#[cfg(test)]
mod tests {
    use imap_types::{
        body::{BasicPart, BodyFields, PartKind},
        core::{NString, NString8},
    };

    use super::*;
    use crate::{
        rule::Rule,
        testing::{both, covers, n64, ok, other, reads, refuses},
    };

    fn png() -> BodyStructure<'static> {
        let fields = BodyFields {
            parameters: [].into(),
            id: NString::NIL,
            description: NString::NIL,
            encoding: ok("BINARY"),
            octets: n64(123),
        };
        let part = BasicPart::new(ok("IMAGE"), ok("PNG"), fields).unwrap();
        BodyStructure::single(PartKind::Basic(part)).unwrap()
    }

    #[test]
    fn every_param() {
        let rows = [
            ("BINARY", UrlFetchParam::Binary),
            ("BODY", UrlFetchParam::Body),
            ("BODYPARTSTRUCTURE", UrlFetchParam::BodyPartStructure),
            ("XFOO", UrlFetchParam::Other(other("XFOO", ""))),
        ];
        covers(
            UrlFetchParamName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(url_fetch_param, &rows);
        reads(url_fetch_param, &[("body", UrlFetchParam::Body)]);
        refuses(url_fetch_param, &[("(", 0, Rule::UrlFetchParam)]);
    }

    #[test]
    fn every_element() {
        let rows = [
            ("BINARY NIL", UrlMetadata::Binary(NString8::NIL)),
            ("BINARY \"\"", UrlMetadata::Binary(ok(""))),
            ("BINARY ~{2}\r\n\0a", UrlMetadata::Binary(ok("\0a"))),
            ("BODY NIL", UrlMetadata::Body(NString::NIL)),
            ("BODY \"a\"", UrlMetadata::Body(ok("a"))),
            ("XFOO (a b)", UrlMetadata::Other(other("XFOO", " (a b)"))),
            (
                "BODYPARTSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BINARY\" 123)",
                UrlMetadata::BodyPartStructure(Box::new(png())),
            ),
        ];
        covers(
            UrlMetadataName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(url_metadata_el, &rows);
        reads(
            url_metadata_el,
            &[("binary ~{1}\r\na", UrlMetadata::Binary(ok("a")))],
        );
        refuses(
            url_metadata_el,
            &[
                ("BODY", 4, Rule::Sp),
                ("BODY ~{1}\r\na", 5, Rule::Nstring),
                ("BODYPARTSTRUCTURE NIL", 18, Rule::Body),
                (")", 0, Rule::UrlMetadata),
            ],
        );
    }
}
