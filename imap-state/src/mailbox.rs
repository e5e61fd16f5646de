//! The selected mailbox as the server tells of it: how many messages, which UIDs they have, and what is gone
//! ([RFC 9051 §2.3.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.1),
//! [RFC 7162](https://www.rfc-editor.org/rfc/rfc7162.html)).
//!
//! A [`Mailbox`] hears every response of the time in which it is selected, and tells what has changed. It holds no
//! messages. Where a server contradicts itself, that is told too ([`Lie`]), and the view stays sound.
//!
//! ```text
//! S: * 3 EXISTS                     Change::Exists { before: 0, now: 3 }
//! S: * 2 FETCH (UID 17)             Change::Known { seq: 2, uid: 17 }
//! S: * 1 EXPUNGE                    Change::Expunged { seq: 1, uid: None }; message 2 is message 1 now
//! S: * VANISHED 17                  Change::Expunged { seq: 1, uid: Some(17) }
//! ```
//!
//! ```
//! use imap_codec::ResponseDecoder;
//! use imap_state::mailbox::{Change, Mailbox};
//!
//! let (mut mailbox, mut heard) = (Mailbox::default(), Vec::new());
//! for line in [&b"* 3 EXISTS\r\n"[..], b"* 2 FETCH (UID 17)\r\n", b"* 1 EXPUNGE\r\n"] {
//!     mailbox.hear(&ResponseDecoder::strict().decode(line)?.value, |change| heard.push(change));
//! }
//! assert_eq!(heard.len(), 3);
//! assert_eq!(heard[2], Change::Expunged { seq: 1, uid: None });
//! assert_eq!(mailbox.numbers().seq(17.try_into()?).map(u32::from), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod numbers;
pub mod resync;
#[cfg(test)]
mod tests;

use core::num::NonZeroU32;

use imap_types::{
    IntoBoundedStatic, ToBoundedStatic,
    code::Code,
    data::Data,
    ext::condstore::ModSeq,
    fetch::MsgAtt,
    flag::{Flags, PermanentFlags},
    response::Response,
    sequence::UidSet,
};

use self::numbers::Misplaced;
pub use self::numbers::Numbers;

/// What is known of the selected mailbox. Empty before the server has told anything.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    numbers: Numbers,
    recent: Option<u32>,
    flags: Option<Flags<'static>>,
    permanent_flags: Option<PermanentFlags<'static>>,
    uid_validity: Option<NonZeroU32>,
    uid_next: Option<NonZeroU32>,
    highest_mod_seq: Option<ModSeq>,
    no_mod_seq: bool,
    uid_not_sticky: bool,
    read_only: bool,
    lied: bool,
}

/// What a response changes in the view.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// The number of messages.
    Exists {
        /// It was.
        before: u32,
        /// It is.
        now: u32,
    },
    /// A message is gone, and those behind it have moved up.
    Expunged {
        /// Its message sequence number, when it went.
        seq: u32,
        /// Its UID, if it was known.
        uid: Option<NonZeroU32>,
    },
    /// So many messages are gone at once of which nothing was known but that they are there: more than 256. Those behind
    /// them have moved up.
    ExpungedMany {
        /// The message sequence number of the first, when they went.
        seq: u32,
        /// How many.
        count: u32,
    },
    /// The UID of a message has become known.
    Known {
        /// The message.
        seq: NonZeroU32,
        /// Its UID.
        uid: NonZeroU32,
    },
    /// The server contradicts itself.
    Lie(Lie),
}

