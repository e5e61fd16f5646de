//! URLs in messages ([RFC 5092](https://www.rfc-editor.org/rfc/rfc5092.html)): kept as they are.

use imap_types::url::{UrlMechanism, UrlMechanismName, UrlString};

use crate::{
    core::{astring, run},
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `astring` that holds a URL.
pub(crate) fn url<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UrlString<'a>> {
    let (rest, url) = astring(cx, i)?;
    Ok((rest, url.into()))
}

impl Encode for UrlString<'_> {
    /// In quotes, as all examples have it: some readers want a string.
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.string(self.expose().as_bytes());
    }
}

/// `1*(ALPHA / DIGIT / "-" / ".")`
fn mechanism_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    run(
        i,
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'),
        Rule::UrlMechanism,
    )
}

joint! {
    /// `mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")`
    pub(crate) mechanism -> UrlMechanism by UrlMechanismName, named by mechanism_name, slot UrlMechanism {
        Internal,
    }
}
