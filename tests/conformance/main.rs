//! The RFCs, line by line: their examples from the tables beside this file, and the finer points that no example shows,
//! a file for each room of the codec and a test for each section.
//!
//! Everything here is read by the strict decoders. Where RFC 3501 and RFC 9051 differ, the union of both is accepted,
//! and the test says so. In what is refused, `‸` stands before the byte at which the error must point.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "tests have std"
)]

mod kit;

mod examples;

mod acl;
mod annotate_experiment_1;
mod append;
mod appendlimit;
mod auth;
mod body;
mod capability;
mod catenate;
mod code;
mod command;
mod condstore;
mod context;
mod convert;
mod data;
mod datetime;
mod envelope;
mod error;

mod fetch;
mod filters;
mod flag;
mod guessed;
mod id;
mod imap4;
mod inprogress;
mod language;
#[path = "core.rs"]
mod lexical;
mod list;
mod mailbox;
mod mailbox_referrals;
mod mended;
mod messagelimit;
mod metadata;
mod multisearch;
mod notify;
mod objectid;
mod objectid_plus;
mod partial;
mod preview;
mod qresync;
mod quota;
mod replace;
mod response;
mod salvaged;
mod savedate;
mod search;
mod search_fuzzy;
mod section;
mod select;
mod sequence;
mod sort;
mod special_use;
mod status;
mod store;
mod table;
mod thread;
mod uidbatches;
mod uidonly;
mod url;
mod urlauth;
mod utf8;
mod within;
mod without_arguments;
mod x_gm_ext_1;
