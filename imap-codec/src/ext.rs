//! What extensions bring: a room for each, as in `imap_types::ext`.

pub(crate) mod context;
pub(crate) mod filters;
pub(crate) mod partial;
pub(crate) mod preview;
pub(crate) mod search_fuzzy;
pub(crate) mod sort;
pub(crate) mod thread;
