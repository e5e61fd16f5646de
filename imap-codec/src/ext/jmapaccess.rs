//! JMAPACCESS ([RFC 9698](https://www.rfc-editor.org/rfc/rfc9698.html)).

use imap_types::ext::jmapaccess::SessionUrl;

use crate::{
    core::quoted,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse},
        write::{Encode, Writer},
    },
};

/// `quoted`, which holds a URL
pub(crate) fn session_url<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SessionUrl<'a>> {
    let (rest, url) = quoted(cx, i)?;
    match SessionUrl::try_from(url) {
        Ok(url) => Ok((rest, url)),
        Err(_) => refuse(i, Rule::SessionUrl),
    }
}

impl Encode for SessionUrl<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.string(self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, refuses};

    #[test]
    fn urls() {
        both(
            session_url,
            &[
                (
                    "\"https://example.com/.well-known/jmap\"",
                    ok("https://example.com/.well-known/jmap"),
                ),
                ("\"\\\"\"", ok("\"")),
            ],
        );
        refuses(
            session_url,
            &[
                ("https://x", 0, Rule::Dquote),
                ("{1}\r\nx", 0, Rule::Dquote),
                ("NIL", 0, Rule::Dquote),
                ("\"\"", 0, Rule::SessionUrl),
                ("\"a b\"", 0, Rule::SessionUrl),
            ],
        );
    }
}
