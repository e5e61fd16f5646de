//! The table of commands: in which states each is legal, which capability it needs, and what its completion does
//! ([RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051.html#section-3)). The diagram in the documentation of
//! [`session`](super) is drawn from it by a test.

use core::fmt;

/// The states of a connection ([RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051.html#section-3)).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum State {
    /// Before the greeting.
    #[default]
    Greeting,
    /// The client must authenticate.
    NotAuthenticated,
    /// The client must select a mailbox before it can use one.
    Authenticated,
    /// A mailbox is selected.
    Selected,
    /// The connection is being closed.
    Logout,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "before the greeting",
            Self::NotAuthenticated => "not authenticated state",
            Self::Authenticated => "authenticated state",
            Self::Selected => "selected state",
            Self::Logout => "logout state",
        })
    }
}

/// A set of states.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct States(u8);

impl States {
    const N: Self = Self(1 << State::NotAuthenticated as u8);
    const A: Self = Self(1 << State::Authenticated as u8);
    const S: Self = Self(1 << State::Selected as u8);
    const AS: Self = Self(Self::A.0 | Self::S.0);
    const ANY: Self = Self(Self::N.0 | Self::AS.0);

    pub(crate) const fn has(self, state: State) -> bool {
        self.0 & 1 << state as u8 != 0
    }
}

/// What a completed command does to the state.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Effect {
    /// Nothing.
    None,
    /// OK: the client is authenticated.
    Authenticates,
    /// OK: the mailbox is selected. NO: no mailbox is selected any more.
    Selects,
    /// OK: no mailbox is selected any more.
    Deselects,
    /// OK: the client is not authenticated any more.
    Unauthenticates,
    /// OK: TLS begins.
    StartsTls,
    /// OK or BYE: the connection ends.
    LogsOut,
}

