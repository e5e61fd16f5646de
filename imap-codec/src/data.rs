//! Untagged data ([RFC 9051 §7.2 to §7.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-7)).

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::{
    capability::Capability,
    data::{Data, DataName, Numbered},
    fetch::{Fetch, MsgAtt},
};

use crate::{
    capability::{capabilities, write_capabilities},
    core::{atom, number, other, sp, spaces},
    ext::{
        acl::{acl_data, listrights_data, myrights_data},
        convert::{conversion, converted, write_converted},
        i18nlevel::comparator_data,
        id::id_params_list,
        jmapaccess::session_url,
        language::{lang_tags, write_lang_tags},
        metadata::metadata_resp,
        qresync::vanished,
        quota::{quota, quota_roots},
        thread::thread_data,
        uidbatches::uid_batches,
        uidonly::{uidfetch, write_uidfetch},
        urlauth::{gen_url_auth_data, url_fetch_data, write_gen_url_auth_data, write_spaced},
    },
    fetch::fetch,
    flag::flag_list,
    list::{mailbox_list, namespaces},
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    search::{esearch, search_result, sort_result},
    status::mailbox_status,
    wire::{
        cx::{Cx, Error, Parsed, expect, refuse},
        write::{Encode, Short, Writer},
    },
};

/// `response-payload` that begins with a number: `number SP ("EXISTS" / "RECENT")`,
/// `nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att))`, `uniqueid SP "UIDFETCH" SP msg-att`.
///
/// `end` reads what is behind it, and makes of it what is wanted: in each row by itself, since a value that is handed on
/// goes by way of the stack.
#[inline(always)] // as its caller
pub(crate) fn numbered<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    end: impl Fn(&'a [u8], Data<'a>) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    let (after, count) = number(cx, i)?;
    let (start, _) = sp(after)?;
    let start = spaces(cx, start, Quirk::SpaceBeforeNumber);
    let (known, rest) = match DataName::parse_front(start) {
        Some((known, len)) => (Some(known), start.get(len..).unwrap_or_default()),
        None => {
            let (rest, name) = expect(Rule::ResponseData, start, atom(start))?;
            (DataName::parse(name), rest)
        }
    };
    let nonzero = || match (NonZeroU32::new(count), i.first()) {
        (Some(number), Some(b'1'..=b'9')) => Ok((rest, number)),
        _ => refuse(i, Rule::NzNumber),
    };
    match known {
        Some(DataName::Fetch) => {
            let (rest, seq) = match nonzero() {
                Ok(read) => read,
                Err(error) => {
                    let (rest, data) = fetch_without_number(cx, i, rest, error)?;
                    return end(rest, data);
                }
            };
            let (rest, _) = sp(rest)?;
            let (rest, fetch) = fetch(cx, seq, rest)?;
            end(rest, Data::Fetch(fetch))
        }
        Some(DataName::UidFetch) => {
            let (rest, uid) = nonzero()?;
            let (rest, _) = sp(rest)?;
            let (rest, fetch) = uidfetch(cx, uid, rest)?;
            end(rest, Data::UidFetch(fetch))
        }
        Some(DataName::Converted) => {
            let (rest, seq) = nonzero()?;
            let (rest, ()) = sp(rest)?;
            let (rest, converted) = converted(cx, seq, rest)?;
            end(rest, Data::Converted(converted))
        }
        Some(DataName::Exists) => end(rest, Data::Exists(count)),
        Some(DataName::Recent) => end(rest, Data::Recent(count)),
        Some(DataName::Copy) => nonzero().and_then(|(rest, seq)| end(rest, Data::Copy(seq))),
        Some(DataName::Expunge) => nonzero().and_then(|(rest, seq)| end(rest, Data::Expunge(seq))),
        _ => {
            let (rest, name) = atom(start)?;
            // RFC 1730 has FETCH under this name too (quirk `store-response`).
            if name.eq_ignore_ascii_case(b"STORE") && cx.mend(Quirk::StoreResponse, start, rest) {
                let (rest, seq) = nonzero().map(|(_, seq)| (rest, seq))?;
                let (rest, ()) = sp(rest)?;
                let (rest, fetch) = fetch(cx, seq, rest)?;
                return end(rest, Data::Fetch(fetch));
            }
            let (rest, other) = other(cx, start, name, rest, Rule::ResponseData)?;
            let number = count;
            end(rest, Data::Numbered(Numbered { number, other }))
        }
    }
}

