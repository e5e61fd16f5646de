//! What the standards say in prose beside their ABNF, and ABNF cannot say: all of it, in one table.
//!
//! A hook looks at the bytes that a rule made (or is said to have made) and nothing else. Whoever generates sentences mends
//! what can be mended; what is then refused is made anew. Whoever recognises asks only whether the hook accepts.

use std::collections::{BTreeMap, BTreeSet};

use crate::grammar::{Grammar, RuleId};

/// Who says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// What a hook asks.
enum Check {
    Is(fn(&[u8], Side) -> bool),
    /// Is none of the keywords with which the alternatives of these rules begin, and none of these words.
    Unknown {
        slots: &'static [&'static str],
        words: &'static [&'static str],
    },
}

struct Row {
    rule: &'static str,
    /// Where the standards say so.
    source: &'static str,
    check: Check,
    mend: fn(Vec<u8>, Side) -> Vec<u8>,
}

const fn row(
    rule: &'static str,
    source: &'static str,
    is: fn(&[u8], Side) -> bool,
    mend: fn(Vec<u8>, Side) -> Vec<u8>,
) -> Row {
    Row {
        rule,
        source,
        check: Check::Is(is),
        mend,
    }
}

/// The name of an unknown alternative.
const fn unknown(
    rule: &'static str,
    slots: &'static [&'static str],
    words: &'static [&'static str],
) -> Row {
    Row {
        rule,
        source: "RFC 9051 section 9 (earlier alternatives win), section 7.1",
        check: Check::Unknown { slots, words },
        mend: as_it_is,
    }
}

