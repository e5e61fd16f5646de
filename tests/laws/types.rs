//! Every public type of imap-types can be made at random, serialised, read back, made static, cloned, shown, compared and
//! hashed.

use std::{collections::BTreeSet, fmt::Debug, fs, hash::Hash, path::Path};

#[allow(clippy::wildcard_imports, reason = "a room for each extension")]
use imap_types::ext::*;
use imap_types::{
    IntoBoundedStatic, ToBoundedStatic, append, auth, body, capability, code, command, core, data,
    datetime, envelope, fetch, flag, list, mailbox, response, search, section, select, sequence,
    status, store, url,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::support::{Rng, cases, value};

/// What every type can do.
fn complete<T>(rng: &mut Rng)
where
    T: for<'a> Says<'a>
        + Serialize
        + DeserializeOwned
        + Clone
        + Debug
        + Eq
        + Hash
        + ToBoundedStatic
        + IntoBoundedStatic,
{
    let (mut made, mut tried) = (0, 0);
    while made < cases(40) {
        tried += 1;
        assert!(
            tried < cases(20_000),
            "{} is hardly ever made",
            std::any::type_name::<T>()
        );
        let len = rng.size().min(600);
        let seed = rng.bytes(len);
        let Some(value) = T::made(&seed) else {
            continue;
        };
        made += 1;
        assert!(value.clone() == value);
        let text = serde_json::to_string(&value).expect("serde");
        // A secret says how long it is, and cannot be read back.
        if text.contains("{\"redacted\":") {
            continue;
        }
        match serde_json::from_str::<T>(&text) {
            Ok(read) => assert!(read == value, "{text} was read as {read:?}"),
            Err(error) => panic!("{error}: {text}"),
        }
    }
}

/// A value that owns what it holds, of random bytes.
trait Says<'a>: Sized {
    fn made(seed: &'a [u8]) -> Option<Self>;
}

/// The list. A type with a lifetime stands with `<>`.
macro_rules! types {
    ($($module:ident { $($name:ident $(<$lifetime:lifetime>)?),* $(,)? })*) => {
        $( $( types!(@says $module::$name $($lifetime)?); )* )*

        const NAMES: &[&str] = &[$( $( concat!(stringify!($module), "::", stringify!($name)) ),* ),*];

        #[test]
        fn every_type_is_complete() {
            let mut rng = Rng::of(10);
            $( $( types!(@complete rng, $module::$name $($lifetime)?); )* )*
        }
    };
    (@says $module:ident::$name:ident $lifetime:lifetime) => {
        impl Says<'_> for $module::$name<$lifetime> {
            fn made(seed: &[u8]) -> Option<Self> {
                value::<$module::$name<'_>>(seed).map(IntoBoundedStatic::into_static)
            }
        }
    };
    (@says $module:ident::$name:ident) => {
        impl Says<'_> for $module::$name {
            fn made(seed: &[u8]) -> Option<Self> {
                value(seed)
            }
        }
    };
    (@complete $rng:ident, $module:ident::$name:ident $lifetime:lifetime) => { complete::<$module::$name<$lifetime>>(&mut $rng) };
    (@complete $rng:ident, $module:ident::$name:ident) => { complete::<$module::$name>(&mut $rng) };
}

