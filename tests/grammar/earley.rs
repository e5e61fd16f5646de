//! A recogniser for any context-free grammar, by Earley's algorithm, over bytes.
//!
//! Nothing is special about this grammar: left recursion, ambiguity and rules that make nothing are all in order (the last
//! by Aycock's and Horspool's way: who predicts a rule that can be empty also steps over it). A byte of look-ahead only
//! keeps items out that the next byte would kill. What a hook refuses is not completed.

use std::{
    collections::HashSet,
    hash::{BuildHasherDefault, Hasher},
};

use crate::{
    grammar::{Grammar, Node, RuleId},
    hooks::{Hooks, Side},
};

/// What a production is made of.
#[derive(Clone, Debug)]
enum Symbol {
    /// Index of a nonterminal.
    Name(usize),
    Text {
        bytes: Vec<u8>,
        exact: bool,
    },
    Range(u8, u8),
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Bytes([u64; 4]);

impl Bytes {
    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    const fn has(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] & (1 << (byte & 63)) != 0
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }
}

#[derive(Clone, Debug)]
struct Production {
    head: usize,
    body: Vec<Symbol>,
    /// The state of this production with the dot at its front; one more for each symbol.
    state: usize,
}

#[derive(Clone, Debug, Default)]
struct Nonterminal {
    productions: Vec<usize>,
    /// The rule of the grammar, if it is one and no piece of one.
    rule: Option<RuleId>,
    nullable: bool,
    first: Bytes,
}

/// The grammar as productions.
pub(crate) struct Recogniser<'g> {
    hooks: &'g Hooks,
    productions: Vec<Production>,
    nonterminals: Vec<Nonterminal>,
    /// For each state: its production, and how far the dot is.
    states: Vec<(u32, u32)>,
}

/// A state and where it began.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Item {
    state: u32,
    origin: u32,
}

/// Multiplies: the keys are small numbers.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// What is known of an input.
struct Chart {
    sets: Vec<Set>,
    /// The furthest place at which anything was wanted.
    furthest: usize,
}

/// What is known at one place of the input.
#[derive(Default)]
struct Set {
    items: Vec<Item>,
    seen: HashSet<Item, BuildHasherDefault<Mix>>,
    /// The items that wait for a nonterminal.
    waiting: Vec<(u32, Item)>,
    predicted: HashSet<u32, BuildHasherDefault<Mix>>,
}

impl<'g> Recogniser<'g> {
    pub(crate) fn new(grammar: &Grammar, hooks: &'g Hooks) -> Self {
        let nonterminals = (0..grammar.rules.len())
            .map(|index| Nonterminal {
                rule: Some(RuleId(index)),
                ..Nonterminal::default()
            })
            .collect();
        let mut this = Self {
            hooks,
            productions: Vec::new(),
            nonterminals,
            states: Vec::new(),
        };
        for (index, rule) in grammar.rules.iter().enumerate() {
            let Node::Choice(alternatives) = &rule.node else {
                unreachable!()
            };
            for (_, sequence) in alternatives {
                this.production(index, sequence);
            }
        }
        this.find_nullable();
        this.find_first();
        this
    }

    fn push(&mut self, head: usize, body: Vec<Symbol>) {
        let index = self.productions.len();
        let state = self.states.len();
        for dot in 0..=body.len() {
            self.states
                .push((u32::try_from(index).unwrap(), u32::try_from(dot).unwrap()));
        }
        self.productions.push(Production { head, body, state });
        self.nonterminals[head].productions.push(index);
    }

    fn fresh(&mut self) -> usize {
        self.nonterminals.push(Nonterminal::default());
        self.nonterminals.len() - 1
    }

    fn production(&mut self, head: usize, sequence: &[Node]) {
        let mut body = Vec::new();
        for node in sequence {
            self.symbols(node, &mut body);
        }
        self.push(head, body);
    }

