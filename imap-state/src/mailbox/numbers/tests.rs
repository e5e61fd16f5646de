//! Beside a plain list, and in the worst of orders.

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
    sound(numbers);
}

/// What has to hold of pages and blocks.
fn sound(numbers: &Numbers) {
    let lens = numbers.pages.iter().map(|page| page.len);
    assert_eq!(lens.sum::<usize>(), numbers.len());
    for (at, page) in numbers.pages.iter().enumerate() {
        assert_eq!(
            numbers.before((at + 1, 0, 0)) - numbers.before((at, 0, 0)),
            page.len
        );
        assert!((1..=PAGE).contains(&page.blocks.len()));
        assert_eq!(
            page.blocks.iter().map(|block| block.len).sum::<usize>(),
            page.len
        );
        let side_by_side = |two: &[Block]| two.iter().all(Block::is_unknown);
        assert!(!page.blocks.windows(2).any(side_by_side));
        for block in &page.blocks {
            let known = block.uids.iter().copied().filter(|uid| *uid != 0);
            assert!(block.len > 0 && block.uids.len() <= FULL);
            assert!(block.uids.is_empty() || block.uids.len() == block.len);
            assert_eq!(block.first, known.clone().next().unwrap_or(0));
            assert_eq!(block.last, known.clone().next_back().unwrap_or(0));
            assert_eq!(block.is_unknown(), known.count() == 0);
        }
    }
    let few = |two: &[Page]| two.iter().all(|page| page.blocks.len() < PAGE / 4);
    assert!(!numbers.pages.windows(2).any(few), "{:?}", blocks(numbers));
}

fn blocks(numbers: &Numbers) -> usize {
    numbers.pages.iter().map(|page| page.blocks.len()).sum()
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
    for seed in 0..15 {
        let mut random = Random(seed);
        let (mut numbers, mut model) = (Numbers::default(), Vec::new());
        // Some of them long enough for several pages.
        let (steps, uids) = if seed < 12 {
            (400, 20_000)
        } else {
            (2000, 4_000_000)
        };
        for _ in 0..steps {
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
                    let start = 1 + random.below(uids) as u32;
                    let end = start + random.below(if seed < 12 { 300 } else { 3 }) as u32;
                    let mut told = Vec::new();
                    let missing = numbers.remove_uids(start..=end, |seq, count, uid| {
                        assert!(count == 1 || (count > MANY && uid.is_none()));
                        let run = (seq..seq + count).rev();
                        told.extend(run.map(|seq| (seq, uid.map_or(0, u32::from))));
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
                    // Where it may be, mostly.
                    let mut uid = if uids > 20_000 && random.below(4) > 0 {
                        let known = |uid: &&u32| **uid != 0;
                        let below = model[..from].iter().rfind(known).unwrap_or(&0);
                        let above = model[from..].iter().find(known);
                        let above = above.copied().unwrap_or(below + 100_000);
                        below + (above - below).div_ceil(2)
                    } else {
                        1 + random.below(uids) as u32
                    };
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
        assert!(
            seed < 12 || numbers.pages.len() > 2,
            "{:?}",
            blocks(&numbers)
        );
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
    assert_eq!(blocks(&numbers), 1);
    for seq in 1..=1_000_000 {
        numbers.set(nz(seq), nz(2 * seq)).unwrap();
    }
    assert!(blocks(&numbers) <= 1_000_000 / FULL + 1);
    for round in 0..100_000 {
        let seq = nz(1 + round * 7);
        let uid = numbers.uid(seq).unwrap();
        assert_eq!(numbers.seq(uid), Some(seq));
        assert_eq!(numbers.remove(seq), Some(Some(uid)));
        assert_eq!(numbers.seq(uid), None);
    }
    assert_eq!(numbers.len(), 900_000);
    sound(&numbers);
}

/// A server that tells of messages far apart, one by one, and takes them away again: each costs no more than the last.
#[test]
fn scattered() {
    let mut numbers = Numbers::default();
    numbers.append(4_000_000_000);
    let at = |n: u32| nz(1 + n.wrapping_mul(2_654_435_761) % 3_900_000_000);
    let mut told = 0;
    for n in 0..100_000 {
        told += u32::from(numbers.set(at(n), at(n)).is_ok());
    }
    assert!(told > 99_000, "{told}");
    sound(&numbers);
    let bytes: usize = numbers
        .pages
        .iter()
        .flat_map(|page| &page.blocks)
        .map(|block| size_of::<Block>() + 4 * block.uids.capacity())
        .sum();
    assert!(bytes < 100_000 * 256, "{bytes}");
    // Nothing is known of what is left, and no trace of it.
    for uid in numbers.uids().collect::<Vec<_>>() {
        let seq = numbers.seq(uid).unwrap();
        assert_eq!(numbers.remove(seq), Some(Some(uid)));
    }
    assert_eq!(blocks(&numbers), 1);
    assert_eq!(numbers.len(), 4_000_000_000 - told as usize);
}

/// One after the other, from the end to the start, and in jumps.
#[test]
fn in_any_order() {
    for step in [1, 999_999, 7, 500_001] {
        let mut numbers = Numbers::default();
        numbers.append(1_000_000);
        let mut at = 0_u64;
        for _ in 0..200_000 {
            at = (at + step) % 1_000_000;
            let seq = nz(at as u32 + 1);
            numbers.set(seq, seq).unwrap();
        }
        sound(&numbers);
        assert_eq!(numbers.uids().count(), 200_000);
    }
}

/// EXISTS after EXISTS: what is there already is not looked at.
#[test]
fn one_more() {
    let mut numbers = Numbers::default();
    for uid in 1..300_000 {
        numbers.append(1);
        numbers.set(nz(uid), nz(uid)).unwrap();
    }
    for uid in 300_000..600_000 {
        numbers.extend([nz(uid)]);
    }
    sound(&numbers);
    numbers.truncate(10);
    sound(&numbers);
    assert_eq!(numbers.uids().count(), 10);
}
