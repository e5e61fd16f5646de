//! FILTERS ([RFC 5466](https://www.rfc-editor.org/rfc/rfc5466.html)).

use alloc::borrow::Cow;

use imap_types::ext::filters::FilterName;

use crate::{
    core::run,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `filter-name = 1*<any ATOM-CHAR except "/">`
pub(crate) fn filter_name<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, FilterName<'a>> {
    let (rest, name) = run(i, FilterName::is_char, Rule::FilterName)?;
    Ok((rest, FilterName::from_scanned(Cow::Borrowed(name))))
}

impl Encode for FilterName<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, refuses};

    #[test]
    fn names() {
        both::<FilterName<'_>>(
            filter_name,
            &["on-the-road", "NIL", "5", "a[}+&~'"].map(|name| (name, ok(name))),
        );
        refuses(
            filter_name,
            &[
                ("", 0, Rule::FilterName),
                ("/a", 0, Rule::FilterName),
                ("\"a\"", 0, Rule::FilterName),
                ("]", 0, Rule::FilterName),
            ],
        );
        assert!(FilterName::try_from("a/b").is_err());
    }
}