    fn symbols(&mut self, node: &Node, body: &mut Vec<Symbol>) {
        match node {
            Node::Rule(rule) => body.push(Symbol::Name(rule.0)),
            Node::Text { bytes, exact } => body.push(Symbol::Text {
                bytes: bytes.clone(),
                exact: *exact,
            }),
            Node::Range(from, to) => body.push(Symbol::Range(*from, *to)),
            Node::Choice(alternatives) => {
                let head = self.fresh();
                for (_, sequence) in alternatives {
                    self.production(head, sequence);
                }
                body.push(Symbol::Name(head));
            }
            Node::Repeat { min, max, node, .. } => {
                let mut one = Vec::new();
                self.symbols(node, &mut one);
                for _ in 0..*min {
                    body.extend_from_slice(&one);
                }
                match max {
                    // any = / any one
                    None => {
                        let any = self.fresh();
                        self.push(any, Vec::new());
                        let mut more = vec![Symbol::Name(any)];
                        more.extend_from_slice(&one);
                        self.push(any, more);
                        body.push(Symbol::Name(any));
                    }
                    // upto2 = / one upto1
                    Some(max) => {
                        let mut inner = None;
                        for _ in *min..*max {
                            let upto = self.fresh();
                            self.push(upto, Vec::new());
                            let mut more = one.clone();
                            more.extend(inner.map(Symbol::Name));
                            self.push(upto, more);
                            inner = Some(upto);
                        }
                        body.extend(inner.map(Symbol::Name));
                    }
                }
            }
        }
    }

    fn accepts(&self, head: usize, bytes: &[u8], side: Side) -> bool {
        let hook = self.nonterminals[head]
            .rule
            .and_then(|rule| self.hooks.of(rule));
        hook.is_none_or(|hook| hook.accepts(bytes, side))
    }

