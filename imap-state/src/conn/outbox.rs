//! The output queue: whole messages in, slices out, a stop before each literal that the peer has to ask for.

use alloc::{collections::VecDeque, vec::Vec};

use imap_codec::{Fragment, Fragments};
use zeroize::Zeroize;

use super::error::{NotAsked, SendError};

/// Messages are gathered into pieces of up to this many bytes; a longer literal is a piece of its own.
const PIECE: usize = 16 << 10;

/// Of data that is supplied from elsewhere at most this many bytes wait.
const SUPPLY: usize = 64 << 10;

/// Which message was queued: later ones are greater.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SendId(u64);

/// A run of bytes that are written one after the other.
struct Piece {
    bytes: Vec<u8>,
    /// How many of them are written.
    sent: usize,
    /// How many are still to be supplied. A piece that is supplied is of one literal alone.
    missing: u64,
    /// It begins with a literal that the peer has not asked for yet.
    waits: bool,
    /// Its message waits somewhere: no other message may be added.
    closed: bool,
    /// It holds a password.
    secret: bool,
}

impl Piece {
    fn add(&mut self, bytes: &[u8]) {
        if self.secret && self.room() < bytes.len() {
            let mut grown = Vec::with_capacity(self.bytes.len() + bytes.len());
            grown.extend_from_slice(&self.bytes);
            core::mem::replace(&mut self.bytes, grown).zeroize();
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn room(&self) -> usize {
        self.bytes.capacity() - self.bytes.len()
    }

    fn unsent(&self) -> &[u8] {
        self.bytes.get(self.sent..).unwrap_or_default()
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        if self.secret {
            self.bytes.zeroize();
        }
    }
}

/// A message in the queue.
struct Queued {
    id: SendId,
    /// How many bytes it has.
    len: u64,
    /// How many of them are not yet sent, those that are still to be supplied included.
    left: u64,
}

/// How much of a message was transmitted.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Progress {
    /// Nothing: the peer cannot know of it.
    Unsent,
    /// Its beginning.
    Partly,
    /// All of it.
    Sent,
}

pub(super) struct Outbox {
    pieces: VecDeque<Piece>,
    /// The messages in them.
    messages: VecDeque<Queued>,
    queued: usize,
    pub(super) limit: usize,
    next: u64,
}

impl Outbox {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            pieces: VecDeque::new(),
            messages: VecDeque::new(),
            queued: 0,
            limit,
            next: 0,
        }
    }

    /// Queues a message, all of it or nothing.
    pub(super) fn push(
        &mut self,
        fragments: Fragments<'_, '_>,
        secret: bool,
    ) -> Result<SendId, SendError> {
        let pieces = gather(fragments, secret);
        let len = pieces.iter().map(|piece| piece.bytes.len()).sum::<usize>();
        let missing = pieces.iter().map(|piece| piece.missing);
        let whole = missing.fold(len as u64, u64::saturating_add);
        if self.queued > 0 && self.queued.saturating_add(len) > self.limit {
            return Err(SendError::Full {
                queued: self.queued,
            });
        }
        for piece in pieces {
            self.push_piece(piece);
        }
        self.queued += len;
        let id = SendId(self.next);
        self.next += 1;
        self.messages.push_back(Queued {
            id,
            len: whole,
            left: whole,
        });
        Ok(id)
    }

    fn push_piece(&mut self, mut piece: Piece) {
        match self.pieces.back_mut() {
            Some(back) if !piece.closed && !back.closed && back.secret == piece.secret => {
                if back.room() >= piece.bytes.len() {
                    back.add(&piece.bytes);
                    return;
                }
                // One message waits already: more will come.
                if piece.bytes.len() < PIECE && !piece.secret {
                    piece.bytes.reserve(PIECE - piece.bytes.len());
                }
            }
            _ => {}
        }
        self.pieces.push_back(piece);
    }

    pub(super) fn ready(&self) -> impl Iterator<Item = &[u8]> {
        let mut reached = true;
        self.pieces
            .iter()
            .take_while(move |piece| {
                let this = reached && !piece.waits;
                reached = piece.missing == 0;
                this
            })
            .map(Piece::unsent)
            .filter(|bytes| !bytes.is_empty())
    }

    pub(super) fn sent(&mut self, mut n: usize) {
        while let Some(piece) = self.pieces.front_mut().filter(|piece| !piece.waits) {
            let now = piece.unsent().len().min(n);
            piece.sent += now;
            n -= now;
            self.queued -= now;
            let whole = piece.unsent().is_empty();
            if whole && piece.missing > 0 {
                // What was supplied is gone, more is to come.
                piece.bytes.clear();
                piece.sent = 0;
            } else if whole {
                self.pieces.pop_front();
            }
            self.account(now as u64);
            if n == 0 {
                break;
            }
        }
    }

    fn account(&mut self, mut n: u64) {
        while let Some(message) = self.messages.front_mut() {
            let now = n.min(message.left);
            message.left -= now;
            n -= now;
            if message.left > 0 {
                break;
            }
            self.messages.pop_front();
        }
    }

    pub(super) const fn queued(&self) -> usize {
        self.queued
    }

    /// `begun`: so many of the bytes that are not sent may have become known in some other way.
    pub(super) fn progress(&self, id: SendId, begun: u64) -> Progress {
        let mut before = 0;
        match self.messages.front() {
            Some(first) if first.id > id => return Progress::Sent,
            Some(first) if first.id == id && first.left < first.len => return Progress::Partly,
            None => return Progress::Sent,
            _ => {}
        }
        for message in &self.messages {
            if before >= begun || message.id >= id {
                break;
            }
            before = before.saturating_add(message.left);
        }
        if before < begun {
            Progress::Partly
        } else {
            Progress::Unsent
        }
    }

    /// The bytes of a message that are not sent, counted from the first that is not.
    fn place(&self, id: SendId) -> Option<(u64, &Queued)> {
        let mut before = 0;
        for message in &self.messages {
            if message.id == id {
                return Some((before, message));
            }
            before = before.saturating_add(message.left);
        }
        None
    }

    /// Is data of the message still to be supplied?
    pub(super) fn misses(&self, id: SendId) -> bool {
        let Some((start, message)) = self.place(id) else {
            return false;
        };
        let mut at = 0_u64;
        self.pieces.iter().any(|piece| {
            let from = at;
            at = at
                .saturating_add(piece.unsent().len() as u64)
                .saturating_add(piece.missing);
            piece.missing > 0 && from < start.saturating_add(message.left) && at > start
        })
    }

    /// Takes a message out of which nothing is sent, and which is not among the next `begun` bytes.
    pub(super) fn withdraw(&mut self, id: SendId, begun: u64) -> Result<(), NotAsked> {
        let place = self.place(id);
        let (start, whole) = place
            .filter(|(start, message)| {
                // What stands beyond 64 bits cannot be found.
                let end = start.checked_add(message.len);
                message.left == message.len && *start >= begun && end.is_some()
            })
            .map(|(start, message)| (start, message.len))
            .ok_or(NotAsked)?;
        let (mut at, mut left) = (0, whole);
        for piece in &mut self.pieces {
            let len = (piece.unsent().len() as u64).saturating_add(piece.missing);
            let from = start.saturating_sub(at).min(len);
            let gone = left.min(len - from);
            // An empty literal that has to be asked for.
            let empty = len == 0 && start < at && at < start + whole;
            at = at.saturating_add(len);
            if empty {
                piece.waits = false;
            }
            if gone == 0 {
                continue;
            }
            left -= gone;
            // A piece that is supplied is of one literal, and goes as a whole.
            let bytes = piece.unsent().len() - from as usize;
            let bytes = bytes.min(usize::try_from(gone).unwrap_or(usize::MAX));
            let from = piece.sent + from as usize;
            if piece.secret {
                piece
                    .bytes
                    .get_mut(from..from + bytes)
                    .unwrap_or_default()
                    .zeroize();
            }
            piece.bytes.drain(from..from + bytes);
            self.queued -= bytes;
            piece.missing -= gone - bytes as u64;
            if gone == len {
                piece.waits = false;
            }
        }
        self.pieces
            .retain(|piece| piece.waits || piece.missing > 0 || !piece.unsent().is_empty());
        self.messages.retain(|message| message.id != id);
        Ok(())
    }

    pub(super) fn waiting(&self) -> Option<SendId> {
        self.pieces.front().filter(|piece| piece.waits)?;
        self.messages.front().map(|message| message.id)
    }

    /// The message whose data is wanted next, and how much of it: all before it is transmitted.
    pub(super) fn wants(&self) -> Option<(SendId, usize)> {
        let piece = self.pieces.front()?;
        let room = SUPPLY.saturating_sub(piece.bytes.len());
        let max = usize::try_from(piece.missing).unwrap_or(usize::MAX);
        let message = self.messages.front()?;
        (!piece.waits && max > 0 && room > 0).then_some((message.id, max.min(room)))
    }

    pub(super) fn supply(&mut self, data: &[u8]) -> Result<(), NotAsked> {
        match self.wants() {
            Some((_, max)) if data.len() <= max => self.supply_ahead(data),
            _ => Err(NotAsked),
        }
    }

    /// The same, however much waits already, and before it.
    pub(super) fn supply_ahead(&mut self, data: &[u8]) -> Result<(), NotAsked> {
        let mut pieces = self.pieces.iter_mut();
        let piece = pieces.find(|piece| piece.waits || piece.missing > 0);
        let piece = piece.filter(|piece| !piece.waits && data.len() as u64 <= piece.missing);
        let piece = piece.ok_or(NotAsked)?;
        piece.bytes.drain(..core::mem::take(&mut piece.sent));
        piece.bytes.extend_from_slice(data);
        piece.missing -= data.len() as u64;
        self.queued += data.len();
        Ok(())
    }

    pub(super) fn go_on(&mut self) -> Result<(), NotAsked> {
        match self.pieces.front_mut() {
            Some(piece) if piece.waits => {
                piece.waits = false;
                Ok(())
            }
            _ => Err(NotAsked),
        }
    }

    pub(super) fn abandon(&mut self) -> Result<SendId, NotAsked> {
        self.waiting().ok_or(NotAsked)?;
        let message = self.messages.pop_front().ok_or(NotAsked)?;
        let mut dropped = 0;
        while dropped < message.left
            && let Some(piece) = self.pieces.pop_front()
        {
            let held = piece.unsent().len();
            self.queued -= held;
            dropped += held as u64 + piece.missing;
        }
        Ok(message.id)
    }
}

