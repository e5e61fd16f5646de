//! OBJECTID+ ([draft-ietf-mailmaint-imap-objectid-bis](https://datatracker.ietf.org/doc/draft-ietf-mailmaint-imap-objectid-bis/)):
//! all object identifiers in one item.
//!
//! Hangs on [`SelectParam`](crate::select::SelectParam), [`FetchAtt`](crate::fetch::FetchAtt),
//! [`MsgAtt`](crate::fetch::MsgAtt), [`StatusItem`](crate::status::StatusItem) and [`Code`](crate::code::Code).
//!
//! ```text
//! C: 27 select "foo" (OBJECTID)
//! S: * ENABLED OBJECTID+
//! S: * OK [OBJECTID (MAILBOXID F2212ea87-6097 ACCOUNTID u1a48e8e3)] Ok
//! ```

use super::objectid::ObjectId;

/// `objectid-kvpair = objectid-key SP objectid`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ObjectIdPair<'a> {
    /// What is named.
    pub key: ObjectIdKey<'a>,
    /// Its name.
    pub id: ObjectId<'a>,
}

keyword_sum! {
    /// `objectid-key`. Clients ignore keys that they do not know.
    pub enum ObjectIdKey<'a>, named by ObjectIdKeyName in "objectid-key", other Name {
        /// The account that a mailbox belongs to: the other identifiers are unique in it.
        AccountId = "ACCOUNTID",
        /// The content of a message.
        EmailId = "EMAILID",
        /// The mailbox.
        MailboxId = "MAILBOXID",
        /// The thread that a message belongs to.
        ThreadId = "THREADID",
    }
}
