//! THREAD ([RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3)).

use std::{collections::HashMap, num::NonZeroU32};

use imap_state::{server::Server, tag::Handle};
use imap_types::{
    data::Data,
    ext::thread::{Thread, ThreadAlg, ThreadNode, Threads, base_subject},
    response::{RespText, State},
};

use crate::{
    command::{Answering, Done, Refused},
    mime::field,
    search::{Found, number, subject},
    store::{sent, stamp},
};

/// Answers that branch deeper are told as if they were to the last one that is not too deep.
const DEPTH: usize = 50;

/// A message, or the place of one that is not here.
#[derive(Debug, Default)]
struct Node {
    number: Option<NonZeroU32>,
    date: i64,
    subject: String,
    reply: bool,
    parent: Option<usize>,
    children: Vec<usize>,
}

impl Answering<'_> {
    pub(crate) fn thread(
        &mut self,
        server: &mut Server,
        handle: Handle,
        thread: &Thread<'_>,
        by_uid: bool,
    ) -> Done {
        let found = self.find(server, Some(&thread.charset), &thread.keys)?;
        let (nodes, roots) = tokio::task::block_in_place(|| match &thread.algorithm {
            ThreadAlg::OrderedSubject => Ok(by_subject(&found, by_uid)),
            ThreadAlg::References => Ok(by_references(&found, by_uid)),
            _ => Err(Refused::Bad("no such algorithm")),
        })?;
        let mut told = Vec::new();
        for root in roots {
            tell(&nodes, root, 0, &mut told);
        }
        let threads = Threads::try_from(told)?;
        let lines = [Data::Thread(threads).into()].into();
        self.say(
            server,
            handle,
            lines,
            State::Ok,
            RespText::new("THREAD completed")?,
        )
    }
}

/// In pre-order. Long threads go on without going deeper.
fn tell(nodes: &[Node], root: usize, depth: usize, told: &mut Vec<ThreadNode>) {
    let mut at = root;
    loop {
        let node = &nodes[at];
        let deep = depth >= DEPTH && node.children.len() > 1;
        let children = if deep {
            flat(nodes, at)
        } else {
            node.children.clone()
        };
        told.push(ThreadNode {
            number: node.number,
            children: if deep { 1 } else { children.len() as u32 },
        });
        if deep {
            let last = children.len() - 1;
            for (place, child) in children.iter().enumerate() {
                told.push(ThreadNode {
                    number: nodes[*child].number,
                    children: u32::from(place < last),
                });
            }
            return;
        }
        match children[..] {
            [] => return,
            [only] => at = only,
            _ => {
                for child in children {
                    tell(nodes, child, depth + 1, told);
                }
                return;
            }
        }
    }
}

/// All messages below, one after the other.
fn flat(nodes: &[Node], root: usize) -> Vec<usize> {
    let mut all = Vec::new();
    let mut open: Vec<usize> = nodes[root].children.iter().rev().copied().collect();
    while let Some(at) = open.pop() {
        if nodes[at].number.is_some() {
            all.push(at);
        }
        open.extend(nodes[at].children.iter().rev());
    }
    all
}

fn node(found: &Found, by_uid: bool) -> Node {
    let date = found
        .entry
        .mail
        .with_root(|root, raw| sent(&raw[root.head.clone()]));
    let subject = subject(&found.entry);
    let base = base_subject(&subject);
    Node {
        number: Some(number(found, by_uid)),
        date: stamp(date.unwrap_or(found.entry.date)),
        subject: base.text.to_lowercase(),
        reply: base.reply,
        ..Node::default()
    }
}

fn by_subject(found: &[Found], by_uid: bool) -> (Vec<Node>, Vec<usize>) {
    let mut nodes: Vec<Node> = found.iter().map(|one| node(one, by_uid)).collect();
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| (nodes[*at].date, *at));
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut roots = Vec::new();
    for at in order {
        match first.get(&nodes[at].subject) {
            Some(root) => nodes[*root].children.push(at),
            None => {
                first.insert(nodes[at].subject.clone(), at);
                roots.push(at);
            }
        }
    }
    (nodes, roots)
}

