//! Commands ([RFC 9051 §6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6)).
//!
//! ```text
//! C: a001 LOGIN SMITH SESAME
//! ```

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::{
    append::Append,
    auth::AuthMechanism,
    capability::Capability,
    core::{AString, Invalid, Octets, Secret, Tag, Vec1},
    ext::{
        acl::{DeleteAcl, ListRights, SetAcl},
        compress::Algorithm,
        convert::{Conversions, Convert},
        i18nlevel::CollationOrder,
        id::Id,
        imap4::{Find, PartialFetch},
        language::LanguageRange,
        metadata::{GetMetadata, SetMetadata},
        multisearch::MultiSearch,
        notify::Notify,
        quota::SetQuota,
        replace::Replace,
        sort::Sort,
        thread::Thread,
        uidbatches::MessageBatches,
        urlauth::{ResetKey, UrlFetchArg, UrlRump},
    },
    fetch::{FetchItems, FetchRequest},
    list::{List, Lsub},
    mailbox::Mailbox,
    search::Search,
    select::{Create, Rename, Select},
    sequence::SequenceSet,
    status::{Status, StatusAtt},
    store::{Store, StoreItem},
};

/// `command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Command<'a> {
    /// What the response that completes it will begin with.
    pub tag: Tag<'a>,
    /// What is asked.
    pub body: CommandBody<'a>,
}

impl<'a> Command<'a> {
    /// A command under this tag.
    #[must_use]
    pub fn new(tag: Tag<'a>, body: impl Into<CommandBody<'a>>) -> Self {
        Self {
            tag,
            body: body.into(),
        }
    }
}

