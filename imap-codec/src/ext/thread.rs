//! THREAD ([RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html)).
//!
//! The reader is a loop with a list of what is open, not recursion: threads that nest a million levels deep cost no stack,
//! and are refused at the sixty-fifth.

use alloc::vec::Vec;

use imap_types::{
    MAX_DEPTH,
    ext::thread::{Thread, ThreadAlg, ThreadAlgName, ThreadNode, Threads},
};

use crate::{
    core::{astring, atom, byte, nz_number, sp, spaces},
    quirk::Quirk,
    rule::Rule,
    search::search_keys,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        write::{Encode, Writer},
    },
};

joint! {
    /// `thread-alg = "ORDEREDSUBJECT" / "REFERENCES" / thread-alg-ext`
    thread_alg -> ThreadAlg by ThreadAlgName, named by atom, slot ThreadAlg {
        OrderedSubject,
        References,
    }
}

/// `thread = "THREAD" SP thread-alg SP charset 1*(SP search-key)`
pub(crate) fn thread<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Thread<'a>> {
    let (rest, algorithm) = thread_alg(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, charset) = expect(Rule::Charset, rest, astring(cx, rest))?;
    let (rest, _) = sp(rest)?;
    let (rest, keys) = search_keys(cx, rest)?;
    Ok((
        rest,
        Thread {
            algorithm,
            charset,
            keys,
        },
    ))
}

impl Encode for Thread<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.algorithm.encode(w);
        self.charset.encode(w.sp());
        self.keys.encode(w.sp());
    }
}

/// A list that has lists in it.
struct Open {
    /// The node that they answer: the last number of the list, or a missing message, if it has none.
    head: usize,
    /// How many there were so far.
    branches: u32,
}

/// `thread-data = "THREAD" [SP 1*thread-list]`, behind the keyword.
///
/// `thread-nested` is `2*thread-list`; servers send single ones, too.
pub(crate) fn thread_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Threads> {
    match i {
        [b' ', lists @ ..] if !matches!(lists.first(), Some(b' ' | b'\r' | b'\n') | None) => {
            within(Rule::ThreadList, thread_lists(cx, lists))
        }
        _ => Ok((i, Threads::default())),
    }
}

/// `1*thread-list`
fn thread_lists<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Threads> {
    // A guess: a message takes some five bytes.
    let mut nodes = Vec::with_capacity((i.len() / 5).min(1024));
    let mut open: Vec<Open> = Vec::new();
    let mut rest = i;
    loop {
        // A list begins here.
        let (after, ()) = byte(b'(', Rule::ThreadList, rest)?;
        if open.len() >= MAX_DEPTH {
            return refuse(rest, Rule::Depth);
        }
        rest = spaces(cx, after, Quirk::SpaceInList);
        if rest.first() == Some(&b'(') {
            open.push(Open {
                head: nodes.len(),
                branches: 0,
            });
            nodes.push(ThreadNode {
                number: None,
                children: 0,
            });
            continue;
        }
        let mut nested = false;
        loop {
            let (after, number) = nz_number(cx, rest)?;
            let mut node = ThreadNode {
                number: Some(number),
                children: 0,
            };
            rest = after;
            match rest {
                [b' ', next @ ..] if next.first().is_some_and(u8::is_ascii_digit) => {
                    node.children = 1;
                    nodes.push(node);
                    rest = next;
                }
                [b' ', next @ ..] if next.first() == Some(&b'(') => {
                    nodes.push(node);
                    rest = next;
                    nested = true;
                    break;
                }
                _ => {
                    nodes.push(node);
                    break;
                }
            }
        }
        if nested {
            open.push(Open {
                head: nodes.len() - 1,
                branches: 0,
            });
            continue;
        }
        // It ends here, and so may those around it.
        loop {
            rest = byte(b')', Rule::Close, spaces(cx, rest, Quirk::SpaceInList))?.0;
            if let [b' ', b'(', ..] = rest {
                rest = spaces(cx, rest, Quirk::SpaceInList);
            }
            let another = rest.first() == Some(&b'(');
            match open.last_mut() {
                None if another => break,
                None => return Ok((rest, Threads::from_scanned(nodes))),
                Some(list) => {
                    list.branches = list.branches.saturating_add(1);
                    if another {
                        break;
                    }
                    close(&mut nodes, list);
                    open.pop();
                }
            }
        }
    }
}

/// Says how many answers the head of a list has. A missing message that has only one, or is the only one, is left out: its
/// answers take its place.
fn close(nodes: &mut Vec<ThreadNode>, list: &Open) {
    let only = match nodes.get(list.head + 1) {
        Some(only) if list.branches == 1 => *only,
        _ => {
            if let Some(head) = nodes.get_mut(list.head) {
                head.children = list.branches;
            }
            return;
        }
    };
    if let Some(head) = nodes.get_mut(list.head) {
        if head.number.is_none() {
            // What is moved is the list, and it is in no more than 64 of them.
            nodes.remove(list.head);
        } else if only.number.is_none() {
            head.children = only.children;
            nodes.remove(list.head + 1);
        } else {
            head.children = 1;
        }
    }
}

