//! Random sentences of the grammar.

use std::{
    collections::{BTreeMap, VecDeque, btree_map::Entry},
    rc::Rc,
};

use crate::{
    grammar::{BranchId, Grammar, Node, RuleId},
    hooks::{Hooks, Side},
};

/// Numbers that are random enough, and the same in every run (xorshift).
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % end as u64).unwrap()
    }
}

/// Beyond so many bytes, the shortest way to the end is taken.
const ENOUGH: usize = 300;
/// Beyond so many rules within rules, too.
const DEEP: usize = 60;

/// More than any rule needs.
const ENDLESS: usize = usize::MAX / 4;

/// Makes sentences, and counts the branches that they took.
pub(crate) struct Generator<'g> {
    grammar: &'g Grammar,
    hooks: &'g Hooks,
    rng: Rng,
    /// How often each branch was taken.
    pub(crate) taken: Vec<usize>,
    /// The least number of bytes a rule makes.
    shortest: Vec<usize>,
    /// The rules that name a rule.
    parents: Vec<Vec<RuleId>>,
    /// How often a branch is taken in comparison with its neighbours: what leads to much more often.
    weights: Vec<usize>,
    /// The branches of the sentence that is being made.
    trail: Vec<BranchId>,
    /// A branch to be taken, and how far the rules that lead to it are from it.
    target: Option<(BranchId, Rc<BTreeMap<RuleId, usize>>)>,
    out: Vec<u8>,
    side: Side,
    depth: usize,
}

impl<'g> Generator<'g> {
    pub(crate) fn new(grammar: &'g Grammar, hooks: &'g Hooks, seed: u64) -> Self {
        let mut shortest = vec![ENDLESS; grammar.rules.len()];
        loop {
            let before = shortest.clone();
            for (index, rule) in grammar.rules.iter().enumerate() {
                // One for the rule itself, so that of two ways without bytes the one with fewer rules is shorter.
                shortest[index] = least(&rule.node, &before).saturating_add(1).min(ENDLESS);
            }
            if shortest == before {
                break;
            }
        }
        let mut parents = vec![Vec::new(); grammar.rules.len()];
        for (index, rule) in grammar.rules.iter().enumerate() {
            rule.node
                .for_each_rule(&mut |child| parents[child.0].push(RuleId(index)));
        }
        let sizes: Vec<usize> = (0..grammar.rules.len())
            .map(|rule| grammar.reachable(&[RuleId(rule)]).len())
            .collect();
        let mut weights = vec![0; grammar.branches.len()];
        for rule in &grammar.rules {
            weigh(&rule.node, &sizes, &mut weights);
        }
        Self {
            grammar,
            hooks,
            parents,
            weights,
            rng: Rng::of(seed),
            taken: vec![0; grammar.branches.len()],
            shortest,
            trail: Vec::new(),
            target: None,
            out: Vec::new(),
            side: Side::Client,
            depth: 0,
        }
    }

    /// A sentence of this rule, if it can by way of this branch.
    pub(crate) fn sentence(
        &mut self,
        rule: RuleId,
        side: Side,
        target: Option<BranchId>,
    ) -> Vec<u8> {
        self.side = side;
        self.target = target.map(|branch| {
            let wanted = self.grammar.branches[branch.0].rule;
            let mut distances = BTreeMap::from([(wanted, 0)]);
            let mut todo = VecDeque::from([wanted]);
            while let Some(rule) = todo.pop_front() {
                let distance = distances[&rule] + 1;
                for parent in &self.parents[rule.0] {
                    if let Entry::Vacant(new) = distances.entry(*parent) {
                        new.insert(distance);
                        todo.push_back(*parent);
                    }
                }
            }
            (branch, Rc::new(distances))
        });
        self.out.clear();
        self.trail.clear();
        self.depth = 0;
        self.rule(rule);
        for branch in self.trail.drain(..) {
            self.taken[branch.0] += 1;
        }
        core::mem::take(&mut self.out)
    }

    fn rule(&mut self, rule: RuleId) {
        let grammar = self.grammar;
        let node = &grammar.rules[rule.0].node;
        self.depth += 1;
        assert!(
            self.depth < 2000,
            "{} has no end",
            grammar.rules[rule.0].name
        );
        match self.hooks.of(rule) {
            None => self.node(node),
            Some(hook) => {
                let (start, trail) = (self.out.len(), self.trail.len());
                let target = self.target.clone();
                let mut tries = 0;
                loop {
                    self.node(node);
                    let made = self.out.split_off(start);
                    let made = hook.mended(made, self.side);
                    if hook.accepts(&made, self.side) {
                        self.out.extend_from_slice(&made);
                        break;
                    }
                    tries += 1;
                    assert!(
                        tries < 1000,
                        "{}: nothing that the hook accepts, such as {}",
                        grammar.rules[rule.0].name,
                        made.escape_ascii()
                    );
                    self.trail.truncate(trail);
                    self.target.clone_from(&target);
                }
            }
        }
        self.depth -= 1;
    }

    fn hurry(&self) -> bool {
        self.target.is_none() && (self.out.len() > ENOUGH || self.depth > DEEP)
    }

    /// How far the target is from here, if there is one and this leads to it.
    fn distance(&self, node: &Node) -> Option<usize> {
        let (branch, rules) = self.target.as_ref()?;
        node.distance(*branch, rules)
    }

