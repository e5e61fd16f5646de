//! Capabilities ([RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.2.2)) and the registry of them:
//! which extension is read and written in full, and which is so far carried in `Other` arms.
//!
//! ```text
//! S: * CAPABILITY IMAP4rev2 STARTTLS AUTH=GSSAPI LOGINDISABLED
//! ```

use core::fmt;

use crate::{
    auth::AuthMechanism,
    core::Atom,
    ext::{acl::NewRights, quota::Resource},
};

keyword_sum! {
    /// `capability = ("AUTH=" auth-type) / atom`. Names compare without regard to ASCII case.
    pub enum Capability<'a>, named by CapabilityName in "capability", other Name, bare as Acl {
        /// [RFC 4314](https://www.rfc-editor.org/rfc/rfc4314.html)
        Acl = "ACL",
        /// [RFC 5257](https://www.rfc-editor.org/rfc/rfc5257.html)
        AnnotateExperiment1 = "ANNOTATE-EXPERIMENT-1",
        /// [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889.html): without a number, the limit differs by mailbox.
        AppendLimit = "APPENDLIMIT",
        /// [RFC 7889](https://www.rfc-editor.org/rfc/rfc7889.html): the largest message, in octets.
        AppendLimitOf(u32) = "APPENDLIMIT=",
        /// [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)
        Auth(AuthMechanism<'a>) = "AUTH=",
        /// [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516.html)
        Binary = "BINARY",
        /// [RFC 4469](https://www.rfc-editor.org/rfc/rfc4469.html)
        Catenate = "CATENATE",
        /// [RFC 3348](https://www.rfc-editor.org/rfc/rfc3348.html)
        Children = "CHILDREN",
        /// [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)
        CompressDeflate = "COMPRESS=DEFLATE",
        /// [RFC 7162](https://www.rfc-editor.org/rfc/rfc7162.html)
        CondStore = "CONDSTORE",
        /// [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267.html)
        ContextSearch = "CONTEXT=SEARCH",
        /// [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267.html)
        ContextSort = "CONTEXT=SORT",
        /// [RFC 5259](https://www.rfc-editor.org/rfc/rfc5259.html)
        Convert = "CONVERT",
        /// [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154.html)
        CreateSpecialUse = "CREATE-SPECIAL-USE",
        /// [RFC 5161](https://www.rfc-editor.org/rfc/rfc5161.html)
        Enable = "ENABLE",
        /// [RFC 4731](https://www.rfc-editor.org/rfc/rfc4731.html)
        ESearch = "ESEARCH",
        /// [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267.html)
        ESort = "ESORT",
        /// [RFC 5466](https://www.rfc-editor.org/rfc/rfc5466.html)
        Filters = "FILTERS",
        /// [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255.html)
        I18nLevel1 = "I18NLEVEL=1",
        /// [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255.html)
        I18nLevel2 = "I18NLEVEL=2",
        /// [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971.html)
        Id = "ID",
        /// [RFC 2177](https://www.rfc-editor.org/rfc/rfc2177.html)
        Idle = "IDLE",
        /// [RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html), obsolete.
        Imap4 = "IMAP4",
        /// [RFC 3501](https://www.rfc-editor.org/rfc/rfc3501.html)
        Imap4Rev1 = "IMAP4rev1",
        /// [RFC 9051](https://www.rfc-editor.org/rfc/rfc9051.html)
        Imap4Rev2 = "IMAP4rev2",
        /// [RFC 6785](https://www.rfc-editor.org/rfc/rfc6785.html): the URL of a ManageSieve server.
        ImapSieve(Atom<'a>) = "IMAPSIEVE=",
        /// [RFC 9585](https://www.rfc-editor.org/rfc/rfc9585.html)
        InProgress = "INPROGRESS",
        /// [RFC 9698](https://www.rfc-editor.org/rfc/rfc9698.html)
        JmapAccess = "JMAPACCESS",
        /// [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255.html)
        Language = "LANGUAGE",
        /// [RFC 5258](https://www.rfc-editor.org/rfc/rfc5258.html)
        ListExtended = "LIST-EXTENDED",
        /// [RFC 9590](https://www.rfc-editor.org/rfc/rfc9590.html)
        ListMetadata = "LIST-METADATA",
        /// [RFC 8440](https://www.rfc-editor.org/rfc/rfc8440.html)
        ListMyRights = "LIST-MYRIGHTS",
        /// [RFC 5819](https://www.rfc-editor.org/rfc/rfc5819.html)
        ListStatus = "LIST-STATUS",
        /// [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888.html)
        LiteralPlus = "LITERAL+",
        /// [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888.html)
        LiteralMinus = "LITERAL-",
        /// [RFC 2221](https://www.rfc-editor.org/rfc/rfc2221.html)
        LoginReferrals = "LOGIN-REFERRALS",
        /// [RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.3)
        LoginDisabled = "LOGINDISABLED",
        /// [RFC 2193](https://www.rfc-editor.org/rfc/rfc2193.html)
        MailboxReferrals = "MAILBOX-REFERRALS",
        /// [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738.html): messages that one command may touch.
        MessageLimit(core::num::NonZeroU32) = "MESSAGELIMIT=",
        /// [RFC 5464](https://www.rfc-editor.org/rfc/rfc5464.html)
        Metadata = "METADATA",
        /// [RFC 5464](https://www.rfc-editor.org/rfc/rfc5464.html)
        MetadataServer = "METADATA-SERVER",
        /// [RFC 6851](https://www.rfc-editor.org/rfc/rfc6851.html)
        Move = "MOVE",
        /// [RFC 3502](https://www.rfc-editor.org/rfc/rfc3502.html)
        MultiAppend = "MULTIAPPEND",
        /// [RFC 7377](https://www.rfc-editor.org/rfc/rfc7377.html)
        MultiSearch = "MULTISEARCH",
        /// [RFC 2342](https://www.rfc-editor.org/rfc/rfc2342.html)
        Namespace = "NAMESPACE",
        /// [RFC 5465](https://www.rfc-editor.org/rfc/rfc5465.html)
        Notify = "NOTIFY",
        /// [RFC 8474](https://www.rfc-editor.org/rfc/rfc8474.html)
        ObjectId = "OBJECTID",
        /// draft-ietf-mailmaint-imap-objectid-bis
        ObjectIdPlus = "OBJECTID+",
        /// [RFC 9394](https://www.rfc-editor.org/rfc/rfc9394.html)
        Partial = "PARTIAL",
        /// [RFC 8970](https://www.rfc-editor.org/rfc/rfc8970.html)
        Preview = "PREVIEW",
        /// [RFC 7162](https://www.rfc-editor.org/rfc/rfc7162.html)
        QResync = "QRESYNC",
        /// [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208.html)
        Quota = "QUOTA",
        /// [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208.html): a resource, e.g. `STORAGE`.
        QuotaResource(Resource<'a>) = "QUOTA=RES-",
        /// [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208.html)
        QuotaSet = "QUOTASET",
        /// [RFC 8508](https://www.rfc-editor.org/rfc/rfc8508.html)
        Replace = "REPLACE",
        /// [RFC 4314](https://www.rfc-editor.org/rfc/rfc4314.html): rights beyond those of RFC 2086.
        Rights(NewRights) = "RIGHTS=",
        /// [RFC 4959](https://www.rfc-editor.org/rfc/rfc4959.html)
        SaslIr = "SASL-IR",
        /// [RFC 8514](https://www.rfc-editor.org/rfc/rfc8514.html)
        SaveDate = "SAVEDATE",
        /// [RFC 9738](https://www.rfc-editor.org/rfc/rfc9738.html): results that SAVE keeps.
        SaveLimit(core::num::NonZeroU32) = "SAVELIMIT=",
        /// [RFC 6203](https://www.rfc-editor.org/rfc/rfc6203.html)
        SearchFuzzy = "SEARCH=FUZZY",
        /// [RFC 5182](https://www.rfc-editor.org/rfc/rfc5182.html)
        SearchRes = "SEARCHRES",
        /// [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html)
        Sort = "SORT",
        /// [RFC 5957](https://www.rfc-editor.org/rfc/rfc5957.html)
        SortDisplay = "SORT=DISPLAY",
        /// [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154.html)
        SpecialUse = "SPECIAL-USE",
        /// [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.1)
        StartTls = "STARTTLS",
        /// [RFC 8438](https://www.rfc-editor.org/rfc/rfc8438.html)
        StatusSize = "STATUS=SIZE",
        /// [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html): an algorithm, e.g. `REFERENCES`.
        Thread(Atom<'a>) = "THREAD=",
        /// [RFC 10022](https://www.rfc-editor.org/rfc/rfc10022.html)
        UidBatches = "UIDBATCHES",
        /// [RFC 9586](https://www.rfc-editor.org/rfc/rfc9586.html)
        UidOnly = "UIDONLY",
        /// [RFC 4315](https://www.rfc-editor.org/rfc/rfc4315.html)
        UidPlus = "UIDPLUS",
        /// [RFC 8437](https://www.rfc-editor.org/rfc/rfc8437.html)
        Unauthenticate = "UNAUTHENTICATE",
        /// [RFC 3691](https://www.rfc-editor.org/rfc/rfc3691.html)
        Unselect = "UNSELECT",
        /// [RFC 5550](https://www.rfc-editor.org/rfc/rfc5550.html)
        UrlPartial = "URL-PARTIAL",
        /// [RFC 4467](https://www.rfc-editor.org/rfc/rfc4467.html)
        UrlAuth = "URLAUTH",
        /// [RFC 5524](https://www.rfc-editor.org/rfc/rfc5524.html)
        UrlAuthBinary = "URLAUTH=BINARY",
        /// [RFC 9755](https://www.rfc-editor.org/rfc/rfc9755.html)
        Utf8Accept = "UTF8=ACCEPT",
        /// [RFC 5738](https://www.rfc-editor.org/rfc/rfc5738.html), obsolete.
        Utf8All = "UTF8=ALL",
        /// [RFC 5738](https://www.rfc-editor.org/rfc/rfc5738.html), obsolete.
        Utf8Append = "UTF8=APPEND",
        /// [RFC 9755](https://www.rfc-editor.org/rfc/rfc9755.html)
        Utf8Only = "UTF8=ONLY",
        /// [RFC 5738](https://www.rfc-editor.org/rfc/rfc5738.html), obsolete.
        Utf8User = "UTF8=USER",
        /// [RFC 5032](https://www.rfc-editor.org/rfc/rfc5032.html)
        Within = "WITHIN",
        /// Gmail's extensions.
        XGmExt1 = "X-GM-EXT-1",
        /// Gmail's LIST with special uses, before RFC 6154.
        XList = "XLIST",
    }
    is_name |name| {
        !name.is_empty()
            && name.iter().all(|byte| crate::core::is_atom_char(*byte))
            && CapabilityName::with_argument(name).is_none()
    },
    // The names that take an argument are atoms like any other without it.
    unless |name| CapabilityName::wants_argument(name)
}

impl CapabilityName {
    /// Is it the name of a capability that takes an argument, and nothing more?
    #[doc(hidden)]
    #[must_use]
    pub fn wants_argument(name: &[u8]) -> bool {
        name.ends_with(b"=") || name.eq_ignore_ascii_case(b"QUOTA=RES-")
    }

    /// The name that takes an argument, if `atom` is one with an argument that it can take; and the length of the name.
    ///
    /// What it cannot take (`RIGHTS=`, `APPENDLIMIT=all`) is an atom like any other, says the grammar.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn with_argument(atom: &[u8]) -> Option<(Self, usize)> {
        let (name, len) = match Self::parse_through_equals(atom) {
            Some(found) => found,
            None => {
                let len = Self::QuotaResource.as_str().len();
                match Self::parse(atom.get(..len)?) {
                    Some(name @ Self::QuotaResource) => (name, len),
                    _ => return None,
                }
            }
        };
        let argument = atom.get(len..)?;
        if argument.is_empty() || name.stands_alone() {
            return None;
        }
        let number = || core::str::from_utf8(argument).ok()?.parse::<u32>().ok();
        let digits = || argument.iter().all(u8::is_ascii_digit);
        let sound = match name {
            Self::AppendLimitOf => digits() && number().is_some(),
            Self::MessageLimit | Self::SaveLimit => {
                digits() && argument.first() != Some(&b'0') && number().is_some()
            }
            Self::Rights => NewRights::try_from(argument).is_ok(),
            _ => true,
        };
        sound.then_some((name, len))
    }
}

impl fmt::Display for Capability<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword().unwrap_or_default())?;
        match self {
            Self::AppendLimitOf(number) => number.fmt(f),
            Self::Auth(mechanism) => f.write_str(mechanism.keyword().unwrap_or_default()),
            Self::MessageLimit(number) | Self::SaveLimit(number) => number.fmt(f),
            Self::ImapSieve(atom) | Self::Thread(atom) => atom.fmt(f),
            Self::QuotaResource(resource) => f.write_str(resource.keyword().unwrap_or_default()),
            Self::Rights(rights) => rights.fmt(f),
            _ => Ok(()),
        }
    }
}

