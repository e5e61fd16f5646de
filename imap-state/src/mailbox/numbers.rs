//! Which UID has which message sequence number: a list that renumbers itself.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::{num::NonZeroU32, ops::RangeInclusive};

/// Entries of a block at most.
const FULL: usize = 512;
/// Blocks of a page at most.
const PAGE: usize = 128;
/// Longer runs of messages of which nothing is known are removed at once: they cost no byte to announce.
const MANY: u32 = 256;
/// Entries that are given room at once where one becomes known: memory follows what is told, wherever it stands.
const ROOM: usize = 16;

/// A run of messages: so many of which nothing is known, or the UID of each, 0 where it is not known.
#[derive(Clone, Debug)]
struct Block {
    len: usize,
    /// Empty, or `len` of them, of which one is known at least.
    uids: Vec<u32>,
    /// The first that is known, and the last; 0, if there is none.
    first: u32,
    last: u32,
}

impl Block {
    const fn unknown(len: usize) -> Self {
        Self {
            len,
            uids: Vec::new(),
            first: 0,
            last: 0,
        }
    }

    /// The first of them is known.
    fn of(uids: Vec<u32>) -> Self {
        let first = uids.first().copied().unwrap_or(0);
        Self {
            len: uids.len(),
            uids,
            first,
            last: first,
        }
    }

    const fn is_unknown(&self) -> bool {
        self.uids.is_empty()
    }

    fn push(&mut self, uid: u32) {
        self.uids.push(uid);
        self.len += 1;
        self.last = uid;
    }

    /// Writes a UID where there is room for it.
    fn write(&mut self, offset: usize, uid: u32) -> bool {
        let Some(slot) = self.uids.get_mut(offset) else {
            return false;
        };
        *slot = uid;
        self.first = self.first.min(uid);
        self.last = self.last.max(uid);
        true
    }

    /// Removes a message. Its UID, or 0.
    fn remove(&mut self, offset: usize) -> u32 {
        self.len -= 1;
        if self.is_unknown() {
            return 0;
        }
        let uid = self.uids.remove(offset);
        if uid != 0 && (uid == self.first || uid == self.last) {
            self.look_anew();
        }
        uid
    }

    fn truncate(&mut self, len: usize) {
        self.len = len;
        self.uids.truncate(len);
        self.look_anew();
    }

    fn look_anew(&mut self) {
        let known = |uid: &&u32| **uid != 0;
        self.first = self.uids.iter().find(known).copied().unwrap_or(0);
        self.last = self.uids.iter().rfind(known).copied().unwrap_or(0);
        if self.first == 0 {
            self.uids = Vec::new();
        }
    }
}

/// A run of blocks, never empty. No two that nothing is known of stand side by side.
#[derive(Clone, Debug, Default)]
struct Page {
    blocks: Vec<Block>,
    /// Messages in them.
    len: usize,
}

impl Page {
    fn first(&self) -> Option<u32> {
        let mut blocks = self.blocks.iter();
        Some(blocks.find(|block| !block.is_unknown())?.first)
    }

    fn last(&self) -> Option<u32> {
        let mut blocks = self.blocks.iter();
        Some(blocks.rfind(|block| !block.is_unknown())?.last)
    }

    /// Takes out the block, if it is empty, and puts together those around that nothing is known of.
    fn tidy(&mut self, at: usize) {
        if self.blocks.get(at).is_some_and(|block| block.len == 0) {
            self.blocks.remove(at);
        }
        let from = at.saturating_sub(1);
        for at in (from..=at).rev() {
            if let Some([one, other]) = self.blocks.get_mut(at..at + 2)
                && one.is_unknown()
                && other.is_unknown()
            {
                one.len += other.len;
                self.blocks.remove(at + 1);
            }
        }
    }
}

/// Where an entry stands: page, block, and place in the block.
type Place = (usize, usize, usize);

/// Message sequence numbers and the UIDs that are known.
///
/// A look, a new UID, an EXPUNGE cost O(log n) pages, one page of at most 128 blocks, and one block of at most 512 entries;
/// messages of which nothing is known cost no memory.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    pages: Vec<Page>,
    /// A Fenwick tree over the lengths of the pages.
    sums: Vec<usize>,
    len: usize,
}