/// The table.
const ROWS: &[Row] = &[
    // Numbers.
    row(
        "number",
        "RFC 9051 section 9: 0 <= n < 4,294,967,296",
        |n, _| at_most(n, U32),
        |n, _| cut(n, U32),
    ),
    row(
        "nz-number",
        "RFC 9051 section 9: 0 < n < 4,294,967,296",
        |n, _| at_most(n, U32),
        |n, _| cut(n, U32),
    ),
    row(
        "number64",
        "RFC 9051 section 9: n <= 9,223,372,036,854,775,807",
        |n, _| at_most(n, I64),
        |n, _| cut(n, I64),
    ),
    row(
        "nz-number64",
        "RFC 9051 section 9: n <= 9,223,372,036,854,775,807",
        |n, _| at_most(n, I64),
        |n, _| cut(n, I64),
    ),
    row(
        "score",
        "RFC 6203 section 7: 1 to 100",
        |n, _| (1..=100).contains(&decimal(n)),
        |n, _| {
            if (1..=100).contains(&decimal(&n)) {
                n
            } else {
                b"100".to_vec()
            }
        },
    ),
    row(
        "mod-sequence-value",
        "RFC 7162 section 7: 1 <= n; RFC 4551 section 4: 64 bits",
        |n, _| at_most(n, U64) && n.iter().any(|digit| *digit != b'0'),
        |n, _| cut(n, U64),
    ),
    row(
        "gm-id",
        "Gmail: 64 bits",
        |n, _| at_most(n, U64),
        |n, _| cut(n, U64),
    ),
    // Literals.
    row(
        "literal",
        "RFC 9051 section 9: the number of CHAR8s; no \"+\" from a server",
        whole_literal,
        mended_literal,
    ),
    row(
        "literal8",
        "RFC 9051 section 9: the number of OCTETs; no \"+\" from a server",
        whole_literal,
        mended_literal,
    ),
    // Bodies.
    row(
        "media-basic",
        "RFC 9051 section 9: MESSAGE subtype MUST NOT be \"RFC822\"; media-text and media-message have what they describe",
        |media, _| !is_text_or_message(media),
        as_it_is,
    ),
    row(
        "attr-flag-extension",
        "RFC 7162 section 7: not \"\\\\Recent\"",
        |flag, _| !flag.eq_ignore_ascii_case(br"\\Recent"),
        as_it_is,
    ),
    // URLs.
    row(
        "port",
        "RFC 3986 section 3.2.3: of TCP, 16 bits",
        |n, _| at_most(n, b"65535"),
        |n, _| cut(n, b"65535"),
    ),
    row(
        "pct-encoded",
        "RFC 5092 section 8: mailboxes have no NUL",
        |octet, _| octet != b"%00",
        as_it_is,
    ),
    row(
        "imessagepart",
        "RFC 5092 section 11: icommand MUST NOT start with \"/\"",
        |path, _| !path.starts_with(b"/"),
        |path, _| {
            if path.starts_with(b"/") {
                [b"x", path.as_slice()].concat()
            } else {
                path
            }
        },
    ),
    row(
        "icommand",
        "RFC 5092 section 11: MUST NOT start with \"/\"",
        |path, _| !path.starts_with(b"/"),
        |path, _| {
            if path.starts_with(b"/") {
                [b"x", path.as_slice()].concat()
            } else {
                path
            }
        },
    ),
    row(
        "irelative-path",
        "RFC 5092 section 11, RFC 3986 section 4.2: a path-noscheme",
        |path, _| {
            let first = path
                .split(|byte| b"/?;".contains(byte))
                .next()
                .unwrap_or_default();
            !path.starts_with(b"/") && !first.contains(&b':')
        },
        |path, _| {
            // A segment in front of it makes a path of any.
            let first = path
                .split(|byte| b"/?;".contains(byte))
                .next()
                .unwrap_or_default();
            if path.starts_with(b"/") || first.contains(&b':') {
                [b"x/", path.as_slice()].concat()
            } else {
                path
            }
        },
    ),
    // Contents of astrings.
    row(
        "rights",
        "RFC 4314 section 7: lower-case letters and digits",
        |rights, _| content_is(rights, is_rights),
        |rights, _| with_content(rights, |rights| rights.into_iter().map(right).collect()),
    ),
    row(
        "mod-rights",
        "RFC 4314 section 7: + or - or nothing, and lower-case letters and digits",
        |rights, _| {
            content_is(rights, |rights| {
                is_rights(
                    rights
                        .strip_prefix(b"+")
                        .or(rights.strip_prefix(b"-"))
                        .unwrap_or(rights),
                )
            })
        },
        |rights, _| {
            with_content(rights, |rights| {
                let sign = rights.first().map(|byte| b"+-0"[usize::from(byte % 3)]);
                sign.into_iter()
                    .chain(rights.into_iter().map(right))
                    .collect()
            })
        },
    ),
    row(
        "entry",
        "RFC 5464 section 3.2: components behind / each, of characters from %x1A on, without * and %",
        |entry, _| content_is(entry, is_entry),
        |entry, _| {
            with_content(entry, |entry| {
                let allowed = |byte: &u8| (0x1a..=0x7f).contains(byte) && !b"*%/".contains(byte);
                let mut path: Vec<u8> = entry
                    .into_iter()
                    .filter(allowed)
                    .flat_map(|byte| {
                        if byte % 4 == 0 {
                            vec![byte, b'/', b'x']
                        } else {
                            vec![byte]
                        }
                    })
                    .collect();
                path.push(b'y');
                [b"/", path.as_slice()].concat()
            })
        },
    ),
    row(
        "lang-range-quoted",
        "RFC 4647 section 2.1, language-range; RFC 5255 section 3.2",
        |range, _| content_is(range, |range| range == b"*" || is_language(range)),
        |range, _| {
            // No `*` stands in an atom.
            let string = matches!(range.first(), Some(b'"' | b'{'));
            with_content(range, |range| {
                if string && range.len() == 1 {
                    b"*".to_vec()
                } else {
                    language(range)
                }
            })
        },
    ),
    row(
        "lang-tag-quoted",
        "RFC 5646 section 2.1, Language-Tag",
        |tag, _| content_is(tag, is_language),
        |tag, _| with_content(tag, language),
    ),
    row(
        "comp-order-quoted",
        "RFC 4790 section 3.1, collation-order",
        |order, _| content_is(order, |order| is_collation(order, true)),
        |order, _| {
            with_content(order, |order| {
                if order.len() == 1 {
                    b"*".to_vec()
                } else {
                    collation(order)
                }
            })
        },
    ),
    row(
        "comp-sel-quoted",
        "RFC 4790 section 3.1, collation-selected",
        |selected, _| content_is(selected, |selected| is_collation(selected, false)),
        |selected, _| with_content(selected, collation),
    ),
    row(
        "ann-entry",
        "RFC 5257 section 3.2: ASCII without \"*\" and \"%\"; no \"//\", no \"/\" at the end",
        |name, _| {
            content_is(name, |name| {
                is_annotation_name(name)
                    && (name.len() <= 1 || !name.ends_with(b"/"))
                    && !name.windows(2).any(|two| two == b"//")
            })
        },
        |name, _| with_content(name, |_| b"/comment".to_vec()),
    ),
    row(
        "attrib",
        "RFC 5257 section 3.2: ASCII without \"*\" and \"%\"; no \"..\", no \".\" at the end; priv and shared at the end only",
        |name, _| {
            content_is(name, |name| {
                let mut parts: Vec<_> = name.split(|byte| *byte == b'.').collect();
                let last = parts.pop().unwrap_or_default();
                let special = |part: &[u8]| part == b"priv" || part == b"shared";
                is_annotation_name(name)
                    && !name.windows(2).any(|two| two == b"..")
                    && !name.ends_with(b".")
                    && !parts.iter().any(|part| special(part))
                    && (!parts.is_empty() || !special(last))
            })
        },
        |name, _| with_content(name, |_| b"value.priv".to_vec()),
    ),
    row(
        "convert-tag",
        "RFC 5259 section 10: tag of the command",
        |tag, _| content_is(tag, is_tag),
        |tag, _| {
            with_content(tag, |tag| {
                let mut tag: Vec<u8> = tag.into_iter().filter(|byte| is_tag(&[*byte])).collect();
                tag.push(b'a');
                tag
            })
        },
    ),
    row(
        "from-mime-type-req",
        "RFC 5259 section 10: \"*\", a type and \"/*\", or a type and a subtype",
        |request, _| content_is(request, is_mime_type_req),
        |_, _| b"\"text/*\"".to_vec(),
    ),
    row(
        "to-mime-type-req",
        "RFC 5259 section 10: \"*\", a type and \"/*\", or a type and a subtype",
        |request, _| content_is(request, is_mime_type_req),
        |request, _| with_content(request, |_| b"image/png".to_vec()),
    ),
    // Names of what no rule describes.
    unknown(
        "other-command-name",
        &[
            "command-any",
            "command-auth",
            "command-nonauth",
            "command-select",
        ],
        &[],
    ),
    unknown("other-uid-name", &["uid-command"], &[]),
    unknown("other-data-name", &["response-payload"], &["PREAUTH"]),
    unknown(
        "other-numbered-name",
        &["response-payload"],
        &["PREAUTH", "STORE"],
    ),
    unknown("other-code-name", &["resp-text-code"], &[]),
    unknown(
        "other-fetch-att-name",
        &["fetch-att"],
        &["ALL", "FAST", "FULL"],
    ),
    unknown(
        "other-msg-att-name",
        &["msg-att-static", "msg-att-dynamic"],
        &["ALL", "FAST", "FULL", "BODY.PEEK", "BINARY.PEEK"],
    ),
    unknown("other-fetch-modifier-name", &["fetch-modifier"], &[]),
    unknown("other-store-modifier-name", &["store-modifier"], &[]),
    unknown("other-store-item-name", &["store-att-flags"], &[]),
    unknown(
        "other-search-key-name",
        &["search-key"],
        &["RETURN", "CHARSET", "IN"],
    ),
    unknown("other-return-opt-name", &["search-return-opt"], &[]),
    unknown("other-return-data-name", &["search-return-data"], &["UID"]),
    unknown(
        "other-search-ext-name",
        &["search-ext", "search-return-data"],
        &["UID"],
    ),
    unknown("other-correlator-name", &["one-correlator"], &[]),
    unknown("other-sort-key", &["sort-key"], &["REVERSE"]),
    unknown("other-event-name", &["event"], &["NONE"]),
    unknown("other-getmetadata-name", &["getmetadata-option"], &[]),
    unknown("other-url-meta-name", &["url-metadata-el"], &[]),
    unknown("other-status-att-name", &["status-att"], &[]),
    unknown("other-status-value-name", &["status-att-val"], &[]),
    unknown("other-select-param-name", &["select-param"], &[]),
    unknown("other-create-param-name", &["create-param"], &[]),
    unknown("other-list-select-name", &["list-select-opt"], &[]),
    unknown("other-list-return-name", &["return-option"], &[]),
    unknown("other-list-item-name", &["mbox-list-extended-item"], &[]),
    unknown(
        "other-append-ext-name",
        &["append-ext"],
        &["CATENATE", "UTF8"],
    ),
    unknown("other-append-data-name", &["append-data"], &["ANNOTATION"]),
];

