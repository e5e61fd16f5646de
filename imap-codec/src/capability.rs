//! Capabilities ([RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.2.2)).

use alloc::vec::Vec;

use imap_types::{
    capability::{Capability, CapabilityName},
    core::{Vec1, is_atom_char},
};

use crate::{
    auth::auth_type,
    core::{an_atom, number, nz_number, other},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse},
        scan,
        write::{Encode, Writer},
    },
};

/// The name of a capability, `=` included where an argument follows.
#[inline]
fn name(i: &[u8]) -> Parsed<'_, &[u8]> {
    // Most have no `=`, and need no look beyond it.
    let len = scan::name(i, |byte| is_atom_char(byte) && byte != b'=');
    match i.get(len) {
        Some(b'=') => name_with_argument(i, len),
        _ if len == 0 => refuse(i, Rule::Capability),
        _ => {
            let (name, rest) = i.split_at(len);
            Ok((rest, name))
        }
    }
}

/// `SORT=DISPLAY` is a name, `AUTH=` is one with an argument behind it.
fn name_with_argument(i: &[u8], equals: usize) -> Parsed<'_, &[u8]> {
    let (front, behind) = i.split_at(equals + 1);
    let wanted = CapabilityName::parse(front);
    // The most frequent, which take any argument.
    if let Some(CapabilityName::Auth | CapabilityName::Thread) = wanted
        && behind.first().is_some_and(|byte| is_atom_char(*byte))
    {
        return Ok((behind, front));
    }
    let (atom, rest) = i.split_at(front.len() + scan::name(behind, is_atom_char));
    if (wanted.is_some() || front.eq_ignore_ascii_case(b"QUOTA="))
        && let Some((_, len)) = CapabilityName::with_argument(atom)
    {
        let (name, rest) = i.split_at(len);
        return Ok((rest, name));
    }
    Ok((rest, atom))
}

/// `capability = ("AUTH=" auth-type) / atom`
#[inline(always)] // what is read is moved once, into the list
fn capability<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Capability<'a>> {
    match known_capability(cx, i) {
        Ok(read) => Ok(read),
        Err(error) => bare_name(cx, i, error),
    }
}

/// A name that takes an argument, without one, is an atom like any other.
#[cold]
fn bare_name<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<crate::wire::cx::Error>,
) -> Parsed<'a, Capability<'a>> {
    let (rest, name) = name(i)?;
    let bare = !rest.first().is_some_and(|byte| is_atom_char(*byte));
    if bare && CapabilityName::wants_argument(name) {
        let (rest, other) = other(cx, i, name, rest, Rule::Capability)?;
        return Ok((rest, Capability::Other(other)));
    }
    Err(error)
}

joint! {
    /// `capability`, unless it is a name that wants an argument and has none.
    known_capability -> Capability by CapabilityName, named by name, slot Capability {
        Acl, AnnotateExperiment1, AppendLimit, AppendLimitOf glued(number), Auth glued(auth_type), Binary, Catenate,
        Children, CompressDeflate, CondStore, ContextSearch, ContextSort, Convert, CreateSpecialUse, Enable, ESearch,
        ESort, Filters, I18nLevel1, I18nLevel2, Id, Idle, Imap4, Imap4Rev1, Imap4Rev2, ImapSieve glued(an_atom),
        InProgress, JmapAccess, Language, ListExtended, ListMetadata, ListMyRights, ListStatus, LiteralPlus,
        LiteralMinus, LoginReferrals, LoginDisabled, MailboxReferrals, MessageLimit glued(nz_number), Metadata,
        MetadataServer, Move, MultiAppend, MultiSearch, Namespace, Notify, ObjectId, ObjectIdPlus, Partial, Preview,
        QResync, Quota, QuotaResource glued(an_atom), QuotaSet, Replace, Rights glued(an_atom), SaslIr, SaveDate,
        SaveLimit glued(nz_number), SearchFuzzy, SearchRes, Sort, SortDisplay, SpecialUse, StartTls, StatusSize,
        Thread glued(an_atom), UidBatches, UidOnly, UidPlus, Unauthenticate, Unselect, UrlPartial, UrlAuth,
        UrlAuthBinary, Utf8Accept, Utf8All, Utf8Append, Utf8Only, Utf8User, Within, XGmExt1, XList,
    }
}

