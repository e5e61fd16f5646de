//! SEARCH and SORT ([RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.4),
//! [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html)).

use std::{cmp::Ordering, num::NonZeroU32, sync::Arc};

use imap_state::{server::Server, tag::Handle};
use imap_types::{
    capability::Capability,
    code::Code,
    core::{AString, Vec1},
    data::Data,
    ext::{
        condstore::ModSeq,
        partial::PartialResults,
        sort::{Sort, SortKey},
        thread::base_subject,
    },
    flag::Flag,
    response::{RespText, State},
    search::{
        ESearch, Search, SearchCorrelator, SearchKey, SearchKeys, SearchNode, SearchResult,
        SearchResultExt, SearchReturnData, SearchReturnOpt,
    },
    sequence::{NumberSet, SeqRange, SequenceSet},
};
use mail_parser::PartType;

use crate::{
    command::{Answering, Done, Refused, no, number_set},
    envelope::envelope,
    mime::{field, fields, readable, unfolded},
    store::{Entry, now, sent, stamp},
};

/// A message that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) seq: NonZeroU32,
    pub(crate) entry: Entry,
}

/// What the keys are judged by.
struct Judge<'j> {
    keys: &'j SearchKeys<'j>,
    last_seq: NonZeroU32,
    last_uid: NonZeroU32,
    /// `$`, ascending.
    saved: Vec<NonZeroU32>,
    now: i64,
}