    /// One of the ways that are shortest.
    fn nearest(&mut self, ways: &[Option<usize>]) -> Option<usize> {
        let least = ways.iter().flatten().min()?;
        let ways: Vec<usize> = (0..ways.len())
            .filter(|at| ways[*at] == Some(*least))
            .collect();
        Some(ways[self.rng.below(ways.len())])
    }

    fn take(&mut self, branch: BranchId) {
        self.trail.push(branch);
        if self
            .target
            .as_ref()
            .is_some_and(|(wanted, _)| *wanted == branch)
        {
            self.target = None;
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Rule(rule) => self.rule(*rule),
            Node::Text { bytes, exact } => {
                // Mostly as it is spelled.
                let case = if *exact { 0 } else { self.rng.below(8) };
                self.out.extend(bytes.iter().map(|byte| match case {
                    6 => byte.to_ascii_lowercase(),
                    7 if byte.is_ascii_alphabetic() && self.rng.below(2) == 0 => byte ^ 0x20,
                    _ => *byte,
                }));
            }
            Node::Range(from, to) => {
                let range = usize::from(to - from) + 1;
                // Ends of ranges are where mistakes are.
                let at = match self.rng.below(8) {
                    0 => 0,
                    1 => range - 1,
                    _ => self.rng.below(range),
                };
                self.out.push(from + u8::try_from(at).unwrap());
            }
            Node::Choice(alternatives) => {
                let ways: Vec<Option<usize>> = alternatives
                    .iter()
                    .map(|(branch, sequence)| match &self.target {
                        Some((wanted, _)) if branch == wanted => Some(0),
                        _ => sequence.iter().filter_map(|node| self.distance(node)).min(),
                    })
                    .collect();
                let at = if let Some(at) = self.nearest(&ways) {
                    at
                } else if self.hurry() {
                    let lengths: Vec<_> = alternatives
                        .iter()
                        .map(|(_, sequence)| Some(sum(sequence, &self.shortest)))
                        .collect();
                    self.nearest(&lengths).unwrap()
                } else {
                    let all = alternatives
                        .iter()
                        .map(|(branch, _)| self.weights[branch.0])
                        .sum();
                    let mut at = self.rng.below(all);
                    let weights = alternatives
                        .iter()
                        .map(|(branch, _)| self.weights[branch.0]);
                    weights
                        .take_while(|weight| {
                            let more = at >= *weight;
                            at = at.saturating_sub(*weight);
                            more
                        })
                        .count()
                };
                let (branch, sequence) = &alternatives[at];
                self.take(*branch);
                self.sequence(sequence);
            }
            Node::Repeat {
                min,
                max,
                least,
                more,
                node,
            } => {
                let wanted = self.target.as_ref().map(|(wanted, _)| *wanted);
                let mut count = *min;
                if wanted == Some(*more)
                    || (wanted != Some(*least) && self.distance(node).is_some())
                {
                    count = count.max(1) + usize::from(wanted == Some(*more) && *min > 0);
                } else if wanted != Some(*least) && !self.hurry() {
                    let often = if matches!(**node, Node::Range(..) | Node::Rule(_)) {
                        3
                    } else {
                        2
                    };
                    while self.rng.below(often) > 0 && count < min + 12 {
                        count += 1;
                    }
                }
                let count = max.map_or(count, |max| count.min(max));
                self.take(if count > *min { *more } else { *least });
                for _ in 0..count {
                    self.node(node);
                }
            }
        }
    }

    fn sequence(&mut self, sequence: &[Node]) {
        // Only one of several ways to the target is taken.
        let ways: Vec<_> = sequence.iter().map(|node| self.distance(node)).collect();
        let way = self.nearest(&ways);
        let target = self.target.take();
        for (at, node) in sequence.iter().enumerate() {
            if way == Some(at) {
                self.target.clone_from(&target);
                self.node(node);
                self.target = None;
            } else {
                self.node(node);
            }
        }
    }
}

/// The root of the number of rules that the alternative leads to.
fn weigh(node: &Node, sizes: &[usize], weights: &mut [usize]) -> usize {
    match node {
        Node::Rule(rule) => sizes[rule.0],
        Node::Text { .. } | Node::Range(..) => 0,
        Node::Choice(alternatives) => alternatives
            .iter()
            .map(|(branch, sequence)| {
                let size = sequence
                    .iter()
                    .map(|node| weigh(node, sizes, weights))
                    .sum::<usize>();
                weights[branch.0] = 1 + size.isqrt();
                size
            })
            .sum(),
        Node::Repeat { node, .. } => weigh(node, sizes, weights),
    }
}

fn sum(sequence: &[Node], shortest: &[usize]) -> usize {
    sequence
        .iter()
        .map(|node| least(node, shortest))
        .fold(0, usize::saturating_add)
}

/// The least number of bytes that a node makes.
fn least(node: &Node, shortest: &[usize]) -> usize {
    match node {
        Node::Rule(rule) => shortest[rule.0],
        Node::Text { bytes, .. } => bytes.len(),
        Node::Range(..) => 1,
        Node::Choice(alternatives) => alternatives
            .iter()
            .map(|(_, sequence)| sum(sequence, shortest))
            .min()
            .unwrap_or(ENDLESS),
        Node::Repeat { min, node, .. } => least(node, shortest).saturating_mul(*min).min(ENDLESS),
    }
}
