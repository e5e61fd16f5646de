//! UTF-8 as RFC 5738 had it, and RFC 9755 has it.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// RFC 5738 section 3.2: `utf8-select-param`, and what SELECT answers.
#[test]
fn rfc5738_s3_2_select() {
    C::same(&[
        "a SELECT newmailbox (UTF8)",
        "a EXAMINE legacymailbox (CONDSTORE UTF8)",
    ]);
    C::written(&[("a select x (utf8)", "a SELECT x (UTF8)")]);
    C::refused(&[("a SELECT x (UTF8 ‸1)", Rule::SelectParam)]);
    S::same(&[
        "c NO [NOT-UTF-8] Mailbox does not support UTF-8 access",
        "d NO [UTF-8-ONLY] Mailbox requires UTF-8 client",
    ]);
    S::other(&[("d NO [UTF-8-ONLY x] y", &[Rule::RespTextCode])]);
}

/// RFC 5738 section 3.4: options of LIST and what it answers.
#[test]
fn rfc5738_s3_4_list() {
    C::same(&[
        "a LIST (UTF8) \"\" *",
        "a LIST (UTF8ONLY) \"\" * RETURN (UTF8)",
        "a LIST (SUBSCRIBED UTF8) \"\" * RETURN (CHILDREN UTF8)",
    ]);
    S::same(&[
        "* LIST (\\NoUTF8) \"/\" INBOX",
        "* LIST (\\HasChildren \\UTF8Only) \"/\" x",
    ]);
    S::written(&[("* LIST (\\noutf8) NIL x", "* LIST (\\NoUTF8) NIL x")]);
}

/// RFC 5738 section 5, RFC 9755 section 3: where it is on, quoted strings hold UTF-8.
#[test]
fn quoted_strings() {
    C::same_utf8(&["a LOGIN \"caf\u{e9}\" x", "a SELECT \"\u{65e5}\u{672c}\""]);
    C::refused(&[("a SELECT \"‸\u{65e5}\"", Rule::QuotedChar)]);
    S::same_utf8(&["* LIST () \"/\" \"\u{65e5}\u{672c}\""]);
}