    fn find_nullable(&mut self) {
        loop {
            let mut changed = false;
            for index in 0..self.productions.len() {
                let Production { head, body, .. } = &self.productions[index];
                let head = *head;
                let empty = body.iter().all(|symbol| match symbol {
                    Symbol::Name(name) => self.nonterminals[*name].nullable,
                    Symbol::Text { bytes, .. } => bytes.is_empty(),
                    Symbol::Range(..) => false,
                });
                if empty
                    && !self.nonterminals[head].nullable
                    && self.accepts(head, b"", Side::Client)
                {
                    self.nonterminals[head].nullable = true;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn find_first(&mut self) {
        loop {
            let mut changed = false;
            for index in 0..self.productions.len() {
                let Production { head, body, .. } = &self.productions[index];
                let head = *head;
                let mut first = self.nonterminals[head].first;
                for symbol in body {
                    first.add(&self.first_of(symbol));
                    if !self.may_be_empty(symbol) {
                        break;
                    }
                }
                if first != self.nonterminals[head].first {
                    self.nonterminals[head].first = first;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn may_be_empty(&self, symbol: &Symbol) -> bool {
        match symbol {
            Symbol::Name(name) => self.nonterminals[*name].nullable,
            Symbol::Text { bytes, .. } => bytes.is_empty(),
            Symbol::Range(..) => false,
        }
    }

    fn first_of(&self, symbol: &Symbol) -> Bytes {
        let mut first = Bytes::default();
        match symbol {
            Symbol::Name(name) => return self.nonterminals[*name].first,
            Symbol::Text { bytes, exact } => {
                if let Some(byte) = bytes.first() {
                    first.insert(*byte);
                    if !exact {
                        first.insert(byte.to_ascii_lowercase());
                        first.insert(byte.to_ascii_uppercase());
                    }
                }
            }
            Symbol::Range(from, to) => (*from..=*to).for_each(|byte| first.insert(byte)),
        }
        first
    }

    fn next_symbol(&self, item: Item) -> Option<&Symbol> {
        let (production, dot) = self.states[item.state as usize];
        self.productions[production as usize].body.get(dot as usize)
    }

    /// Can this item go on at the front of `rest`?
    fn goes_on(&self, item: Item, rest: &[u8]) -> bool {
        match self.next_symbol(item) {
            None => true,
            Some(Symbol::Name(name)) => {
                let name = &self.nonterminals[*name];
                name.nullable || rest.first().is_some_and(|byte| name.first.has(*byte))
            }
            Some(Symbol::Range(from, to)) => {
                rest.first().is_some_and(|byte| (from..=to).contains(&byte))
            }
            Some(Symbol::Text { bytes, exact }) => rest.get(..bytes.len()).is_some_and(|front| {
                if *exact {
                    front == bytes
                } else {
                    front.eq_ignore_ascii_case(bytes)
                }
            }),
        }
    }

    fn add(&self, chart: &mut Chart, at: usize, item: Item, input: &[u8]) {
        chart.furthest = chart.furthest.max(at);
        let Chart { sets, .. } = chart;
        if self.goes_on(item, &input[at..]) && sets[at].seen.insert(item) {
            if let Some(Symbol::Name(name)) = self.next_symbol(item) {
                sets[at].waiting.push((u32::try_from(*name).unwrap(), item));
            }
            sets[at].items.push(item);
        }
    }

    /// Can the rule make these bytes? If not: how far any derivation came.
    pub(crate) fn recognise(&self, rule: RuleId, input: &[u8], side: Side) -> Result<(), usize> {
        let mut chart = Chart {
            sets: (0..=input.len()).map(|_| Set::default()).collect(),
            furthest: 0,
        };
        self.predict(&mut chart, 0, rule.0, input);
        for at in 0..=input.len() {
            let mut index = 0;
            while let Some(item) = chart.sets[at].items.get(index).copied() {
                index += 1;
                let next = Item {
                    state: item.state + 1,
                    ..item
                };
                match self.next_symbol(item) {
                    Some(Symbol::Name(name)) => {
                        let name = *name;
                        self.predict(&mut chart, at, name, input);
                        if self.nonterminals[name].nullable {
                            self.add(&mut chart, at, next, input);
                        }
                    }
                    Some(Symbol::Range(..)) => self.add(&mut chart, at + 1, next, input),
                    Some(Symbol::Text { bytes, .. }) => {
                        self.add(&mut chart, at + bytes.len(), next, input)
                    }
                    None => {
                        let (production, _) = self.states[item.state as usize];
                        let head = self.productions[production as usize].head;
                        let origin = item.origin as usize;
                        if self.accepts(head, &input[origin..at], side) {
                            self.complete(&mut chart, at, head, origin, input);
                        }
                    }
                }
            }
            // What has been read cannot come again.
            chart.sets[at].seen = HashSet::default();
            chart.sets[at].predicted = HashSet::default();
        }
        let done = chart.sets[input.len()].items.iter().any(|item| {
            let (production, dot) = self.states[item.state as usize];
            let production = &self.productions[production as usize];
            item.origin == 0
                && production.head == rule.0
                && dot as usize == production.body.len()
                && self.accepts(rule.0, input, side)
        });
        if done { Ok(()) } else { Err(chart.furthest) }
    }

    fn predict(&self, chart: &mut Chart, at: usize, name: usize, input: &[u8]) {
        if !chart.sets[at]
            .predicted
            .insert(u32::try_from(name).unwrap())
        {
            return;
        }
        let origin = u32::try_from(at).unwrap();
        for production in &self.nonterminals[name].productions {
            let state = u32::try_from(self.productions[*production].state).unwrap();
            self.add(chart, at, Item { state, origin }, input);
        }
    }

    fn complete(&self, chart: &mut Chart, at: usize, head: usize, origin: usize, input: &[u8]) {
        let head = u32::try_from(head).unwrap();
        let mut index = 0;
        while let Some((name, waiting)) = chart.sets[origin].waiting.get(index).copied() {
            index += 1;
            if name == head {
                self.add(
                    chart,
                    at,
                    Item {
                        state: waiting.state + 1,
                        ..waiting
                    },
                    input,
                );
            }
        }
    }
}
