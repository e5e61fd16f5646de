//! JMAPACCESS ([RFC 9698](https://www.rfc-editor.org/rfc/rfc9698.html)): where the same mail can be had by JMAP.
//!
//! Hangs on [`Data`](crate::data::Data); its command has no arguments.
//!
//! ```text
//! C: 1b GETJMAPACCESS
//! S: * JMAPACCESS "https://example.com/.well-known/jmap"
//! S: 1b OK done
//! ```

use crate::core::string;

string! {
    /// The URL of a JMAP session resource: `quoted`, of the characters that a URL has, which are printable ASCII
    /// ([RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698.html#section-4)).
    SessionUrl, "JMAP session URL", |bytes| !bytes.is_empty() && bytes.iter().all(|byte| is_url_char(*byte)),
    |u| crate::core::random::class(u, is_url_char), ascii
}

const fn is_url_char(byte: u8) -> bool {
    byte.is_ascii_graphic()
}
