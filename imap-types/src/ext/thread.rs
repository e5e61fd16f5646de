//! THREAD ([RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html)): SEARCH with its results as conversations.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Uid`](crate::command::Uid) and [`Data`](crate::data::Data).
//!
//! Threads nest; here they are a flat list in pre-order, one node a message, so that nothing that is done to them recurses.
//! [`ThreadRef`] shows them as the trees that they are.
//!
//! ```text
//! C: A283 THREAD REFERENCES UTF-8 SINCE 5-MAR-2000
//! S: * THREAD (2)(3 6 (4 23)(44 7 96))((13)(15))
//! ```

mod subject;

use alloc::{borrow::Cow, vec::Vec};
use core::num::NonZeroU32;

use crate::{
    MAX_DEPTH,
    core::{AString, Invalid},
    search::SearchKeys,
};

pub use self::subject::{BaseSubject, base_subject};

/// The THREAD command: `thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria`
/// ([RFC 5256 §5](https://www.rfc-editor.org/rfc/rfc5256.html#section-5)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Thread<'a> {
    /// How messages are put together.
    pub algorithm: ThreadAlg<'a>,
    /// Of the strings in the keys. Never left out.
    pub charset: AString<'a>,
    /// Which messages.
    pub keys: SearchKeys<'a>,
}

impl<'a> Thread<'a> {
    /// Strings in the keys are UTF-8.
    #[must_use]
    pub fn new(algorithm: ThreadAlg<'a>, keys: SearchKeys<'a>) -> Self {
        Self {
            algorithm,
            charset: AString::from_scanned(Cow::Borrowed(b"UTF-8")),
            keys,
        }
    }
}

keyword_sum! {
    /// `thread-alg = "ORDEREDSUBJECT" / "REFERENCES" / thread-alg-ext`: an atom; the argument of the capability `THREAD=`.
    pub enum ThreadAlg<'a>, named by ThreadAlgName in "thread-alg", other Name {
        /// By base subject, then by date; there are no grandchildren.
        OrderedSubject = "ORDEREDSUBJECT",
        /// By what messages say they answer, then by base subject.
        References = "REFERENCES",
    }
}

/// A message in a thread, without the answers to it: those stand behind it in [`Threads`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ThreadNode {
    /// Message sequence number or UID; `None` for a message that is not there or does not match, but has answers that do.
    pub number: Option<NonZeroU32>,
    /// How many answers to it stand behind it, each before the answers to itself.
    pub children: u32,
}

forward_static!(ThreadNode);

/// `thread-data = "THREAD" [SP 1*thread-list]`: the THREAD response; may be empty.
///
/// A thread that splits nests: at most [`MAX_DEPTH`] levels deep. One message after the other (`(1 2 3 4)`) is a long
/// thread and no nesting, and there may be any number of them.
///
/// What is written has one form: a message that is missing has at least two answers, and is not the only answer to
/// another (`((1))` is `(1)`, `(1 ((2)(3)))` is `(1 (2)(3))`), as
/// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3) promotes the children of such.
///
/// ```
/// use imap_types::ext::thread::{ThreadNode, Threads};
/// let node = |number, children| ThreadNode { number: std::num::NonZeroU32::new(number), children };
/// // (3 6 (4 23)(44))
/// let threads = Threads::try_from(vec![node(3, 1), node(6, 2), node(4, 1), node(23, 0), node(44, 0)])?;
/// let thread = threads.iter().next().expect("one thread");
/// let answer = thread.children().next().expect("one answer");
/// let answers: Vec<_> = answer.children().filter_map(|answer| answer.number()).collect();
/// assert_eq!(answers, [4, 44].map(|number| number.try_into().unwrap()));
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Threads(Vec<ThreadNode>);

impl Threads {
    /// The first message of each thread.
    pub fn iter(&self) -> impl Iterator<Item = ThreadRef<'_>> {
        Siblings {
            nodes: &self.0,
            left: u32::MAX,
        }
    }

    /// Does nothing match?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All nodes in pre-order.
    #[must_use]
    pub fn as_slice(&self) -> &[ThreadNode] {
        &self.0
    }

    /// For imap-codec, which builds the list in order and counts the levels.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(nodes: Vec<ThreadNode>) -> Self {
        Self(nodes)
    }
}

impl TryFrom<Vec<ThreadNode>> for Threads {
    type Error = Invalid;
    /// Every message has its answers, none nests deeper than [`MAX_DEPTH`], and a missing message has two answers or more
    /// and is not the only answer.
    fn try_from(nodes: Vec<ThreadNode>) -> Result<Self, Invalid> {
        if is_whole(&nodes) {
            Ok(Self(nodes))
        } else {
            Err(Invalid::new("thread-data"))
        }
    }
}

