//! What nobody can go below: copying the bytes, and cutting them into tokens without understanding any.

use std::hint::black_box;

use crate::{
    harness::{Contender, Fed, Job, Limit, NOBODY, Refused, Stream, feed},
    workload::Workload,
};

pub const MEMCPY: Contender = Contender {
    name: "memcpy",
    decode: memcpy,
    encode: memcpy,
    stream: copied,
    ..NOBODY
};

pub const TOKENIZER: Contender = Contender {
    name: "tokenizer",
    decode: tokenizer,
    ..NOBODY
};

/// Into memory that nobody has touched yet, got piece by piece.
pub const MEMCPY_GROWING: Contender = Contender {
    name: "memcpy, growing",
    stream: copied_growing,
    ..NOBODY
};

fn memcpy(workload: &'static Workload) -> Result<Job, Refused> {
    let longest = workload.messages.iter().map(|m| m.len()).max().unwrap_or(0);
    let mut out = vec![0; longest];
    let mut cursor = workload.messages.iter().cycle();
    Ok(Box::new(move |n| {
        for message in cursor.by_ref().take(n) {
            out[..message.len()].copy_from_slice(black_box(message));
            black_box(&mut out);
        }
    }))
}

/// Every chunk behind the last, in memory that is there.
fn copied(workload: &'static Workload) -> Result<Stream, Refused> {
    let mut out = Vec::with_capacity(workload.stream.len());
    Ok(Box::new(move |chunk, limit| {
        out.clear();
        copy(workload, chunk, limit, &mut out)
    }))
}

fn copied_growing(workload: &'static Workload) -> Result<Stream, Refused> {
    Ok(Box::new(move |chunk, limit| {
        copy(workload, chunk, limit, &mut Vec::new())
    }))
}

fn copy(workload: &Workload, chunk: usize, limit: Limit, out: &mut Vec<u8>) -> Fed {
    feed(workload.stream, chunk, limit, |bytes| {
        out.extend_from_slice(bytes);
        black_box(&mut *out);
        u64::from(out.len() == workload.stream.len())
    })
}

fn tokenizer(workload: &'static Workload) -> Result<Job, Refused> {
    let mut tokens = Vec::new();
    for message in &workload.messages {
        tokens.clear();
        tokenize(message, &mut tokens)
            .map_err(|at| Refused::broken(workload, message, &format!("byte {at}")))?;
        // Every byte that is not a space is in a token.
        let spaces = |range: &[u8]| range.iter().all(|&b| b == b' ');
        let mut end = 0;
        for token in &tokens {
            assert!(spaces(&message[end..token.start as usize]));
            end = token.end as usize;
        }
        assert_eq!(end, message.len());
    }
    let mut cursor = workload.messages.iter().cycle();
    Ok(Box::new(move |n| {
        for message in cursor.by_ref().take(n) {
            tokens.clear();
            black_box(tokenize(black_box(message), &mut tokens)).ok();
            black_box(&mut tokens);
        }
    }))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Atom,
    Quoted,
    Literal,
    Open,
    Close,
    End,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    #[expect(dead_code, reason = "the table's reader would want it")]
    kind: Kind,
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Atom,
    Space,
    Quote,
    Brace,
    Open,
    Close,
    Cr,
    Bad,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Atom; 256];
    let mut control = 0;
    while control < 0x20 {
        classes[control] = Class::Bad;
        control += 1;
    }
    classes[0x7f] = Class::Bad;
    classes[b' ' as usize] = Class::Space;
    classes[b'"' as usize] = Class::Quote;
    classes[b'{' as usize] = Class::Brace;
    classes[b'(' as usize] = Class::Open;
    classes[b')' as usize] = Class::Close;
    classes[b'\r' as usize] = Class::Cr;
    classes
};

/// Spans of one message in one pass, or the offset of what is none.
fn tokenize(input: &[u8], out: &mut Vec<Token>) -> Result<(), usize> {
    let mut at = 0;
    while let Some(&byte) = input.get(at) {
        let start = at;
        at += 1;
        let kind = match CLASSES[usize::from(byte)] {
            Class::Space => continue,
            Class::Open => Kind::Open,
            Class::Close => Kind::Close,
            Class::Atom => {
                while input
                    .get(at)
                    .is_some_and(|&b| CLASSES[usize::from(b)] == Class::Atom)
                {
                    at += 1;
                }
                Kind::Atom
            }
            Class::Quote => {
                loop {
                    at = quoted_run(input, at);
                    match input.get(at) {
                        Some(b'"') => break at += 1,
                        Some(b'\\') => at += 2,
                        Some(0..0x20) | None => return Err(at),
                        Some(_) => at += 1,
                    }
                }
                Kind::Quoted
            }
            Class::Brace => {
                let mut len = 0_usize;
                while let Some(digit @ b'0'..=b'9') = input.get(at) {
                    len = len
                        .checked_mul(10)
                        .and_then(|n| n.checked_add(usize::from(digit - b'0')))
                        .ok_or(at)?;
                    at += 1;
                }
                if input.get(at..at + 3) != Some(b"}\r\n") || input.len() - at - 3 < len {
                    return Err(at);
                }
                at += 3 + len;
                Kind::Literal
            }
            Class::Cr if input.get(at) == Some(&b'\n') => {
                at += 1;
                Kind::End
            }
            Class::Cr | Class::Bad => return Err(start),
        };
        out.push(Token {
            kind,
            start: start as u32,
            end: at as u32,
        });
    }
    Ok(())
}

/// Goes on while nothing in the next eight bytes is special in a quoted string.
fn quoted_run(input: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The lowest set bit marks the first byte that is 0, or less than 0x20; those above it may be wrong.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let control = |word: u64| word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    while let Some(eight) = input.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*eight);
        let special = zero(word ^ (ONES * u64::from(b'"')))
            | zero(word ^ (ONES * u64::from(b'\\')))
            | control(word);
        if special != 0 {
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at
}
