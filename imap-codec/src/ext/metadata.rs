//! METADATA ([RFC 5464](https://www.rfc-editor.org/rfc/rfc5464.html)) and LIST-METADATA
//! ([RFC 9590](https://www.rfc-editor.org/rfc/rfc9590.html)).

use alloc::vec::Vec;

use imap_types::{
    core::{Content8, Octets, Vec1},
    ext::metadata::{
        Depth, Entry, EntryValue, GetMetadata, GetMetadataOption, GetMetadataOptionName, Metadata,
        MetadataCode, MetadataEntries, SetMetadata,
    },
};

use crate::{
    core::{
        astring, astring_of, atom, each, label, list1, literal8, nstring, number, sp, spaces,
        write_astring,
    },
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `[getmetadata-options SP] mailbox SP entries`; or the options behind the mailbox, as the RFC's examples have them
/// (erratum 2785).
pub(crate) fn get_metadata<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, GetMetadata<'a>> {
    let (rest, mut options) = match i.first() {
        Some(b'(') => options(cx, i)?,
        _ => (i, Vec::new()),
    };
    let (rest, mailbox) = mailbox(cx, rest)?;
    let (mut rest, _) = sp(rest)?;
    if options.is_empty() && begins_options(cx, rest) {
        (rest, options) = self::options(cx, rest)?;
    }
    let (rest, entries) = entries(cx, rest)?;
    Ok((
        rest,
        GetMetadata {
            options,
            mailbox,
            entries,
        },
    ))
}

/// A list of options, and not of entries, which begin with `/` or are strings?
fn begins_options(cx: &Cx<'_>, i: &[u8]) -> bool {
    let Some(list) = i.strip_prefix(b"(") else {
        return false;
    };
    let first = match list {
        [b' ', ..] if cx.has(Quirk::SpaceInList) => list.trim_ascii_start(),
        _ => list,
    };
    label(first).is_ok()
}

/// `getmetadata-options SP`
fn options<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<GetMetadataOption<'a>>> {
    let (rest, options) = list1(
        cx,
        i,
        Quirk::SpaceInList,
        Rule::GetMetadataOption,
        getmetadata_option,
    )?;
    let (rest, _) = sp(rest)?;
    Ok((rest, options.into_vec()))
}

impl Encode for GetMetadata<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if !self.options.is_empty() {
            w.list(&self.options, |w, option| option.encode(w)).sp();
        }
        self.mailbox.encode(w);
        match self.entries.as_slice() {
            [entry] => entry.encode(w.sp()),
            entries => {
                w.sp().list(entries, |w, entry| entry.encode(w));
            }
        }
    }
}

joint! {
    /// `getmetadata-option = tagged-ext-label [SP tagged-ext-val]`
    getmetadata_option -> GetMetadataOption by GetMetadataOptionName, named by label, slot GetMetadataOption {
        Depth(depth),
        MaxSize(number),
    }
}

/// `"0" / "1" / "infinity"`
fn depth<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Depth> {
    let (rest, word) = expect(Rule::ScopeOpt, i, atom(i))?;
    match Depth::parse(word) {
        Some(depth) => Ok((rest, depth)),
        None => refuse(i, Rule::ScopeOpt),
    }
}

impl Encode for Depth {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_str().as_bytes());
    }
}

/// `entry = astring`
fn entry<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Entry<'a>> {
    astring_of(cx, i, Rule::Entry).or_else(|error| odd_entry(cx, i, error))
}

/// A name that no entry may have (quirk `odd-entry`).
#[cold]
fn odd_entry<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<crate::wire::cx::Error>,
) -> Parsed<'a, Entry<'a>> {
    match astring(cx, i) {
        Ok((rest, name)) if cx.mend(Quirk::OddEntry, i, rest) => {
            Ok((rest, Entry::from_scanned(name.into_bytes())))
        }
        _ => Err(error),
    }
}

impl Encode for Entry<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_astring(self.as_bytes(), w);
    }
}

/// `entries = entry / "(" entry *(SP entry) ")"`
fn entries<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<Entry<'a>>> {
    if i.first() == Some(&b'(') {
        return entries_in_list(cx, i);
    }
    let (rest, entry) = entry(cx, i)?;
    Ok((rest, Vec1::one(entry)))
}

/// `"(" entry *(SP entry) ")"`
pub(crate) fn entries_in_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<Entry<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::Entry, entry)
}

pub(crate) fn write_entries_in_list<'v>(entries: &'v Vec1<Entry<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(entries, |w, entry| entry.encode(w));
}

/// `mailbox SP entry-values`
pub(crate) fn set_metadata<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SetMetadata<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, values) = entry_values(cx, rest)?;
    Ok((rest, SetMetadata { mailbox, values }))
}

impl Encode for SetMetadata<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        w.sp().list(&self.values, |w, value| value.encode(w));
    }
}

/// `entry-values = "(" entry-value *(SP entry-value) ")"`
fn entry_values<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<EntryValue<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::Entry, entry_value)
}

