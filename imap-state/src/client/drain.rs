//! What comes for commands that were taken back is read, and thrown away.
//!
//! ```text
//! C: A5 UID FETCH 1:* BODY[]
//! S: * 1 FETCH (UID 7 BODY[] {…       Event::Fetched
//!                                     cancel(A5)
//! S: * 2 FETCH (UID 9 BODY[] {…       Event::Discarded, again and again
//! S: * 3 EXPUNGE                      Event::Changed: what is true of the mailbox is told in any case
//! S: A5 OK done                       Event::Cancelled
//! ```

use imap_types::{data::Data, fetch::MsgAtt};

use super::{Client, Event, flight::Flight};
use crate::conn::Inbox;

/// The commands that ask for bodies.
const FETCHES: &[&str] = &["FETCH", "PARTIAL", "UID FETCH"];

/// The commands that ask for this. None, if it is news, which nobody has to ask for.
fn asked_by(data: &Data<'_>) -> &'static [&'static str] {
    match data {
        Data::Fetch(fetch) if !is_news(&fetch.items) => FETCHES,
        Data::UidFetch(fetch) if !is_news(&fetch.items) => FETCHES,
        Data::Acl(_) => &["GETACL"],
        Data::Comparator(_) => &["COMPARATOR"],
        Data::Conversion(_) => &["CONVERSIONS"],
        Data::Converted(_) => &["CONVERT", "UID CONVERT"],
        Data::ESearch(_) => &["ESEARCH", "SEARCH", "SORT", "UID SEARCH", "UID SORT"],
        Data::GenUrlAuth(_) => &["GENURLAUTH"],
        Data::Id(_) => &["ID"],
        Data::Language(_) => &["LANGUAGE"],
        // SELECT and CREATE are answered by it in IMAP4rev2.
        Data::List(_) => &["CREATE", "EXAMINE", "LIST", "RLIST", "SELECT"],
        Data::ListRights(_) => &["LISTRIGHTS"],
        Data::Lsub(_) => &["LSUB", "RLSUB"],
        Data::Metadata(_) => &["GETMETADATA", "LIST"],
        Data::MyRights(_) => &["LIST", "MYRIGHTS"],
        Data::Namespace(_) => &["NAMESPACE"],
        Data::Quota(_) => &["GETQUOTA", "GETQUOTAROOT", "SETQUOTA"],
        Data::QuotaRoot(_) => &["GETQUOTAROOT"],
        Data::Search(_) => &["SEARCH", "UID SEARCH"],
        Data::Sort(_) => &["SORT", "UID SORT"],
        Data::Status(_) => &["LIST", "NOTIFY", "STATUS"],
        Data::Thread(_) => &["THREAD", "UID THREAD"],
        Data::UidBatches(_) => &["UIDBATCHES"],
        Data::UrlFetch(_) => &["URLFETCH"],
        Data::XList(_) => &["XLIST"],
        _ => &[],
    }
}

/// What a server tells of messages of its own accord too.
fn is_news(items: &[MsgAtt<'_>]) -> bool {
    items
        .iter()
        .all(|item| matches!(item, MsgAtt::Flags(_) | MsgAtt::ModSeq(_) | MsgAtt::Uid(_)))
}

impl Flight {
    /// Were all taken back that ask for such data, and at least one?
    fn nobody_wants(&self, asked_by: &[&str]) -> bool {
        let mut taken_back = false;
        for name in asked_by {
            let (all, cancelled) = self.named(name);
            if cancelled < all {
                return false;
            }
            taken_back |= cancelled > 0;
        }
        taken_back
    }
}

impl Client {
    /// Is this for a command that was taken back, and for no other?
    pub(super) fn is_unwanted(&self, data: &Data<'_>) -> bool {
        if !self.flight.has_cancelled() {
            return false;
        }
        if let Data::ESearch(found) = data
            && let Some(tag) = found.tag()
        {
            let handle = self.config.tags.handle(tag.as_bytes());
            let sent = handle.and_then(|handle| self.flight.get(handle));
            return sent.is_some_and(|sent| sent.cancelled);
        }
        self.flight.nobody_wants(asked_by(data))
    }

    /// Is a body that begins now for nobody?
    pub(super) fn bodies_unwanted(&self) -> bool {
        self.flight.has_cancelled() && self.flight.nobody_wants(FETCHES)
    }

    /// Bodies that nobody wants come in pieces, whatever their size, and are not gathered.
    pub(super) fn drain(&self, inbox: &mut Inbox) {
        inbox.stream_all(self.bodies_unwanted());
    }

    pub(super) fn discarded<'b>(bytes: usize) -> Event<'b> {
        Event::Discarded { bytes }
    }
}