const U32: &[u8] = b"4294967295";
const U64: &[u8] = b"18446744073709551615";
const I64: &[u8] = b"9223372036854775807";

/// A row, made ready for a grammar.
pub(crate) struct Hook {
    row: &'static Row,
    words: BTreeSet<Vec<u8>>,
}

/// The table, made ready for a grammar.
pub(crate) struct Hooks(BTreeMap<RuleId, Hook>);

impl Hooks {
    /// Every row has its rule, and every rule of the grammar that wants one has it.
    pub(crate) fn of_all_rows(grammar: &Grammar) -> Self {
        let hooks: BTreeMap<_, _> = ROWS
            .iter()
            .map(|row| {
                let words = match row.check {
                    Check::Is(_) => BTreeSet::new(),
                    Check::Unknown { slots, words } => {
                        let mut all = grammar.first_words(slots);
                        all.extend(words.iter().map(|word| word.as_bytes().to_vec()));
                        all
                    }
                };
                assert!(
                    row.source.starts_with("RFC ") || row.rule.starts_with("gm-"),
                    "{} has no source",
                    row.rule
                );
                (grammar.rule(row.rule), Hook { row, words })
            })
            .collect();
        assert_eq!(hooks.len(), ROWS.len(), "a rule has one row");
        Self(hooks)
    }

