//! FETCH ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)): the machine asks for one message
//! after the other, and for long data piece by piece.

use std::num::NonZeroU32;

use imap_state::{
    server::{Error, Server},
    tag::Handle,
};
use imap_types::{
    IntoBoundedStatic,
    code::Code,
    core::{Content, Content8, NString, Number64, Octets as Octets8},
    data::Data,
    ext::{condstore::ModSeq, objectid::ObjectId, qresync::Vanished},
    fetch::{
        BinaryData, BinaryRequest, BinarySize, FetchAtt, FetchItems, FetchModifier, FetchRequest,
        MsgAtt, SectionData, SectionRequest,
    },
    flag::{Flag, Flags},
    section::{Partial, Section, SectionBinary},
    sequence::SequenceSet,
};

use crate::{
    body::structure,
    command::{Answering, Done, Refused, no, number_set, uid_set, with},
    envelope::{envelope, istring},
    mail::Mail,
    mime::{Octets, Part, UnknownEncoding},
    search::preview,
    store::Entry,
};

/// Longer data goes out piece by piece.
const LONG: usize = 16 << 10;

/// The FETCH that is being answered.
#[derive(Debug)]
pub(crate) struct Fetching {
    items: Vec<FetchAtt<'static>>,
    /// Only what has changed since.
    since: Option<u64>,
    sets_seen: bool,
}

/// Data that the machine will ask for.
#[derive(Debug)]
pub(crate) struct Body {
    mail: Mail,
    octets: Octets,
    at: usize,
}