/// `capability *(SP capability)`: a response code's, a response's, or ENABLE's.
pub(crate) fn capabilities<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<Capability<'a>>> {
    // As many as there are SPs, and the words of a text behind them, which are few.
    let near = i.get(..1024).unwrap_or(i);
    let mut list = Vec::with_capacity(1 + memchr::memchr_iter(b' ', near).count());
    let mut rest = i;
    loop {
        let (after, one) = capability(cx, rest)?;
        list.push(one);
        rest = match after {
            [b' ', next, ..] if is_atom_char(*next) => after.get(1..).unwrap_or_default(),
            [b' ', ..] => match crate::core::spaces(cx, after, Quirk::SpaceAfterCapability) {
                next if next.first().is_some_and(|byte| is_atom_char(*byte)) => next,
                next => return done(next, list),
            },
            _ => return done(after, list),
        };
    }
}

fn done<'a>(rest: &'a [u8], list: Vec<Capability<'a>>) -> Parsed<'a, Vec1<Capability<'a>>> {
    match Vec1::try_from(list) {
        Ok(list) => Ok((rest, list)),
        Err(_) => refuse(rest, Rule::Capability),
    }
}

pub(crate) fn write_capabilities<'v>(list: &'v [Capability<'_>], w: &mut Writer<'_, 'v>) {
    w.spaced(list, |w, capability| capability.encode(w));
}

#[cfg(test)]
mod tests {
    use imap_types::auth::AuthMechanism;

    use super::*;
    use crate::testing::{both, covers, nz, ok, other, reads, refuses};

