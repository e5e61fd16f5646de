//! What is a literal, and does a body live in it? Asked when a line ends in `{n}`; the table of cases stands in
//! `wire/frame.rs`.

use memchr::{memchr, memchr2, memrchr};

use super::scanner::Kind;

/// `memchr`, quick also with the few bytes at a time of a slow peer.
#[inline]
pub(super) fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    if bytes.len() < 8 {
        bytes.iter().position(|other| *other == byte)
    } else {
        memchr(byte, bytes)
    }
}

/// May a quote open behind this byte?
pub(super) fn opens(byte: u8) -> bool {
    matches!(byte, b' ' | b'(' | b'[')
}

/// Does a piece of a line, that begins outside quotes, end inside them?
pub(super) fn ends_in_quotes(piece: &[u8], first: bool) -> bool {
    let mut rest = piece;
    let mut before = if first { Some(b' ') } else { None };
    while let Some(found) = memchr(b'"', rest) {
        let (front, back) = rest.split_at(found);
        let opening = front.last().copied().or(before).is_some_and(opens);
        rest = back.get(1..).unwrap_or_default();
        before = Some(b'"');
        if opening {
            loop {
                let Some(found) = memchr2(b'"', b'\\', rest) else {
                    return true;
                };
                let (_, back) = rest.split_at(found);
                let escape = back.first() == Some(&b'\\');
                rest = back.get(if escape { 2 } else { 1 }..).unwrap_or_default();
                if !escape {
                    break;
                }
            }
        }
    }
    false
}

/// The first line of a response up to its first `{n}`: what it is, and where a walk over it begins.
pub(super) fn response_kind(line: &[u8]) -> (Kind, usize) {
    let text_at = if line.first() == Some(&b'+') {
        1
    } else {
        let Some(tag) = line.iter().position(|byte| *byte == b' ') else {
            return (Kind::Plain, 0);
        };
        let (tag, rest) = line.split_at(tag);
        // S6: some servers send two SP.
        let rest = rest.trim_ascii_start();
        let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
        let untagged = tag == b"*";
        if untagged && word.iter().all(u8::is_ascii_digit) {
            let name = rest.get(word.len()..).unwrap_or_default();
            let is_fetch = starts_with(name, b" FETCH (") || starts_with(name, b" UIDFETCH (");
            return (if is_fetch { Kind::Fetch } else { Kind::Plain }, 0);
        }
        let either: [&[u8]; 3] = [b"OK", b"NO", b"BAD"];
        let only_untagged: [&[u8]; 2] = [b"BYE", b"PREAUTH"];
        let is_status = either.iter().any(|state| word.eq_ignore_ascii_case(state))
            || untagged
                && only_untagged
                    .iter()
                    .any(|state| word.eq_ignore_ascii_case(state));
        if !is_status {
            return (Kind::Plain, 0);
        }
        line.len() - rest.len() + word.len()
    };
    match line.get(text_at..).unwrap_or_default() {
        [b' ', b'[', code @ ..] => {
            let badcharset = starts_with(code, b"BADCHARSET ");
            (Kind::Code { badcharset }, text_at + 2)
        }
        _ => (Kind::Text, 0),
    }
}

/// The first line of a command up to its first `{n}`: what it is, and, if it adds a message to a mailbox, where the
/// mailbox's name begins.
pub(super) fn command_kind(line: &[u8]) -> (Kind, usize) {
    let mut words = line.split(|byte| *byte == b' ');
    let mut at = 0;
    let mut word = || {
        let word = words.next()?;
        at += word.len() + 1;
        (at <= line.len()).then_some((word, at))
    };
    let mut append = || {
        word()?;
        let (mut name, mut at) = word()?;
        if name.eq_ignore_ascii_case(b"APPEND") {
            return Some(at);
        }
        if name.eq_ignore_ascii_case(b"UID") {
            (name, _) = word()?;
        }
        if !name.eq_ignore_ascii_case(b"REPLACE") {
            return None;
        }
        (_, at) = word()?;
        Some(at)
    };
    match append() {
        Some(mailbox) => (Kind::Append, mailbox),
        None => (Kind::Plain, 0),
    }
}

/// Is what stands before a literal in FETCH the name of an item that holds a body?
pub(super) fn is_body_item(before: &[u8], in_section: bool) -> bool {
    let Some(item) = before.strip_suffix(b" ") else {
        return false;
    };
    let item = without_partial(item);
    if item.last() != Some(&b']') {
        let names: [&[u8]; 3] = [b"RFC822", b"RFC822.TEXT", b"RFC822.HEADER"];
        return names.iter().any(|name| ends_with_word(item, name));
    }
    let (_, closed_at) = sections(item, in_section);
    closed_at == Some(item.len() - 1)
}

/// Without `<n>`.
pub(super) fn without_partial(item: &[u8]) -> &[u8] {
    let Some(partial) = item.strip_suffix(b">") else {
        return item;
    };
    match memrchr(b'<', partial).map(|at| partial.split_at(at)) {
        Some((name, [_, number @ ..])) if number.iter().all(u8::is_ascii_digit) => name,
        _ => item,
    }
}

/// Does a literal stand inside the brackets of `BODY[HEADER.FIELDS ({7}⏎`?
pub(super) fn leaves_section_open(before: &[u8], in_section: bool) -> bool {
    sections(before, in_section).0
}

/// Is a section open at the end of `line`, and where was the last closed? Where one is open at the start, it is in its
/// list of header fields, whose names may hold brackets.
fn sections(line: &[u8], in_section: bool) -> (bool, Option<usize>) {
    let mut depth = in_section.then_some(1_usize);
    let mut closed_at = None;
    let (mut quoted, mut escaped, mut may_open) = (false, false, false);
    for (at, byte) in line.iter().enumerate() {
        match (byte, &mut depth) {
            _ if escaped => escaped = false,
            (b'\\', _) if quoted => escaped = true,
            (b'"', _) if quoted || may_open => quoted = !quoted,
            _ if quoted => {}
            (b'[', None) if names_section(line.get(..at).unwrap_or_default()) => depth = Some(0),
            (b'(', Some(depth)) => *depth += 1,
            (b')', Some(depth)) => *depth = depth.saturating_sub(1),
            (b']', Some(0)) => {
                depth = None;
                closed_at = Some(at);
            }
            _ => {}
        }
        may_open = opens(*byte) && !quoted;
    }
    (depth.is_some(), closed_at)
}

pub(super) fn names_section(before_bracket: &[u8]) -> bool {
    ends_with_word(before_bracket, b"BODY") || ends_with_word(before_bracket, b"BINARY")
}

/// Is a literal in APPEND or REPLACE, that is not the mailbox's name, message data?
pub(super) fn is_append_data(before: &[u8], depth: usize) -> bool {
    match depth {
        0 => before.last() == Some(&b' '),
        1 => ends_with_word(before, b"TEXT ") || ends_with_word(before, b"UTF8 ("),
        // In CATENATE.
        2 => ends_with_word(before, b"UTF8 ("),
        _ => false,
    }
}

pub(super) fn starts_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .get(..word.len())
        .is_some_and(|front| front.eq_ignore_ascii_case(word))
}

/// Does it end in `word`, in any case, behind SP or `(`?
pub(super) fn ends_with_word(bytes: &[u8], word: &[u8]) -> bool {
    let Some((before, end)) = bytes
        .len()
        .checked_sub(word.len())
        .and_then(|at| bytes.split_at_checked(at))
    else {
        return false;
    };
    end.eq_ignore_ascii_case(word) && matches!(before, [.., b' ' | b'('])
}