/// `entry-value = entry SP value`
fn entry_value<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, EntryValue<'a>> {
    let (rest, entry) = entry(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, value) = value(cx, spaces(cx, rest, Quirk::SpaceInList))?;
    Ok((rest, EntryValue { entry, value }))
}

impl Encode for EntryValue<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.entry.encode(w);
        w.sp();
        match &self.value {
            None => w.raw(b"NIL"),
            Some(octets) if memchr::memchr(0, octets.as_bytes()).is_some() => {
                w.literal8(octets.as_bytes())
            }
            Some(octets) => w.string(octets.as_bytes()),
        };
    }
}

/// `value = nstring / literal8`
fn value<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Octets<'a>>> {
    if i.first() == Some(&b'~') {
        return match literal8(cx, i)? {
            (rest, Content8::Here(octets)) => Ok((rest, Some(octets))),
            // No framer streams it.
            (_, Content8::Elsewhere { .. }) => refuse(i, Rule::Literal8),
        };
    }
    let (rest, string) = nstring(cx, i)?;
    let octets = string
        .0
        .map(|string| Octets::from_scanned(string.into_bytes()));
    Ok((rest, octets))
}

/// `mailbox SP (entry-values / entry-list)`
pub(crate) fn metadata_resp<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Metadata<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, entries) = if rest.first() == Some(&b'(') {
        let (rest, values) = entry_values(cx, rest)?;
        (rest, MetadataEntries::Values(values))
    } else {
        // `entry-list = entry *(SP entry)`
        let (rest, first) = entry(cx, rest)?;
        let (rest, others) = each(cx, rest, entry)?;
        (rest, MetadataEntries::Changed(Vec1::new(first, others)))
    };
    Ok((rest, Metadata { mailbox, entries }))
}

impl Encode for Metadata<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        w.sp();
        match &self.entries {
            MetadataEntries::Values(values) => w.list(values, |w, value| value.encode(w)),
            MetadataEntries::Changed(entries) => w.spaced(entries, |w, entry| entry.encode(w)),
        };
    }
}

/// `("LONGENTRIES" / "MAXSIZE") SP number / "TOOMANY" / "NOPRIVATE"`, in a response code
pub(crate) fn metadata_code<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MetadataCode> {
    let (rest, word) = expect(Rule::RespTextCode, i, atom(i))?;
    let of_number = |code: fn(u32) -> MetadataCode| {
        let (rest, _) = sp(rest)?;
        let (rest, octets) = number(cx, rest)?;
        Ok((rest, code(octets)))
    };
    if word.eq_ignore_ascii_case(b"LONGENTRIES") {
        of_number(MetadataCode::LongEntries)
    } else if word.eq_ignore_ascii_case(b"MAXSIZE") {
        of_number(MetadataCode::MaxSize)
    } else if word.eq_ignore_ascii_case(b"NOPRIVATE") {
        Ok((rest, MetadataCode::NoPrivate))
    } else if word.eq_ignore_ascii_case(b"TOOMANY") {
        Ok((rest, MetadataCode::TooMany))
    } else {
        refuse(i, Rule::RespTextCode)
    }
}

impl Encode for MetadataCode {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::LongEntries(octets) => octets.encode(w.raw(b"LONGENTRIES ")),
            Self::MaxSize(octets) => octets.encode(w.raw(b"MAXSIZE ")),
            Self::NoPrivate => {
                w.raw(b"NOPRIVATE");
            }
            Self::TooMany => {
                w.raw(b"TOOMANY");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, covers, list1 as all, ok, other, reads, refuses};

    fn get(
        options: &[GetMetadataOption<'static>],
        mailbox: &'static str,
        entries: &[&'static str],
    ) -> GetMetadata<'static> {
        GetMetadata {
            options: options.to_vec(),
            mailbox: ok(mailbox),
            entries: ok(entries.iter().map(|entry| ok(*entry)).collect::<Vec<_>>()),
        }
    }

    fn of(entry: &'static str, value: Option<&'static str>) -> EntryValue<'static> {
        EntryValue {
            entry: ok(entry),
            value: value.map(ok),
        }
    }

