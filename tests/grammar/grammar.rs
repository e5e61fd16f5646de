//! The files of assets/grammar as one grammar, read with the crate `abnf`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
};

use abnf::types::{Kind, Node as Abnf, TerminalValues};

/// A rule of the grammar, as an index.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct RuleId(pub(crate) usize);

/// A branch that a sentence can take: an alternative, an option taken or left out, a repetition at its least or beyond.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct BranchId(pub(crate) usize);

/// A piece of a rule.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Rule(RuleId),
    /// Letters in any case, unless `exact`.
    Text {
        bytes: Vec<u8>,
        exact: bool,
    },
    Range(u8, u8),
    /// One of these. An option is a choice between its content and nothing.
    Choice(Vec<(BranchId, Vec<Self>)>),
    Repeat {
        min: usize,
        max: Option<usize>,
        /// The branches of the least count and of more.
        least: BranchId,
        more: BranchId,
        node: Box<Self>,
    },
}

/// A rule with all its alternatives.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// Always a [`Node::Choice`].
    pub(crate) node: Node,
    /// The file of its `=`.
    pub(crate) file: String,
}

/// Where a branch stands.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) rule: RuleId,
    text: String,
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The grammar.
#[derive(Clone, Debug)]
pub(crate) struct Grammar {
    pub(crate) rules: Vec<Rule>,
    pub(crate) branches: Vec<Branch>,
    names: BTreeMap<String, RuleId>,
}

/// The folder of the files.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/grammar")
}

impl Grammar {
    /// All files of the folder.
    pub(crate) fn read() -> Self {
        let mut files: Vec<_> = std::fs::read_dir(folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "abnf")
            })
            .collect();
        files.sort();
        let texts: Vec<_> = files
            .iter()
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect();
        Self::of(
            texts
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        )
    }

    /// Rules from these texts.
    pub(crate) fn of<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut read: Vec<(String, abnf::types::Rule)> = Vec::new();
        for (file, text) in texts {
            let rules = abnf::rulelist(text).unwrap_or_else(|error| panic!("{file}: {error}"));
            read.extend(rules.into_iter().map(|rule| (file.to_owned(), rule)));
        }
        let mut names = BTreeMap::new();
        let mut rules = Vec::new();
        for (file, rule) in &read {
            if rule.kind() == Kind::Basic {
                let id = RuleId(rules.len());
                let before = names.insert(rule.name().to_ascii_lowercase(), id);
                assert!(before.is_none(), "{file}: {} is there already", rule.name());
                rules.push(Rule {
                    name: rule.name().to_owned(),
                    node: Node::Choice(Vec::new()),
                    file: file.clone(),
                });
            }
        }
        let mut grammar = Self {
            rules,
            branches: Vec::new(),
            names,
        };
        // What `=` says stands before what `=/` adds, whatever the order of the files.
        read.sort_by_key(|(_, rule)| rule.kind() != Kind::Basic);
        for (file, rule) in &read {
            let id = grammar
                .find(rule.name())
                .unwrap_or_else(|| panic!("{file}: {} =/ has no =", rule.name()));
            let added = match rule.node() {
                Abnf::Alternatives(nodes) => nodes.as_slice(),
                node => core::slice::from_ref(node),
            };
            for node in added {
                let branch = grammar.branch(id, format!("{} ({file}): {node}", rule.name()));
                let sequence = grammar.sequence(id, file, node);
                let Node::Choice(alternatives) = &mut grammar.rules[id.0].node else {
                    unreachable!()
                };
                alternatives.push((branch, sequence));
            }
        }
        grammar
    }

    fn branch(&mut self, rule: RuleId, text: String) -> BranchId {
        self.branches.push(Branch { rule, text });
        BranchId(self.branches.len() - 1)
    }

    fn sequence(&mut self, rule: RuleId, file: &str, node: &Abnf) -> Vec<Node> {
        match node {
            Abnf::Concatenation(nodes) => nodes
                .iter()
                .map(|node| self.node(rule, file, node))
                .collect(),
            node => vec![self.node(rule, file, node)],
        }
    }

    fn choice(&mut self, rule: RuleId, file: &str, nodes: &[Abnf]) -> Vec<(BranchId, Vec<Node>)> {
        nodes
            .iter()
            .map(|node| {
                let name = self.rules[rule.0].name.clone();
                let branch = self.branch(rule, format!("{name} ({file}): … {node} …"));
                (branch, self.sequence(rule, file, node))
            })
            .collect()
    }

    fn node(&mut self, rule: RuleId, file: &str, node: &Abnf) -> Node {
        let name = self.rules[rule.0].name.clone();
        match node {
            Abnf::Alternatives(nodes) => Node::Choice(self.choice(rule, file, nodes)),
            Abnf::Group(inner) => match &**inner {
                Abnf::Alternatives(nodes) => Node::Choice(self.choice(rule, file, nodes)),
                inner => Node::Choice(self.choice(rule, file, core::slice::from_ref(inner))),
            },
            Abnf::Concatenation(_) => {
                Node::Choice(self.choice(rule, file, core::slice::from_ref(node)))
            }
            Abnf::Optional(inner) => {
                let mut choice = match &**inner {
                    Abnf::Alternatives(nodes) => self.choice(rule, file, nodes),
                    inner => self.choice(rule, file, core::slice::from_ref(inner)),
                };
                let without = self.branch(rule, format!("{name} ({file}): without {node}"));
                choice.push((without, Vec::new()));
                Node::Choice(choice)
            }
            Abnf::Repetition {
                repeat,
                node: inner,
            } => {
                let (min, max) = repeat.min_max();
                let min = min.unwrap_or(0);
                let least = self.branch(rule, format!("{name} ({file}): {min} of {inner}"));
                let more = if max == Some(min) {
                    least
                } else {
                    self.branch(rule, format!("{name} ({file}): more than {min} of {inner}"))
                };
                let node = Box::new(self.node(rule, file, inner));
                Node::Repeat {
                    min,
                    max,
                    least,
                    more,
                    node,
                }
            }
            Abnf::Rulename(wanted) => Node::Rule(
                self.find(wanted)
                    .unwrap_or_else(|| panic!("{file}: {name} wants {wanted}, which is nowhere")),
            ),
            Abnf::String(literal) => Node::Text {
                bytes: literal.value().as_bytes().to_vec(),
                exact: literal.is_case_sensitive(),
            },
            Abnf::TerminalValues(TerminalValues::Range(from, to)) => {
                Node::Range(byte(*from), byte(*to))
            }
            Abnf::TerminalValues(TerminalValues::Concatenation(values)) => Node::Text {
                bytes: values.iter().copied().map(byte).collect(),
                exact: true,
            },
            Abnf::Prose(prose) => panic!("{file}: {name} has prose, <{prose}>"),
        }
    }

    /// The rule of this name, in any case.
    pub(crate) fn find(&self, name: &str) -> Option<RuleId> {
        self.names.get(&name.to_ascii_lowercase()).copied()
    }

    /// The rule of this name, which is there.
    pub(crate) fn rule(&self, name: &str) -> RuleId {
        self.find(name).unwrap_or_else(|| panic!("no rule {name}"))
    }

    /// What these rules lead to, themselves included.
    pub(crate) fn reachable(&self, from: &[RuleId]) -> BTreeSet<RuleId> {
        let mut seen: BTreeSet<_> = from.iter().copied().collect();
        let mut todo = from.to_vec();
        while let Some(rule) = todo.pop() {
            self.rules[rule.0].node.for_each_rule(&mut |next| {
                if seen.insert(next) {
                    todo.push(next);
                }
            });
        }
        seen
    }

    /// The keywords with which the alternatives of these rules begin (perhaps behind a number and SP), but for the open
    /// ones (`other-…`).
    pub(crate) fn first_words(&self, rules: &[&str]) -> BTreeSet<Vec<u8>> {
        let mut words = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for rule in rules {
            self.words_of(self.rule(rule), &mut words, &mut seen);
        }
        words
    }

    fn words_of(&self, rule: RuleId, words: &mut BTreeSet<Vec<u8>>, seen: &mut BTreeSet<RuleId>) {
        if seen.insert(rule) && !self.rules[rule.0].name.starts_with("other-") {
            self.words_of_node(&self.rules[rule.0].node, words, seen);
        }
    }

    fn words_of_node(
        &self,
        node: &Node,
        words: &mut BTreeSet<Vec<u8>>,
        seen: &mut BTreeSet<RuleId>,
    ) {
        match node {
            Node::Rule(rule) => self.words_of(*rule, words, seen),
            Node::Text { bytes, .. } => {
                words.insert(bytes.to_ascii_uppercase());
            }
            Node::Range(..) => {}
            Node::Choice(alternatives) => {
                for (_, sequence) in alternatives {
                    let is = |at: usize, names: &[&str]| match sequence.get(at) {
                        Some(Node::Rule(rule)) => names.contains(&self.rules[rule.0].name.as_str()),
                        _ => false,
                    };
                    let numbered = is(0, &["number", "nz-number", "uniqueid"]) && is(1, &["SP"]);
                    if let Some(first) = sequence.get(if numbered { 2 } else { 0 }) {
                        self.words_of_node(first, words, seen);
                    }
                }
            }
            Node::Repeat { node, .. } => self.words_of_node(node, words, seen),
        }
    }
}