    #[test]
    #[rustfmt::skip]
    fn capabilities_of_every_name() {
        use Capability as C;
        let rows = [
            ("ACL", C::Acl), ("ANNOTATE-EXPERIMENT-1", C::AnnotateExperiment1), ("APPENDLIMIT", C::AppendLimit),
            ("APPENDLIMIT=257000", C::AppendLimitOf(257_000)), ("AUTH=PLAIN", C::Auth(AuthMechanism::Plain)), ("BINARY", C::Binary),
            ("CATENATE", C::Catenate), ("CHILDREN", C::Children), ("COMPRESS=DEFLATE", C::CompressDeflate), ("CONDSTORE", C::CondStore),
            ("CONTEXT=SEARCH", C::ContextSearch), ("CONTEXT=SORT", C::ContextSort), ("CONVERT", C::Convert),
            ("CREATE-SPECIAL-USE", C::CreateSpecialUse), ("ENABLE", C::Enable), ("ESEARCH", C::ESearch), ("ESORT", C::ESort),
            ("FILTERS", C::Filters), ("I18NLEVEL=1", C::I18nLevel1), ("I18NLEVEL=2", C::I18nLevel2), ("ID", C::Id), ("IDLE", C::Idle),
            ("IMAP4", C::Imap4), ("IMAP4rev1", C::Imap4Rev1), ("IMAP4rev2", C::Imap4Rev2),
            ("IMAPSIEVE=sieve://sieve.example.com", C::ImapSieve(ok("sieve://sieve.example.com"))), ("INPROGRESS", C::InProgress),
            ("JMAPACCESS", C::JmapAccess), ("LANGUAGE", C::Language), ("LIST-EXTENDED", C::ListExtended), ("LIST-METADATA", C::ListMetadata),
            ("LIST-MYRIGHTS", C::ListMyRights), ("LIST-STATUS", C::ListStatus), ("LITERAL+", C::LiteralPlus), ("LITERAL-", C::LiteralMinus),
            ("LOGIN-REFERRALS", C::LoginReferrals), ("LOGINDISABLED", C::LoginDisabled), ("MAILBOX-REFERRALS", C::MailboxReferrals),
            ("MESSAGELIMIT=1000", C::MessageLimit(nz(1000))), ("METADATA", C::Metadata), ("METADATA-SERVER", C::MetadataServer),
            ("MOVE", C::Move), ("MULTIAPPEND", C::MultiAppend), ("MULTISEARCH", C::MultiSearch), ("NAMESPACE", C::Namespace),
            ("NOTIFY", C::Notify), ("OBJECTID", C::ObjectId), ("OBJECTID+", C::ObjectIdPlus), ("PARTIAL", C::Partial), ("PREVIEW", C::Preview),
            ("QRESYNC", C::QResync), ("QUOTA", C::Quota), ("QUOTA=RES-STORAGE", C::QuotaResource(ok("STORAGE"))), ("QUOTASET", C::QuotaSet),
            ("REPLACE", C::Replace), ("RIGHTS=texk", C::Rights(ok("texk"))), ("SASL-IR", C::SaslIr), ("SAVEDATE", C::SaveDate),
            ("SAVELIMIT=1", C::SaveLimit(nz(1))), ("SEARCH=FUZZY", C::SearchFuzzy), ("SEARCHRES", C::SearchRes), ("SORT", C::Sort),
            ("SORT=DISPLAY", C::SortDisplay), ("SPECIAL-USE", C::SpecialUse), ("STARTTLS", C::StartTls), ("STATUS=SIZE", C::StatusSize),
            ("THREAD=REFERENCES", C::Thread(ok("REFERENCES"))), ("UIDBATCHES", C::UidBatches), ("UIDONLY", C::UidOnly), ("UIDPLUS", C::UidPlus),
            ("UNAUTHENTICATE", C::Unauthenticate), ("UNSELECT", C::Unselect), ("URL-PARTIAL", C::UrlPartial), ("URLAUTH", C::UrlAuth),
            ("URLAUTH=BINARY", C::UrlAuthBinary), ("UTF8=ACCEPT", C::Utf8Accept), ("UTF8=ALL", C::Utf8All), ("UTF8=APPEND", C::Utf8Append),
            ("UTF8=ONLY", C::Utf8Only), ("UTF8=USER", C::Utf8User), ("WITHIN", C::Within), ("X-GM-EXT-1", C::XGmExt1), ("XLIST", C::XList),
            ("XPIG-LATIN", C::Other(other("XPIG-LATIN", ""))), ("COMPRESS=LZ4", C::Other(other("COMPRESS=LZ4", ""))),
            ("AUTH=X-FOO", C::Auth(AuthMechanism::Other(other("X-FOO", "")))),
        ];
        covers(CapabilityName::ALL.iter().map(|name| name.as_str()), rows.iter().map(|(_, value)| value.keyword()));
        both(capability, &rows);
        reads(capability, &[("imap4REV1", C::Imap4Rev1), ("auth=plain", C::Auth(AuthMechanism::Plain)), ("Quota=Res-STORAGE", C::QuotaResource(ok("STORAGE")))]);
        refuses(capability, &[
            ("", 0, Rule::Capability), ("]", 0, Rule::Capability), ("(", 0, Rule::Capability),
        ]);
        // An argument that the name cannot take: an atom like any other.
        both(capability, &[
            ("APPENDLIMIT=x", C::Other(other("APPENDLIMIT=x", ""))),
            ("MESSAGELIMIT=0", C::Other(other("MESSAGELIMIT=0", ""))),
            ("AUTH=", C::Other(other("AUTH=", ""))),
            ("QUOTA=RES-", C::Other(other("QUOTA=RES-", ""))),
        ]);
        reads(capabilities, &[("IDLE ID", ok([C::Idle, C::Id]))]);
        refuses(capabilities, &[("", 0, Rule::Capability), (" IDLE", 0, Rule::Capability)]);
    }
}
