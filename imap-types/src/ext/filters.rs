//! FILTERS ([RFC 5466](https://www.rfc-editor.org/rfc/rfc5466.html)): search keys that the server keeps under a name.
//!
//! Hangs on [`SearchKey`](crate::search::SearchKey) and [`Code`](crate::code::Code) (UNDEFINED-FILTER). The keys themselves are
//! METADATA of the server, under `/private/filters/values/` and `/shared/filters/values/`.
//!
//! ```text
//! C: a SEARCH UID 300:900 FILTER on-the-road SINCE "3-Dec-2002"
//! S: a NO [UNDEFINED-FILTER on-the-road] no such filter
//! ```

use crate::core::{is_atom_char, string};

string! {
    /// `filter-name = 1*<any ATOM-CHAR except "/">`
    /// ([RFC 5466 §4](https://www.rfc-editor.org/rfc/rfc5466.html#section-4)).
    FilterName, "filter-name", |bytes| !bytes.is_empty() && bytes.iter().all(|byte| FilterName::is_char(*byte)),
    |u| crate::core::random::class(u, FilterName::is_char), ascii
}

impl FilterName<'_> {
    /// Can it stand in a name?
    #[doc(hidden)]
    #[must_use]
    pub fn is_char(byte: u8) -> bool {
        byte != b'/' && is_atom_char(byte)
    }
}