impl Encode for Threads {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        // The answers that messages with more than one still want.
        let mut open: Vec<u32> = Vec::new();
        let mut begins = true;
        if !self.as_slice().is_empty() {
            w.sp();
        }
        for node in self.as_slice() {
            w.byte(if begins { b'(' } else { b' ' });
            if let Some(number) = node.number {
                w.number(u64::from(number.get()));
            }
            begins = node.children != 1;
            match node.children {
                0 => {
                    w.byte(b')');
                    while let Some(wanted) = open.last_mut() {
                        *wanted -= 1;
                        if *wanted > 0 {
                            break;
                        }
                        open.pop();
                        w.byte(b')');
                    }
                }
                1 => {}
                children => {
                    if node.number.is_some() {
                        w.sp();
                    }
                    open.push(children);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use core::num::NonZeroU32;

    use imap_types::search::SearchKey;

    use super::*;
    use crate::testing::{both, covers, ok, other, reads, refuses};

    #[test]
    fn commands() {
        let rows = [
            ("ORDEREDSUBJECT", ThreadAlg::OrderedSubject),
            ("REFERENCES", ThreadAlg::References),
            ("REFS", ThreadAlg::Other(other("REFS", ""))),
        ];
        covers(
            ThreadAlgName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(thread_alg, &rows);
        both(
            thread,
            &[(
                "REFERENCES US-ASCII DRAFT",
                Thread {
                    algorithm: ThreadAlg::References,
                    charset: ok("US-ASCII"),
                    keys: SearchKey::Draft.into(),
                },
            )],
        );
        refuses(
            thread,
            &[
                ("", 0, Rule::ThreadAlg),
                ("\"REFERENCES\" UTF-8 ALL", 0, Rule::ThreadAlg),
                ("REFERENCES", 10, Rule::Sp),
                ("REFERENCES UTF-8", 16, Rule::Sp),
                ("REFERENCES UTF-8 ", 17, Rule::SearchKey),
                ("REFERENCES (ALL)", 11, Rule::Charset),
            ],
        );
    }

    /// Numbers and how many answers each has; 0 is a missing message.
    fn threads<const N: usize>(nodes: [(u32, u32); N]) -> Threads {
        ok(nodes
            .map(|(number, children)| ThreadNode {
                number: NonZeroU32::new(number),
                children,
            })
            .to_vec())
    }

    #[test]
    fn responses() {
        both(
            thread_data,
            &[
                ("", threads([])),
                (" (4294967295)", threads([(u32::MAX, 0)])),
                (" (2)(3)", threads([(2, 0), (3, 0)])),
                (" (1 2 3 4)", threads([(1, 1), (2, 1), (3, 1), (4, 0)])),
                // RFC 5256 section 4
                (
                    " (2)(3 6 (4 23)(44 7 96))",
                    threads([
                        (2, 0),
                        (3, 1),
                        (6, 2),
                        (4, 1),
                        (23, 0),
                        (44, 1),
                        (7, 1),
                        (96, 0),
                    ]),
                ),
                (" ((3)(5))", threads([(0, 2), (3, 0), (5, 0)])),
                (
                    " (1 ((2)(3))(4))",
                    threads([(1, 2), (0, 2), (2, 0), (3, 0), (4, 0)]),
                ),
                (
                    " ((((1)(2))(3))(4 (5)(6)))(7)",
                    threads([
                        (0, 2),
                        (0, 2),
                        (0, 2),
                        (1, 0),
                        (2, 0),
                        (3, 0),
                        (4, 2),
                        (5, 0),
                        (6, 0),
                        (7, 0),
                    ]),
                ),
            ],
        );
        // A single list in a list.
        let same = threads([(1, 1), (2, 2), (3, 0), (4, 0)]);
        reads(
            thread_data,
            &[
                (" ((1))", threads([(1, 0)])),
                (" ((((1))))((2))", threads([(1, 0), (2, 0)])),
                (" (1 (2))", threads([(1, 1), (2, 0)])),
                (" (1 2 (3)(4))", same.clone()),
                (" (1 (2 (3)(4)))", same.clone()),
                (" ((1 (2 (3)(4))))", same.clone()),
                (" (1 (2 ((3)(4))))", same.clone()),
                (" (1 ((2 ((((3))(4))))))", same),
                (" (((3)(5)))", threads([(0, 2), (3, 0), (5, 0)])),
            ],
        );
        refuses(
            thread_data,
            &[
                (" 1", 1, Rule::ThreadList),
                (" ()", 2, Rule::NzNumber),
                (" (0)", 2, Rule::NzNumber),
                (" (1 0)", 4, Rule::NzNumber),
                (" (1:2)", 3, Rule::Close),
                (" (1,2)", 3, Rule::Close),
                (" (1 )", 3, Rule::Close),
                (" (1  2)", 3, Rule::Close),
                (" ( 1)", 2, Rule::NzNumber),
                (" (1", 3, Rule::Close),
                (" (1 (2)", 7, Rule::Close),
                (" (1 (2) 3)", 7, Rule::Close),
                (" (1(2)(3))", 3, Rule::Close),
                (" ((1) (2))", 5, Rule::Close),
                (" ((1)(2)", 8, Rule::Close),
                (" (*)", 2, Rule::NzNumber),
                (" (4294967296)", 2, Rule::NzNumber),
            ],
        );
    }
}
