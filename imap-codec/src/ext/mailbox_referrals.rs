//! MAILBOX-REFERRALS ([RFC 2193](https://www.rfc-editor.org/rfc/rfc2193.html)) and LOGIN-REFERRALS
//! ([RFC 2221](https://www.rfc-editor.org/rfc/rfc2221.html)).

use alloc::borrow::Cow;

use imap_types::{core::Vec1, ext::mailbox_referrals::ReferralUrl};

use crate::{
    core::run,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `url *(SPACE url)`, in a response code
pub(crate) fn referral_urls<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<ReferralUrl<'a>>> {
    let (mut rest, first) = url(i)?;
    let mut urls = Vec1::one(first);
    while let [b' ', next @ ..] = rest {
        let (after, one) = url(next)?;
        urls.push(one);
        rest = after;
    }
    Ok((rest, urls))
}

fn url(i: &[u8]) -> Parsed<'_, ReferralUrl<'_>> {
    let (rest, bytes) = run(i, |byte| byte.is_ascii_graphic() && byte != b']', Rule::Url)?;
    Ok((rest, ReferralUrl::from_scanned(Cow::Borrowed(bytes))))
}

pub(crate) fn write_referral_urls<'v>(urls: &'v Vec1<ReferralUrl<'_>>, w: &mut Writer<'_, 'v>) {
    w.spaced(urls, |w, url| url.encode(w));
}

impl Encode for ReferralUrl<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{list1, ok, reads, refuses};

    #[test]
    fn urls() {
        reads(
            referral_urls,
            &[
                ("IMAP://MIKE@SERVER2/", list1([ok("IMAP://MIKE@SERVER2/")])),
                (
                    "imap://user;AUTH=*@S2/a%20b {3} \"",
                    list1([ok("imap://user;AUTH=*@S2/a%20b"), ok("{3}"), ok("\"")]),
                ),
            ],
        );
        refuses(
            referral_urls,
            &[
                ("", 0, Rule::Url),
                ("]", 0, Rule::Url),
                ("a ", 2, Rule::Url),
                ("a  b", 2, Rule::Url),
            ],
        );
    }
}
