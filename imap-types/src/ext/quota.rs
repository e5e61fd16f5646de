//! QUOTA ([RFC 9208](https://www.rfc-editor.org/rfc/rfc9208.html), before it
//! [RFC 2087](https://www.rfc-editor.org/rfc/rfc2087.html)): what may be used, and what is.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Data`](crate::data::Data),
//! [`StatusAtt`](crate::status::StatusAtt) and [`StatusItem`](crate::status::StatusItem).
//!
//! ```text
//! C: G0002 GETQUOTAROOT INBOX
//! S: * QUOTAROOT INBOX "#user/alice" "!partition/sda4"
//! S: * QUOTA "#user/alice" (MESSAGE 42 1000)
//! S: * QUOTA "!partition/sda4" (STORAGE 104 10923847)
//! S: G0002 OK Getquotaroot complete
//! ```

use alloc::vec::Vec;

use crate::{
    core::{AString, Number64},
    mailbox::Mailbox,
};

keyword_sum! {
    /// `resource-name`: what is limited ([RFC 9208 §5](https://www.rfc-editor.org/rfc/rfc9208.html#section-5)).
    pub enum Resource<'a>, named by ResourceName in "resource-name", other Name {
        /// Annotations of messages, in units of 1024 octets.
        /// [RFC 9208 §5.4](https://www.rfc-editor.org/rfc/rfc9208.html#section-5.4)
        AnnotationStorage = "ANNOTATION-STORAGE",
        /// Mailboxes. [RFC 9208 §5.3](https://www.rfc-editor.org/rfc/rfc9208.html#section-5.3)
        Mailbox = "MAILBOX",
        /// Messages. [RFC 9208 §5.2](https://www.rfc-editor.org/rfc/rfc9208.html#section-5.2)
        Message = "MESSAGE",
        /// Space for mailboxes, in units of 1024 octets.
        /// [RFC 9208 §5.1](https://www.rfc-editor.org/rfc/rfc9208.html#section-5.1)
        Storage = "STORAGE",
    }
}

/// `setquota = "SETQUOTA" SP quota-root-name SP setquota-list`: limits that are to hold from now on, in place of all
/// before; needs QUOTASET ([RFC 9208 §4.1.3](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.1.3)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SetQuota<'a> {
    /// `quota-root-name`; may be empty.
    pub root: AString<'a>,
    /// What is limited; what is not named is not.
    pub limits: Vec<QuotaLimit<'a>>,
}

/// `setquota-resource = resource-name SP resource-limit`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct QuotaLimit<'a> {
    /// Of what.
    pub resource: Resource<'a>,
    /// How much; 0 allows nothing. In the resource's unit.
    pub limit: Number64,
}

/// `quota-response = "QUOTA" SP quota-root-name SP quota-list`
/// ([RFC 9208 §4.2.1](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.2.1)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Quota<'a> {
    /// `quota-root-name`; may be empty.
    pub root: AString<'a>,
    /// What is limited; without any, nothing is.
    pub resources: Vec<QuotaResource<'a>>,
}

/// `quota-resource = resource-name SP resource-usage SP resource-limit`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct QuotaResource<'a> {
    /// Of what.
    pub resource: Resource<'a>,
    /// How much is used, in the resource's unit; may be more than the limit, which may have been lowered.
    pub usage: Number64,
    /// How much may be, in the resource's unit.
    pub limit: Number64,
}

/// `quotaroot-response = "QUOTAROOT" SP mailbox *(SP quota-root-name)`
/// ([RFC 9208 §4.2.2](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.2.2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct QuotaRoots<'a> {
    /// Which mailbox.
    pub mailbox: Mailbox<'a>,
    /// The roots whose limits hold for it; may be none.
    pub roots: Vec<AString<'a>>,
}
