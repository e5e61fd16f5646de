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
    let len = equals + scan::name(i.get(equals..).unwrap_or_default(), is_atom_char);
    let (atom, rest) = i.split_at(len);
    match CapabilityName::with_argument(atom) {
        Some((_, len)) => {
            let (name, rest) = i.split_at(len);
            Ok((rest, name))
        }
        None => Ok((rest, atom)),
    }
}

/// `capability = ("AUTH=" auth-type) / atom`
#[inline]
pub(crate) fn capability<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Capability<'a>> {
    match known_capability(cx, i) {
        Err(error) => bare_name(cx, i, error),
        read => read,
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
    let end = memchr::memchr2(b'\r', b']', i).unwrap_or(i.len());
    let mut list =
        Vec::with_capacity(1 + memchr::memchr_iter(b' ', i.get(..end).unwrap_or_default()).count());
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