impl Body {
    pub(crate) fn supply(
        &mut self,
        max: usize,
        supply: impl FnOnce(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let raw = self.mail.raw();
        let left = &self.octets.bytes(&raw)[self.at..];
        let piece = &left[..left.len().min(max)];
        supply(piece)?;
        self.at += piece.len();
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.octets.len()
    }
}

impl Answering<'_> {
    pub(crate) fn fetch(
        &mut self,
        server: &mut Server,
        handle: Handle,
        mut fetch: FetchRequest<'_>,
        by_uid: bool,
    ) -> Done {
        let mut items = match &fetch.items {
            FetchItems::All => vec![
                FetchAtt::Flags,
                FetchAtt::InternalDate,
                FetchAtt::Rfc822Size,
                FetchAtt::Envelope,
            ],
            FetchItems::Fast => vec![
                FetchAtt::Flags,
                FetchAtt::InternalDate,
                FetchAtt::Rfc822Size,
            ],
            FetchItems::Full => vec![
                FetchAtt::Flags,
                FetchAtt::InternalDate,
                FetchAtt::Rfc822Size,
                FetchAtt::Envelope,
                FetchAtt::Body,
            ],
            FetchItems::Items(items) => items
                .iter()
                .cloned()
                .map(IntoBoundedStatic::into_static)
                .collect(),
        };
        let known = |item: &FetchAtt<'_>| {
            !matches!(
                item,
                FetchAtt::Annotation(_)
                    | FetchAtt::ObjectId
                    | FetchAtt::SaveDate
                    | FetchAtt::XGmLabels
                    | FetchAtt::XGmMsgId
                    | FetchAtt::XGmThrId
                    | FetchAtt::Other(_)
            )
        };
        if !items.iter().all(known) {
            return Err(Refused::Bad("such an item is not here"));
        }
        let Some(followed) = &self.followed else {
            return Err(Refused::Bad("no mailbox is selected"));
        };
        let (id, read_only) = (followed.id, followed.read_only);
        let (mut since, mut vanished, mut partial) = (None, false, None);
        for modifier in &fetch.modifiers {
            match modifier {
                FetchModifier::ChangedSince(mod_seq) => since = Some(mod_seq.get()),
                FetchModifier::Vanished => vanished = true,
                FetchModifier::Partial(range) => partial = Some(*range),
                _ => return Err(Refused::Bad("no such modifier")),
            }
        }
        self.condstore |= since.is_some() || items.contains(&FetchAtt::ModSeq);
        if since.is_some() && !items.contains(&FetchAtt::ModSeq) {
            items.push(FetchAtt::ModSeq);
        }
        if vanished {
            let Some(since) = since.filter(|_| by_uid) else {
                return Err(Refused::Bad("VANISHED is for UID FETCH with CHANGEDSINCE"));
            };
            let all = self.shared.store.lock();
            let mailbox = all.by_name.values().find(|mailbox| mailbox.id == id);
            // What is gone has no number any more: by the ranges, as they were written.
            let max = mailbox.map_or(NonZeroU32::MIN, |mailbox| mailbox.uid_next);
            let named = |uid: &NonZeroU32| fetch.set.contains(*uid, max);
            let gone = mailbox.map_or_else(Vec::new, |mailbox| mailbox.gone_since(since));
            let uids = uid_set(gone.into_iter().filter(named));
            drop(all);
            if let Some(uids) = uids {
                server.data(
                    handle,
                    Data::Vanished(Vanished {
                        earlier: true,
                        uids,
                    }),
                )?;
            }
        }
        if let Some(range) = partial {
            let uids = Self::uids(server, &fetch.set, by_uid)?;
            match number_set(uids[range.indices(uids.len())].iter().copied()) {
                Some(set) if by_uid => fetch.set = SequenceSet::from(set),
                Some(_) => return Err(Refused::Bad("PARTIAL is for UID FETCH")),
                None => return Ok(server.ok(handle, "FETCH completed")?),
            }
        }
        let sets_seen = !read_only
            && items.iter().any(|item| {
                matches!(
                    item,
                    FetchAtt::BodySection(_)
                        | FetchAtt::Binary(_)
                        | FetchAtt::Rfc822
                        | FetchAtt::Rfc822Text
                )
            });
        self.fetching = Some(Fetching {
            items,
            since,
            sets_seen,
        });
        Ok(server.fetch(handle, &fetch)?)
    }

    pub(crate) fn fetch_next(
        &mut self,
        server: &mut Server,
        handle: Handle,
        uid: NonZeroU32,
    ) -> Done {
        let (Some(fetching), Some(followed)) = (&self.fetching, &mut self.followed) else {
            return no(Code::ServerBug, "nothing was asked for");
        };
        let mut all = self.shared.store.lock();
        let Some(mailbox) = all.by_id(followed.id) else {
            return Ok(server.fetch_gone(handle)?);
        };
        let Some(entry) = mailbox.entry(uid) else {
            return Ok(server.fetch_gone(handle)?);
        };
        if fetching.since.is_some_and(|since| entry.mod_seq <= since) {
            return Ok(server.fetched(handle, Vec::new())?);
        }
        let mut told = Vec::new();
        let mut entry = entry.clone();
        if fetching.sets_seen && !entry.flags.contains(Flag::Seen) {
            let seen: Flags<'_> = Flag::Seen.into();
            let caught_up = followed.catch_up(mailbox, server);
            mailbox.flag(&[uid], |old| with(old, &seen));
            if caught_up {
                followed.knows(mailbox);
            }
            if let Some(now) = mailbox.entry(uid) {
                entry = now.clone();
            }
            // RFC 9051 section 6.4.5: the change is told with it.
            if !fetching.items.contains(&FetchAtt::Flags) {
                told.push(MsgAtt::Flags(entry.flags.clone()));
            }
            if self.condstore && !fetching.items.contains(&FetchAtt::ModSeq) {
                told.extend(ModSeq::try_from(entry.mod_seq).map(MsgAtt::ModSeq));
            }
        }
        drop(all);
        let bodies = &mut self.bodies;
        // Whoever asks for parts has the message read once for all of them.
        let needs_root = fetching.items.iter().any(needs_root);
        let mut answer = |root: Option<&Part>, raw: &[u8]| {
            for item in &fetching.items {
                told.push(tell(item, &entry, root, raw, bodies)?);
            }
            Ok(())
        };
        let done: Result<(), Refused> = if needs_root {
            entry.mail.with_root(|root, raw| answer(Some(root), raw))
        } else {
            answer(None, &entry.mail.raw())
        };
        if let Err(error) = done {
            self.bodies.clear();
            return Err(error);
        }
        Ok(server.fetched(handle, told)?)
    }
}

const fn needs_root(item: &FetchAtt<'_>) -> bool {
    !matches!(
        item,
        FetchAtt::Uid
            | FetchAtt::Flags
            | FetchAtt::InternalDate
            | FetchAtt::Rfc822Size
            | FetchAtt::ModSeq
            | FetchAtt::EmailId
            | FetchAtt::ThreadId
    )
}

