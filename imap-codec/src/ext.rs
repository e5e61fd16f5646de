//! What extensions bring: a room for each, as in `imap_types::ext`.

pub(crate) mod acl;
pub(crate) mod compress;
pub(crate) mod condstore;
pub(crate) mod context;
pub(crate) mod filters;
pub(crate) mod i18nlevel;
pub(crate) mod id;
pub(crate) mod inprogress;
pub(crate) mod jmapaccess;
pub(crate) mod language;
pub(crate) mod mailbox_referrals;
pub(crate) mod messagelimit;
pub(crate) mod metadata;
pub(crate) mod objectid;
pub(crate) mod objectid_plus;
pub(crate) mod partial;
pub(crate) mod preview;
pub(crate) mod qresync;
pub(crate) mod quota;
pub(crate) mod search_fuzzy;
pub(crate) mod sort;
pub(crate) mod thread;
pub(crate) mod uidbatches;
pub(crate) mod uidonly;
pub(crate) mod x_gm_ext_1;
