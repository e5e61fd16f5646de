//! Capabilities ([RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.2.2)).

use alloc::{borrow::Cow, vec::Vec};

use imap_types::{
    capability::{Capability, CapabilityName},
    core::{Atom, Other, Vec1, is_atom_char},
};

use crate::{
    auth::auth_type,
    core::{an_atom, atom, number, nz_number},
    ext::{acl::new_rights, quota::resource_name},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse},
        scan,
        write::{Encode, Writer},
    },
};

/// The name of a capability, `=` included where an argument follows.
fn name(i: &[u8]) -> Parsed<'_, &[u8]> {
    let (rest, atom) = atom(i)?;
    match CapabilityName::with_argument(atom) {
        Some((_, len)) => {
            let (name, rest) = i.split_at(len);
            Ok((rest, name))
        }
        None => Ok((rest, atom)),
    }
}

/// `capability = ("AUTH=" auth-type) / atom`
#[inline(never)]
fn capability<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Capability<'a>> {
    let (atom, rest) = i.split_at(scan::name(i, is_atom_char));
    match CapabilityName::with_argument(atom) {
        // The most frequent.
        Some((CapabilityName::Auth, len)) => {
            let (rest, mechanism) = auth_type(cx, i.get(len..).unwrap_or_default())?;
            return Ok((rest, Capability::Auth(mechanism)));
        }
        Some((CapabilityName::Thread, len)) => {
            let (_, algorithm) = atom.split_at(len);
            let algorithm = Atom::from_scanned(Cow::Borrowed(algorithm));
            return Ok((rest, Capability::Thread(algorithm)));
        }
        Some(_) => return known_capability(cx, i),
        None => {}
    }
    if let Some(known) = CapabilityName::parse(atom)
        && known.stands_alone()
    {
        return Ok((rest, Capability::bare(known)));
    }
    if atom.is_empty() {
        return refuse(i, Rule::Capability);
    }
    // A name that takes an argument, without one or with one that it cannot take, is an atom like any other.
    cx.other(Rule::Capability, i, rest);
    let other = Other::from_scanned(Cow::Borrowed(atom), Cow::Borrowed(b""));
    Ok((rest, Capability::Other(other)))
}

joint! {
    /// `capability` with an argument. (Those without have been read, or would be here as well.)
    known_capability -> Capability by CapabilityName, named by name, slot Capability {
        Acl, AnnotateExperiment1, AppendLimit, AppendLimitOf glued(number), Auth glued(auth_type), Binary, Catenate,
        Children, CompressDeflate, CondStore, ContextSearch, ContextSort, Convert, CreateSpecialUse, Enable, ESearch,
        ESort, Filters, I18nLevel1, I18nLevel2, Id, Idle, Imap4, Imap4Rev1, Imap4Rev2, ImapSieve glued(an_atom),
        InProgress, JmapAccess, Language, ListExtended, ListMetadata, ListMyRights, ListStatus, LiteralPlus,
        LiteralMinus, LoginReferrals, LoginDisabled, MailboxReferrals, MessageLimit glued(nz_number), Metadata,
        MetadataServer, Move, MultiAppend, MultiSearch, Namespace, Notify, ObjectId, ObjectIdPlus, Partial, Preview,
        QResync, Quota, QuotaResource glued(resource_name), QuotaSet, Replace, Rights glued(new_rights), SaslIr, SaveDate,
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
    // Most are a known name and nothing else. Their values are made afterwards, straight in the list: each by way of the
    // stack would take twice the time.
    let mut known = [CapabilityName::Imap4Rev1; 64];
    loop {
        let (count, mut after) = known_names(rest, &mut known);
        list.extend(known.iter().take(count).map(|name| Capability::bare(*name)));
        let next = match after {
            [b' ', next @ ..] if count > 0 => next,
            _ => after,
        };
        if count == 0 || next.first().is_some_and(|byte| is_atom_char(*byte)) {
            let (behind, one) = capability(cx, next)?;
            list.push(one);
            after = behind;
        }
        rest = match after {
            [b' ', next, ..] if is_atom_char(*next) => after.get(1..).unwrap_or_default(),
            [b' ', next @ ..]
                if cx.salvage
                    && let Some(behind) = no_capability(cx, next) =>
            {
                match behind {
                    [b' ', next, ..] if is_atom_char(*next) => behind.get(1..).unwrap_or_default(),
                    _ => return done(behind, list),
                }
            }
            [b' ', ..] => match crate::core::spaces(cx, after, Quirk::SpaceAfterCapability) {
                next if next.first().is_some_and(|byte| is_atom_char(*byte)) => next,
                next => return done(next, list),
            },
            _ => return done(after, list),
        };
    }
}

/// Behind what stands among capabilities and is none: strings and lists are left out.
#[cold]
fn no_capability<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<&'a [u8]> {
    let mut rest = i;
    loop {
        if !matches!(rest, [b'"' | b'(', ..]) {
            return None;
        }
        let Err(error) = refuse::<()>(rest, Rule::Capability) else {
            return None;
        };
        let behind = crate::salvage::element(cx, rest, error, Rule::Capability).ok()?;
        match behind {
            [b' ', next @ ..] if matches!(next, [b'"' | b'(', ..]) => rest = next,
            _ => return Some(behind),
        }
    }
}

