//! What is known of servers that have ways of their own, as data: how each is told, and what it wants or cannot bear.
//!
//! A [`Profile`] is chosen by hand, or [detected](detect) from the greeting, the answer to ID and the capabilities (or the
//! name of the host). The client follows its [`Ways`]; the decoder's repairs are mostly the same for all, and in
//! [`imap_codec::Quirk`].
//!
//! ```
//! use imap_state::profile::{Signs, detect};
//!
//! let signs = Signs { greeting: Some(b"Gimap ready for requests from 192.0.2.1 x1mb"), ..Signs::default() };
//! let gmail = detect(&signs).unwrap();
//! assert_eq!((gmail.name, gmail.ways.command_octets), ("gmail", 16_000));
//! ```
//!
//! S-numbers are those of the quirk catalogue, whose sources they bear.
//!
#![doc = include_str!("profile/table.md")]

mod hint;
mod shape;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;

use alloc::string::ToString as _;
use core::fmt;

use imap_codec::Quirk;
use imap_types::{capability::Capability, ext::id::Id};

pub use self::{
    hint::{Hint, hint},
    table::PROFILES,
};

/// A server that is known: how it is told, and its ways. More can be made; the client takes any `&'static` one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Profile {
    /// Stable, for machines.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// By any of these it is told.
    pub marks: &'static [Mark],
    /// What it wants.
    pub ways: Ways,
    /// Quirks in which it was met. All of them are mended for every server; here they are only told.
    pub met: &'static [Quirk],
    /// Where that is known from.
    pub source: &'static str,
}

/// By what a server is told. Letters count in either case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mark {
    /// The name of the host is this, or ends in it behind a dot.
    Host(&'static str),
    /// The value of this field of its ID begins so.
    Id(&'static str, &'static str),
    /// The text of its greeting holds this.
    Greeting(&'static str),
    /// It advertises this.
    Capability(&'static str),
}

/// What is known of a server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signs<'s> {
    /// The name by which it was called.
    pub host: Option<&'s str>,
    /// The text of its greeting.
    pub greeting: Option<&'s [u8]>,
    /// What it answered to ID.
    pub id: Option<&'s Id<'s>>,
    /// What it advertises.
    pub capabilities: &'s [Capability<'s>],
}

/// How a server wants to be treated. The default is that of a server of which nothing is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Ways {
    /// Sets are written in ascending order ([`SequenceSet::ascending`](imap_types::sequence::SequenceSet::ascending)).
    pub ascending_sets: bool,
    /// The client sends ID by itself once it is authenticated, and before any other command.
    pub id_after_login: bool,
    /// Advertised, and not to be used: taken out of what it advertises.
    pub distrusted: &'static [&'static str],
    /// So many STATUS commands may be in flight; more are held back.
    pub status_in_flight: usize,
    /// So many octets of a command are taken; [`parts`](Self::parts) keeps to it.
    pub command_octets: usize,
    /// RFC822 and its kin are asked for as `BODY[…]`: answers to the others are left out.
    pub body_for_rfc822: bool,
    /// What ENABLE has asked for is taken for enabled where the server says OK and not which.
    pub bare_ok_enables: bool,
    /// When SEARCH and its kin say `CHARSET`.
    pub charset: Charset,
    /// A message that is appended should end with CRLF: the client adds it, if it has the message in memory.
    pub append_ends_line: bool,
    /// Guesses that the decoder makes for this server (they are off for others).
    pub guesses: &'static [Quirk],
}

/// When SEARCH, SORT and THREAD say in which charset their strings are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Charset {
    /// As the user says.
    #[default]
    AsAsked,
    /// Not for ASCII, which the server refuses to know by name: SEARCH alone, SORT and THREAD must have one.
    NotForAscii,
    /// Always: without one the server finds nothing. UTF-8, unless the user says another.
    Always,
}

impl Ways {
    /// What [RFC 7162 §4](https://www.rfc-editor.org/rfc/rfc7162.html#section-4) recommends to take, less a little.
    pub const COMMAND_OCTETS: usize = 8_000;

    /// Nothing is known.
    pub const PLAIN: Self = Self {
        ascending_sets: false,
        id_after_login: false,
        distrusted: &[],
        status_in_flight: usize::MAX,
        command_octets: Self::COMMAND_OCTETS,
        body_for_rfc822: false,
        bare_ok_enables: false,
        charset: Charset::AsAsked,
        append_ends_line: false,
        guesses: &[],
    };
}

impl Default for Ways {
    fn default() -> Self {
        Self::PLAIN
    }
}

impl Profile {
    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.name == name)
    }

    /// How surely these are signs of this server; 0, if they are none.
    fn fits(&self, signs: &Signs<'_>) -> u8 {
        let fits = self.marks.iter().map(|mark| mark.fits(signs));
        fits.max().unwrap_or_default()
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title)
    }
}

impl Mark {
    /// A name says more than a greeting, and that more than a capability, which others may have too.
    fn fits(self, signs: &Signs<'_>) -> u8 {
        match self {
            Self::Host(end) => signs.host.map_or(0, |host| {
                let host = host.trim_end_matches('.').as_bytes();
                let fits = ends_with(host, end.as_bytes())
                    && matches!(host.len().checked_sub(end.len() + 1), dot if dot.is_none_or(|dot| host.get(dot) == Some(&b'.')));
                if fits { 4 } else { 0 }
            }),
            Self::Id(field, front) => {
                let value = signs.id.and_then(|id| id.get(field));
                let fits = value.is_some_and(|value| {
                    value
                        .get(..front.len())
                        .is_some_and(|found| found.eq_ignore_ascii_case(front))
                });
                if fits { 3 } else { 0 }
            }
            Self::Greeting(part) => {
                let fits = signs.greeting.is_some_and(|text| {
                    text.windows(part.len())
                        .any(|found| found.eq_ignore_ascii_case(part.as_bytes()))
                });
                if fits { 2 } else { 0 }
            }
            Self::Capability(name) => {
                let fits = signs.capabilities.iter().any(|capability| is_named(capability, name));
                if fits { 1 } else { 0 }
            }
        }
    }
}

fn ends_with(bytes: &[u8], end: &[u8]) -> bool {
    bytes
        .len()
        .checked_sub(end.len())
        .and_then(|at| bytes.get(at..))
        .is_some_and(|found| found.eq_ignore_ascii_case(end))
}

/// Is this the name of the capability, as it is written?
pub(crate) fn is_named(capability: &Capability<'_>, name: &str) -> bool {
    capability.to_string().eq_ignore_ascii_case(name)
}

/// The server of which these are signs, if it is one of [`PROFILES`]: the one whose mark says most, the first of several.
///
/// Nothing is kept between calls: ask again when more is known.
#[must_use]
pub fn detect(signs: &Signs<'_>) -> Option<&'static Profile> {
    let mut best: Option<(u8, &'static Profile)> = None;
    for profile in PROFILES {
        let fits = profile.fits(signs);
        if fits > best.map_or(0, |(best, _)| best) {
            best = Some((fits, profile));
        }
    }
    best.map(|(_, profile)| profile)
}

/// Which profile a client follows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Choice {
    /// The one that is [detected](detect), as soon as it is.
    #[default]
    Detect,
    /// This one, whatever the server says.
    Always(&'static Profile),
    /// None.
    Never,
}