/// The pieces of one message.
fn gather(fragments: Fragments<'_, '_>, secret: bool) -> Vec<Piece> {
    let new = || Piece {
        bytes: Vec::new(),
        sent: 0,
        missing: 0,
        waits: false,
        closed: false,
        secret,
    };
    let mut pieces = Vec::new();
    let mut piece = new();
    let mut waits = false;
    for fragment in fragments {
        match fragment {
            Fragment::Line(bytes) => piece.add(bytes),
            Fragment::Literal { mode, data } => {
                if mode.is_sync() {
                    pieces.push(core::mem::replace(&mut piece, new()));
                    piece.waits = true;
                    waits = true;
                } else if data.len() > PIECE {
                    pieces.push(core::mem::replace(&mut piece, new()));
                }
                piece.add(data);
                if data.len() > PIECE {
                    pieces.push(core::mem::replace(&mut piece, new()));
                }
            }
            Fragment::Elsewhere { mode, len } => {
                pieces.push(core::mem::replace(&mut piece, new()));
                piece.waits = mode.is_sync();
                waits |= piece.waits;
                piece.missing = len;
                piece.closed = true;
                pieces.push(core::mem::replace(&mut piece, new()));
            }
            _ => {}
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.bytes.is_empty() || piece.waits || piece.missing > 0);
    // The announcement may follow another message; what waits stands alone.
    let mut behind = false;
    for piece in &mut pieces {
        behind |= piece.waits;
        piece.closed |= waits && behind;
    }
    pieces
}