    /// None: for grammars of tests.
    pub(crate) fn none() -> Self {
        Self(BTreeMap::new())
    }

    pub(crate) fn of(&self, rule: RuleId) -> Option<&Hook> {
        self.0.get(&rule)
    }
}

impl Hook {
    pub(crate) fn accepts(&self, bytes: &[u8], side: Side) -> bool {
        match self.row.check {
            Check::Is(is) => is(bytes, side),
            Check::Unknown { .. } => !self.words.contains(&bytes.to_ascii_uppercase()),
        }
    }

    pub(crate) fn mended(&self, bytes: Vec<u8>, side: Side) -> Vec<u8> {
        (self.row.mend)(bytes, side)
    }
}

fn as_it_is(bytes: Vec<u8>, _: Side) -> Vec<u8> {
    bytes
}

/// Digits that say no more than `most` does.
fn at_most(digits: &[u8], most: &[u8]) -> bool {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = &digits[zeros..];
    digits.len() < most.len() || (digits.len() == most.len() && digits <= most)
}

fn decimal(digits: &[u8]) -> u64 {
    core::str::from_utf8(digits).unwrap().parse().unwrap()
}

/// As many digits as fit.
fn cut(mut digits: Vec<u8>, most: &[u8]) -> Vec<u8> {
    while !at_most(&digits, most) {
        digits.pop();
    }
    digits
}