/// FETCH of message 0, which is the one that the UID among its items names (quirk `zero-sequence-number`). Its list stands
/// behind the SP at `rest`.
#[cold]
#[inline(never)]
fn fetch_without_number<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    rest: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, Data<'a>> {
    let ([b'0', b' ', ..], true) = (i, cx.has(Quirk::ZeroSequenceNumber)) else {
        return Err(error);
    };
    let (list, ()) = sp(rest)?;
    let (end, mut fetch) = uidfetch(cx, NonZeroU32::MIN, list)?;
    let uid = fetch.items.iter().find_map(|item| match item {
        MsgAtt::Uid(uid) => Some(*uid),
        _ => None,
    });
    match uid {
        Some(uid) => {
            cx.mend(Quirk::ZeroSequenceNumber, i, rest);
            fetch.uid = uid;
            Ok((end, Data::UidFetch(fetch)))
        }
        None => Err(error),
    }
}

joint! {
    /// `response-payload` that begins with a keyword.
    pub(crate) keyed -> Data by DataName, named by atom, slot ResponseData {
        Acl(acl_data),
        Capability(capabilities => write_capabilities),
        Comparator(comparator_data),
        Conversion(conversion),
        Converted numbered(write_converted),
        Copy numbered(write_expunge),
        Enabled glued(enabled => write_enabled),
        ESearch glued(esearch),
        Exists numbered(write_count),
        Expunge numbered(write_expunge),
        Fetch numbered(write_fetch),
        Flags(flag_list),
        Id(id_params_list),
        JmapAccess(session_url),
        Language(lang_tags => write_lang_tags),
        GenUrlAuth glued(gen_url_auth_data => write_gen_url_auth_data),
        List(mailbox_list),
        ListRights(listrights_data),
        Lsub(mailbox_list),
        Mailbox(mailbox),
        Metadata(metadata_resp),
        MyRights(myrights_data),
        Namespace(namespaces),
        Quota(quota),
        QuotaRoot(quota_roots),
        Recent numbered(write_count),
        Search glued(search_result),
        Sort glued(sort_result),
        Status(mailbox_status),
        Thread glued(thread_data),
        XList(mailbox_list),
        UidBatches(uid_batches),
        UidFetch numbered(write_uidfetch),
        Vanished(vanished),
        UrlFetch(url_fetch_data => write_spaced),
    }
    also {
        Numbered => write_numbered,
    }
}

fn write_numbered<'v>(numbered: &'v Numbered<'_>, w: &mut Writer<'_, 'v>) {
    w.number(u64::from(numbered.number)).sp();
    w.raw(numbered.other.name().as_bytes())
        .other(numbered.other.content());
}

/// `"*" SP response-payload CRLF`; the most frequent need no look into the table of all.
#[inline]
pub(crate) fn write_line<'v>(data: &'v Data<'_>, w: &mut Writer<'_, 'v>) {
    const fn behind(name: DataName) -> Short {
        Short::new(&[b" ", name.as_str().as_bytes(), b"\r\n"]).expect("short names")
    }
    w.raw(b"* ");
    match data {
        Data::Exists(count) => {
            w.number_and(*count, const { behind(DataName::Exists) });
        }
        Data::Expunge(seq) => {
            w.number_and(seq.get(), const { behind(DataName::Expunge) });
        }
        _ => {
            data.encode(w);
            w.raw(b"\r\n");
        }
    }
}

#[inline(always)] // the name is a constant then
fn write_count(count: &u32, name: &[u8], w: &mut Writer<'_, '_>) {
    w.number_and_name(*count, name);
}

#[inline(always)]
fn write_expunge(seq: &NonZeroU32, name: &[u8], w: &mut Writer<'_, '_>) {
    w.number_and_name(seq.get(), name);
}

#[inline(always)]
fn write_fetch<'v>(fetch: &'v Fetch<'_>, name: &[u8], w: &mut Writer<'_, 'v>) {
    w.number_and_name(fetch.seq.get(), name).sp();
    w.list(&fetch.items, |w, item| item.encode(w));
}

/// `*(SP capability)`
fn enabled<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Capability<'a>>> {
    match i {
        [b' ', rest @ ..] if !matches!(rest.first(), Some(b' ' | b'\r' | b'\n') | None) => {
            let (rest, list) = capabilities(cx, rest)?;
            Ok((rest, list.into_vec()))
        }
        _ => Ok((i, Vec::new())),
    }
}

