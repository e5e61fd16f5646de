//! Without the feature `deflate` nothing is ever inflated or deflated here.

use alloc::vec::Vec;

/// There is none.
pub(super) enum Inflate {}

impl Inflate {
    pub(super) fn space(&mut self, _: usize) -> &mut [u8] {
        match *self {}
    }
    pub(super) fn filled(&mut self, _: usize) {
        match *self {}
    }
    pub(super) const fn buffered(&self) -> usize {
        match *self {}
    }
    pub(super) const fn error(&self) -> Option<u64> {
        match *self {}
    }
    pub(super) const fn consumed(&self) -> u64 {
        match *self {}
    }
    pub(super) fn read(&mut self, _: &mut [u8]) -> usize {
        match *self {}
    }
    pub(super) fn end(&mut self) {
        match *self {}
    }
    pub(super) fn rest(&mut self) -> Option<Vec<u8>> {
        match *self {}
    }
}

/// There is none.
pub(super) enum Deflate {}

impl Deflate {
    pub(super) fn press<'p>(&mut self, _: impl Iterator<Item = &'p [u8]>) {
        match *self {}
    }
    pub(super) const fn ready(&self) -> &[u8] {
        match *self {}
    }
    pub(super) fn sent(&mut self, _: usize) -> usize {
        match *self {}
    }
    pub(super) const fn begun(&self) -> usize {
        match *self {}
    }
    pub(super) const fn pressed(&self) -> usize {
        match *self {}
    }
    pub(super) const fn end_behind(&mut self, _: usize) {
        match *self {}
    }
    pub(super) const fn is_over(&self) -> bool {
        match *self {}
    }
}