    #[test]
    fn options_of_getmetadata() {
        let rows = [
            ("DEPTH 0", GetMetadataOption::Depth(Depth::Zero)),
            ("DEPTH 1", GetMetadataOption::Depth(Depth::One)),
            ("DEPTH infinity", GetMetadataOption::Depth(Depth::Infinity)),
            ("MAXSIZE 1024", GetMetadataOption::MaxSize(1024)),
            (
                "X-FOO (a)",
                GetMetadataOption::Other(other("X-FOO", " (a)")),
            ),
            ("X", GetMetadataOption::Other(other("X", ""))),
        ];
        covers(
            GetMetadataOptionName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(getmetadata_option, &rows);
        reads(
            getmetadata_option,
            &[("depth INFINITY", GetMetadataOption::Depth(Depth::Infinity))],
        );
        refuses(
            getmetadata_option,
            &[
                ("", 0, Rule::GetMetadataOption),
                ("/a", 0, Rule::GetMetadataOption),
                ("MAXSIZE", 7, Rule::Sp),
                ("MAXSIZE x", 8, Rule::Number),
                ("MAXSIZE 4294967296", 8, Rule::Number),
                ("DEPTH 2", 6, Rule::ScopeOpt),
                ("DEPTH \"1\"", 6, Rule::ScopeOpt),
            ],
        );
    }

    #[test]
    fn commands() {
        use GetMetadataOption::{Depth as D, MaxSize};
        both(
            get_metadata,
            &[
                ("\"\" /shared/comment", get(&[], "", &["/shared/comment"])),
                (
                    "INBOX (/shared/comment /private/comment)",
                    get(&[], "INBOX", &["/shared/comment", "/private/comment"]),
                ),
                (
                    "(MAXSIZE 1024 DEPTH 1) INBOX \"/a b\"",
                    get(&[MaxSize(1024), D(Depth::One)], "INBOX", &["/a b"]),
                ),
            ],
        );
        reads(
            get_metadata,
            &[
                ("x (/a)", get(&[], "x", &["/a"])),
                ("x (\"/a\" {2}\r\n/b)", get(&[], "x", &["/a", "/b"])),
                (
                    "x (MAXSIZE 5) (/a /b)",
                    get(&[MaxSize(5)], "x", &["/a", "/b"]),
                ),
                ("x (depth 0) /a", get(&[D(Depth::Zero)], "x", &["/a"])),
            ],
        );
        refuses(
            get_metadata,
            &[
                ("x", 1, Rule::Sp),
                ("x ", 2, Rule::Entry),
                ("x ()", 3, Rule::Entry),
                ("() x /a", 1, Rule::GetMetadataOption),
                ("x (MAXSIZE 5)", 13, Rule::Sp),
                ("x () /a", 3, Rule::Entry),
                ("(MAXSIZE 5) x (MAXSIZE 5) /a", 15, Rule::Entry),
                ("(MAXSIZE 5)x /a", 11, Rule::Sp),
                ("x a", 2, Rule::Entry),
                ("x /a/", 2, Rule::Entry),
                ("x \"/*\"", 2, Rule::Entry),
            ],
        );
        both(
            set_metadata,
            &[(
                "INBOX (/a NIL /b \"NIL\" /c {1}\r\n\n /d ~{2}\r\n\0\n)",
                SetMetadata {
                    mailbox: ok("INBOX"),
                    values: all([
                        of("/a", None),
                        of("/b", Some("NIL")),
                        of("/c", Some("\n")),
                        of("/d", Some("\0\n")),
                    ]),
                },
            )],
        );
        reads(
            set_metadata,
            &[(
                "x (/a ~{1+}\r\na /b nil)",
                SetMetadata {
                    mailbox: ok("x"),
                    values: all([of("/a", Some("a")), of("/b", None)]),
                },
            )],
        );
        refuses(
            set_metadata,
            &[
                ("x /a \"b\"", 2, Rule::Open),
                ("x ()", 3, Rule::Entry),
                ("x (/a)", 5, Rule::Sp),
                ("x (/a b)", 6, Rule::Nstring),
                ("x (/a {1}\r\n\0)", 11, Rule::Char8),
                ("x (/a \"b\" /c", 12, Rule::Sp),
            ],
        );
    }

    #[test]
    fn responses() {
        let told = |mailbox, entries| Metadata {
            mailbox: ok(mailbox),
            entries,
        };
        both(
            metadata_resp,
            &[
                (
                    "\"\" (/shared/comment \"My comment\")",
                    told(
                        "",
                        MetadataEntries::Values(all([of("/shared/comment", Some("My comment"))])),
                    ),
                ),
                (
                    "INBOX /shared/comment \"/a b\"",
                    told(
                        "INBOX",
                        MetadataEntries::Changed(all([ok("/shared/comment"), ok("/a b")])),
                    ),
                ),
            ],
        );
        refuses(
            metadata_resp,
            &[
                ("INBOX", 5, Rule::Sp),
                ("INBOX ", 6, Rule::Entry),
                ("INBOX ()", 7, Rule::Entry),
                ("INBOX (/a)", 9, Rule::Sp),
                ("INBOX /a (/b NIL)", 9, Rule::Entry),
            ],
        );
        both(
            metadata_code,
            &[
                ("LONGENTRIES 2199", MetadataCode::LongEntries(2199)),
                ("MAXSIZE 0", MetadataCode::MaxSize(0)),
                ("NOPRIVATE", MetadataCode::NoPrivate),
                ("TOOMANY", MetadataCode::TooMany),
            ],
        );
        reads(metadata_code, &[("toomany", MetadataCode::TooMany)]);
        refuses(
            metadata_code,
            &[
                ("", 0, Rule::RespTextCode),
                ("MAXSIZE", 7, Rule::Sp),
                ("MAXSIZE -1", 8, Rule::Number),
                ("FOO", 0, Rule::RespTextCode),
            ],
        );
    }
}