/// Why a UID cannot be that of a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Misplaced {
    /// There is no such message.
    NoMessage,
    /// The message has another UID already.
    Differs,
    /// UIDs ascend with the sequence numbers, and this one would not.
    Order,
}

impl Numbers {
    /// How many messages there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Are there none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The UID of a message, if it is known.
    #[must_use]
    pub fn uid(&self, seq: NonZeroU32) -> Option<NonZeroU32> {
        NonZeroU32::new(self.known_at(self.locate(index(seq))?))
    }

    /// The message that has this UID, if it is known.
    #[must_use]
    pub fn seq(&self, uid: NonZeroU32) -> Option<NonZeroU32> {
        let found = self.at_or_above(uid);
        found.and_then(|(seq, known)| (known == uid).then_some(seq))
    }

    /// All UIDs that are known, ascending.
    pub fn uids(&self) -> impl Iterator<Item = NonZeroU32> {
        self.pages
            .iter()
            .flat_map(|page| &page.blocks)
            .flat_map(|block| &block.uids)
            .filter_map(|uid| NonZeroU32::new(*uid))
    }

    /// The first message whose UID is known and not below `uid`, and that UID.
    pub(crate) fn at_or_above(&self, uid: NonZeroU32) -> Option<(NonZeroU32, NonZeroU32)> {
        let (place, uid) = self.first_known_from(uid.get())?;
        let seq = u32::try_from(self.before(place) + 1).ok()?;
        Some((NonZeroU32::new(seq)?, NonZeroU32::new(uid)?))
    }