fn byte(value: u32) -> u8 {
    u8::try_from(value).expect("the grammar is of bytes")
}

impl Node {
    pub(crate) fn for_each_rule(&self, found: &mut impl FnMut(RuleId)) {
        match self {
            Self::Rule(rule) => found(*rule),
            Self::Text { .. } | Self::Range(..) => {}
            Self::Choice(alternatives) => {
                for (_, sequence) in alternatives {
                    sequence.iter().for_each(|node| node.for_each_rule(found));
                }
            }
            Self::Repeat { node, .. } => node.for_each_rule(found),
        }
    }

    /// How many rules lie between this and the branch, of which the rules of the map are so far away; if it leads there.
    pub(crate) fn distance(
        &self,
        wanted: BranchId,
        rules: &BTreeMap<RuleId, usize>,
    ) -> Option<usize> {
        let of = |sequence: &[Self]| {
            sequence
                .iter()
                .filter_map(|node| node.distance(wanted, rules))
                .min()
        };
        match self {
            Self::Rule(rule) => rules.get(rule).map(|distance| distance + 1),
            Self::Text { .. } | Self::Range(..) => None,
            Self::Choice(alternatives) => alternatives
                .iter()
                .filter_map(|(branch, sequence)| {
                    if *branch == wanted {
                        Some(0)
                    } else {
                        of(sequence)
                    }
                })
                .min(),
            Self::Repeat { least, more, .. } if *least == wanted || *more == wanted => Some(0),
            Self::Repeat { node, .. } => node.distance(wanted, rules),
        }
    }
}
