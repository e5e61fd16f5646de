//! MAILBOX-REFERRALS: RFC 2193. LOGIN-REFERRALS: RFC 2221.

use imap_codec::Rule;

use crate::kit::{C, Greeting, Rows, S};

/// referral_response_code = "[" "REFERRAL" 1*(SPACE <url>) "]"
#[test]
fn s6_referral() {
    S::same(&[
        "a NO [REFERRAL IMAP://user;AUTH=*@SERVER2/SHARED/FOO] Remote mailbox. Try SERVER2.",
        "a NO [REFERRAL IMAP://user;AUTH=*@SERVER1/FOO IMAP://user;AUTH=*@SERVER2/BAR] no",
        "a OK [REFERRAL imap://x/a%20b?\"] x",
        "* NO [REFERRAL imap://x/{3}] x",
    ]);
    // By the grammar no SP stands between the code and the text.
    S::written(&[(
        "a NO [REFERRAL imap://x/]Try there",
        "a NO [REFERRAL imap://x/] Try there",
    )]);
    S::refused(&[
        ("a NO [REFERRAL‸] x", Rule::Sp),
        ("a NO [REFERRAL ‸] x", Rule::Url),
        ("a NO [REFERRAL imap://x ‸] y", Rule::Url),
        ("a NO [REFERRAL imap://x ‸ imap://y] z", Rule::Url),
    ]);
}

/// RFC 2221: in a greeting too.
#[test]
fn rfc2221_s4_2_greeting() {
    Greeting::same(&[
        "* BYE [REFERRAL IMAP://user;AUTH=*@SERVER2/] Server not accepting connections.  Try SERVER2",
    ]);
}

#[test]
fn s5_rlist_and_rlsub() {
    C::same(&[
        "a RLIST \"\" #SHARED/%",
        "a RLSUB INBOX *",
        "a RLIST \"\" \"\"",
    ]);
    C::written(&[("a rlist \"\" \"*\"", "a RLIST \"\" *")]);
    C::refused(&[
        ("a RLIST‸", Rule::Sp),
        ("a RLIST \"\"‸", Rule::Sp),
        ("a RLIST ‸() \"\" *", Rule::Mailbox),
        ("a RLSUB \"\" ‸(a)", Rule::ListMailbox),
        ("a RLSUB \"\" *‸ *", Rule::Crlf),
    ]);
}
