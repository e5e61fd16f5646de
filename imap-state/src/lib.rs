//! Who may speak when.
#![no_std]