fn tell(
    item: &FetchAtt<'_>,
    entry: &Entry,
    root: Option<&Part>,
    raw: &[u8],
    bodies: &mut std::collections::VecDeque<Body>,
) -> Done<MsgAtt<'static>> {
    let data = |octets: Octets| -> Done<Content<'static>> {
        Ok(if octets.len() > LONG {
            let len = octets.len() as u64;
            bodies.push_back(Body {
                mail: entry.mail.clone(),
                octets,
                at: 0,
            });
            Content::Elsewhere { len }
        } else {
            Content::Here(istring(octets.bytes(raw)))
        })
    };
    let part = |section: Section<'_>| root.and_then(|root| root.section(raw, &section));
    Ok(match item {
        FetchAtt::Uid => MsgAtt::Uid(entry.uid),
        FetchAtt::Flags => MsgAtt::Flags(entry.flags.clone()),
        FetchAtt::InternalDate => MsgAtt::InternalDate(entry.date),
        FetchAtt::Rfc822Size => MsgAtt::Rfc822Size(Number64::try_from(entry.mail.size())?),
        FetchAtt::ModSeq => MsgAtt::ModSeq(ModSeq::try_from(entry.mod_seq)?),
        FetchAtt::EmailId => MsgAtt::EmailId(email_id(&entry.mail)?),
        // Clients thread by themselves, or by THREAD.
        FetchAtt::ThreadId => MsgAtt::ThreadId(None),
        FetchAtt::Envelope => MsgAtt::Envelope(Box::new(
            root.map_or_else(Default::default, |root| envelope(&raw[root.head.clone()])),
        )),
        FetchAtt::Body | FetchAtt::BodyStructure => {
            let extended = matches!(item, FetchAtt::BodyStructure);
            let Some(root) = root else {
                return no(Code::ServerBug, "not read");
            };
            let told = Box::new(structure(root, raw, extended)?);
            if extended {
                MsgAtt::BodyStructure(told)
            } else {
                MsgAtt::Body(told)
            }
        }
        FetchAtt::BodySection(SectionRequest { section, partial })
        | FetchAtt::BodyPeek(SectionRequest { section, partial }) => {
            let found = part(section.clone()).map(|octets| cut(octets, *partial));
            MsgAtt::BodySection(Box::new(SectionData {
                section: section.clone().into_static(),
                origin: partial.map(|partial| partial.origin),
                data: found.map(data).transpose()?,
            }))
        }
        FetchAtt::Rfc822 | FetchAtt::Rfc822Peek => {
            MsgAtt::Rfc822(part(Section::Whole).map(data).transpose()?)
        }
        FetchAtt::Rfc822Header => {
            MsgAtt::Rfc822Header(part(Section::Header(None)).map(data).transpose()?)
        }
        FetchAtt::Rfc822HeaderLines(names) => MsgAtt::Rfc822Header(
            part(Section::HeaderFields(None, names.clone()))
                .map(data)
                .transpose()?,
        ),
        FetchAtt::Rfc822HeaderLinesNot(names) => MsgAtt::Rfc822Header(
            part(Section::HeaderFieldsNot(None, names.clone()))
                .map(data)
                .transpose()?,
        ),
        FetchAtt::Rfc822Text | FetchAtt::Rfc822TextPeek => {
            MsgAtt::Rfc822Text(part(Section::Text(None)).map(data).transpose()?)
        }
        FetchAtt::Binary(BinaryRequest { section, partial })
        | FetchAtt::BinaryPeek(BinaryRequest { section, partial }) => {
            let found = decoded(root, raw, section)?.map(|octets| cut(octets, *partial));
            MsgAtt::Binary(Box::new(BinaryData {
                section: section.clone(),
                origin: partial.map(|partial| partial.origin),
                data: found.map(|octets| {
                    if octets.len() > LONG {
                        let len = octets.len() as u64;
                        bodies.push_back(Body {
                            mail: entry.mail.clone(),
                            octets,
                            at: 0,
                        });
                        Content8::Elsewhere { len }
                    } else {
                        Content8::Here(Octets8::from_scanned(octets.bytes(raw).to_vec().into()))
                    }
                }),
            }))
        }
        FetchAtt::BinarySize(section) => MsgAtt::BinarySize(Box::new(BinarySize {
            section: section.clone(),
            size: Number64::try_from(
                decoded(root, raw, section)?.map_or(0, |octets| octets.len() as u64),
            )?,
        })),
        FetchAtt::Preview(_) => MsgAtt::Preview(NString::from(istring(preview(raw)))),
        _ => return Err(Refused::Bad("such an item is not here")),
    })
}

fn cut(octets: Octets, partial: Option<Partial>) -> Octets {
    match partial {
        Some(partial) => octets.part(partial.origin.get(), partial.len()),
        None => octets,
    }
}

fn decoded(root: Option<&Part>, raw: &[u8], section: &SectionBinary) -> Done<Option<Octets>> {
    if section.0.is_empty() {
        return Ok(Some(Octets::At(0..raw.len())));
    }
    let part = root.and_then(|root| root.find(&section.0));
    match part.map(|part| part.decoded(raw)).transpose() {
        Ok(octets) => Ok(octets),
        Err(UnknownEncoding) => no(Code::UnknownCte, "an encoding that is not known"),
    }
}

/// The same for the same message, in whichever mailbox it is.
pub(crate) fn email_id(mail: &Mail) -> Done<ObjectId<'static>> {
    let name = match mail {
        Mail::Kept(kept) => format!("K{}", kept.id),
        Mail::Made(number) => format!("M{number}"),
    };
    Ok(ObjectId::try_from(name.as_str()).map(IntoBoundedStatic::into_static)?)
}