impl Answering<'_> {
    /// The messages that the client knows of and the keys describe.
    pub(crate) fn find(
        &mut self,
        server: &Server,
        charset: Option<&AString<'_>>,
        keys: &SearchKeys<'_>,
    ) -> Done<Vec<Found>> {
        if let Some(charset) = charset {
            let known = ["UTF-8", "US-ASCII"];
            if !known
                .iter()
                .any(|name| charset.as_bytes().eq_ignore_ascii_case(name.as_bytes()))
            {
                let known = known
                    .into_iter()
                    .filter_map(|name| AString::try_from(name).ok());
                return no(Code::BadCharset(known.collect()), "not this charset");
            }
        }
        for key in keys.as_slice() {
            let known = !matches!(
                key,
                SearchKey::Annotation(_)
                    | SearchKey::Filter(_)
                    | SearchKey::XGmLabels(_)
                    | SearchKey::XGmMsgId(_)
                    | SearchKey::XGmRaw(_)
                    | SearchKey::XGmThrId(_)
                    | SearchKey::Other(_)
            );
            if !known {
                return Err(Refused::Bad("no such key"));
            }
            self.condstore |= matches!(key, SearchKey::ModSeq(_));
        }
        let (Some(followed), Some(numbers)) = (&self.followed, server.numbers()) else {
            return Err(Refused::Bad("no mailbox is selected"));
        };
        let entries = {
            let mut all = self.shared.store.lock();
            let Some(mailbox) = all.by_id(followed.id) else {
                return no(Code::NonExistent, "it is gone");
            };
            Arc::clone(&mailbox.entries)
        };
        let last = |number: Option<NonZeroU32>| number.unwrap_or(NonZeroU32::MIN);
        let judge = Judge {
            keys,
            last_seq: last(NonZeroU32::new(numbers.len() as u32)),
            last_uid: last(numbers.uids().last()),
            saved: server
                .messages(&SequenceSet::Saved, true)
                .map(|(_, uid)| uid)
                .collect(),
            now: stamp(now()),
        };
        // Much mail takes its time, and others do not wait for it.
        Ok(tokio::task::block_in_place(|| {
            let mut rest = entries.iter().peekable();
            let mut found = Vec::new();
            for (at, uid) in numbers.uids().enumerate() {
                while rest.next_if(|entry| entry.uid < uid).is_some() {}
                let Some(entry) = rest.next_if(|entry| entry.uid == uid) else {
                    continue;
                };
                let Some(seq) = NonZeroU32::new(at as u32 + 1) else {
                    continue;
                };
                if judge.keys.iter().all(|node| judge.holds(node, seq, entry)) {
                    found.push(Found {
                        seq,
                        entry: entry.clone(),
                    });
                }
            }
            found
        }))
    }

    pub(crate) fn search(
        &mut self,
        server: &mut Server,
        handle: Handle,
        search: &Search<'_>,
        by_uid: bool,
    ) -> Done {
        let found = self.find(server, search.charset.as_ref(), &search.keys);
        let found = match found {
            Err(error) => {
                // RFC 9051 section 6.4.4.1.
                if saves(search.returns.as_deref()) {
                    server.save([]);
                }
                return Err(error);
            }
            Ok(found) => found,
        };
        let asks = search
            .keys
            .as_slice()
            .iter()
            .any(|key| matches!(key, SearchKey::ModSeq(_)));
        let rev2 = Self::enabled(server, &Capability::Imap4Rev2);
        let data = match &search.returns {
            None if !rev2 => {
                let highest = found
                    .iter()
                    .map(|one| one.entry.mod_seq)
                    .max()
                    .filter(|_| asks);
                let extension = highest
                    .and_then(|highest| ModSeq::try_from(highest).ok())
                    .map(SearchResultExt::ModSeq);
                let numbers = found.iter().map(|one| number(one, by_uid)).collect();
                Some(Data::Search(SearchResult { numbers, extension }))
            }
            returns => answer(
                server,
                handle,
                returns.as_deref().unwrap_or_default(),
                &found,
                by_uid,
                asks,
                false,
            )?
            .map(Data::ESearch),
        };
        let lines = data.into_iter().map(Into::into).collect();
        self.say(
            server,
            handle,
            lines,
            State::Ok,
            RespText::new("SEARCH completed")?,
        )
    }

    pub(crate) fn sort(
        &mut self,
        server: &mut Server,
        handle: Handle,
        sort: &Sort<'_>,
        by_uid: bool,
    ) -> Done {
        if sort.criteria.iter().any(|one| {
            matches!(
                one.key,
                SortKey::Annotation(_) | SortKey::Relevancy | SortKey::Other(_)
            )
        }) {
            return Err(Refused::Bad("no such order"));
        }
        let found = self.find(server, Some(&sort.charset), &sort.keys)?;
        let found = tokio::task::block_in_place(|| {
            let keys = |one: &Found| {
                sort.criteria
                    .iter()
                    .map(|by| order(&one.entry, &by.key))
                    .collect::<Vec<_>>()
            };
            let mut found: Vec<(Vec<Order>, Found)> =
                found.into_iter().map(|one| (keys(&one), one)).collect();
            found.sort_by(|(one, a), (two, b)| {
                let pairs = one.iter().zip(two).zip(&sort.criteria);
                let mut orders = pairs.map(|((one, two), by)| {
                    if by.reverse {
                        two.cmp(one)
                    } else {
                        one.cmp(two)
                    }
                });
                orders
                    .find(|order| *order != Ordering::Equal)
                    .unwrap_or_else(|| a.seq.cmp(&b.seq))
            });
            found.into_iter().map(|(_, one)| one).collect::<Vec<_>>()
        });
        let asks = sort
            .keys
            .as_slice()
            .iter()
            .any(|key| matches!(key, SearchKey::ModSeq(_)));
        let data = match &sort.returns {
            None => {
                let numbers = found.iter().map(|one| number(one, by_uid)).collect();
                let highest = found
                    .iter()
                    .map(|one| one.entry.mod_seq)
                    .max()
                    .filter(|_| asks);
                let extension = highest
                    .and_then(|highest| ModSeq::try_from(highest).ok())
                    .map(SearchResultExt::ModSeq);
                Some(Data::Sort(SearchResult { numbers, extension }))
            }
            Some(returns) => {
                answer(server, handle, returns, &found, by_uid, asks, true)?.map(Data::ESearch)
            }
        };
        let lines = data.into_iter().map(Into::into).collect();
        self.say(
            server,
            handle,
            lines,
            State::Ok,
            RespText::new("SORT completed")?,
        )
    }
}

pub(crate) const fn number(found: &Found, by_uid: bool) -> NonZeroU32 {
    if by_uid { found.entry.uid } else { found.seq }
}

