//! What extensions bring: a room for each, by its name in IANA's registry, with the payloads of the rows that it adds to
//! the joints (the open rules: [`command`](crate::command), [`fetch`](crate::fetch), [`code`](crate::code)…).
//!
//! A room imports elements, and no joint unless it stands above one (SORT holds search keys).

pub mod acl;
pub mod annotate_experiment_1;
pub mod catenate;
pub mod compress;
pub mod condstore;
pub mod context;
pub mod convert;
pub mod filters;
pub mod i18nlevel;
pub mod id;
pub mod imap4;
pub mod inprogress;
pub mod jmapaccess;
pub mod language;
pub mod mailbox_referrals;
pub mod messagelimit;
pub mod metadata;
pub mod multisearch;
pub mod notify;
pub mod objectid;
pub mod objectid_plus;
pub mod partial;
pub mod preview;
pub mod qresync;
pub mod quota;
pub mod replace;
pub mod search_fuzzy;
pub mod sort;
pub mod thread;
pub mod uidbatches;
pub mod uidonly;
pub mod urlauth;
pub mod urlauth_binary;
pub mod x_gm_ext_1;