/// Are these whole threads that can be written?
fn is_whole(nodes: &[ThreadNode]) -> bool {
    // For each message with more than one answer: how many of them have not begun.
    let mut open: Vec<u32> = Vec::new();
    // Is the next message the only answer to the last?
    let mut only = false;
    for node in nodes {
        if node.number.is_none() && (only || node.children < 2) {
            return false;
        }
        if !only && let Some(wanted) = open.last_mut() {
            *wanted -= 1;
        }
        only = node.children == 1;
        match node.children {
            0 => {
                while open.last() == Some(&0) {
                    open.pop();
                }
            }
            1 => {}
            children => {
                open.push(children);
                // The answers are a level below this one.
                if open.len() >= MAX_DEPTH {
                    return false;
                }
            }
        }
    }
    open.is_empty() && !only
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Threads {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Threads {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut nodes = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        let mut only = false;
        // Where the bytes have run out, every choice is the first and every ratio says yes.
        while only || !open.is_empty() || !u.ratio(1, 3)? {
            if !only && let Some(wanted) = open.last_mut() {
                *wanted -= 1;
            }
            let mut children = *u.choose(&[0, 0, 1, 1, 2, 3])?;
            if children > 1 && open.len() + 1 >= MAX_DEPTH {
                children = 1;
            }
            let missing = !only && children > 1 && u.ratio(1, 4)?;
            nodes.push(ThreadNode {
                number: if missing { None } else { Some(u.arbitrary()?) },
                children,
            });
            only = children == 1;
            if children > 1 {
                open.push(children);
            }
            while children == 0 && open.last() == Some(&0) {
                open.pop();
            }
        }
        Self::try_from(nodes).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// A message of a thread and the way to its answers.
#[derive(Clone, Copy, Debug)]
pub struct ThreadRef<'t> {
    /// The message and all behind it that answers it.
    nodes: &'t [ThreadNode],
}

impl<'t> ThreadRef<'t> {
    /// Message sequence number or UID; `None` for a message that is not there or does not match.
    #[must_use]
    pub const fn number(self) -> Option<NonZeroU32> {
        // `Siblings` hands out slices that are not empty.
        self.nodes[0].number
    }

    /// The answers to it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        Siblings {
            nodes: &self.nodes[1..],
            left: self.nodes[0].children,
        }
    }

    /// All numbers of the thread, each before the answers to it.
    pub fn numbers(self) -> impl Iterator<Item = NonZeroU32> {
        self.nodes.iter().filter_map(|node| node.number)
    }
}

/// The trees at the front of a list.
struct Siblings<'t> {
    nodes: &'t [ThreadNode],
    left: u32,
}

impl<'t> Iterator for Siblings<'t> {
    type Item = ThreadRef<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        if self.nodes.is_empty() {
            return None;
        }
        // The last has all that is left, and long threads are made of lasts: no walk through them at each step.
        let len = if self.left == 0 {
            self.nodes.len()
        } else {
            let mut wanted = 1_u64;
            let mut len = 0;
            while wanted > 0 {
                wanted = wanted - 1 + u64::from(self.nodes.get(len)?.children);
                len += 1;
            }
            len
        };
        let (tree, rest) = self.nodes.split_at(len);
        self.nodes = rest;
        Some(ThreadRef { nodes: tree })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn node(number: u32, children: u32) -> ThreadNode {
        ThreadNode {
            number: NonZeroU32::new(number),
            children,
        }
    }

    #[test]
    fn whole_threads_only() {
        for (nodes, good) in [
            (vec![], true),
            (vec![node(1, 0)], true),
            (vec![node(1, 0), node(2, 0)], true),
            (vec![node(1, 1)], false),
            (vec![node(1, 1), node(2, 0)], true),
            (vec![node(1, 2), node(2, 0)], false),
            (vec![node(1, 2), node(2, 1), node(3, 0), node(4, 0)], true),
            (vec![node(0, 2), node(1, 0), node(2, 0)], true),
            (vec![node(0, 0)], false),
            (vec![node(0, 1), node(1, 0)], false),
            (vec![node(1, 1), node(0, 2), node(2, 0), node(3, 0)], false),
            (
                vec![node(1, 2), node(0, 2), node(2, 0), node(3, 0), node(4, 0)],
                true,
            ),
            (vec![node(1, u32::MAX)], false),
        ] {
            assert_eq!(Threads::try_from(nodes.clone()).is_ok(), good, "{nodes:?}");
        }
        // Each message with two answers is a level, and the answers are one more.
        let deep = |levels: usize| {
            let mut nodes = [node(1, 2), node(2, 0)].repeat(levels - 1);
            nodes.push(node(3, 0));
            Threads::try_from(nodes)
        };
        assert!(deep(MAX_DEPTH).is_ok());
        assert!(deep(MAX_DEPTH + 1).is_err());
        // A long thread is no nesting.
        let mut long = vec![node(1, 1); 1_000_000];
        long.push(node(2, 0));
        let long = Threads::try_from(long).unwrap();
        let mut length = 0;
        let mut next = long.iter().next();
        while let Some(thread) = next {
            length += 1;
            next = thread.children().next();
        }
        assert_eq!(length, 1_000_001);
    }

    #[test]
    fn views() {
        // (1)(2 (3 4)(5))((6)(7))
        let nodes = [
            node(1, 0),
            node(2, 2),
            node(3, 1),
            node(4, 0),
            node(5, 0),
            node(0, 2),
            node(6, 0),
            node(7, 0),
        ];
        let threads = Threads::try_from(nodes.to_vec()).unwrap();
        let numbers: Vec<Vec<u32>> = threads
            .iter()
            .map(|thread| thread.numbers().map(NonZeroU32::get).collect())
            .collect();
        assert_eq!(numbers, [vec![1], vec![2, 3, 4, 5], vec![6, 7]]);
        let shown: Vec<_> = threads
            .iter()
            .map(|thread| {
                (
                    thread.number().map_or(0, NonZeroU32::get),
                    thread
                        .children()
                        .map(|child| (child.number().unwrap().get(), child.children().count()))
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (1, vec![]),
                (2, vec![(3, 1), (5, 0)]),
                (0, vec![(6, 0), (7, 0)])
            ]
        );
        assert_eq!(size_of::<ThreadNode>(), 8);
    }
}
