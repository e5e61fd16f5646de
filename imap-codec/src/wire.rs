//! Framing, scanning, writing: what knows bytes and no grammar.

#[macro_use]
pub(crate) mod joint;
pub(crate) mod cx;
pub(crate) mod frame;
pub(crate) mod scan;
pub(crate) mod write;