keyword_sum! {
    /// `command-any / command-auth / command-nonauth / command-select`.
    pub enum CommandBody<'a>, named by CommandName in "command name", other Command {
        /// [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.12)
        Append(Append<'a>) = "APPEND",
        /// [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)
        Authenticate(Authenticate<'a>) = "AUTHENTICATE",
        /// Ends the updates of searches, by their tags. [RFC 5267 §4.3.5](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3.5)
        CancelUpdate(Vec1<Tag<'a>>) = "CANCELUPDATE",
        /// [RFC 9051 §6.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.1.1)
        Capability = "CAPABILITY",
        /// IMAP4rev1. [RFC 3501 §6.4.1](https://www.rfc-editor.org/rfc/rfc3501.html#section-6.4.1)
        Check = "CHECK",
        /// [RFC 9051 §6.4.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.1)
        Close = "CLOSE",
        /// How SEARCH and SORT compare; without a name, which collation does so is asked.
        /// [RFC 5255 §4.7](https://www.rfc-editor.org/rfc/rfc5255.html#section-4.7)
        Comparator(Vec<CollationOrder<'a>>) = "COMPARATOR",
        /// From the OK on both sides compress. [RFC 4978 §3](https://www.rfc-editor.org/rfc/rfc4978.html#section-3)
        Compress(Algorithm<'a>) = "COMPRESS",
        /// What can be converted to what. [RFC 5259 §5.1](https://www.rfc-editor.org/rfc/rfc5259.html#section-5.1)
        Conversions(Conversions<'a>) = "CONVERSIONS",
        /// Parts of messages in other formats. [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259.html#section-6)
        Convert(Box<Convert<'a>>) = "CONVERT",
        /// [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.7)
        Copy(Copy<'a>) = "COPY",
        /// [RFC 9051 §6.3.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.4)
        Create(Create<'a>) = "CREATE",
        /// [RFC 9051 §6.3.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.5)
        Delete(Mailbox<'a>) = "DELETE",
        /// [RFC 4314 §3.2](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.2)
        DeleteAcl(DeleteAcl<'a>) = "DELETEACL",
        /// [RFC 9051 §6.3.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.1)
        Enable(Vec1<Capability<'a>>) = "ENABLE",
        /// [RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377.html#section-2)
        ESearch(Box<MultiSearch<'a>>) = "ESEARCH",
        /// [RFC 9051 §6.3.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.3)
        Examine(Select<'a>) = "EXAMINE",
        /// [RFC 9051 §6.4.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.3)
        Expunge = "EXPUNGE",
        /// [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)
        Fetch(FetchRequest<'a>) = "FETCH",
        /// Obsolete: LIST does it. [RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html), appendix A.6.3
        Find(Find<'a>) = "FIND",
        /// [RFC 4314 §3.3](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.3)
        GetAcl(Mailbox<'a>) = "GETACL",
        /// [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698.html#section-4)
        GetJmapAccess = "GETJMAPACCESS",
        /// [RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.2)
        GetMetadata(GetMetadata<'a>) = "GETMETADATA",
        /// By the name of a quota root. [RFC 9208 §4.1.1](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.1.1)
        GetQuota(AString<'a>) = "GETQUOTA",
        /// [RFC 9208 §4.1.2](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.1.2)
        GetQuotaRoot(Mailbox<'a>) = "GETQUOTAROOT",
        /// [RFC 2971 §3.1](https://www.rfc-editor.org/rfc/rfc2971.html#section-3.1)
        Id(Id<'a>) = "ID",
        /// Makes URLs that open messages to others. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467.html#section-7)
        GenUrlAuth(Vec1<UrlRump<'a>>) = "GENURLAUTH",
        /// [RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.13)
        Idle = "IDLE",
        /// The first of these languages that the server has; without any, all that it has are asked.
        /// [RFC 5255 §3.2](https://www.rfc-editor.org/rfc/rfc5255.html#section-3.2)
        Language(Vec<LanguageRange<'a>>) = "LANGUAGE",
        /// [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.9)
        List(List<'a>) = "LIST",
        /// [RFC 4314 §3.4](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.4)
        ListRights(ListRights<'a>) = "LISTRIGHTS",
        /// [RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.3)
        Login(Login<'a>) = "LOGIN",
        /// [RFC 9051 §6.1.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.1.3)
        Logout = "LOGOUT",
        /// IMAP4rev1. [RFC 3501 §6.3.9](https://www.rfc-editor.org/rfc/rfc3501.html#section-6.3.9)
        Lsub(Lsub<'a>) = "LSUB",
        /// [RFC 9051 §6.4.8](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.8)
        Move(Copy<'a>) = "MOVE",
        /// [RFC 4314 §3.5](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.5)
        MyRights(Mailbox<'a>) = "MYRIGHTS",
        /// [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.10)
        Namespace = "NAMESPACE",
        /// [RFC 9051 §6.1.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.1.2)
        Noop = "NOOP",
        /// [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465.html#section-3.1)
        Notify(Notify<'a>) = "NOTIFY",
        /// Obsolete: FETCH does it. [RFC 1730 §6.4.6](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.6)
        Partial(PartialFetch<'a>) = "PARTIAL",
        /// [RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.6)
        Rename(Rename<'a>) = "RENAME",
        /// LIST with mailboxes on other servers too. [RFC 2193 §5.1](https://www.rfc-editor.org/rfc/rfc2193.html#section-5.1)
        RList(Lsub<'a>) = "RLIST",
        /// LSUB with mailboxes on other servers too. [RFC 2193 §5.2](https://www.rfc-editor.org/rfc/rfc2193.html#section-5.2)
        RLsub(Lsub<'a>) = "RLSUB",
        /// [RFC 8508 §3.2](https://www.rfc-editor.org/rfc/rfc8508.html#section-3.2)
        Replace(Box<Replace<'a>>) = "REPLACE",
        /// Makes URLs of a mailbox, or of all, worthless. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467.html#section-7)
        ResetKey(Option<ResetKey<'a>>) = "RESETKEY",
        /// [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.4)
        Search(Search<'a>) = "SEARCH",
        /// [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.2)
        Select(Select<'a>) = "SELECT",
        /// [RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.1)
        SetAcl(SetAcl<'a>) = "SETACL",
        /// [RFC 5464 §4.3](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.3)
        SetMetadata(SetMetadata<'a>) = "SETMETADATA",
        /// [RFC 9208 §4.1.3](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.1.3)
        SetQuota(SetQuota<'a>) = "SETQUOTA",
        /// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3)
        Sort(Sort<'a>) = "SORT",
        /// [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.1)
        StartTls = "STARTTLS",
        /// [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.11)
        Status(Status<'a>) = "STATUS",
        /// [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.6)
        Store(Store<'a>) = "STORE",
        /// [RFC 9051 §6.3.7](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.7)
        Subscribe(Mailbox<'a>) = "SUBSCRIBE",
        /// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3)
        Thread(Thread<'a>) = "THREAD",
        /// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Uid(Uid<'a>) = "UID",
        /// Back to the state before the login, on the same connection. [RFC 8437 §3](https://www.rfc-editor.org/rfc/rfc8437.html#section-3)
        Unauthenticate = "UNAUTHENTICATE",
        /// [RFC 10022 §3.1](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1)
        UidBatches(MessageBatches) = "UIDBATCHES",
        /// [RFC 9051 §6.4.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.2)
        Unselect = "UNSELECT",
        /// [RFC 9051 §6.3.8](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.8)
        Unsubscribe(Mailbox<'a>) = "UNSUBSCRIBE",
        /// LIST with special uses, before [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154.html); Gmail's and Cyrus'.
        XList(Lsub<'a>) = "XLIST",
        /// Gets what URLs point to. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467.html#section-7)
        UrlFetch(Vec1<UrlFetchArg<'a>>) = "URLFETCH",
    }
}

keyword_sum! {
    /// `uid = "UID" SP (copy / move / fetch / search / store / uid-expunge)`: the same with UIDs in place of message
    /// sequence numbers.
    pub enum Uid<'a>, named by UidName in "uid", other Command {
        /// [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259.html#section-6)
        Convert(Box<Convert<'a>>) = "CONVERT",
        /// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Copy(Copy<'a>) = "COPY",
        /// Expunges these messages only. [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Expunge(SequenceSet) = "EXPUNGE",
        /// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Fetch(FetchRequest<'a>) = "FETCH",
        /// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Move(Copy<'a>) = "MOVE",
        /// [RFC 8508 §3.5](https://www.rfc-editor.org/rfc/rfc8508.html#section-3.5)
        Replace(Box<Replace<'a>>) = "REPLACE",
        /// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Search(Search<'a>) = "SEARCH",
        /// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3)
        Sort(Sort<'a>) = "SORT",
        /// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.9)
        Store(Store<'a>) = "STORE",
        /// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256.html#section-3)
        Thread(Thread<'a>) = "THREAD",
    }
}

/// `authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Authenticate<'a> {
    /// The SASL mechanism.
    pub mechanism: AuthMechanism<'a>,
    /// The first response, decoded; an empty one is sent as `=`. Needs SASL-IR or IMAP4rev2.
    pub initial_response: Option<Secret<Octets<'a>>>,
}

/// `login = "LOGIN" SP userid SP password`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Login<'a> {
    /// Who.
    pub user: AString<'a>,
    /// The proof.
    pub password: Secret<AString<'a>>,
}

impl<'a> Login<'a> {
    /// User and password.
    ///
    /// # Errors
    ///
    /// If one of them holds NUL.
    pub fn new<U, P>(user: U, password: P) -> Result<Self, Invalid>
    where
        AString<'a>: TryFrom<U, Error: Into<Invalid>> + TryFrom<P, Error: Into<Invalid>>,
    {
        let user: Result<AString<'a>, _> = user.try_into();
        let password: Result<AString<'a>, _> = password.try_into();
        Ok(Self {
            user: user.map_err(Into::into)?,
            password: Secret::new(password.map_err(Into::into)?),
        })
    }
}

/// `copy = "COPY" SP sequence-set SP mailbox`, and MOVE.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Copy<'a> {
    /// Which messages.
    pub set: SequenceSet,
    /// Where to.
    pub mailbox: Mailbox<'a>,
}

impl<'a> CommandBody<'a> {
    /// LOGIN.
    ///
    /// # Errors
    ///
    /// If one of them holds NUL.
    pub fn login(user: &'a str, password: &'a str) -> Result<Self, Invalid> {
        Login::new(user, password).map(Self::Login)
    }

    /// SELECT without parameters.
    ///
    /// # Errors
    ///
    /// If the name cannot be sent.
    pub fn select(mailbox: &'a str) -> Result<Self, Invalid> {
        Select::new(mailbox).map(Self::Select)
    }

    /// LIST without options.
    ///
    /// # Errors
    ///
    /// If one of them cannot be sent.
    pub fn list(reference: &'a str, pattern: &'a str) -> Result<Self, Invalid> {
        List::new(reference, pattern).map(Self::List)
    }

    /// STATUS.
    ///
    /// # Errors
    ///
    /// If the name cannot be sent or nothing is asked.
    pub fn status(
        mailbox: &'a str,
        items: impl IntoIterator<Item = StatusAtt<'a>>,
    ) -> Result<Self, Invalid> {
        let items = Vec1::try_from(items.into_iter().collect::<Vec<_>>())?;
        Ok(Self::Status(Status {
            mailbox: Mailbox::try_from(mailbox)?,
            items,
        }))
    }

    /// FETCH without modifiers.
    #[must_use]
    pub fn fetch(set: impl Into<SequenceSet>, items: impl Into<FetchItems<'a>>) -> Self {
        Self::Fetch(FetchRequest {
            set: set.into(),
            items: items.into(),
            modifiers: Vec::new(),
        })
    }

    /// UID FETCH without modifiers.
    #[must_use]
    pub fn uid_fetch(set: impl Into<SequenceSet>, items: impl Into<FetchItems<'a>>) -> Self {
        Self::Uid(Uid::Fetch(FetchRequest {
            set: set.into(),
            items: items.into(),
            modifiers: Vec::new(),
        }))
    }

    /// STORE without modifiers.
    #[must_use]
    pub fn store(set: impl Into<SequenceSet>, item: StoreItem<'a>) -> Self {
        Self::Store(Store {
            set: set.into(),
            modifiers: Vec::new(),
            item,
        })
    }

    /// UID STORE without modifiers.
    #[must_use]
    pub fn uid_store(set: impl Into<SequenceSet>, item: StoreItem<'a>) -> Self {
        Self::Uid(Uid::Store(Store {
            set: set.into(),
            modifiers: Vec::new(),
            item,
        }))
    }

    /// SEARCH without return options and charset.
    #[must_use]
    pub fn search(keys: impl Into<crate::search::SearchKeys<'a>>) -> Self {
        Self::Search(Search::from(keys.into()))
    }
}

macro_rules! into_body {
    ($($payload:ident => $variant:ident),+ $(,)?) => { $(
        impl<'a> From<$payload<'a>> for CommandBody<'a> {
            fn from(payload: $payload<'a>) -> Self {
                // Large ones are boxed.
                Self::$variant(payload.into())
            }
        }
    )+ };
}
// Only payloads that are one command's alone.
into_body! {
    Append => Append, Authenticate => Authenticate, Create => Create, DeleteAcl => DeleteAcl, FetchRequest => Fetch,
    GetMetadata => GetMetadata, Id => Id, List => List, ListRights => ListRights, Login => Login, MultiSearch => ESearch, Notify => Notify, Rename => Rename,
    Search => Search, SetAcl => SetAcl, SetMetadata => SetMetadata, SetQuota => SetQuota, Sort => Sort, Status => Status,
    Store => Store, Thread => Thread, Uid => Uid,
}