fn saves(returns: Option<&[SearchReturnOpt<'_>]>) -> bool {
    returns.is_some_and(|returns| returns.contains(&SearchReturnOpt::Save))
}

/// ESEARCH, if anything but SAVE was asked for.
fn answer(
    server: &mut Server,
    handle: Handle,
    returns: &[SearchReturnOpt<'_>],
    found: &[Found],
    by_uid: bool,
    asks_mod_seq: bool,
    in_order: bool,
) -> Done<Option<ESearch<'static>>> {
    let numbers: Vec<_> = found.iter().map(|one| number(one, by_uid)).collect();
    // In the order that SORT was asked for a range would lose it.
    let set = |numbers: &[NonZeroU32]| {
        if in_order {
            let singles = numbers.iter().map(|number| SeqRange::single(*number));
            Vec1::try_from(singles.collect::<Vec<_>>())
                .ok()
                .map(NumberSet)
        } else {
            number_set(numbers.iter().copied())
        }
    };
    let (first, last) = if in_order {
        (numbers.iter().min().copied(), numbers.iter().max().copied())
    } else {
        (numbers.first().copied(), numbers.last().copied())
    };
    let has = |option: &SearchReturnOpt<'_>| returns.contains(option);
    let mut data = Vec::new();
    let mut told: Vec<NonZeroU32> = Vec::new();
    for option in returns {
        match option {
            SearchReturnOpt::Min => {
                data.extend(first.map(SearchReturnData::Min));
                told.extend(first);
            }
            SearchReturnOpt::Max => {
                data.extend(last.map(SearchReturnData::Max));
                told.extend(last);
            }
            SearchReturnOpt::All => data.extend(set(&numbers).map(SearchReturnData::All)),
            SearchReturnOpt::Count => data.push(SearchReturnData::Count(numbers.len() as u32)),
            SearchReturnOpt::Partial(range) => {
                let some = &numbers[range.indices(numbers.len())];
                told.extend(some);
                data.push(SearchReturnData::Partial(PartialResults {
                    range: *range,
                    results: set(some),
                }));
            }
            SearchReturnOpt::Save => {}
            _ => return Err(Refused::Bad("no such option")),
        }
    }
    let saves = has(&SearchReturnOpt::Save);
    let only_saves = saves && returns.len() == 1;
    if returns.is_empty() {
        data.extend(set(&numbers).map(SearchReturnData::All));
    }
    if saves {
        // RFC 9051 section 6.4.4.4: MIN and MAX alone save what they tell.
        let whole = only_saves || has(&SearchReturnOpt::All) || has(&SearchReturnOpt::Count);
        let kept: Vec<_> = found
            .iter()
            .filter(|one| whole || told.contains(&number(one, by_uid)))
            .map(|one| one.entry.uid)
            .collect();
        server.save(kept);
    }
    if only_saves {
        return Ok(None);
    }
    if asks_mod_seq && !found.is_empty() {
        let ends = |option: &SearchReturnOpt<'_>| {
            matches!(option, SearchReturnOpt::Min | SearchReturnOpt::Max)
        };
        let whole = returns.is_empty() || !returns.iter().all(ends);
        let counted = found
            .iter()
            .filter(|one| whole || told.contains(&number(one, by_uid)));
        let highest = counted.map(|one| one.entry.mod_seq).max().unwrap_or(1);
        data.push(SearchReturnData::ModSeq(ModSeq::try_from(highest)?));
    }
    let tag = server
        .tag(handle)
        .map(|tag| tag.as_str().to_string())
        .unwrap_or_default();
    let correlator = Some(Vec1::one(SearchCorrelator::Tag(AString::try_from(tag)?)));
    Ok(Some(ESearch {
        correlator,
        uid: by_uid,
        data,
    }))
}