fn write_enabled<'v>(list: &'v Vec<Capability<'_>>, w: &mut Writer<'_, 'v>) {
    if !list.is_empty() {
        write_capabilities(list, w.sp());
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        core::NString,
        data::DataName,
        ext::{
            acl::{AclData, ListRightsData, MyRightsData},
            convert::{Conversion, ConvertMsgAtt, Converted},
            i18nlevel::Comparator,
            id::Id,
            metadata::{Metadata, MetadataEntries},
            qresync::Vanished,
            quota::{Quota, QuotaRoots},
            thread::Threads,
            uidbatches::{UidBatch, UidBatches},
            uidonly::UidFetch,
            urlauth::{UrlContent, UrlData},
        },
        flag::{Flag, Flags},
        list::{MailboxList, Namespaces},
        search::{ESearch, SearchCorrelator, SearchResult},
        status::MailboxStatus,
    };

    use super::*;
    use crate::testing::{both, covers, list1, nz, ok, other, reads, refuses};

    /// What begins with a number, and nothing behind it.
    fn alone<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Data<'a>> {
        numbered(cx, i, |rest, data| Ok((rest, data)))
    }

    #[test]
    fn every_name() {
        let x = || MailboxList {
            attributes: Vec::new(),
            delimiter: None,
            mailbox: ok("x"),
            extended: Vec::new(),
        };
        let keyed_rows = [
            (
                "CAPABILITY IMAP4rev2",
                Data::Capability(list1([Capability::Imap4Rev2])),
            ),
            ("ENABLED", Data::Enabled(Vec::new())),
            (
                "ENABLED CONDSTORE",
                Data::Enabled([Capability::CondStore].into()),
            ),
            ("ESEARCH", Data::ESearch(ESearch::default())),
            ("FLAGS (\\Seen)", Data::Flags(Flag::Seen.into())),
            ("FLAGS ()", Data::Flags(Flags::new())),
            (
                "CONVERSION \"a/b\" \"c/d\"",
                Data::Conversion(Conversion {
                    from: ok("a/b"),
                    to: ok("c/d"),
                    params: Vec::new(),
                }),
            ),
            (
                "GENURLAUTH \"a\" \"b\"",
                Data::GenUrlAuth([ok("a"), ok("b")].into()),
            ),
            ("GENURLAUTH", Data::GenUrlAuth(Vec::new())),
            (
                "URLFETCH \"a\" NIL",
                Data::UrlFetch(list1([UrlData {
                    url: ok("a"),
                    data: UrlContent::Plain(NString::NIL),
                }])),
            ),
            ("MAILBOX x", Data::Mailbox(ok("x"))),
            ("LIST () NIL x", Data::List(x())),
            ("LSUB () NIL x", Data::Lsub(x())),
            (
                "NAMESPACE NIL NIL NIL",
                Data::Namespace(Namespaces::default()),
            ),
            ("SEARCH", Data::Search(SearchResult::default())),
            ("SORT", Data::Sort(SearchResult::default())),
            (
                "STATUS x ()",
                Data::Status(MailboxStatus {
                    mailbox: ok("x"),
                    items: Vec::new(),
                }),
            ),
            ("THREAD", Data::Thread(Threads::default())),
            (
                "ACL x",
                Data::Acl(AclData {
                    mailbox: ok("x"),
                    entries: Vec::new(),
                }),
            ),
            (
                "COMPARATOR i;basic",
                Data::Comparator(Comparator {
                    active: ok("i;basic"),
                    matching: Vec::new(),
                }),
            ),
            ("ID NIL", Data::Id(Id::default())),
            (
                "JMAPACCESS \"https://x\"",
                Data::JmapAccess(ok("https://x")),
            ),
            ("LANGUAGE (DE)", Data::Language(list1([ok("DE")]))),
            (
                "LISTRIGHTS x y l",
                Data::ListRights(ListRightsData {
                    mailbox: ok("x"),
                    identifier: ok("y"),
                    required: ok("l"),
                    optional: Vec::new(),
                }),
            ),
            (
                "METADATA x /a",
                Data::Metadata(Metadata {
                    mailbox: ok("x"),
                    entries: MetadataEntries::Changed(list1([ok("/a")])),
                }),
            ),
            (
                "MYRIGHTS x lr",
                Data::MyRights(MyRightsData {
                    mailbox: ok("x"),
                    rights: ok("lr"),
                }),
            ),
            (
                "QUOTA x ()",
                Data::Quota(Quota {
                    root: ok("x"),
                    resources: Vec::new(),
                }),
            ),
            (
                "QUOTAROOT x",
                Data::QuotaRoot(QuotaRoots {
                    mailbox: ok("x"),
                    roots: Vec::new(),
                }),
            ),
            ("XLIST () NIL x", Data::XList(x())),
            ("XFOO (a)", Data::Other(other("XFOO", " (a)"))),
            (
                "UIDBATCHES (TAG \"a\") 9:1",
                Data::UidBatches(UidBatches {
                    correlator: list1([SearchCorrelator::Tag(ok("a"))]),
                    batches: [UidBatch {
                        high: nz(9),
                        low: nz(1),
                    }]
                    .into(),
                }),
            ),
            (
                "VANISHED (EARLIER) 300:310",
                Data::Vanished(Vanished {
                    earlier: true,
                    uids: ok("300:310"),
                }),
            ),
        ];
        let fetch = Fetch {
            seq: nz(12),
            items: list1([MsgAtt::Uid(nz(7))]),
        };
        let numbered_rows = [
            ("23 EXISTS", Data::Exists(23)),
            ("0 RECENT", Data::Recent(0)),
            ("44 EXPUNGE", Data::Expunge(nz(44))),
            (
                "2 CONVERTED (TAG \"a\") (UID 7)",
                Data::Converted(alloc::boxed::Box::new(Converted {
                    seq: nz(2),
                    tag: ok("a"),
                    items: list1([ConvertMsgAtt::Uid(nz(7))]),
                })),
            ),
            ("12 FETCH (UID 7)", Data::Fetch(fetch)),
            (
                "25996 UIDFETCH (MODSEQ (5))",
                Data::UidFetch(UidFetch {
                    uid: nz(25_996),
                    items: list1([MsgAtt::ModSeq(ok(5))]),
                }),
            ),
            ("5 COPY", Data::Copy(nz(5))),
            (
                "0 FOO (a)",
                Data::Numbered(Numbered {
                    number: 0,
                    other: other("FOO", " (a)"),
                }),
            ),
        ];
        covers(
            DataName::ALL.iter().map(|name| name.as_str()),
            keyed_rows
                .iter()
                .chain(&numbered_rows)
                .map(|(_, value)| value.keyword()),
        );
        both(keyed, &keyed_rows);
        both(alone, &numbered_rows);
        reads(alone, &[("007 exists", Data::Exists(7))]);
        refuses(
            keyed,
            &[
                ("", 0, Rule::ResponseData),
                ("COPY", 4, Rule::Number),
                ("EXISTS", 6, Rule::Number),
                ("FETCH 1 (UID 7)", 5, Rule::Number),
                ("UIDFETCH 1 (UID 7)", 8, Rule::Number),
                ("UIDBATCHES", 10, Rule::Sp),
                ("OK x", 0, Rule::ResponseData),
                ("FOO (", 5, Rule::TaggedExt),
            ],
        );
        refuses(
            alone,
            &[
                ("0 EXPUNGE", 0, Rule::NzNumber),
                ("0 COPY", 0, Rule::NzNumber),
                ("01 EXPUNGE", 0, Rule::NzNumber),
                ("0 FETCH (UID 7)", 0, Rule::NzNumber),
                ("0 UIDFETCH (UID 7)", 0, Rule::NzNumber),
                ("1 UIDFETCH ()", 12, Rule::MsgAtt),
                ("1 UIDFETCH", 10, Rule::Sp),
                ("1 VANISHED 1", 2, Rule::ResponseData),
                ("4294967296 EXISTS", 0, Rule::Number),
                ("1", 1, Rule::Sp),
                ("1 ", 2, Rule::ResponseData),
                ("1 SEARCH", 2, Rule::ResponseData),
                ("1 OK x", 2, Rule::ResponseData),
            ],
        );
    }

    /// `{n+}` is a client's: in what a server says the line ends there, as the framer sees it.
    #[test]
    fn a_server_announces_no_literal_by_plus() {
        let strict = crate::ResponseDecoder::strict();
        for (message, offset) in [
            (&b"* XFOO a {1+}\r\nb c\r\n"[..], Some(9)),
            (b"* XFOO (a {0+}\r\n)\r\n", Some(10)),
            (b"* 1 FETCH (XFOO[a {1+}\r\nb] {1+}\r\nc)\r\n", Some(18)),
            (b"* 1 FETCH (XFOO[a {1}\r\nb] {1+}\r\nc)\r\n", Some(26)),
            (b"* XFOO \"{1+}\" {1}\r\nb\r\n", None),
        ] {
            let error = strict.decode(message).err();
            assert_eq!(
                error.map(|error| error.offset),
                offset,
                "{}",
                message.escape_ascii()
            );
        }
    }

    /// Octets of a literal are no UTF-8, whatever stands outside it.
    #[test]
    fn utf8_beside_a_literal_that_is_none() {
        let utf8 = crate::ResponseDecoder::new(crate::Options::strict().utf8(true));
        for (message, offset) in [
            (&b"* XFOO \xc3\xa9 {1}\r\n\xff\r\n"[..], None),
            (b"* XFOO {1}\r\n\xff (\"\xc3\xa9\")\r\n", None),
            (b"* XFOO {1}\r\n\xff (\"\xc3\")\r\n", Some(16)),
            (b"* XFOO {1}\r\n\xc3\xa9\r\n", Some(13)),
        ] {
            let error = utf8.decode(message).err();
            assert_eq!(
                error.map(|error| error.offset),
                offset,
                "{}",
                message.escape_ascii()
            );
        }
    }
}
