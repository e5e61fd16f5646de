//! Which UID has which message sequence number: a list of blocks that renumbers itself.

use alloc::vec::Vec;
use core::{num::NonZeroU32, ops::RangeInclusive};

/// Entries of a block at most.
const FULL: usize = 512;
/// Longer runs of messages of which nothing is known are removed at once: they cost no byte to announce.
const MANY: u32 = 1 << 16;
/// Entries that are given room at once where one becomes known.
const ROOM: usize = 256;

/// A run of messages: so many of which nothing is known, or the UID of each, 0 where it is not known.
#[derive(Clone, Debug)]
struct Block {
    len: usize,
    /// Empty, or `len` of them.
    uids: Vec<u32>,
}

impl Block {
    const fn unknown(len: usize) -> Self {
        Self {
            len,
            uids: Vec::new(),
        }
    }

    fn of(uids: Vec<u32>) -> Self {
        Self {
            len: uids.len(),
            uids,
        }
    }

    fn first(&self) -> Option<u32> {
        self.uids.iter().copied().find(|uid| *uid != 0)
    }

    fn last(&self) -> Option<u32> {
        self.uids.iter().rev().copied().find(|uid| *uid != 0)
    }
}

/// Message sequence numbers and the UIDs that are known.
///
/// A look, a new UID, an EXPUNGE cost O(log n) blocks and one block of at most 512 entries; messages of which nothing is
/// known cost no memory.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    blocks: Vec<Block>,
    /// A Fenwick tree over the lengths of the blocks.
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
        let (block, offset) = self.locate(index(seq))?;
        NonZeroU32::new(self.blocks.get(block)?.uids.get(offset).copied()?)
    }

    /// The message that has this UID, if it is known.
    #[must_use]
    pub fn seq(&self, uid: NonZeroU32) -> Option<NonZeroU32> {
        let block = self.first_reaching(uid.get())?;
        let offset = self
            .blocks
            .get(block)?
            .uids
            .iter()
            .position(|known| *known == uid.get())?;
        NonZeroU32::new(u32::try_from(self.before(block) + offset + 1).ok()?)
    }

    /// All UIDs that are known, ascending.
    pub fn uids(&self) -> impl Iterator<Item = NonZeroU32> {
        self.blocks
            .iter()
            .flat_map(|block| &block.uids)
            .filter_map(|uid| NonZeroU32::new(*uid))
    }

    /// The first message whose UID is known and not below `uid`, and that UID.
    pub(crate) fn at_or_above(&self, uid: NonZeroU32) -> Option<(NonZeroU32, NonZeroU32)> {
        let (block, offset, uid) = self.first_known_from(uid.get())?;
        let seq = u32::try_from(self.before(block) + offset + 1).ok()?;
        Some((NonZeroU32::new(seq)?, NonZeroU32::new(uid)?))
    }

    /// The highest UID that is known.
    pub(crate) fn last_uid(&self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.blocks.iter().rev().find_map(Block::last)?)
    }

    /// More messages at the end, whose UIDs ascend; one that would not is left out.
    pub(crate) fn extend(&mut self, uids: impl IntoIterator<Item = NonZeroU32>) {
        let mut last = self.last_uid().map_or(0, NonZeroU32::get);
        for uid in uids.into_iter().map(NonZeroU32::get) {
            if uid <= last || self.len == u32::MAX as usize {
                continue;
            }
            last = uid;
            match self.blocks.last_mut() {
                Some(block) if !block.uids.is_empty() && block.len < FULL => {
                    block.uids.push(uid);
                    block.len += 1;
                }
                _ => self.blocks.push(Block::of(alloc::vec![uid])),
            }
            self.len += 1;
        }
        self.rebuild();
    }

    /// More messages at the end.
    pub(super) fn append(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        self.len += more;
        match self.blocks.last_mut() {
            Some(last) if last.uids.is_empty() => last.len += more,
            _ => self.blocks.push(Block::unknown(more)),
        }
        self.rebuild();
    }

    /// Only the first `len` are left.
    pub(super) fn truncate(&mut self, len: usize) {
        while self.len > len {
            let Some(last) = self.blocks.last_mut() else {
                break;
            };
            let fewer = last.len.min(self.len - len);
            last.len -= fewer;
            last.uids.truncate(last.len);
            self.len -= fewer;
            if last.len == 0 {
                self.blocks.pop();
            }
        }
        self.rebuild();
    }

    /// The message has this UID.
    pub(super) fn set(&mut self, seq: NonZeroU32, uid: NonZeroU32) -> Result<(), Misplaced> {
        let (block, offset) = self.locate(index(seq)).ok_or(Misplaced::NoMessage)?;
        let known = self
            .blocks
            .get(block)
            .and_then(|block| block.uids.get(offset).copied())
            .unwrap_or(0);
        if known == uid.get() {
            return Ok(());
        }
        if known != 0 {
            return Err(Misplaced::Differs);
        }
        let below = self.neighbour_before(block, offset);
        let above = self.neighbour_behind(block, offset);
        if below.is_some_and(|below| below >= uid.get())
            || above.is_some_and(|above| above <= uid.get())
        {
            return Err(Misplaced::Order);
        }
        self.place(block, offset, uid.get());
        Ok(())
    }

    /// Removes a message; those behind it move up. Its UID, if it was known.
    pub(crate) fn remove(&mut self, seq: NonZeroU32) -> Option<Option<NonZeroU32>> {
        let (at, offset) = self.locate(index(seq))?;
        Some(self.remove_at(at, offset))
    }

    /// Removes the messages with these UIDs, and tells `removed` the sequence number that each had, 1, and its UID if it was
    /// known. A UID that is not known is that of an unknown message between its neighbours, as long as there are such;
    /// the answer is for how many UIDs there was none.
    ///
    /// Where a run of more than 65,536 messages that nothing is known of goes, it is told the first of them and how many at once.
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
            let place = above.map_or(self.len, |(at, offset, _)| self.before(at) + offset);
            let seq = u32::try_from(place).unwrap_or(u32::MAX);
            if let Some((at, offset, _)) = above.filter(|found| found.2 == from) {
                let uid = self.remove_at(at, offset);
                removed(seq + 1, 1, uid);
            } else {
                // Up to the next known UID, unknown messages stand before that place.
                let last = above.map_or(end, |found| end.min(found.2 - 1));
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
        let place = (seq as usize)
            .checked_sub(1)
            .and_then(|index| self.locate(index));
        let block = place.and_then(|(at, offset)| Some((self.blocks.get_mut(at)?, at, offset)));
        let Some((block, at, offset)) = block.filter(|(block, ..)| block.uids.is_empty()) else {
            return 0;
        };
        let run = wanted.min(u32::try_from(offset + 1).unwrap_or(u32::MAX));
        if run <= MANY {
            return 0;
        }
        block.len -= run as usize;
        self.len -= run as usize;
        if block.len == 0 {
            self.blocks.remove(at);
        }
        self.rebuild();
        run
    }

    /// Removes the message with this sequence number, if there is one and its UID is not known.
    fn remove_unknown_at(&mut self, seq: u32) -> bool {
        let place = (seq as usize)
            .checked_sub(1)
            .and_then(|index| self.locate(index));
        let Some((at, offset)) = place else {
            return false;
        };
        let known = |block: &Block| block.uids.get(offset).copied().unwrap_or(0);
        if self.blocks.get(at).is_none_or(|block| known(block) != 0) {
            return false;
        }
        self.remove_at(at, offset);
        true
    }

    fn remove_at(&mut self, at: usize, offset: usize) -> Option<NonZeroU32> {
        let block = self.blocks.get_mut(at)?;
        let uid = if block.uids.is_empty() {
            0
        } else {
            block.uids.remove(offset)
        };
        block.len -= 1;
        self.len -= 1;
        if block.len == 0 {
            self.blocks.remove(at);
            self.rebuild();
        } else {
            self.shorten(at);
        }
        NonZeroU32::new(uid)
    }

    /// Writes a UID where none was known.
    fn place(&mut self, at: usize, offset: usize, uid: u32) {
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        if let Some(slot) = block.uids.get_mut(offset) {
            *slot = uid;
            return;
        }
        // The next one behind a block that has room: what a FETCH of all messages brings.
        let len = block.len;
        if offset == 0
            && let Some(before) = at
                .checked_sub(1)
                .and_then(|before| self.blocks.get_mut(before))
            && !before.uids.is_empty()
            && before.uids.len() < FULL
        {
            before.uids.push(uid);
            before.len += 1;
            if let Some(block) = self.blocks.get_mut(at) {
                block.len -= 1;
                if block.len == 0 {
                    self.blocks.remove(at);
                    self.rebuild();
                    return;
                }
            }
            self.shorten(at);
            self.lengthen(at - 1);
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
        self.blocks
            .splice(at..=at, pieces.into_iter().filter(|piece| piece.len > 0));
        self.rebuild();
    }

    fn neighbour_before(&self, at: usize, offset: usize) -> Option<u32> {
        let block = self.blocks.get(at)?;
        let here = block.uids.get(..offset).unwrap_or_default();
        here.iter()
            .rev()
            .copied()
            .find(|uid| *uid != 0)
            .or_else(|| self.blocks.get(..at)?.iter().rev().find_map(Block::last))
    }

    fn neighbour_behind(&self, at: usize, offset: usize) -> Option<u32> {
        let block = self.blocks.get(at)?;
        let here = block.uids.get(offset + 1..).unwrap_or_default();
        here.iter()
            .copied()
            .find(|uid| *uid != 0)
            .or_else(|| self.blocks.get(at + 1..)?.iter().find_map(Block::first))
    }

    /// The first block with a known UID not below `uid`. Known UIDs ascend; blocks that know none are stepped over.
    fn first_reaching(&self, uid: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.blocks.len());
        // All blocks below `low` end below `uid`; `high` is reached, or the end.
        while low < high {
            let middle = low + (high - low) / 2;
            let known = (low..=middle)
                .rev()
                .find_map(|at| Some((at, self.blocks.get(at)?.last()?)));
            match known {
                Some((at, last)) if last >= uid => high = at,
                _ => low = middle + 1,
            }
        }
        // `high` is a block with a known UID, unless it is the end.
        (high < self.blocks.len()).then_some(high)
    }

    /// The first known UID not below `uid`, and where it stands.
    fn first_known_from(&self, uid: u32) -> Option<(usize, usize, u32)> {
        let at = self.first_reaching(uid)?;
        let block = self.blocks.get(at)?;
        let (offset, known) = block
            .uids
            .iter()
            .enumerate()
            .find(|(_, known)| **known >= uid)?;
        Some((at, offset, *known))
    }

    /// The block that holds the entry, and the entry's place in it.
    fn locate(&self, mut index: usize) -> Option<(usize, usize)> {
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
        Some((at, index))
    }

    /// Entries before a block.
    fn before(&self, block: usize) -> usize {
        let (mut sum, mut at) = (0, block);
        while at > 0 {
            sum += self.sums.get(at - 1).copied().unwrap_or(0);
            at &= at - 1;
        }
        sum
    }

    fn shorten(&mut self, block: usize) {
        self.adjust(block, |sum| *sum -= 1);
    }

    fn lengthen(&mut self, block: usize) {
        self.adjust(block, |sum| *sum += 1);
    }

    fn adjust(&mut self, block: usize, change: impl Fn(&mut usize)) {
        let mut at = block + 1;
        while let Some(sum) = self.sums.get_mut(at - 1) {
            change(sum);
            at += at & at.wrapping_neg();
        }
    }

    /// After blocks have come or gone: once in some hundred changes.
    fn rebuild(&mut self) {
        self.sums.clear();
        self.sums.extend(self.blocks.iter().map(|block| block.len));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn nz(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    /// SplitMix64.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) % end.max(1) as u64) as usize
        }
    }

    fn same(numbers: &Numbers, model: &[u32]) {
        assert_eq!(numbers.len(), model.len());
        for (at, uid) in model.iter().enumerate() {
            let seq = nz(at as u32 + 1);
            assert_eq!(numbers.uid(seq), NonZeroU32::new(*uid), "{seq}");
            if let Some(uid) = NonZeroU32::new(*uid) {
                assert_eq!(numbers.seq(uid), Some(seq), "{uid}");
            }
        }
        assert_eq!(numbers.uid(nz(model.len() as u32 + 1)), None);
        let known: Vec<u32> = model.iter().copied().filter(|uid| *uid != 0).collect();
        assert_eq!(numbers.uids().map(u32::from).collect::<Vec<_>>(), known);
        assert_eq!(
            numbers.blocks.iter().map(|block| block.len).sum::<usize>(),
            numbers.len()
        );
        assert!(numbers.blocks.iter().all(|block| block.len > 0
            && block.uids.len() <= FULL
            && (block.uids.is_empty() || block.uids.len() == block.len)));
    }

    #[test]
    fn known_from_the_start() {
        let mut numbers = Numbers::default();
        let model: Vec<u32> = (1..2000).map(|number| number * 3).collect();
        numbers.extend(model.iter().map(|uid| nz(*uid)));
        numbers.extend([nz(3)]);
        same(&numbers, &model);
        assert_eq!(numbers.at_or_above(nz(7)), Some((nz(3), nz(9))));
        assert_eq!(numbers.at_or_above(nz(9)), Some((nz(3), nz(9))));
        assert_eq!(numbers.at_or_above(nz(6000)), None);
        assert_eq!(numbers.remove(nz(3)), Some(Some(nz(9))));
        assert_eq!(numbers.at_or_above(nz(7)), Some((nz(3), nz(12))));
        assert_eq!(numbers.last_uid(), Some(nz(5997)));
    }

    /// Where a plain list has its entries, whatever happens to both.
    #[test]
    fn as_a_plain_list() {
        for seed in 0..12 {
            let mut random = Random(seed);
            let (mut numbers, mut model) = (Numbers::default(), Vec::new());
            for _ in 0..400 {
                match random.below(11) {
                    0 => {
                        let more = random.below(300);
                        numbers.append(more);
                        model.resize(model.len() + more, 0);
                    }
                    1 => {
                        let len = model.len() - random.below(model.len() + 1).min(100);
                        numbers.truncate(len);
                        model.truncate(len);
                    }
                    2..=4 if !model.is_empty() => {
                        let at = random.below(model.len());
                        let uid = model.remove(at);
                        let removed = numbers.remove(nz(at as u32 + 1));
                        assert_eq!(removed, Some(NonZeroU32::new(uid)));
                    }
                    5 => {
                        let start = 1 + random.below(20_000) as u32;
                        let end = start + random.below(300) as u32;
                        let mut told = Vec::new();
                        let missing = numbers.remove_uids(start..=end, |seq, count, uid| {
                            assert_eq!(count, 1);
                            told.push((seq, uid.map_or(0, u32::from)));
                        });
                        // One by one, the last of the unknown first.
                        let (mut wanted, mut left) = (Vec::new(), 0);
                        for uid in start..=end {
                            let above = model.iter().position(|known| *known >= uid);
                            let at = above.unwrap_or(model.len());
                            if model.get(at) == Some(&uid) {
                                wanted.push((at as u32 + 1, model.remove(at)));
                            } else if at > 0 && model[at - 1] == 0 {
                                wanted.push((at as u32, model.remove(at - 1)));
                            } else {
                                left += 1;
                            }
                        }
                        assert_eq!((told, missing), (wanted, left));
                    }
                    _ if !model.is_empty() => {
                        // Runs, as a FETCH brings them, and single ones.
                        let from = random.below(model.len());
                        let run = if random.below(3) == 0 { 200 } else { 1 };
                        let mut uid = 1 + random.below(20_000) as u32;
                        for at in from..model.len().min(from + run) {
                            let set = numbers.set(nz(at as u32 + 1), nz(uid));
                            let below = model[..at].iter().rev().find(|uid| **uid != 0);
                            let above = model[at + 1..].iter().find(|uid| **uid != 0);
                            let wanted = if model[at] == uid {
                                Ok(())
                            } else if model[at] != 0 {
                                Err(Misplaced::Differs)
                            } else if below.is_some_and(|below| *below >= uid)
                                || above.is_some_and(|above| *above <= uid)
                            {
                                Err(Misplaced::Order)
                            } else {
                                model[at] = uid;
                                Ok(())
                            };
                            assert_eq!(set, wanted);
                            uid += 1 + random.below(3) as u32;
                        }
                    }
                    _ => {}
                }
            }
            same(&numbers, &model);
            assert_eq!(
                numbers.set(nz(model.len() as u32 + 1), nz(1)),
                Err(Misplaced::NoMessage)
            );
        }
    }

    /// A million messages: what is not known costs nothing, and what is known is found at once.
    #[test]
    fn a_million() {
        let mut numbers = Numbers::default();
        numbers.append(1_000_000);
        assert_eq!(numbers.blocks.len(), 1);
        for seq in 1..=1_000_000 {
            numbers.set(nz(seq), nz(2 * seq)).unwrap();
        }
        assert!(
            numbers.blocks.len() <= 1_000_000 / FULL + 1,
            "{}",
            numbers.blocks.len()
        );
        for round in 0..100_000 {
            let seq = nz(1 + round * 7);
            let uid = numbers.uid(seq).unwrap();
            assert_eq!(numbers.seq(uid), Some(seq));
            assert_eq!(numbers.remove(seq), Some(Some(uid)));
            assert_eq!(numbers.seq(uid), None);
        }
        assert_eq!(numbers.len(), 900_000);
    }
}