impl Judge<'_> {
    /// Keys nest no deeper than 64 levels.
    fn holds(&self, node: SearchNode<'_, '_>, seq: NonZeroU32, entry: &Entry) -> bool {
        let flag = |flag: Flag<'_>, to| entry.flags.contains(&flag) == to;
        let head = |name: &str, text: &AString<'_>| contains_field(entry, name, text);
        let date = entry.date.date();
        let day = |of: fn(&Entry) -> imap_types::datetime::Date| of(entry);
        match node.key() {
            SearchKey::All => true,
            SearchKey::And(_) => node.operands().all(|node| self.holds(node, seq, entry)),
            SearchKey::Or => node.operands().any(|node| self.holds(node, seq, entry)),
            SearchKey::Not => !node.operands().any(|node| self.holds(node, seq, entry)),
            SearchKey::Fuzzy => node.operands().all(|node| self.holds(node, seq, entry)),
            SearchKey::Sequence(SequenceSet::Saved) | SearchKey::Uid(SequenceSet::Saved) => {
                self.saved.binary_search(&entry.uid).is_ok()
            }
            SearchKey::Sequence(set) => set.contains(seq, self.last_seq),
            SearchKey::Uid(set) => set.contains(entry.uid, self.last_uid),
            SearchKey::UidAfter(uid) => entry.uid > *uid,
            SearchKey::UidBefore(uid) => entry.uid < *uid,
            SearchKey::Answered => flag(Flag::Answered, true),
            SearchKey::Unanswered => flag(Flag::Answered, false),
            SearchKey::Deleted => flag(Flag::Deleted, true),
            SearchKey::Undeleted => flag(Flag::Deleted, false),
            SearchKey::Draft => flag(Flag::Draft, true),
            SearchKey::Undraft => flag(Flag::Draft, false),
            SearchKey::Flagged => flag(Flag::Flagged, true),
            SearchKey::Unflagged => flag(Flag::Flagged, false),
            SearchKey::Seen => flag(Flag::Seen, true),
            SearchKey::Unseen => flag(Flag::Seen, false),
            SearchKey::Keyword(word) => flag(Flag::Keyword(word.clone()), true),
            SearchKey::Unkeyword(word) => flag(Flag::Keyword(word.clone()), false),
            // No message is recent here.
            SearchKey::Recent | SearchKey::New => false,
            SearchKey::Old => true,
            SearchKey::Before(wanted) => date < *wanted,
            SearchKey::On(wanted) => date == *wanted,
            SearchKey::Since(wanted) => date >= *wanted,
            SearchKey::SentBefore(wanted) => day(sent_day) < *wanted,
            SearchKey::SentOn(wanted) => day(sent_day) == *wanted,
            SearchKey::SentSince(wanted) => day(sent_day) >= *wanted,
            // RFC 8514: without SAVEDATE the others are meant.
            SearchKey::SavedBefore(wanted) => date < *wanted,
            SearchKey::SavedOn(wanted) => date == *wanted,
            SearchKey::SavedSince(wanted) => date >= *wanted,
            SearchKey::SaveDateSupported => false,
            SearchKey::Older(seconds) => self.now - stamp(entry.date) >= i64::from(seconds.get()),
            SearchKey::Younger(seconds) => self.now - stamp(entry.date) <= i64::from(seconds.get()),
            SearchKey::Larger(size) => entry.mail.size() > size.get(),
            SearchKey::Smaller(size) => entry.mail.size() < size.get(),
            SearchKey::ModSeq(key) => entry.mod_seq >= key.at_least.0,
            SearchKey::Bcc(text) => head("Bcc", text),
            SearchKey::Cc(text) => head("Cc", text),
            SearchKey::From(text) => head("From", text),
            SearchKey::Subject(text) => head("Subject", text),
            SearchKey::To(text) => head("To", text),
            SearchKey::Header(key) => {
                head(&String::from_utf8_lossy(key.field.as_bytes()), &key.value)
            }
            SearchKey::Body(text) => contains_text(entry, text, false),
            SearchKey::Text(text) => contains_text(entry, text, true),
            SearchKey::EmailId(id) => {
                crate::fetch::email_id(&entry.mail).is_ok_and(|own| own == *id)
            }
            _ => false,
        }
    }
}

fn sent_day(entry: &Entry) -> imap_types::datetime::Date {
    let date = entry
        .mail
        .with_root(|root, raw| sent(&raw[root.head.clone()]));
    date.unwrap_or(entry.date).date()
}

fn folded(text: &AString<'_>) -> String {
    String::from_utf8_lossy(text.as_bytes()).to_lowercase()
}