/// What a server may not say after what it has said. The view keeps what it can; a client that needs certainty selects
/// the mailbox again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Lie {
    /// EXISTS with fewer messages than there are: only EXPUNGE and VANISHED may lower the number
    /// ([RFC 9051 §7.4.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.4.1)). The last ones are dropped.
    ExistsShrank {
        /// It was.
        before: u32,
        /// It is said to be.
        now: u32,
    },
    /// EXPUNGE of a message that is not there.
    ExpungeOutOfRange {
        /// The message.
        seq: NonZeroU32,
        /// How many there are.
        exists: u32,
    },
    /// VANISHED with UIDs that no message can have: each of them must be that of a message
    /// ([RFC 7162 §3.2.10.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.10.2)).
    VanishedUnknown {
        /// How many.
        uids: u32,
    },
    /// FETCH of a message that is not there.
    FetchOutOfRange {
        /// The message.
        seq: NonZeroU32,
        /// How many there are.
        exists: u32,
    },
    /// A message has another UID than before ([RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.1.1)).
    UidChanged {
        /// The message.
        seq: NonZeroU32,
        /// The UID that is kept.
        known: NonZeroU32,
        /// The UID that was said.
        told: NonZeroU32,
    },
    /// UIDs ascend with the message sequence numbers, and this one does not.
    UidOrder {
        /// The message.
        seq: NonZeroU32,
        /// The UID that was said.
        told: NonZeroU32,
    },
    /// UIDVALIDITY changed while the mailbox was selected. Every UID that was known is forgotten.
    UidValidityChanged {
        /// It was.
        before: NonZeroU32,
        /// It is.
        now: NonZeroU32,
    },
}

impl Mailbox {
    /// How many messages there are.
    #[must_use]
    pub fn exists(&self) -> u32 {
        u32::try_from(self.numbers.len()).unwrap_or(u32::MAX)
    }

    /// Message sequence numbers and UIDs.
    #[must_use]
    pub const fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// How many have `\Recent`, if it was told; IMAP4rev1.
    #[must_use]
    pub const fn recent(&self) -> Option<u32> {
        self.recent
    }