fn by_references(found: &[Found], by_uid: bool) -> (Vec<Node>, Vec<usize>) {
    let mut nodes: Vec<Node> = Vec::new();
    let mut by_id: HashMap<Vec<u8>, usize> = HashMap::new();
    for one in found {
        let (id, references) = one.entry.mail.with_root(|root, raw| {
            let head = &raw[root.head.clone()];
            let all = |name| {
                field(head, name)
                    .map(|value| ids(&value))
                    .unwrap_or_default()
            };
            let mut references = all("References");
            if references.is_empty() {
                references = all("In-Reply-To").into_iter().take(1).collect();
            }
            (all("Message-ID").into_iter().next(), references)
        });
        // (1) A: the message, under its name or, if that is taken, under one of its own.
        let taken = |at: &usize| nodes[*at].number.is_some();
        let at = match id.as_ref().and_then(|id| by_id.get(id)).copied() {
            Some(at) if !taken(&at) => {
                let (parent, children) =
                    (nodes[at].parent, core::mem::take(&mut nodes[at].children));
                nodes[at] = Node {
                    parent,
                    children,
                    ..node(one, by_uid)
                };
                at
            }
            other => {
                nodes.push(node(one, by_uid));
                if let (Some(id), None) = (id, other) {
                    by_id.insert(id, nodes.len() - 1);
                }
                nodes.len() - 1
            }
        };
        // (1) B and C: each reference is an answer to the one before, the message to the last.
        let mut last = None;
        for reference in references {
            let here = *by_id.entry(reference).or_insert_with(|| {
                nodes.push(Node::default());
                nodes.len() - 1
            });
            if let Some(above) = last
                && nodes[here].parent.is_none()
            {
                link(&mut nodes, above, here);
            }
            last = Some(here);
        }
        if let Some(above) = last {
            unlink(&mut nodes, at);
            link(&mut nodes, above, at);
        }
    }
    // (2), (3): places without a message go, and what is below them moves up.
    let mut roots: Vec<usize> = (0..nodes.len())
        .filter(|at| nodes[*at].parent.is_none())
        .collect();
    roots = prune(&mut nodes, roots);
    // (4), (5): by date, and roots of the same subject together.
    sort(&mut nodes, &mut roots);
    let mut by_subject: HashMap<String, usize> = HashMap::new();
    for root in &roots {
        let subject = subject_of(&nodes, *root);
        if subject.is_empty() {
            continue;
        }
        let better = by_subject.get(&subject).is_none_or(|other| {
            let (one, two) = (&nodes[*root], &nodes[*other]);
            (one.number.is_none() && two.number.is_some())
                || (two.number.is_some() && two.reply && !one.reply && one.number.is_some())
        });
        if better {
            by_subject.insert(subject, *root);
        }
    }
    let mut kept = Vec::new();
    for root in roots {
        let subject = subject_of(&nodes, root);
        let Some(other) = by_subject
            .get(&subject)
            .copied()
            .filter(|other| *other != root)
        else {
            kept.push(root);
            continue;
        };
        match (nodes[other].number, nodes[root].number) {
            (None, None) => {
                for child in core::mem::take(&mut nodes[root].children) {
                    nodes[child].parent = Some(other);
                    nodes[other].children.push(child);
                }
            }
            (None, Some(_)) => link(&mut nodes, other, root),
            _ if nodes[root].reply && !nodes[other].reply => link(&mut nodes, other, root),
            _ => {
                // Neither is an answer to the other: both below a place of their own.
                let place = Node::default();
                let copy = core::mem::replace(&mut nodes[other], place);
                nodes.push(copy);
                let moved = nodes.len() - 1;
                for child in nodes[moved].children.clone() {
                    nodes[child].parent = Some(moved);
                }
                nodes[moved].parent = Some(other);
                nodes[root].parent = Some(other);
                nodes[other].children = vec![moved, root];
            }
        }
    }
    sort(&mut nodes, &mut kept);
    (nodes, kept)
}

fn link(nodes: &mut [Node], above: usize, below: usize) {
    // Nothing is above itself.
    let mut up = Some(above);
    while let Some(at) = up {
        if at == below {
            return;
        }
        up = nodes[at].parent;
    }
    nodes[below].parent = Some(above);
    nodes[above].children.push(below);
}

fn unlink(nodes: &mut [Node], at: usize) {
    if let Some(above) = nodes[at].parent.take() {
        nodes[above].children.retain(|child| *child != at);
    }
}

fn prune(nodes: &mut [Node], roots: Vec<usize>) -> Vec<usize> {
    // From the leaves up: what is below is pruned already.
    let mut order = Vec::new();
    let mut open = roots.clone();
    while let Some(at) = open.pop() {
        order.push(at);
        open.extend(&nodes[at].children);
    }
    let goes_up =
        |node: &Node| node.number.is_none() && (node.parent.is_some() || node.children.len() < 2);
    let lifted = |nodes: &mut [Node], list: Vec<usize>| {
        let mut kept = Vec::new();
        for at in list {
            if goes_up(&nodes[at]) {
                let parent = nodes[at].parent;
                for child in core::mem::take(&mut nodes[at].children) {
                    nodes[child].parent = parent;
                    kept.push(child);
                }
            } else {
                kept.push(at);
            }
        }
        kept
    };
    for at in order.into_iter().rev() {
        let children = core::mem::take(&mut nodes[at].children);
        nodes[at].children = lifted(nodes, children);
    }
    lifted(nodes, roots)
}

fn date_of(nodes: &[Node], at: usize) -> i64 {
    let node = &nodes[at];
    match (node.number, node.children.first()) {
        (None, Some(first)) => nodes[*first].date,
        _ => node.date,
    }
}

fn subject_of(nodes: &[Node], at: usize) -> String {
    let node = &nodes[at];
    match (node.number, node.children.first()) {
        (None, Some(first)) => nodes[*first].subject.clone(),
        _ => node.subject.clone(),
    }
}

fn sort(nodes: &mut [Node], roots: &mut [usize]) {
    for at in 0..nodes.len() {
        let mut children = core::mem::take(&mut nodes[at].children);
        children.sort_by_key(|child| (date_of(nodes, *child), nodes[*child].number));
        nodes[at].children = children;
    }
    roots.sort_by_key(|root| (date_of(nodes, *root), nodes[*root].number));
}

/// What stands in angle brackets.
fn ids(value: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for piece in value.split(|byte| *byte == b'<').skip(1) {
        if let Some(end) = piece.iter().position(|byte| *byte == b'>') {
            found.push(piece[..end].to_vec());
        }
    }
    found
}