fn contains_field(entry: &Entry, name: &str, text: &AString<'_>) -> bool {
    let wanted = folded(text);
    entry.mail.with_root(|root, raw| {
        let mut fields = fields(&raw[root.head.clone()])
            .filter(|(one, _)| one.eq_ignore_ascii_case(name.as_bytes()));
        fields.any(|(name, whole)| {
            let value = whole
                .get(name.len()..)
                .unwrap_or_default()
                .trim_ascii_start();
            let value = unfolded(value.strip_prefix(b":").unwrap_or(value));
            wanted.is_empty() || readable(&value).to_lowercase().contains(&wanted)
        })
    })
}

fn contains_text(entry: &Entry, text: &AString<'_>, header_too: bool) -> bool {
    let wanted = folded(text);
    let raw = entry.mail.raw();
    if header_too {
        let in_header = entry.mail.with_root(|root, raw| {
            let mut fields = fields(&raw[root.head.clone()]);
            fields.any(|(_, whole)| readable(&unfolded(whole)).to_lowercase().contains(&wanted))
        });
        if in_header {
            return true;
        }
    }
    texts(&raw)
        .iter()
        .any(|text| text.to_lowercase().contains(&wanted))
}

/// All texts of a message, decoded.
fn texts(raw: &[u8]) -> Vec<String> {
    let Some(message) = crate::mime::parsed(raw) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut open = vec![&message];
    while let Some(message) = open.pop() {
        for part in &message.parts {
            match &part.body {
                PartType::Text(text) | PartType::Html(text) => found.push(text.to_string()),
                PartType::Message(inner) => open.push(inner),
                _ => {}
            }
        }
    }
    found
}

/// The first words (RFC 8970).
pub(crate) fn preview(raw: &[u8]) -> Vec<u8> {
    let message = crate::mime::parsed(raw);
    let text = message
        .as_ref()
        .and_then(|message| message.body_preview(200))
        .unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .take(200)
        .collect::<String>()
        .into_bytes()
}

/// What SORT compares.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Order {
    Number(i64),
    Text(String),
}

fn order(entry: &Entry, key: &SortKey<'_>) -> Order {
    let mailbox = |name: bool,
                   pick: fn(
        &imap_types::envelope::Envelope<'static>,
    ) -> Option<imap_types::envelope::Address<'static>>| {
        let address = entry
            .mail
            .with_root(|root, raw| pick(&envelope(&raw[root.head.clone()])));
        let Some(address) = address else {
            return Order::Text(String::new());
        };
        let lossy = |text: &imap_types::core::NString<'_>| {
            String::from_utf8_lossy(text.as_bytes().unwrap_or_default()).into_owned()
        };
        let shown = readable(lossy(&address.name).as_bytes());
        Order::Text(match (name, shown.is_empty()) {
            (true, false) => shown.to_lowercase(),
            // RFC 5957: without a name the address.
            (true, true) => {
                format!("{}@{}", lossy(&address.mailbox), lossy(&address.host)).to_lowercase()
            }
            (false, _) => lossy(&address.mailbox).to_lowercase(),
        })
    };
    match key {
        SortKey::Arrival => Order::Number(stamp(entry.date)),
        SortKey::Date => {
            let date = entry
                .mail
                .with_root(|root, raw| sent(&raw[root.head.clone()]));
            Order::Number(stamp(date.unwrap_or(entry.date)))
        }
        SortKey::Size => Order::Number(i64::try_from(entry.mail.size()).unwrap_or(i64::MAX)),
        SortKey::Subject => Order::Text(base_subject(&subject(entry)).text.to_lowercase()),
        SortKey::Cc => mailbox(false, |envelope| envelope.cc().first().cloned()),
        SortKey::From => mailbox(false, |envelope| envelope.from().first().cloned()),
        SortKey::To => mailbox(false, |envelope| envelope.to().first().cloned()),
        SortKey::DisplayFrom => mailbox(true, |envelope| envelope.from().first().cloned()),
        SortKey::DisplayTo => mailbox(true, |envelope| envelope.to().first().cloned()),
        _ => Order::Number(0),
    }
}

pub(crate) fn subject(entry: &Entry) -> String {
    let value = entry
        .mail
        .with_root(|root, raw| field(&raw[root.head.clone()], "Subject"));
    readable(&value.unwrap_or_default())
}