    /// The flags that are defined, if they were told.
    #[must_use]
    pub const fn flags(&self) -> Option<&Flags<'static>> {
        self.flags.as_ref()
    }

    /// The flags that a client can set for good; without this, all of [`flags`](Self::flags)
    /// ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)).
    #[must_use]
    pub const fn permanent_flags(&self) -> Option<&PermanentFlags<'static>> {
        self.permanent_flags.as_ref()
    }

    /// UIDVALIDITY. Without one, UIDs mean nothing beyond this selection.
    #[must_use]
    pub const fn uid_validity(&self) -> Option<NonZeroU32> {
        self.uid_validity
    }

    /// No new message has a UID below this, as far as was told.
    #[must_use]
    pub const fn uid_next(&self) -> Option<NonZeroU32> {
        self.uid_next
    }

    /// The highest mod-sequence that was told; none where the mailbox has none.
    #[must_use]
    pub const fn highest_mod_seq(&self) -> Option<ModSeq> {
        self.highest_mod_seq
    }

    /// Has the server said NOMODSEQ: no mod-sequences here?
    #[must_use]
    pub const fn has_no_mod_seq(&self) -> bool {
        self.no_mod_seq
    }

    /// Do UIDs not outlive the session (UIDNOTSTICKY)?
    #[must_use]
    pub const fn is_uid_not_sticky(&self) -> bool {
        self.uid_not_sticky
    }

    /// May nothing be changed?
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Has the server contradicted itself since the mailbox was selected?
    #[must_use]
    pub const fn has_lied(&self) -> bool {
        self.lied
    }

    /// Takes in a response, and tells what it changes, in order.
    ///
    /// Responses that say nothing of a selected mailbox change nothing.
    pub fn hear(&mut self, response: &Response<'_>, mut tell: impl FnMut(Change)) {
        match response {
            Response::Data(data) => self.data(data, &mut tell),
            Response::Status(status) => self.code(status.text.code.as_ref(), &mut tell),
            Response::Tagged(tagged) => self.code(tagged.text.code.as_ref(), &mut tell),
            _ => {}
        }
    }

    fn data(&mut self, data: &Data<'_>, tell: &mut impl FnMut(Change)) {
        match data {
            Data::Exists(now) => self.count(*now, tell),
            Data::Recent(recent) => self.recent = Some(*recent),
            Data::Flags(flags) => self.flags = Some(flags.to_static()),
            Data::Expunge(seq) => {
                let exists = self.exists();
                match self.numbers.remove(*seq) {
                    Some(uid) => tell(Change::Expunged {
                        seq: seq.get(),
                        uid,
                    }),
                    None => self.lie(Lie::ExpungeOutOfRange { seq: *seq, exists }, tell),
                }
            }
            // What was gone before the mailbox was selected has no message sequence number.
            Data::Vanished(vanished) if !vanished.earlier => self.vanish(&vanished.uids, tell),
            Data::Fetch(fetch) => {
                let mut uid = None;
                for item in fetch.items.iter() {
                    match item {
                        MsgAtt::Uid(told) => uid = Some(*told),
                        MsgAtt::ModSeq(seq) => self.reach(*seq),
                        _ => {}
                    }
                }
                match uid {
                    Some(uid) => self.know(fetch.seq, uid, tell),
                    None if fetch.seq.get() > self.exists() => self.lie(
                        Lie::FetchOutOfRange {
                            seq: fetch.seq,
                            exists: self.exists(),
                        },
                        tell,
                    ),
                    None => {}
                }
            }
            _ => {}
        }
    }

    fn code(&mut self, code: Option<&Code<'_>>, tell: &mut impl FnMut(Change)) {
        match code {
            Some(Code::PermanentFlags(flags)) => {
                self.permanent_flags = Some(flags.clone().into_static());
            }
            Some(Code::UidNext(uid)) => self.uid_next = Some(*uid),
            Some(Code::UidValidity(now)) => match self.uid_validity.replace(*now) {
                Some(before) if before != *now => {
                    let exists = self.numbers.len();
                    self.numbers = Numbers::default();
                    self.numbers.append(exists);
                    self.uid_next = None;
                    self.lie(Lie::UidValidityChanged { before, now: *now }, tell);
                }
                _ => {}
            },
            Some(Code::HighestModSeq(seq)) => {
                self.no_mod_seq = false;
                self.reach(*seq);
            }
            Some(Code::NoModSeq) => {
                self.no_mod_seq = true;
                self.highest_mod_seq = None;
            }
            Some(Code::UidNotSticky) => self.uid_not_sticky = true,
            Some(Code::ReadOnly) => self.read_only = true,
            Some(Code::ReadWrite) => self.read_only = false,
            _ => {}
        }
    }

    fn count(&mut self, now: u32, tell: &mut impl FnMut(Change)) {
        let before = self.exists();
        if now < before {
            self.numbers.truncate(now as usize);
            self.lie(Lie::ExistsShrank { before, now }, tell);
        } else {
            self.numbers.append((now - before) as usize);
        }
        if now != before {
            tell(Change::Exists { before, now });
        }
    }

    fn know(&mut self, seq: NonZeroU32, uid: NonZeroU32, tell: &mut impl FnMut(Change)) {
        let known = self.numbers.uid(seq);
        match self.numbers.set(seq, uid) {
            Ok(()) => {
                if known.is_none() {
                    tell(Change::Known { seq, uid });
                }
                if self.uid_next.is_some_and(|next| next <= uid) {
                    self.uid_next = uid.checked_add(1);
                }
            }
            Err(misplaced) => {
                let lie = match (misplaced, known) {
                    (Misplaced::Differs, Some(known)) => Lie::UidChanged {
                        seq,
                        known,
                        told: uid,
                    },
                    (Misplaced::NoMessage, _) => Lie::FetchOutOfRange {
                        seq,
                        exists: self.exists(),
                    },
                    _ => Lie::UidOrder { seq, told: uid },
                };
                self.lie(lie, tell);
            }
        }
    }

    fn vanish(&mut self, uids: &UidSet, tell: &mut impl FnMut(Change)) {
        let mut missing = 0_u32;
        for range in uids.0.iter() {
            let (start, end) = (range.start.get(), range.end.get());
            let uids = start.min(end)..=start.max(end);
            let left = self.numbers.remove_uids(uids, |seq, count, uid| {
                tell(match count {
                    1 => Change::Expunged { seq, uid },
                    _ => Change::ExpungedMany { seq, count },
                });
            });
            missing = missing.saturating_add(left);
        }
        if missing > 0 {
            self.lie(Lie::VanishedUnknown { uids: missing }, tell);
        }
    }

    fn reach(&mut self, seq: ModSeq) {
        if !self.no_mod_seq {
            self.highest_mod_seq = self.highest_mod_seq.max(Some(seq));
        }
    }

    fn lie(&mut self, lie: Lie, tell: &mut impl FnMut(Change)) {
        self.lied = true;
        tell(Change::Lie(lie));
    }
}
