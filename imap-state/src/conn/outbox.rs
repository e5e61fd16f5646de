//! The output queue: whole messages in, slices out, a stop before each literal that the peer has to ask for.

use alloc::{collections::VecDeque, vec::Vec};

use imap_codec::{Fragment, Fragments};
use zeroize::Zeroize;

use super::error::{NotAsked, SendError};

/// Messages are gathered into pieces of up to this many bytes; a longer literal is a piece of its own.
const PIECE: usize = 16 << 10;

/// Which message was queued: later ones are greater.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SendId(u64);

/// A run of bytes that are written one after the other.
struct Piece {
    bytes: Vec<u8>,
    /// How many of them are written.
    sent: usize,
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

pub(super) struct Outbox {
    pieces: VecDeque<Piece>,
    /// The messages in them, and how many bytes of each are not yet sent.
    messages: VecDeque<(SendId, usize)>,
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
        self.messages.push_back((id, len));
        Ok(id)
    }

    /// Queues bytes as they are, whatever the limit: a part of a message whose data is streamed.
    pub(super) fn push_raw(&mut self, bytes: &[u8]) {
        self.push_piece(Piece {
            bytes: bytes.to_vec(),
            sent: 0,
            waits: false,
            closed: false,
            secret: false,
        });
        self.queued += bytes.len();
        self.messages.push_back((SendId(self.next), bytes.len()));
        self.next += 1;
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
        self.pieces
            .iter()
            .take_while(|piece| !piece.waits)
            .map(Piece::unsent)
    }

    pub(super) fn sent(&mut self, mut n: usize) {
        while let Some(piece) = self
            .pieces
            .front_mut()
            .filter(|piece| !piece.waits && n > 0)
        {
            let now = piece.unsent().len().min(n);
            piece.sent += now;
            if piece.unsent().is_empty() {
                self.pieces.pop_front();
            }
            n -= now;
            self.queued -= now;
            self.account(now);
        }
    }

    fn account(&mut self, mut n: usize) {
        while let Some((_, left)) = self.messages.front_mut() {
            let now = n.min(*left);
            *left -= now;
            n -= now;
            if *left > 0 {
                break;
            }
            self.messages.pop_front();
        }
    }

    pub(super) const fn queued(&self) -> usize {
        self.queued
    }

    pub(super) fn is_queued(&self, id: SendId) -> bool {
        self.messages.front().is_some_and(|(first, _)| *first <= id)
    }

    pub(super) fn waiting(&self) -> Option<SendId> {
        self.pieces.front().filter(|piece| piece.waits)?;
        self.messages.front().map(|(id, _)| *id)
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
        let (id, left) = self.messages.pop_front().ok_or(NotAsked)?;
        self.queued -= left;
        let mut dropped = 0;
        while dropped < left
            && let Some(piece) = self.pieces.pop_front()
        {
            dropped += piece.unsent().len();
        }
        Ok(id)
    }
}

/// The pieces of one message.
fn gather(fragments: Fragments<'_, '_>, secret: bool) -> Vec<Piece> {
    let new = || Piece {
        bytes: Vec::new(),
        sent: 0,
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
            _ => {}
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.bytes.is_empty() || piece.waits);
    // The announcement may follow another message; what waits stands alone.
    let mut behind = false;
    for piece in &mut pieces {
        behind |= piece.waits;
        piece.closed = waits && behind;
    }
    pieces
}
