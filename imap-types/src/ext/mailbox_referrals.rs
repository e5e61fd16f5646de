//! MAILBOX-REFERRALS ([RFC 2193](https://www.rfc-editor.org/rfc/rfc2193.html)) and LOGIN-REFERRALS
//! ([RFC 2221](https://www.rfc-editor.org/rfc/rfc2221.html)): what one looks for is on another server.
//!
//! Hangs on [`Code`](crate::code::Code). RLIST and RLSUB have the arguments of [`Lsub`](crate::list::Lsub).
//!
//! ```text
//! C: A001 RENAME FOO BAR
//! S: A001 NO [REFERRAL IMAP://user;AUTH=*@SERVER2/FOO IMAP://user;AUTH=*@SERVER2/BAR] Unable to rename mailbox
//! C: A001 LOGIN MIKE PASSWORD
//! S: A001 NO [REFERRAL IMAP://MIKE@SERVER2/] Specified user is invalid on this server. Try SERVER2.
//! ```

use crate::core::string;

string! {
    /// A URL in a response code: printable ASCII without `]`, which would end the code
    /// ([RFC 2193 §6](https://www.rfc-editor.org/rfc/rfc2193.html#section-6),
    /// [RFC 2221 §5](https://www.rfc-editor.org/rfc/rfc2221.html#section-5)).
    ///
    /// The client decides whether it is an IMAP URL, and whether to trust who sent it.
    ReferralUrl, "url", |bytes| !bytes.is_empty() && bytes.iter().all(|byte| is_url_char(*byte)),
    |u| crate::core::random::class(u, is_url_char), ascii
}

const fn is_url_char(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b']'
}
