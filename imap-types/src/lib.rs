//! What can be said in IMAP: plain data types for every grammar element of IMAP4rev1
//! ([RFC 3501](https://www.rfc-editor.org/rfc/rfc3501.html)), IMAP4rev2
//! ([RFC 9051](https://www.rfc-editor.org/rfc/rfc9051.html)) and their extensions.
//!
//! The types know nothing of the wire: `imap-codec` reads and writes them, `imap-state` says who may send them when.
//!
//! * A string is its content. NIL is `None`; whether an atom, a quoted string or a literal carried it is not kept.
//! * Values borrow from the message that they were read from; `into_static()` makes them owned.
//! * What cannot be said cannot be built: constructors and `TryFrom` check, serde and Arbitrary use them.
//! * No type is recursive. What nests on the wire (search keys, body structures) is a flat list in pre-order with a
//!   view on top, and at most [`MAX_DEPTH`] levels deep; so no peer can overflow a stack, whatever is done to a value.
//! * Every slot that extensions fill has an `Other` arm, which keeps name and content byte for byte.
//!
//! ```
//! use imap_types::command::CommandBody;
//! let login = CommandBody::login("alice", "secret")?;
//! assert!(!format!("{login:?}").contains("secret"));
//! # Ok::<(), imap_types::core::Invalid>(())
//! ```
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[macro_use]
#[doc(hidden)]
pub mod macros;

pub mod core;

pub mod auth;
pub mod body;
pub mod datetime;
pub mod decoded;
pub mod envelope;
pub mod flag;
pub mod mailbox;
pub mod section;
pub mod sequence;
pub mod url;

pub mod ext;

pub mod append;
pub mod capability;
pub mod code;
pub mod command;
pub mod data;
pub mod fetch;
pub mod list;
pub mod search;
pub mod select;
pub mod status;
pub mod store;

pub mod response;

#[cfg(feature = "proptest")]
pub mod strategy;

#[doc(no_inline)]
pub use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

/// The most levels that anything may nest: parts of a message, search keys, lists in raw content.
pub const MAX_DEPTH: usize = 64;

/// Is a list of nodes in pre-order, of which each says how many operands it has, a forest of whole trees at most
/// [`MAX_DEPTH`] levels deep? Returns the number of trees.
pub(crate) fn forest(operands: impl Iterator<Item = usize>) -> Option<usize> {
    let mut open: alloc::vec::Vec<usize> = alloc::vec::Vec::new();
    let mut trees = 0;
    for operands in operands {
        match open.last_mut() {
            Some(wanted) => *wanted -= 1,
            None => trees += 1,
        }
        if operands > 0 {
            open.push(operands);
            if open.len() > MAX_DEPTH {
                return None;
            }
        }
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    open.is_empty().then_some(trees)
}
