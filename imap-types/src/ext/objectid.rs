//! OBJECTID ([RFC 8474](https://www.rfc-editor.org/rfc/rfc8474.html)): names of mailboxes, messages and threads that stay
//! the same when things are moved.
//!
//! Hangs on [`FetchAtt`](crate::fetch::FetchAtt), [`MsgAtt`](crate::fetch::MsgAtt),
//! [`SearchKey`](crate::search::SearchKey), [`StatusItem`](crate::status::StatusItem) and [`Code`](crate::code::Code).
//!
//! ```text
//! C: 22 fetch 1:* (emailid threadid)
//! S: * 1 FETCH (EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9))
//! S: * OK [MAILBOXID (F2212ea87-6097-4256-9d51-71338625)] Ok
//! ```

use crate::core::string;

string! {
    /// `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`; case matters
    /// ([RFC 8474 §7](https://www.rfc-editor.org/rfc/rfc8474.html#section-7)).
    ///
    /// ```
    /// use imap_types::ext::objectid::ObjectId;
    /// assert_eq!(ObjectId::try_from("M6d99ac3275bb4e")?.as_str(), "M6d99ac3275bb4e");
    /// assert!(ObjectId::try_from("a.b").is_err() && ObjectId::try_from("a".repeat(256).as_str()).is_err());
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    ObjectId, "objectid",
    |bytes| (1..=ObjectId::MAX_LEN).contains(&bytes.len()) && bytes.iter().all(|byte| is_objectid_char(*byte)),
    |u| {
        let mut bytes = crate::core::random::class(u, is_objectid_char)?;
        bytes.truncate(ObjectId::MAX_LEN);
        Ok(bytes)
    }, ascii
}

impl ObjectId<'_> {
    /// The most characters that there can be.
    pub const MAX_LEN: usize = 255;
}

/// A character of an `objectid`.
#[doc(hidden)]
#[must_use]
pub const fn is_objectid_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
