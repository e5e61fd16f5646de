//! MULTISEARCH ([RFC 7377](https://www.rfc-editor.org/rfc/rfc7377.html)).

use imap_types::{
    core::Vec1,
    ext::multisearch::{MultiSearch, ScopeOption, ScopeOptionName, Sources},
};

use crate::{
    core::{byte, keyword, label, parameters, sp, spaces, write_parameters},
    ext::notify::mailbox_filter,
    quirk::Quirk,
    rule::Rule,
    search::search,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `esearch = "ESEARCH" [SP esearch-source-opts] [search-return-opts] SP search-program`
///
/// RFC 7377 prints another SP before the return options, which begin with one.
pub(crate) fn esearch_command<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MultiSearch<'a>> {
    let (rest, sources) = match keyword(i, b"IN ") {
        Some(rest) => {
            let (rest, sources) = sources(cx, rest)?;
            let (rest, ()) = sp(rest)?;
            (rest, Some(sources))
        }
        None => (i, None),
    };
    // As the ABNF is printed.
    let rest = spaces(cx, rest, Quirk::SpaceBeforeNumber);
    let (rest, search) = search(cx, rest)?;
    Ok((rest, MultiSearch { sources, search }))
}

impl Encode for MultiSearch<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if let Some(sources) = &self.sources {
            sources.encode(w.raw(b"IN "));
            w.sp();
        }
        self.search.encode(w);
    }
}

/// `"(" filter-mailboxes *(SP filter-mailboxes) [SP "(" scope-options ")"] ")"`
fn sources<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Sources<'a>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (mut rest, filter) = mailbox_filter(cx, rest)?;
    let mut mailboxes = Vec1::one(filter);
    while let [b' ', next @ ..] = rest {
        if next.first() == Some(&b'(') {
            break;
        }
        let (after, filter) = mailbox_filter(cx, next)?;
        mailboxes.push(filter);
        rest = after;
    }
    let (rest, scope) = parameters(cx, rest, Rule::ScopeOption, scope_option)?;
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, Sources { mailboxes, scope }))
}

impl Encode for Sources<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.byte(b'(')
            .spaced(&self.mailboxes, |w, filter| filter.encode(w));
        write_parameters(w, &self.scope);
        w.byte(b')');
    }
}

joint! {
    /// `scope-option = tagged-ext-label [SP tagged-ext-val]`
    scope_option -> ScopeOption by ScopeOptionName, named by label, slot ScopeOption {}
}

#[cfg(test)]
mod tests {
    use imap_types::{
        ext::notify::MailboxFilter,
        search::{Search, SearchKey, SearchKeys, SearchReturnOpt},
    };

    use super::*;
    use crate::testing::{both, list1, ok, other, refuses};

    #[test]
    fn commands() {
        let unseen = || Search::from(SearchKeys::from(SearchKey::Unseen));
        let count = || Search {
            returns: Some([SearchReturnOpt::Count].into()),
            ..unseen()
        };
        let folders = Sources {
            mailboxes: list1([
                MailboxFilter::Mailboxes(list1([ok("folder1")])),
                MailboxFilter::Subtree(list1([ok("a"), ok("b")])),
            ]),
            scope: [
                ScopeOption::Other(other("XFOO", "")),
                ScopeOption::Other(other("XBAR", " (1 a)")),
            ]
            .into(),
        };
        both(
            esearch_command,
            &[
                (
                    "UNSEEN",
                    MultiSearch {
                        sources: None,
                        search: unseen(),
                    },
                ),
                (
                    "RETURN (COUNT) UNSEEN",
                    MultiSearch {
                        sources: None,
                        search: count(),
                    },
                ),
                (
                    "IN (personal) UNSEEN",
                    MultiSearch {
                        sources: Some(MailboxFilter::Personal.into()),
                        search: unseen(),
                    },
                ),
                (
                    "IN (mailboxes folder1 subtree (a b) (XFOO XBAR (1 a))) RETURN (COUNT) UNSEEN",
                    MultiSearch {
                        sources: Some(folders),
                        search: count(),
                    },
                ),
            ],
        );
        refuses(
            esearch_command,
            &[
                ("", 0, Rule::SearchKey),
                ("IN", 0, Rule::SearchKey),
                ("IN personal UNSEEN", 3, Rule::Open),
                ("IN () UNSEEN", 4, Rule::FilterMailboxes),
                ("IN (selected-delayed) UNSEEN", 4, Rule::FilterMailboxes),
                ("IN (personal ()) UNSEEN", 14, Rule::ScopeOption),
                ("IN (personal (x) selected) UNSEEN", 16, Rule::Close),
                ("IN (personal)", 13, Rule::Sp),
                ("IN (personal)  RETURN () ALL", 14, Rule::SearchKey),
                ("UNSEEN IN (personal)", 7, Rule::SearchKey),
            ],
        );
    }
}
