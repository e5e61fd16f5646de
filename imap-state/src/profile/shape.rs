//! Commands as a server wants them.

use alloc::{borrow::Cow, vec, vec::Vec};

use imap_codec::{EncodeOptions, Encoder};
use imap_types::{
    IntoBoundedStatic,
    append::AppendData,
    command::{Command, CommandBody, Uid},
    core::{Content, IString, Tag},
    fetch::{FetchAtt, FetchItems, SectionRequest},
    search::Search,
    section::Section,
    sequence::SequenceSet,
};

use super::{Charset, Ways};

impl Ways {
    /// The same command as this server wants it; `utf8`: UTF-8 is enabled, so that there are no charsets.
    pub fn shape(&self, command: &mut CommandBody<'_>, utf8: bool) {
        if self.ascending_sets
            && let Some(set) = set_of(command)
            && *set != set.ascending()
        {
            *set = set.ascending();
        }
        match command {
            CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch))
                if self.body_for_rfc822 =>
            {
                if let FetchItems::Items(items) = &mut fetch.items {
                    items.iter_mut().for_each(body_for_rfc822);
                }
            }
            CommandBody::Search(search) | CommandBody::Uid(Uid::Search(search)) => {
                self.charset(search, utf8);
            }
            CommandBody::Append(append) if self.append_ends_line => {
                for message in append.messages.iter_mut() {
                    if let AppendData::Literal(data) = &mut message.data {
                        end_line(data);
                    }
                }
            }
            _ => {}
        }
    }

    fn charset(&self, search: &mut Search<'_>, utf8: bool) {
        match self.charset {
            Charset::NotForAscii if search.charset.is_some() => {
                let body = CommandBody::Search(Search {
                    charset: None,
                    ..search.clone()
                });
                if written(body).is_some_and(|bytes| bytes.is_ascii()) {
                    search.charset = None;
                }
            }
            Charset::Always if search.charset.is_none() && !utf8 => {
                search.charset = "UTF-8".try_into().ok();
            }
            _ => {}
        }
    }

    /// The command in parts that do the same one after the other, each no longer than this server takes
    /// ([`command_octets`](Self::command_octets)): FETCH and STORE, and with UID also COPY, MOVE and EXPUNGE, by their sets.
    /// Anything else, and what is short enough, is one part. Where one part fails, others may have been done.
    ///
    /// COPY and MOVE that name messages by number are not taken apart: behind the first part the numbers of the second may
    /// be others.
    ///
    /// ```
    /// use imap_state::profile::Ways;
    /// use imap_types::{command::CommandBody, fetch::FetchAtt, sequence::SequenceSet};
    ///
    /// let uids: Vec<_> = (1..=9_000).map(|n| (n * 2).to_string()).collect();
    /// let set: SequenceSet = uids.join(",").parse()?;
    /// let parts = Ways::default().parts(CommandBody::uid_fetch(set, FetchAtt::Flags));
    /// assert_eq!(parts.len(), 7);
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn parts(&self, command: CommandBody<'_>) -> Vec<CommandBody<'static>> {
        let mut command = command.into_static();
        if self.ascending_sets
            && let Some(set) = set_of(&mut command)
        {
            *set = set.ascending();
        }
        // By number, what EXPUNGE may change meanwhile is not taken apart.
        let divisible = matches!(
            command,
            CommandBody::Fetch(_) | CommandBody::Store(_) | CommandBody::Uid(_)
        );
        let len = written(command.clone()).map_or(0, |bytes| bytes.len());
        if len <= self.command_octets || !divisible {
            return vec![command];
        }
        let Some(set) = set_of(&mut command) else {
            return vec![command];
        };
        let of_set = alloc::format!("{set}").len();
        let room = self.command_octets.saturating_sub(len - of_set);
        let sets = set.split(room);
        let part = |set| {
            let mut part = command.clone();
            if let Some(place) = set_of(&mut part) {
                *place = set;
            }
            part
        };
        sets.into_iter().map(part).collect()
    }
}

/// As it is on the wire, with a tag of a length that most have.
pub(super) fn written(body: CommandBody<'_>) -> Option<Vec<u8>> {
    let tag = Tag::try_from("A999999").ok()?;
    let mut bytes = Vec::new();
    Encoder::new(EncodeOptions::everything())
        .encode_into(&Command { tag, body }, &mut bytes)
        .ok()?;
    Some(bytes)
}

/// The messages that a command names.
pub(super) fn set_of<'c>(command: &'c mut CommandBody<'_>) -> Option<&'c mut SequenceSet> {
    Some(match command {
        CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => &mut fetch.set,
        CommandBody::Store(store) | CommandBody::Uid(Uid::Store(store)) => &mut store.set,
        CommandBody::Copy(copy)
        | CommandBody::Move(copy)
        | CommandBody::Uid(Uid::Copy(copy) | Uid::Move(copy)) => &mut copy.set,
        CommandBody::Uid(Uid::Expunge(set)) => set,
        _ => return None,
    })
}

fn body_for_rfc822(item: &mut FetchAtt<'_>) {
    let section = |section| SectionRequest {
        section,
        partial: None,
    };
    *item = match item {
        FetchAtt::Rfc822 => FetchAtt::BodySection(section(Section::Whole)),
        FetchAtt::Rfc822Peek => FetchAtt::BodyPeek(section(Section::Whole)),
        FetchAtt::Rfc822Header => FetchAtt::BodyPeek(section(Section::Header(None))),
        FetchAtt::Rfc822Text => FetchAtt::BodySection(section(Section::Text(None))),
        FetchAtt::Rfc822TextPeek => FetchAtt::BodyPeek(section(Section::Text(None))),
        _ => return,
    };
}

fn end_line(data: &mut Content<'_>) {
    if let Content::Here(octets) = data
        && !octets.as_bytes().ends_with(b"\r\n")
    {
        let ended = [octets.as_bytes(), b"\r\n"].concat();
        // CR and LF are as good as what is there.
        *octets = IString::from_scanned(Cow::Owned(ended));
    }
}