impl Effect {
    /// The state behind the tagged response.
    pub(crate) const fn behind(self, state: State, ok: bool, no: bool) -> State {
        match (self, state) {
            (_, State::Logout) => State::Logout,
            (Self::Authenticates, _) if ok => State::Authenticated,
            (Self::Selects, _) if ok => State::Selected,
            (Self::Selects, State::Selected) if no => State::Authenticated,
            (Self::Deselects, State::Selected) if ok => State::Authenticated,
            (Self::Unauthenticates, _) if ok => State::NotAuthenticated,
            (Self::LogsOut, _) if ok => State::Logout,
            _ => state,
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The command's name; with `UID ` before it, if it is one of UID's.
    pub(crate) name: &'static str,
    pub(crate) states: States,
    /// One of these must be advertised; none is needed, if there are none. `X=` stands for all that begin so.
    pub(crate) needs: &'static [&'static str],
    pub(crate) effect: Effect,
}

macro_rules! table {
    ($( $name:literal $states:ident [$($need:literal),*] $effect:ident; )+) => {
        pub(crate) const TABLE: &[Row] = &[$( Row {
            name: $name, states: States::$states, needs: &[$($need),*], effect: Effect::$effect,
        } ),+];
    };
}

table! {
    "APPEND" AS [] None;
    "AUTHENTICATE" N [] Authenticates;
    "CANCELUPDATE" S ["CONTEXT=SEARCH", "CONTEXT=SORT"] None;
    "CAPABILITY" ANY [] None;
    "CHECK" S ["IMAP4rev1", "IMAP4"] None;
    "CLOSE" S [] Deselects;
    "COMPARATOR" AS ["I18NLEVEL=2"] None;
    "COMPRESS" AS ["COMPRESS="] None;
    "CONVERSIONS" AS ["CONVERT"] None;
    "CONVERT" S ["CONVERT"] None;
    "COPY" S [] None;
    "CREATE" AS [] None;
    "DELETE" AS [] None;
    "DELETEACL" AS ["ACL"] None;
    "ENABLE" A ["ENABLE", "IMAP4rev2"] None;
    "ESEARCH" AS ["MULTISEARCH"] None;
    "EXAMINE" AS [] Selects;
    "EXPUNGE" S [] None;
    "FETCH" S [] None;
    "FIND" AS ["IMAP4"] None;
    "GENURLAUTH" AS ["URLAUTH"] None;
    "GETACL" AS ["ACL"] None;
    "GETJMAPACCESS" AS ["JMAPACCESS"] None;
    "GETMETADATA" AS ["METADATA", "METADATA-SERVER"] None;
    "GETQUOTA" AS ["QUOTA"] None;
    "GETQUOTAROOT" AS ["QUOTA"] None;
    "ID" ANY ["ID"] None;
    "IDLE" AS ["IDLE", "IMAP4rev2"] None;
    "LANGUAGE" ANY ["LANGUAGE"] None;
    "LIST" AS [] None;
    "LISTRIGHTS" AS ["ACL"] None;
    "LOGIN" N [] Authenticates;
    "LOGOUT" ANY [] LogsOut;
    "LSUB" AS ["IMAP4rev1", "IMAP4"] None;
    "MOVE" S ["MOVE", "IMAP4rev2"] None;
    "MYRIGHTS" AS ["ACL"] None;
    "NAMESPACE" AS ["NAMESPACE", "IMAP4rev2"] None;
    "NOOP" ANY [] None;
    "NOTIFY" AS ["NOTIFY"] None;
    "PARTIAL" S ["IMAP4"] None;
    "RENAME" AS [] None;
    "REPLACE" S ["REPLACE"] None;
    "RESETKEY" AS ["URLAUTH"] None;
    "RLIST" AS ["MAILBOX-REFERRALS"] None;
    "RLSUB" AS ["MAILBOX-REFERRALS"] None;
    "SEARCH" S [] None;
    "SELECT" AS [] Selects;
    "SETACL" AS ["ACL"] None;
    "SETMETADATA" AS ["METADATA", "METADATA-SERVER"] None;
    "SETQUOTA" AS ["QUOTASET", "QUOTA"] None;
    "SORT" S ["SORT", "ESORT", "CONTEXT=SORT"] None;
    "STARTTLS" N ["STARTTLS"] StartsTls;
    "STATUS" AS [] None;
    "STORE" S [] None;
    "SUBSCRIBE" AS [] None;
    "THREAD" S ["THREAD="] None;
    "UID CONVERT" S ["CONVERT"] None;
    "UID COPY" S [] None;
    "UID EXPUNGE" S ["UIDPLUS", "IMAP4rev2"] None;
    "UID FETCH" S [] None;
    "UID MOVE" S ["MOVE", "IMAP4rev2"] None;
    "UID REPLACE" S ["REPLACE"] None;
    "UID SEARCH" S [] None;
    "UID SORT" S ["SORT", "ESORT", "CONTEXT=SORT"] None;
    "UID STORE" S [] None;
    "UID THREAD" S ["THREAD="] None;
    "UIDBATCHES" S ["UIDBATCHES"] None;
    "UNAUTHENTICATE" AS ["UNAUTHENTICATE"] Unauthenticates;
    "UNSELECT" S ["UNSELECT", "IMAP4rev2"] Deselects;
    "UNSUBSCRIBE" AS [] None;
    "URLFETCH" AS ["URLAUTH"] None;
    "XLIST" AS ["XLIST", "X-GM-EXT-1"] None;
}

/// The row of a name, in any case.
pub(crate) fn row(name: &str) -> Option<&'static Row> {
    row_in_parts("", name)
}

/// The row of a name that is told in two parts.
pub(super) fn row_in_parts(front: &str, name: &str) -> Option<&'static Row> {
    let order = |row: &Row| {
        let wanted = front.bytes().chain(name.bytes());
        row.name
            .bytes()
            .cmp(wanted.map(|byte| byte.to_ascii_uppercase()))
    };
    TABLE.get(TABLE.binary_search_by(order).ok()?)
}
