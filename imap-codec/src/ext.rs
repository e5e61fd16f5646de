//! What extensions bring: a room for each, as in `imap_types::ext`.

pub(crate) mod preview;