/// The names of capabilities without argument at the front of `i`, with SP between them: how many, and what is behind the
/// last.
#[inline]
fn known_names<'a>(i: &'a [u8], known: &mut [CapabilityName]) -> (usize, &'a [u8]) {
    let (mut count, mut next, mut behind) = (0, i, i);
    for place in known {
        let Some((name, len)) = CapabilityName::parse_front(next) else {
            break;
        };
        let Some(rest) = next.get(len..) else { break };
        if !name.stands_alone() {
            break;
        }
        *place = name;
        count += 1;
        behind = rest;
        match rest {
            [b' ', rest @ ..] => next = rest,
            _ => break,
        }
    }
    (count, behind)
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
    use imap_types::{auth::AuthMechanism, ext::quota::Resource};

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
            ("QRESYNC", C::QResync), ("QUOTA", C::Quota), ("QUOTA=RES-STORAGE", C::QuotaResource(Resource::Storage)), ("QUOTASET", C::QuotaSet),
            ("REPLACE", C::Replace), ("RIGHTS=kxte", C::Rights(ok("texk"))), ("SASL-IR", C::SaslIr), ("SAVEDATE", C::SaveDate),
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
        reads(capability, &[("imap4REV1", C::Imap4Rev1), ("auth=plain", C::Auth(AuthMechanism::Plain)), ("Quota=Res-storage", C::QuotaResource(Resource::Storage)), ("RIGHTS=texk", C::Rights(ok("kxte")))]);
        refuses(capability, &[
            ("", 0, Rule::Capability), ("]", 0, Rule::Capability), ("(", 0, Rule::Capability),
        ]);
        // An argument that the name cannot take: an atom like any other.
        both(capability, &[
            ("APPENDLIMIT=x", C::Other(other("APPENDLIMIT=x", ""))),
            ("MESSAGELIMIT=0", C::Other(other("MESSAGELIMIT=0", ""))),
            ("AUTH=", C::Other(other("AUTH=", ""))),
            ("QUOTA=RES-", C::Other(other("QUOTA=RES-", ""))),
            ("RIGHTS=Te", C::Other(other("RIGHTS=Te", ""))),
            ("RIGHTS=te0", C::Other(other("RIGHTS=te0", ""))),
        ]);
        reads(capabilities, &[("IDLE ID", ok([C::Idle, C::Id]))]);
        refuses(capabilities, &[("", 0, Rule::Capability), (" IDLE", 0, Rule::Capability)]);
    }
}