types! {
    acl {
        AclData<'static>, AclEntry<'static>, DeleteAcl<'static>, ListRights<'static>, ListRightsData<'static>, ModRights,
        MyRightsData<'static>, NewRights, Right, Rights, SetAcl<'static>,
    }
    append { Append<'static>, AppendData<'static>, AppendExt<'static>, AppendMessage<'static> }
    auth { AuthMechanism<'static>, AuthenticateData<'static> }
    body {
        BasicPart<'static>, BodyExtension<'static>, BodyExtensions<'static>, BodyFields<'static>, BodyStructure<'static>,
        Disposition<'static>, ExtensionTail<'static>, MessagePart<'static>, Multipart<'static>, MultipartExtension<'static>,
        Parameter<'static>, Part<'static>, PartExtension<'static>, PartKind<'static>, TextPart<'static>,
    }
    compress { Algorithm<'static> }
    i18nlevel { Collation<'static>, CollationOrder<'static>, Comparator<'static> }
    id { Id<'static>, IdParameter<'static> }
    jmapaccess { SessionUrl<'static> }
    language { LanguageRange<'static>, LanguageTag<'static> }
    mailbox_referrals { ReferralUrl<'static> }
    metadata {
        Depth, Entry<'static>, EntryValue<'static>, GetMetadata<'static>, GetMetadataOption<'static>, Metadata<'static>,
        MetadataCode, MetadataEntries<'static>, SetMetadata<'static>,
    }
    quota {
        Quota<'static>, QuotaLimit<'static>, QuotaResource<'static>, QuotaRoots<'static>, Resource<'static>,
        SetQuota<'static>,
    }
    capability { Capability<'static> }
    code { AppendUid, Code<'static>, CopyUid }
    command {
        Authenticate<'static>, Command<'static>, CommandBody<'static>, Copy<'static>, Login<'static>, Uid<'static>,
    }
    core {
        AString<'static>, Atom<'static>, Content<'static>, Content8<'static>, IString<'static>, NString<'static>, NString8<'static>, Number64,
        Octets<'static>, Raw<'static>, Tag<'static>, Text<'static>,
    }
    data { Data<'static>, Numbered<'static> }
    datetime { Date, DateTime, Zone }
    envelope { Address<'static>, AddressField, Envelope<'static> }
    context { ContextUpdate }
    filters { FilterName<'static> }
    multisearch { MultiSearch<'static>, ScopeOption<'static>, Sources<'static> }
    notify {
        Event<'static>, EventFilter<'static>, EventGroup<'static>, EventType<'static>, MailboxFilter<'static>,
        Notify<'static>, NotifySet<'static>,
    }
    partial { PartialRange, PartialResults }
    preview { PreviewMod<'static> }
    search_fuzzy { Score }
    sort { Sort<'static>, SortCriterion<'static>, SortKey<'static> }
    thread { Thread<'static>, ThreadAlg<'static>, ThreadNode, Threads }
    condstore { EntryName<'static>, EntryTypeReq, ModSeq, ModSeqKey<'static>, ModSeqValzer, SearchModSeqExt<'static> }
    inprogress { InProgress<'static>, InProgressTag<'static>, Progress }
    messagelimit { MessageLimit }
    objectid { ObjectId<'static> }
    objectid_plus { ObjectIdKey<'static>, ObjectIdPair<'static> }
    qresync { QResync, SeqMatchData, Vanished }
    uidbatches { BatchRange, MessageBatches, UidBatch, UidBatches<'static> }
    uidonly { UidFetch<'static> }
    x_gm_ext_1 { GmLabel<'static> }
    annotate_experiment_1 {
        AnnSize, AnnotateCode, AnnotationData<'static>, AnnotationKey<'static>, AnnotationRequest<'static>,
        AnnotationSort<'static>, AttSearch, AttSort, AttValue<'static>, Attrib<'static>, Entry<'static>, EntryAtt<'static>,
    }
    catenate { BadUrl<'static>, CatPart<'static> }
    imap4 { Find<'static>, PartialFetch<'static>, PartialItem<'static> }
    convert {
        BadParams<'static>, Conversion<'static>, Conversions<'static>, Convert<'static>, ConvertAtt, ConvertError<'static>,
        ConvertErrorCode<'static>, ConvertHeader, ConvertMsgAtt<'static>, Converted<'static>, MimeType<'static>,
        MimeTypeReq<'static>, MissingParams<'static>, TranscodingParam<'static>,
    }
    replace { Replace<'static> }
    urlauth {
        ResetKey<'static>, UrlContent<'static>, UrlData<'static>, UrlFetchArg<'static>, UrlMech<'static>, UrlMechs<'static>,
        UrlRump<'static>,
    }
    urlauth_binary { UrlFetchParam<'static>, UrlMetadata<'static> }
    fetch {
        BinaryData<'static>, BinaryRequest, BinarySize, Fetch<'static>, FetchAtt<'static>, FetchItems<'static>,
        FetchModifier<'static>, FetchRequest<'static>, MsgAtt<'static>, SectionData<'static>, SectionRequest<'static>,
    }
    flag { Flag<'static>, FlagExtension<'static>, Flags<'static>, Keyword<'static>, PermanentFlags<'static>, RegisteredKeyword }
    list {
        Attribute<'static>, Delimiter, List<'static>, ListSelectOpt<'static>, Lsub<'static>, MailboxList<'static>,
        MboxListExtendedItem<'static>, NamespaceDescr<'static>, NamespaceExtension<'static>, Namespaces<'static>,
        Patterns<'static>, ReturnOption<'static>,
    }
    mailbox { ListMailbox<'static>, Mailbox<'static>, MailboxName<'static> }
    response {
        ContinueReq<'static>, Greeting<'static>, GreetingKind, RespText<'static>, Response<'static>, State, Status<'static>,
        StatusKind, Tagged<'static>,
    }
    search {
        ESearch<'static>, HeaderKey<'static>, Search<'static>, SearchCorrelator<'static>, SearchKey<'static>,
        SearchKeys<'static>, SearchResult<'static>, SearchResultExt<'static>, SearchReturnData<'static>, SearchReturnOpt<'static>,
    }
    section { Partial, Section<'static>, SectionBinary }
    select {
        Create<'static>, CreateParam<'static>, Rename<'static>, RenameParam<'static>, Select<'static>, SelectParam<'static>,
    }
    sequence { SeqNumber, SeqRange, SequenceSet, NumberSet, UidRange, UidSet }
    status { MailboxStatus<'static>, Status<'static>, StatusAtt<'static>, StatusItem<'static> }
    store { Store<'static>, StoreItem<'static>, StoreModifier<'static> }
    url {
        ImapUrl<'static>, UrlExpire<'static>, UrlHost<'static>, UrlMechanism<'static>, UrlString<'static>, UrlText<'static>,
        UrlToken<'static>,
    }
}

/// Public types that are no values of the protocol, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("BaseSubject", "what a function finds in a subject"),
    ("Coverage", "says what this library knows"),
    ("Invalid", "an error"),
    ("Other", "generic: reachable.rs has it in every slot"),
    ("Outcome", "generic: in the types that hold one"),
    ("PartRef", "a view of a BodyStructure"),
    ("Registered", "a row of the registry of capabilities"),
    ("Scan", "what a scanner of imap-codec saw"),
    ("ScanError", "an error"),
    ("SearchNode", "a view of SearchKeys"),
    (
        "Secret",
        "generic: in the types that hold one, and in secrets.rs",
    ),
    ("Shape", "says what may stand in a slot"),
    ("ThreadRef", "a view of Threads"),
    ("UrlAccess", "a part of an ImapUrl, which is text to serde"),
    ("UrlAuth", "a part of an ImapUrl"),
    ("UrlAuthType", "a part of an ImapUrl"),
    ("UrlCommand", "a part of an ImapUrl"),
    ("UrlMailbox", "a part of an ImapUrl"),
    ("UrlMessage", "a part of an ImapUrl"),
    ("UrlMessageList", "a part of an ImapUrl"),
    ("UrlPart", "a part of an ImapUrl"),
    ("UrlPartial", "a part of an ImapUrl"),
    ("UrlReference", "a part of an ImapUrl"),
    ("UrlServer", "a part of an ImapUrl"),
    ("UrlVerifier", "a part of an ImapUrl"),
    ("Vec1", "generic: in the types that hold one"),
    ("Group", "a view of addresses"),
    ("Recipient", "a view of addresses"),
];

/// The list above is the list of all public types: a new one is missed here.
#[test]
fn none_is_left_out() {
    fn collect(folder: &Path, names: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the sources stand beside this package") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, names);
                continue;
            }
            // The tables of names and the slots are seen through what they name.
            let text = fs::read_to_string(&path).expect("text");
            let module = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name")
                .to_owned();
            for line in text.lines().map(str::trim_start) {
                let Some(rest) = line
                    .strip_prefix("pub struct ")
                    .or_else(|| line.strip_prefix("pub enum "))
                else {
                    continue;
                };
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                let hidden = name.ends_with("Name") && name != "MailboxName";
                if !name.is_empty() && !hidden && module != "macros" {
                    names.insert(name);
                }
            }
        }
    }
    let mut written = BTreeSet::new();
    collect(Path::new("../imap-types/src"), &mut written);
    let listed: BTreeSet<String> = NAMES
        .iter()
        .map(|name| name.rsplit("::").next().expect("a name").to_owned())
        .collect();
    let excepted: BTreeSet<String> = EXCEPTIONS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let missing: Vec<_> = written
        .iter()
        .filter(|name| !listed.contains(*name) && !excepted.contains(*name))
        .collect();
    assert!(
        missing.is_empty(),
        "not in the list of laws/types.rs: {missing:?}"
    );
    assert!(
        written.len() > 90 && excepted.is_subset(&written),
        "{written:?}"
    );
}