/// How much of an extension the types and the codec know.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Coverage {
    /// Every element is typed, in both directions.
    Typed,
    /// The capability is typed; what else the extension brings is kept in `Other` arms, byte for byte.
    Carried,
}

/// A row of the registry.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Registered {
    /// The capability name on the wire; with `=` or `-` at its end if an argument follows.
    pub name: &'static str,
    /// Where it is defined: the numbers of RFCs, newest first; none for drafts and vendors.
    pub rfcs: &'static [u16],
    /// How much is known.
    pub coverage: Coverage,
}

macro_rules! registry {
    ($($name:literal [$($rfc:literal),*] $coverage:ident;)+) => {
        /// Every capability of IANA's registry that is current, experimental or obsolete, and three of vendors'.
        pub const REGISTRY: &[Registered] =
            &[$( Registered { name: $name, rfcs: &[$($rfc),*], coverage: Coverage::$coverage } ),+];
    };
}

registry! {
    "ACL" [4314] Typed;
    "ANNOTATE-EXPERIMENT-1" [5257] Typed;
    "APPENDLIMIT" [7889] Typed;
    "APPENDLIMIT=" [7889] Typed;
    "AUTH=" [9051, 3501] Typed;
    "BINARY" [3516] Typed;
    "CATENATE" [4469] Typed;
    "CHILDREN" [5258, 3348] Typed;
    "COMPRESS=DEFLATE" [4978] Typed;
    "CONDSTORE" [7162] Typed;
    "CONTEXT=SEARCH" [5267] Typed;
    "CONTEXT=SORT" [5267] Typed;
    "CONVERT" [5259] Typed;
    "CREATE-SPECIAL-USE" [6154] Typed;
    "ENABLE" [9051, 5161] Typed;
    "ESEARCH" [9051, 4731] Typed;
    "ESORT" [5267] Typed;
    "FILTERS" [5466] Typed;
    "I18NLEVEL=1" [5255] Typed;
    "I18NLEVEL=2" [5255] Typed;
    "ID" [2971] Typed;
    "IDLE" [9051, 2177] Typed;
    "IMAP4" [1730] Typed;
    "IMAP4rev1" [3501] Typed;
    "IMAP4rev2" [9051] Typed;
    "IMAPSIEVE=" [6785] Typed;
    "INPROGRESS" [9585] Typed;
    "JMAPACCESS" [9698] Typed;
    "LANGUAGE" [5255] Typed;
    "LIST-EXTENDED" [9051, 5258] Typed;
    "LIST-METADATA" [9590] Typed;
    "LIST-MYRIGHTS" [8440] Typed;
    "LIST-STATUS" [9051, 5819] Typed;
    "LITERAL+" [7888] Typed;
    "LITERAL-" [9051, 7888] Typed;
    "LOGIN-REFERRALS" [2221] Typed;
    "LOGINDISABLED" [9051, 3501] Typed;
    "MAILBOX-REFERRALS" [2193] Typed;
    "MESSAGELIMIT=" [9738] Typed;
    "METADATA" [5464] Typed;
    "METADATA-SERVER" [5464] Typed;
    "MOVE" [9051, 6851] Typed;
    "MULTIAPPEND" [3502] Typed;
    "MULTISEARCH" [7377] Typed;
    "NAMESPACE" [9051, 2342] Typed;
    "NOTIFY" [5465] Typed;
    "OBJECTID" [8474] Typed;
    "OBJECTID+" [] Typed;
    "PARTIAL" [9394] Typed;
    "PREVIEW" [8970] Typed;
    "QRESYNC" [7162] Typed;
    "QUOTA" [9208] Typed;
    "QUOTA=RES-" [9208] Typed;
    "QUOTASET" [9208] Typed;
    "REPLACE" [8508] Typed;
    "RIGHTS=" [4314] Typed;
    "SASL-IR" [9051, 4959] Typed;
    "SAVEDATE" [8514] Typed;
    "SAVELIMIT=" [9738] Typed;
    "SEARCH=FUZZY" [6203] Typed;
    "SEARCHRES" [9051, 5182] Typed;
    "SORT" [5256] Typed;
    "SORT=DISPLAY" [5957] Typed;
    "SPECIAL-USE" [6154] Typed;
    "STARTTLS" [9051, 3501] Typed;
    "STATUS=SIZE" [9051, 8438] Typed;
    "THREAD=" [5256] Typed;
    "UIDBATCHES" [10022] Typed;
    "UIDONLY" [9586] Typed;
    "UIDPLUS" [9051, 4315] Typed;
    "UNAUTHENTICATE" [8437] Typed;
    "UNSELECT" [9051, 3691] Typed;
    "URL-PARTIAL" [5550] Typed;
    "URLAUTH" [4467] Typed;
    "URLAUTH=BINARY" [5524] Typed;
    "UTF8=ACCEPT" [9755] Typed;
    "UTF8=ALL" [5738] Typed;
    "UTF8=APPEND" [5738] Typed;
    "UTF8=ONLY" [9755] Typed;
    "UTF8=USER" [5738] Typed;
    "WITHIN" [5032] Typed;
    "X-GM-EXT-1" [] Typed;
    "XLIST" [] Typed;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_registered_once() {
        let names: alloc::vec::Vec<_> = CapabilityName::ALL
            .iter()
            .map(|name| name.as_str())
            .collect();
        let registered: alloc::vec::Vec<_> = REGISTRY.iter().map(|row| row.name).collect();
        for name in &names {
            assert_eq!(
                registered.iter().filter(|row| row == &name).count(),
                1,
                "{name}"
            );
        }
        assert_eq!(names.len(), registered.len());
        assert!(size_of::<Capability<'_>>() <= 32);
    }
}
