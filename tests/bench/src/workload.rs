//! The bytes that every contender reads, and what is in them.
//!
//! All of it is made from a fixed seed: the same bytes in every run. Everything is in the form that encoders
//! choose, with base items only, so that every peer can read it with its default features.

use std::{fmt::Write, ops::Range, sync::OnceLock};

/// What a message is, as far as it is checked that a contender has understood it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    Command(&'static str),
    Exists(u32),
    Flags(usize),
    List,
    Capability(usize),
    Status(usize),
    Tagged,
    Search(usize),
    Fetch {
        items: usize,
        uid: u32,
        payload: Payload,
    },
    Other,
}

/// The item of a FETCH that carries the weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Payload {
    /// Only small items; the number of flags.
    Flags(usize),
    /// The number of addresses.
    Envelope(usize),
    /// The number of parts, the outermost and the containers included.
    Body(usize),
    /// The number of octets.
    Literal(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    Commands,
    Responses,
}

pub struct Workload {
    pub name: &'static str,
    pub side: Side,
    /// All messages, one behind the other.
    pub stream: &'static [u8],
    pub messages: Vec<&'static [u8]>,
    pub shapes: Vec<Shape>,
}

impl Workload {
    pub fn mean(&self) -> f64 {
        self.stream.len() as f64 / self.messages.len() as f64
    }

    /// At most so many messages of it.
    pub fn first(&self, messages: usize) -> &'static Self {
        let messages: Vec<_> = self.messages.iter().copied().take(messages).collect();
        let len = messages.iter().map(|message| message.len()).sum();
        Box::leak(Box::new(Self {
            name: self.name,
            side: self.side,
            stream: &self.stream[..len],
            shapes: self.shapes[..messages.len()].to_vec(),
            messages,
        }))
    }
}

/// Made on demand and kept until the end of the process.
pub struct Source {
    pub name: &'static str,
    make: fn(&mut Maker),
    side: Side,
    made: OnceLock<Workload>,
}

impl Source {
    pub fn get(&'static self) -> &'static Workload {
        self.made.get_or_init(|| {
            let mut maker = Maker::default();
            (self.make)(&mut maker);
            let stream: &'static [u8] = maker.bytes.leak();
            Workload {
                name: self.name,
                side: self.side,
                stream,
                messages: maker
                    .ranges
                    .into_iter()
                    .map(|range| &stream[range])
                    .collect(),
                shapes: maker.shapes,
            }
        })
    }
}

pub fn find(name: &str) -> Option<&'static Workload> {
    ALL.iter()
        .find(|source| source.name == name)
        .map(Source::get)
}

/// One that is there.
pub fn get(name: &str) -> &'static Workload {
    find(name).expect("a workload")
}

macro_rules! sources {
    ($($name:literal $side:ident $make:expr;)*) => {
        pub static ALL: [Source; 23] = [$(Source {
            name: $name,
            make: $make,
            side: Side::$side,
            made: OnceLock::new(),
        }),*];
    };
}

sources! {
    "small-commands" Commands small_commands;
    "uid-fetch" Commands uid_fetch;
    "uid-store" Commands uid_store;
    "search-command" Commands search_command;
    "set-1k" Commands |m| set(m, 1_000, 20);
    "set-10k" Commands |m| set(m, 10_000, 4);
    "set-100k" Commands |m| set(m, 100_000, 1);
    "exists" Responses exists;
    "flags" Responses flags;
    "list" Responses list;
    "status" Responses status;
    "tagged-ok" Responses tagged_ok;
    "capability" Responses capability;
    "fetch-metadata" Responses fetch_metadata;
    "envelope" Responses envelope;
    "body-typical" Responses body_typical;
    "body-wide" Responses body_wide;
    "body-deep" Responses |m| body_deep(m, 7, 200);
    "body-deep-48" Responses |m| body_deep(m, 48, 1);
    "literal-25B" Responses |m| literal(m, 25, 1_000);
    "literal-50KB" Responses |m| literal(m, 50_000, 200);
    "literal-25MB" Responses |m| literal(m, 25_000_000, 1);
    "search-1M" Responses search_1m;
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn within(&mut self, range: Range<u32>) -> u32 {
        range.start + (self.next() % u64::from(range.end - range.start)) as u32
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.within(0..of.len() as u32) as usize]
    }

    /// `count` different ones, in their order.
    fn some(&mut self, of: &[&str], count: usize) -> String {
        let mut out: Vec<&str> = of.to_vec();
        while out.len() > count {
            out.remove(self.within(0..out.len() as u32) as usize);
        }
        out.join(" ")
    }
}

struct Maker {
    random: Random,
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
    shapes: Vec<Shape>,
}

