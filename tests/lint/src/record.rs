//! The format of a recorded session: `C <n>` or `S <n>` and newline, n raw bytes, newline; again and again. One record is
//! one read from a socket, one file one connection.

use alloc::vec::Vec;
use core::fmt;

/// Who sent something.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Side {
    /// `C`
    Client,
    /// `S`
    Server,
}

/// One read from a socket.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Record<'f> {
    /// Who sent it.
    pub side: Side,
    /// What.
    pub bytes: &'f [u8],
}

/// The file is no recording from this byte on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotARecord {
    /// Bytes from the start of the file.
    pub offset: usize,
}

impl fmt::Display for NotARecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no record begins at byte {}", self.offset)
    }
}

impl core::error::Error for NotARecord {}

/// Does a recording of this name go on in plain text behind STARTTLS and COMPRESS?
#[allow(dead_code, reason = "for those who read files")]
pub fn is_opened(name: &str) -> bool {
    name.ends_with("--inflated.wire") || name.ends_with("--plain.wire")
}

/// The records of a file.
#[allow(dead_code, reason = "for those who read files")]
pub fn records(file: &[u8]) -> Result<Vec<Record<'_>>, NotARecord> {
    let mut records = Vec::new();
    let mut rest = file;
    while !rest.is_empty() {
        let (record, behind) = record(rest).ok_or(NotARecord {
            offset: file.len() - rest.len(),
        })?;
        records.push(record);
        rest = behind;
    }
    Ok(records)
}

fn record(i: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let line = i.iter().take(24).position(|byte| *byte == b'\n')?;
    let (head, rest) = (i.get(..line)?, i.get(line + 1..)?);
    let (side, len) = match head {
        [b'C', b' ', len @ ..] => (Side::Client, len),
        [b'S', b' ', len @ ..] => (Side::Server, len),
        _ => return None,
    };
    let len: usize = core::str::from_utf8(len).ok()?.parse().ok()?;
    let (bytes, rest) = rest.split_at_checked(len)?;
    Some((Record { side, bytes }, rest.strip_prefix(b"\n")?))
}