/// The `{`, the number, whether a `+` follows, and what stands behind the CRLF.
fn literal(bytes: &[u8]) -> Option<(usize, usize, bool, &[u8])> {
    let open = bytes.iter().position(|byte| *byte == b'{')?;
    let digits = bytes[open + 1..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = core::str::from_utf8(&bytes[open + 1..][..digits])
        .ok()?
        .parse()
        .ok()?;
    let rest = &bytes[open + 1 + digits..];
    let (plus, rest) = match rest {
        [b'+', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    Some((open, number, plus, rest.strip_prefix(b"}\r\n")?))
}

fn whole_literal(bytes: &[u8], side: Side) -> bool {
    literal(bytes).is_some_and(|(_, number, plus, content)| {
        number == content.len() && !(plus && side == Side::Server)
    })
}

fn mended_literal(bytes: Vec<u8>, side: Side) -> Vec<u8> {
    let Some((open, _, plus, content)) = literal(&bytes) else {
        return bytes;
    };
    let sign = if plus && side == Side::Client {
        "+"
    } else {
        ""
    };
    // Leading zeros stay: a number may have them.
    let zeros = bytes[open + 1..]
        .iter()
        .take_while(|byte| **byte == b'0')
        .count()
        .min(3);
    let mut mended = bytes[..open].to_vec();
    mended.extend_from_slice(
        format!("{{{}{}{sign}}}\r\n", "0".repeat(zeros), content.len()).as_bytes(),
    );
    mended.extend_from_slice(content);
    mended
}

/// The content of the string at the front, and what stands behind it.
fn string(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    match bytes.first()? {
        b'"' => {
            let (mut content, mut at) = (Vec::new(), 1);
            loop {
                match bytes.get(at)? {
                    b'"' => return Some((content, &bytes[at + 1..])),
                    b'\\' => {
                        content.push(*bytes.get(at + 1)?);
                        at += 2;
                    }
                    byte => {
                        content.push(*byte);
                        at += 1;
                    }
                }
            }
        }
        b'{' => {
            let (_, number, _, rest) = literal(bytes)?;
            let (content, rest) = rest.split_at_checked(number)?;
            Some((content.to_vec(), rest))
        }
        _ => None,
    }
}

/// The content of an astring that is all of these bytes.
fn content_is(astring: &[u8], is: impl Fn(&[u8]) -> bool) -> bool {
    match string(astring) {
        Some((content, rest)) => rest.is_empty() && is(&content),
        None => is(astring),
    }
}

/// The astring in the same form with another content, if the form can have it.
fn with_content(astring: Vec<u8>, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    match (string(&astring), astring.first()) {
        (Some((content, _)), Some(b'"')) => {
            let mut quoted = b"\"".to_vec();
            for byte in change(content) {
                if matches!(byte, b'"' | b'\\') {
                    quoted.push(b'\\');
                }
                quoted.push(byte);
            }
            quoted.push(b'"');
            quoted
        }
        (Some((content, _)), _) => {
            let content = change(content);
            let plus = if literal(&astring).is_some_and(|(_, _, plus, _)| plus) {
                "+"
            } else {
                ""
            };
            let mut whole = format!("{{{}{plus}}}\r\n", content.len()).into_bytes();
            whole.extend(content);
            whole
        }
        (None, _) => {
            let content = change(astring);
            // What is no atom is no astring of this form: made anew.
            let special = |byte: &u8| *byte <= b' ' || *byte >= 0x7f || b"(){%*\"\\".contains(byte);
            if content.iter().any(special) {
                Vec::new()
            } else {
                content
            }
        }
    }
}

fn is_rights(rights: &[u8]) -> bool {
    rights
        .iter()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn right(byte: u8) -> u8 {
    b"lrswipkxteacdn0123456789"[usize::from(byte) % 24]
}

fn is_entry(entry: &[u8]) -> bool {
    let component = |component: &[u8]| {
        !component.is_empty()
            && component
                .iter()
                .all(|byte| (0x1a..=0x7f).contains(byte) && !b"*%".contains(byte))
    };
    entry
        .strip_prefix(b"/")
        .is_some_and(|path| path.split(|byte| *byte == b'/').all(component))
}

fn is_language(tag: &[u8]) -> bool {
    tag.split(|byte| *byte == b'-')
        .enumerate()
        .all(|(at, subtag)| {
            (1..=8).contains(&subtag.len())
                && subtag
                    .iter()
                    .all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()))
        })
}

fn language(content: Vec<u8>) -> Vec<u8> {
    let mut tag = b"x".to_vec();
    for (at, byte) in content
        .into_iter()
        .filter(u8::is_ascii_alphanumeric)
        .enumerate()
    {
        if at % 5 == 0 {
            tag.push(b'-');
        }
        tag.push(byte);
    }
    tag
}

fn is_collation(order: &[u8], any: bool) -> bool {
    let name = order
        .strip_prefix(b"+")
        .or(order.strip_prefix(b"-"))
        .unwrap_or(order);
    let sound = |byte: &u8| {
        byte.is_ascii_alphanumeric() || b"-;=.".contains(byte) || (any && *byte == b'*')
    };
    name.first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'*')
        && name.iter().all(sound)
        && name.len() <= 254
        && !name.windows(2).any(|pair| pair == b"**")
}

fn collation(content: Vec<u8>) -> Vec<u8> {
    let sign = content
        .first()
        .map_or("", |byte| ["", "+", "-"][usize::from(byte % 3)]);
    let mut name = [sign.as_bytes(), b"i"].concat();
    name.extend(
        content
            .into_iter()
            .filter(|byte| byte.is_ascii_alphanumeric() || b"-;=.".contains(byte))
            .take(250),
    );
    name
}

fn is_text_or_message(media: &[u8]) -> bool {
    let Some((kind, rest)) = string(media) else {
        return false;
    };
    let Some((subtype, _)) = rest.strip_prefix(b" ").and_then(string) else {
        return false;
    };
    kind.eq_ignore_ascii_case(b"TEXT")
        || (kind.eq_ignore_ascii_case(b"MESSAGE") && subtype.eq_ignore_ascii_case(b"RFC822"))
}

fn is_tag(tag: &[u8]) -> bool {
    !tag.is_empty()
        && tag
            .iter()
            .all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte))
}

fn is_annotation_name(name: &[u8]) -> bool {
    name.iter()
        .all(|byte| byte.is_ascii() && !matches!(byte, b'*' | b'%' | 0))
}

fn is_mime_type_req(request: &[u8]) -> bool {
    let name = |name: &[u8]| {
        (1..=127).contains(&name.len())
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&.+-^_".contains(byte))
    };
    match request.iter().position(|byte| *byte == b'/') {
        Some(slash) => {
            let (kind, sub) = (&request[..slash], &request[slash + 1..]);
            name(kind) && (sub == b"*" || name(sub))
        }
        None => request == b"*",
    }
}