impl Default for Maker {
    fn default() -> Self {
        Self {
            random: Random(9051),
            bytes: Vec::new(),
            ranges: Vec::new(),
            shapes: Vec::new(),
        }
    }
}

impl Maker {
    /// One message, CRLF added.
    fn add(&mut self, shape: Shape, message: &str) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(message.as_bytes());
        self.bytes.extend_from_slice(b"\r\n");
        self.ranges.push(start..self.bytes.len());
        self.shapes.push(shape);
    }
}

const SYSTEM_FLAGS: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
const FLAGS: [&str; 9] = [
    "\\Answered",
    "\\Flagged",
    "\\Deleted",
    "\\Seen",
    "\\Draft",
    "$Forwarded",
    "$Junk",
    "NonJunk",
    "$MDNSent",
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const NAMES: [&str; 8] = [
    "Terry Gray",
    "John Klensin",
    "Grace Hopper",
    "Ada L.",
    "Ray Tomlinson",
    "M. Crispin",
    "Radia Perlman",
    "Jon",
];
const LOCALS: [&str; 8] = [
    "gray",
    "klensin",
    "grace.hopper",
    "ada",
    "tomlinson",
    "mrc",
    "rperlman",
    "imap-announce",
];
const HOSTS: [&str; 6] = [
    "cac.washington.edu",
    "mit.edu",
    "example.com",
    "lists.example.org",
    "mail.example.net",
    "bbn.com",
];
const WORDS: [&str; 16] = [
    "meeting",
    "minutes",
    "the",
    "quarterly",
    "report",
    "of",
    "working",
    "group",
    "on",
    "mail",
    "summary",
    "and",
    "draft",
    "review",
    "budget",
    "schedule",
];
const FOLDERS: [&str; 8] = [
    "Archive",
    "Sent",
    "Drafts",
    "Trash",
    "Lists/ietf",
    "Archive/2024",
    "Projects/codec",
    "Notes",
];

fn small_commands(m: &mut Maker) {
    for i in 0..100 {
        let folder = m.random.pick(&FOLDERS).to_owned();
        let a = m.random.within(1..5_000);
        for (name, line) in [
            ("noop", "NOOP".to_owned()),
            ("capability", "CAPABILITY".to_owned()),
            ("login", format!("LOGIN user{i} \"pass word {a}\"")),
            ("select", "SELECT INBOX".to_owned()),
            ("examine", format!("EXAMINE {folder}")),
            ("list", "LIST \"\" *".to_owned()),
            (
                "status",
                format!("STATUS {folder} (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"),
            ),
            ("create", format!("CREATE {folder}")),
            ("copy", format!("COPY {a}:{} {folder}", a + 17)),
            ("close", "CLOSE".to_owned()),
        ] {
            let tag = m.shapes.len();
            m.add(Shape::Command(name), &format!("A{tag} {line}"));
        }
    }
}

fn uid_fetch(m: &mut Maker) {
    for tag in 0..1_000 {
        let uid = m.random.within(1..4_000_000);
        let to = uid + m.random.within(1..5_000);
        m.add(
            Shape::Command("uid fetch"),
            &format!(
                "A{tag} UID FETCH {uid}:{to} (UID FLAGS INTERNALDATE RFC822.SIZE \
                 BODY.PEEK[HEADER.FIELDS (DATE FROM SUBJECT)])"
            ),
        );
    }
}

fn uid_store(m: &mut Maker) {
    for tag in 0..1_000 {
        let uid = m.random.within(1..4_000_000);
        let count = m.random.within(1..4) as usize;
        let flags = m.random.some(&FLAGS, count);
        m.add(
            Shape::Command("uid store"),
            &format!(
                "A{tag} UID STORE {uid},{}:{},{} +FLAGS.SILENT ({flags})",
                uid + 4,
                uid + 9,
                uid + 12
            ),
        );
    }
}

fn search_command(m: &mut Maker) {
    for tag in 0..1_000 {
        let day = m.random.within(1..29);
        let month = m.random.pick(&MONTHS);
        let word = m.random.pick(&WORDS);
        let local = m.random.pick(&LOCALS);
        let uid = m.random.within(1..4_000_000);
        let size = m.random.within(1_000..1_000_000);
        m.add(
            Shape::Command("search"),
            &format!(
                "A{tag} UID SEARCH UNSEEN SINCE {day}-{month}-2024 NOT FROM {local} \
                 OR SUBJECT {word} TEXT \"{word} of\" LARGER {size} UID {uid}:*"
            ),
        );
    }
}

/// Numbers and ranges by turns, none touching the next.
fn set(m: &mut Maker, entries: usize, messages: usize) {
    for tag in 0..messages {
        let mut line = format!("A{tag} UID FETCH ");
        let mut uid = m.random.within(1..1_000);
        for i in 0..entries {
            if i > 0 {
                line.push(',');
            }
            let _ = write!(line, "{uid}");
            if i % 2 == 1 {
                uid += m.random.within(1..9);
                let _ = write!(line, ":{uid}");
            }
            uid += m.random.within(2..12);
        }
        line.push_str(" FLAGS");
        m.add(Shape::Command("uid fetch"), &line);
    }
}

fn exists(m: &mut Maker) {
    for _ in 0..1_000 {
        let n = m.random.within(1..200_000);
        m.add(Shape::Exists(n), &format!("* {n} EXISTS"));
    }
}

fn flags(m: &mut Maker) {
    for _ in 0..1_000 {
        let keywords = m.random.within(0..5) as usize;
        let list = format!(
            "{} {}",
            SYSTEM_FLAGS.join(" "),
            m.random.some(&FLAGS[5..], keywords)
        );
        m.add(
            Shape::Flags(5 + keywords),
            &format!("* FLAGS ({})", list.trim_end()),
        );
    }
}

fn list(m: &mut Maker) {
    for i in 0..1_000 {
        let folder = m.random.pick(&FOLDERS);
        let attribute = m.random.pick(&[
            "\\Noselect",
            "\\Noinferiors",
            "\\Marked",
            "\\Unmarked",
            "\\HasNoChildren",
        ]);
        m.add(
            Shape::List,
            &format!("* LIST ({attribute}) \"/\" {folder}/{i}"),
        );
    }
}

fn status(m: &mut Maker) {
    for i in 0..1_000 {
        let folder = m.random.pick(&FOLDERS);
        let n = m.random.within(1..100_000);
        m.add(
            Shape::Status(4),
            &format!(
                "* STATUS {folder}/{i} (MESSAGES {n} UIDNEXT {} UIDVALIDITY 3857529045 UNSEEN {})",
                n + 44,
                n / 7
            ),
        );
    }
}

fn tagged_ok(m: &mut Maker) {
    for tag in 0..1_000 {
        let word = m
            .random
            .pick(&["FETCH", "STORE", "UID FETCH", "SEARCH", "NOOP"]);
        m.add(
            Shape::Tagged,
            &format!("A{tag} OK {word} completed (0.001 + 0.000 secs)."),
        );
    }
}

fn capability(m: &mut Maker) {
    const FORTY: &str = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES \
        THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS \
        LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS \
        BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE QUOTA \
        COMPRESS=DEFLATE AUTH=PLAIN";
    for _ in 0..200 {
        m.add(Shape::Capability(40), &format!("* CAPABILITY {FORTY}"));
    }
}

fn fetch_metadata(m: &mut Maker) {
    let mut uid = 100_000;
    for i in 0..10_000_u32 {
        uid += m.random.within(1..40);
        let count = m.random.within(1..6) as usize;
        let flags = m.random.some(&FLAGS, count);
        let day = m.random.within(1..32);
        let month = m.random.pick(&MONTHS);
        let (h, min, s) = (
            m.random.within(0..24),
            m.random.within(0..60),
            m.random.within(0..60),
        );
        // 30 February is no date, and imap-codec knows it.
        let day = day.min(28);
        let size = m.random.within(900..4_000_000);
        m.add(
            Shape::Fetch { items: 4, uid, payload: Payload::Flags(count) },
            &format!(
                "* {} FETCH (UID {uid} FLAGS ({flags}) INTERNALDATE \"{day:02}-{month}-2023 {h:02}:{min:02}:{s:02} \
                 -0700\" RFC822.SIZE {size})",
                i + 10_001
            ),
        );
    }
}

fn address(m: &mut Maker) -> String {
    format!(
        "(\"{}\" NIL \"{}\" \"{}\")",
        m.random.pick(&NAMES),
        m.random.pick(&LOCALS),
        m.random.pick(&HOSTS)
    )
}

/// The envelope and the number of addresses in it.
fn an_envelope(m: &mut Maker) -> (String, usize) {
    let from = address(m);
    let to: Vec<String> = (0..m.random.within(1..4)).map(|_| address(m)).collect();
    let cc: Vec<String> = (0..m.random.within(0..3)).map(|_| address(m)).collect();
    let count = 3 + to.len() + cc.len();
    let cc = if cc.is_empty() {
        "NIL".to_owned()
    } else {
        format!("({})", cc.concat())
    };
    let subject: Vec<&str> = (0..9).map(|_| m.random.pick(&WORDS)).collect();
    let (id, other) = (m.random.next(), m.random.next());
    let host = m.random.pick(&HOSTS);
    let reply = if id.is_multiple_of(2) {
        format!("\"<{other:x}@{host}>\"")
    } else {
        "NIL".to_owned()
    };
    let envelope = format!(
        "(\"Wed, {} {} 2023 {:02}:23:25 -0700\" \"{}\" ({from}) ({from}) ({from}) ({}) {cc} NIL {reply} \"<{id:x}@{host}>\")",
        m.random.within(1..29),
        m.random.pick(&MONTHS),
        m.random.within(0..24),
        subject.join(" "),
        to.concat(),
    );
    (envelope, count)
}

fn envelope(m: &mut Maker) {
    let mut uid = 100_000;
    for i in 0..10_000_u32 {
        uid += m.random.within(1..40);
        let (envelope, addresses) = an_envelope(m);
        m.add(
            Shape::Fetch {
                items: 2,
                uid,
                payload: Payload::Envelope(addresses),
            },
            &format!("* {} FETCH (UID {uid} ENVELOPE {envelope})", i + 10_001),
        );
    }
}

fn leaf(m: &mut Maker, kind: &str) -> String {
    let size = m.random.within(100..200_000);
    let lines = size / 60;
    match kind {
        "plain" | "html" => format!(
            "(\"TEXT\" \"{}\" (\"CHARSET\" \"UTF-8\" \"FORMAT\" \"flowed\") NIL NIL \"QUOTED-PRINTABLE\" {size} {lines} NIL NIL NIL NIL)",
            kind.to_uppercase()
        ),
        _ => format!(
            "(\"APPLICATION\" \"PDF\" (\"NAME\" \"report-{size}.pdf\") \"<{size}@example.com>\" NIL \"BASE64\" {size} \
             NIL (\"ATTACHMENT\" (\"FILENAME\" \"report-{size}.pdf\" \"SIZE\" \"{size}\")) NIL NIL)"
        ),
    }
}

fn add_body(m: &mut Maker, i: u32, body: &str, parts: usize) {
    let uid = 100_000 + 7 * i;
    m.add(
        Shape::Fetch {
            items: 2,
            uid,
            payload: Payload::Body(parts),
        },
        &format!("* {} FETCH (UID {uid} BODYSTRUCTURE {body})", i + 1),
    );
}

/// multipart/mixed of multipart/alternative and an attachment.
fn body_typical(m: &mut Maker) {
    for i in 0..2_000 {
        let (plain, html, pdf) = (leaf(m, "plain"), leaf(m, "html"), leaf(m, "pdf"));
        let boundary = m.random.next();
        let body = format!(
            "(({plain}{html} \"ALTERNATIVE\" (\"BOUNDARY\" \"{boundary:x}\") NIL NIL NIL){pdf} \"MIXED\" \
             (\"BOUNDARY\" \"b{boundary:x}\") NIL (\"EN\") NIL)"
        );
        add_body(m, i, &body, 5);
    }
}

fn body_wide(m: &mut Maker) {
    for i in 0..20 {
        let parts: String = (0..100).map(|_| leaf(m, "pdf")).collect();
        add_body(
            m,
            i,
            &format!("({parts} \"MIXED\" (\"BOUNDARY\" \"wide\") NIL NIL NIL)"),
            101,
        );
    }
}

fn body_deep(m: &mut Maker, levels: usize, messages: u32) {
    for i in 0..messages {
        let mut body = leaf(m, "plain");
        for level in 1..levels {
            body = format!("({body} \"MIXED\" (\"BOUNDARY\" \"level-{level}\") NIL NIL NIL)");
        }
        add_body(m, i, &body, levels);
    }
}

fn literal(m: &mut Maker, len: usize, messages: u32) {
    let mut text = String::with_capacity(len + 80);
    while text.len() < len {
        let line: Vec<&str> = (0..10).map(|_| m.random.pick(&WORDS)).collect();
        text.push_str(&line.join(" "));
        text.push_str("\r\n");
    }
    text.truncate(len);
    for i in 0..messages {
        let uid = 100_000 + 7 * i;
        m.add(
            Shape::Fetch {
                items: 2,
                uid,
                payload: Payload::Literal(len),
            },
            &format!("* {} FETCH (UID {uid} BODY[] {{{len}}}\r\n{text})", i + 1),
        );
    }
}

fn search_1m(m: &mut Maker) {
    let mut line = String::from("* SEARCH");
    let mut number = 0;
    for _ in 0..1_000_000 {
        number += m.random.within(1..9);
        let _ = write!(line, " {number}");
    }
    m.add(Shape::Search(1_000_000), &line);
}