    /// The highest UID that is known.
    pub(crate) fn last_uid(&self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.pages.iter().rev().find_map(Page::last)?)
    }

    /// More messages at the end, whose UIDs ascend; one that would not is left out.
    pub(crate) fn extend(&mut self, uids: impl IntoIterator<Item = NonZeroU32>) {
        let mut last = self.last_uid().map_or(0, NonZeroU32::get);
        // So many are in the last block, and not yet in the sums.
        let mut grown = 0;
        for uid in uids.into_iter().map(NonZeroU32::get) {
            if uid <= last || self.len + grown == u32::MAX as usize {
                continue;
            }
            last = uid;
            match self
                .pages
                .last_mut()
                .and_then(|page| page.blocks.last_mut())
            {
                Some(block) if !block.is_unknown() && block.len < FULL => {
                    block.push(uid);
                    grown += 1;
                }
                _ => {
                    self.grow_last(core::mem::take(&mut grown));
                    self.push(Block::of(alloc::vec![uid]));
                }
            }
        }
        self.grow_last(grown);
    }

    /// More messages at the end.
    pub(super) fn append(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        match self
            .pages
            .last_mut()
            .and_then(|page| page.blocks.last_mut())
        {
            Some(block) if block.is_unknown() => {
                block.len += more;
                self.grow_last(more);
            }
            _ => self.push(Block::unknown(more)),
        }
    }

    /// The last block has grown.
    fn grow_last(&mut self, by: usize) {
        if let Some(page) = self.pages.last_mut() {
            page.len += by;
            self.len += by;
            self.adjust(self.pages.len() - 1, |sum| *sum += by);
        }
    }

    /// A block at the end.
    fn push(&mut self, block: Block) {
        let by = block.len;
        match self.pages.last_mut() {
            Some(page) if page.blocks.len() < PAGE => page.blocks.push(block),
            _ => {
                self.pages.push(Page {
                    blocks: alloc::vec![block],
                    len: 0,
                });
                // What this place of the tree sums up, besides.
                let at = self.pages.len();
                let (mut sum, mut below) = (0, at - 1);
                while below > at - (at & at.wrapping_neg()) {
                    sum += self.sums.get(below - 1).copied().unwrap_or(0);
                    below &= below - 1;
                }
                self.sums.push(sum);
            }
        }
        self.grow_last(by);
    }

    /// Only the first `len` are left.
    pub(super) fn truncate(&mut self, len: usize) {
        while self.len > len {
            let Some(page) = self.pages.last_mut() else {
                break;
            };
            let Some(block) = page.blocks.last_mut() else {
                self.pages.pop();
                self.sums.pop();
                continue;
            };
            let fewer = block.len.min(self.len - len);
            block.truncate(block.len - fewer);
            let at = page.blocks.len() - 1;
            page.len -= fewer;
            self.len -= fewer;
            page.tidy(at);
            let empty = page.blocks.is_empty();
            self.adjust(self.pages.len() - 1, |sum| *sum -= fewer);
            if empty {
                self.pages.pop();
                self.sums.pop();
            }
        }
    }

    /// The message has this UID.
    pub(super) fn set(&mut self, seq: NonZeroU32, uid: NonZeroU32) -> Result<(), Misplaced> {
        let place = self.locate(index(seq)).ok_or(Misplaced::NoMessage)?;
        let known = self.known_at(place);
        if known == uid.get() {
            return Ok(());
        }
        if known != 0 {
            return Err(Misplaced::Differs);
        }
        let below = self.neighbour_before(place);
        let above = self.neighbour_behind(place);
        if below.is_some_and(|below| below >= uid.get())
            || above.is_some_and(|above| above <= uid.get())
        {
            return Err(Misplaced::Order);
        }
        self.place(place, uid.get());
        Ok(())
    }

    /// Removes a message; those behind it move up. Its UID, if it was known.
    pub(crate) fn remove(&mut self, seq: NonZeroU32) -> Option<Option<NonZeroU32>> {
        let place = self.locate(index(seq))?;
        Some(self.remove_at(place))
    }

    /// Removes the messages with these UIDs, and tells `removed` the sequence number that each had, 1, and its UID if it was
    /// known. A UID that is not known is that of an unknown message between its neighbours, as long as there are such;
    /// the answer is for how many UIDs there was none.
    ///
    /// Where a run of more than 256 messages that nothing is known of goes, it is told the first of them and how many at once.
    ///
    /// Costs as much as there are messages told, whatever the size of the range.
    pub(super) fn remove_uids(
        &mut self,
        uids: RangeInclusive<u32>,
        mut removed: impl FnMut(u32, u32, Option<NonZeroU32>),
    ) -> u32 {
        let (mut from, end) = uids.into_inner();
        let mut missing = 0_u32;
        loop {
            let above = self.first_known_from(from);
            let before = above.map_or(self.len, |(place, _)| self.before(place));
            let seq = u32::try_from(before).unwrap_or(u32::MAX);
            if let Some((place, _)) = above.filter(|found| found.1 == from) {
                let uid = self.remove_at(place);
                removed(seq + 1, 1, uid);
            } else {
                // Up to the next known UID, unknown messages stand before that place.
                let last = above.map_or(end, |found| end.min(found.1 - 1));
                let mut wanted = last - from + 1;
                let mut seq = seq;
                while wanted > 0 {
                    let run = self.remove_run_at(seq, wanted);
                    if run > 0 {
                        removed(seq - run + 1, run, None);
                        seq -= run;
                        wanted -= run;
                    } else if self.remove_unknown_at(seq) {
                        removed(seq, 1, None);
                        seq -= 1;
                        wanted -= 1;
                    } else {
                        break;
                    }
                }
                missing = missing.saturating_add(wanted);
                from = last;
            }
            match from.checked_add(1).filter(|next| *next <= end) {
                Some(next) => from = next,
                None => return missing,
            }
        }
    }

    /// Removes at most `wanted` messages, the last of which has this sequence number, out of a long run that nothing is known
    /// of. How many; none, if there is no such run.
    fn remove_run_at(&mut self, seq: u32, wanted: u32) -> u32 {
        let index = (seq as usize).checked_sub(1);
        let Some((page, at, offset)) = index.and_then(|index| self.locate(index)) else {
            return 0;
        };
        let block = self.block_mut(page, at).filter(|block| block.is_unknown());
        let run = wanted.min(u32::try_from(offset + 1).unwrap_or(u32::MAX));
        let Some(block) = block.filter(|_| run > MANY) else {
            return 0;
        };
        block.len -= run as usize;
        self.shrunk(page, at, run as usize);
        run
    }

    /// Removes the message with this sequence number, if there is one and its UID is not known.
    fn remove_unknown_at(&mut self, seq: u32) -> bool {
        let index = (seq as usize).checked_sub(1);
        let place = index.and_then(|index| self.locate(index));
        match place.filter(|place| self.known_at(*place) == 0) {
            Some(place) => {
                self.remove_at(place);
                true
            }
            None => false,
        }
    }

    fn remove_at(&mut self, (page, at, offset): Place) -> Option<NonZeroU32> {
        let uid = self.block_mut(page, at)?.remove(offset);
        self.shrunk(page, at, 1);
        NonZeroU32::new(uid)
    }

    /// A block has lost so many messages.
    fn shrunk(&mut self, at: usize, block: usize, by: usize) {
        let Some(page) = self.pages.get_mut(at) else {
            return;
        };
        page.len -= by;
        page.tidy(block);
        let blocks = page.blocks.len();
        self.len -= by;
        self.adjust(at, |sum| *sum -= by);
        if blocks < PAGE / 4 {
            self.join(at);
        }
    }

    /// Puts a page of few blocks together with the one behind it, or before it, if they fit.
    fn join(&mut self, at: usize) {
        for at in [at, at.wrapping_sub(1)] {
            let behind = at.wrapping_add(1);
            let Some([one, other]) = self.pages.get_mut(at..behind.saturating_add(1)) else {
                continue;
            };
            if one.blocks.len() + other.blocks.len() <= PAGE * 3 / 4 {
                let border = one.blocks.len();
                one.len += other.len;
                one.blocks.append(&mut other.blocks);
                one.tidy(border);
                self.pages.remove(behind);
                self.rebuild();
                return;
            }
        }
        if self
            .pages
            .get(at)
            .is_some_and(|page| page.blocks.is_empty())
        {
            self.pages.remove(at);
            self.rebuild();
        }
    }

    /// Writes a UID where none was known.
    fn place(&mut self, (at, block, offset): Place, uid: u32) {
        let Some(page) = self.pages.get_mut(at) else {
            return;
        };
        let Some(here) = page.blocks.get_mut(block) else {
            return;
        };
        if here.write(offset, uid) {
            return;
        }
        let len = here.len;
        // The next one behind a block that has room: what a FETCH of all messages brings.
        if offset == 0
            && let Some([before, here]) = page.blocks.get_mut(block.wrapping_sub(1)..=block)
            && !before.is_unknown()
            && before.len < FULL
        {
            before.push(uid);
            here.len -= 1;
            page.tidy(block);
            return;
        }
        // Room for it and some behind it, cut out of the run of the unknown.
        let room = ROOM.min(len - offset);
        let mut uids = Vec::with_capacity(room);
        uids.push(uid);
        uids.resize(room, 0);
        let pieces = [
            Block::unknown(offset),
            Block::of(uids),
            Block::unknown(len - offset - room),
        ];
        let pieces = pieces.into_iter().filter(|piece| piece.len > 0);
        page.blocks.splice(block..=block, pieces);
        if page.blocks.len() > PAGE {
            let blocks = page.blocks.split_off(PAGE / 2);
            let len = blocks.iter().map(|block| block.len).sum();
            page.len -= len;
            self.pages.insert(at + 1, Page { blocks, len });
            self.rebuild();
        }
    }

    fn block_mut(&mut self, page: usize, block: usize) -> Option<&mut Block> {
        self.pages.get_mut(page)?.blocks.get_mut(block)
    }

    /// The UID at a place, or 0.
    fn known_at(&self, (page, block, offset): Place) -> u32 {
        let block = self.pages.get(page).and_then(|page| page.blocks.get(block));
        let known = block.and_then(|block| block.uids.get(offset));
        known.copied().unwrap_or(0)
    }

    fn neighbour_before(&self, (at, block, offset): Place) -> Option<u32> {
        let page = self.pages.get(at)?;
        let known = |uid: &u32| *uid != 0;
        let here = page.blocks.get(block)?.uids.get(..offset);
        let mut here = here.unwrap_or_default().iter().copied().rev();
        let last = |block: &Block| Some(block.last).filter(known);
        here.find(known)
            .or_else(|| page.blocks.get(..block)?.iter().rev().find_map(last))
            .or_else(|| self.pages.get(..at)?.iter().rev().find_map(Page::last))
    }

    fn neighbour_behind(&self, (at, block, offset): Place) -> Option<u32> {
        let page = self.pages.get(at)?;
        let known = |uid: &u32| *uid != 0;
        let here = page.blocks.get(block)?.uids.get(offset + 1..);
        let mut here = here.unwrap_or_default().iter().copied();
        let first = |block: &Block| Some(block.first).filter(known);
        here.find(known)
            .or_else(|| page.blocks.get(block + 1..)?.iter().find_map(first))
            .or_else(|| self.pages.get(at + 1..)?.iter().find_map(Page::first))
    }

    /// The first page with a known UID not below `uid`. Known UIDs ascend; pages that know none are stepped over, of which no
    /// two stand side by side.
    fn first_page_reaching(&self, uid: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.pages.len());
        // All pages below `low` end below `uid`; `high` is reached, or the end.
        while low < high {
            let middle = low + (high - low) / 2;
            let known = (low..=middle)
                .rev()
                .find_map(|at| Some((at, self.pages.get(at)?.last()?)));
            match known {
                Some((at, last)) if last >= uid => high = at,
                _ => low = middle + 1,
            }
        }
        // `high` is a page with a known UID, unless it is the end.
        (high < self.pages.len()).then_some(high)
    }

    /// The first known UID not below `uid`, and where it stands.
    fn first_known_from(&self, uid: u32) -> Option<(Place, u32)> {
        let page = self.first_page_reaching(uid)?;
        let blocks = &self.pages.get(page)?.blocks;
        let at = blocks.iter().position(|block| block.last >= uid.max(1))?;
        let uids = &blocks.get(at)?.uids;
        let offset = uids.iter().position(|known| *known >= uid.max(1))?;
        Some(((page, at, offset), *uids.get(offset)?))
    }

    /// Where the entry stands.
    fn locate(&self, mut index: usize) -> Option<Place> {
        if index >= self.len {
            return None;
        }
        let mut at = 0;
        let mut step = self.sums.len().next_power_of_two();
        while step > 0 {
            if let Some(sum) = self.sums.get((at + step).wrapping_sub(1))
                && *sum <= index
            {
                index -= sum;
                at += step;
            }
            step /= 2;
        }
        let blocks = &self.pages.get(at)?.blocks;
        for (block, here) in blocks.iter().enumerate() {
            if index < here.len {
                return Some((at, block, index));
            }
            index -= here.len;
        }
        None
    }

    /// Entries before a place.
    fn before(&self, (page, block, offset): Place) -> usize {
        let (mut sum, mut at) = (offset, page);
        while at > 0 {
            sum += self.sums.get(at - 1).copied().unwrap_or(0);
            at &= at - 1;
        }
        let blocks = self.pages.get(page).map(|page| page.blocks.iter());
        let before = blocks.into_iter().flatten().take(block);
        sum + before.map(|block| block.len).sum::<usize>()
    }

    fn adjust(&mut self, page: usize, change: impl Fn(&mut usize)) {
        let mut at = page + 1;
        while let Some(sum) = self.sums.get_mut(at - 1) {
            change(sum);
            at += at & at.wrapping_neg();
        }
    }

    /// After pages have come or gone in the middle: once in some dozens of changes.
    fn rebuild(&mut self) {
        self.sums.clear();
        self.sums.extend(self.pages.iter().map(|page| page.len));
        for at in 1..=self.sums.len() {
            let parent = at + (at & at.wrapping_neg());
            let sum = self.sums.get(at - 1).copied().unwrap_or(0);
            if let Some(parent) = self.sums.get_mut(parent - 1) {
                *parent += sum;
            }
        }
    }
}

const fn index(seq: NonZeroU32) -> usize {
    seq.get() as usize - 1
}
