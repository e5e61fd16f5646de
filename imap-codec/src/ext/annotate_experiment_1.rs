//! ANNOTATE-EXPERIMENT-1 ([RFC 5257](https://www.rfc-editor.org/rfc/rfc5257.html)).

use alloc::boxed::Box;

use imap_types::{
    core::Vec1,
    ext::annotate_experiment_1::{
        AnnSize, AnnotateCode, AnnotationData, AnnotationKey, AnnotationRequest, AnnotationSort,
        AttSearch, AttSort, AttValue, Attrib, Entry, EntryAtt,
    },
};

use crate::{
    core::{astring, atom, byte, keyword, list1, nstring8, nz_number, sp},
    mailbox::list_mailbox,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `entry = astring`, with its limits.
fn entry<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Entry<'a>> {
    let (rest, name) = expect(Rule::AnnEntry, i, astring(cx, i))?;
    match Entry::try_from(name) {
        Ok(entry) => Ok((rest, entry)),
        Err(_) => refuse(i, Rule::AnnEntry),
    }
}

impl Encode for Entry<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.as_astring().encode(w);
    }
}

/// `attrib = astring`, with its limits.
fn attrib<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Attrib<'a>> {
    let (rest, name) = expect(Rule::Attrib, i, astring(cx, i))?;
    match Attrib::try_from(name) {
        Ok(attrib) => Ok((rest, attrib)),
        Err(_) => refuse(i, Rule::Attrib),
    }
}

impl Encode for Attrib<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.as_astring().encode(w);
    }
}

/// `item / "(" item *(SP item) ")"`
fn one_or_list<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    rule: Rule,
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec1<T>> {
    if i.first() == Some(&b'(') {
        list1(cx, i, Quirk::SpaceInList, rule, item)
    } else {
        item(cx, i).map(|(rest, one)| (rest, Vec1::one(one)))
    }
}

/// One without parentheses, more with.
fn write_one_or_list<'v, T: Encode>(w: &mut Writer<'_, 'v>, items: &'v Vec1<T>) {
    match items.as_slice() {
        [one] => one.encode(w),
        items => {
            w.list(items, |w, item| item.encode(w));
        }
    }
}

/// `"(" entries SP attribs ")"`
pub(crate) fn annotation_request<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
) -> Parsed<'a, AnnotationRequest<'a>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (rest, entries) = one_or_list(cx, rest, Rule::ListMailbox, list_mailbox)?;
    let (rest, ()) = sp(rest)?;
    let (rest, attribs) = one_or_list(cx, rest, Rule::Attrib, attrib)?;
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, AnnotationRequest { entries, attribs }))
}

impl Encode for AnnotationRequest<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_one_or_list(w.byte(b'('), &self.entries);
        write_one_or_list(w.sp(), &self.attribs);
        w.byte(b')');
    }
}

/// `( "(" entry-att *(SP entry-att) ")" / "(" entry *(SP entry) ")" )`
pub(crate) fn annotation_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<AnnotationData<'a>>> {
    let (inside, ()) = byte(b'(', Rule::Open, i)?;
    let (behind, _) = entry(cx, inside)?;
    if let [b' ', list @ ..] = behind
        && list.first() == Some(&b'(')
    {
        let (rest, values) = entry_atts(cx, i)?;
        return Ok((rest, Box::new(AnnotationData::Values(values))));
    }
    let (rest, names) = list1(cx, i, Quirk::SpaceInList, Rule::AnnEntry, entry)?;
    Ok((rest, Box::new(AnnotationData::Changed(names))))
}

impl Encode for AnnotationData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Values(values) => write_entry_atts(values, w),
            Self::Changed(names) => {
                w.list(names, |w, name| name.encode(w));
            }
        }
    }
}

/// `"(" entry-att *(SP entry-att) ")"`
pub(crate) fn entry_atts<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<EntryAtt<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::AnnEntry, entry_att)
}

pub(crate) fn write_entry_atts<'v>(values: &'v Vec1<EntryAtt<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(values, |w, value| value.encode(w));
}

/// `entry-att = entry SP "(" att-value *(SP att-value) ")"`
fn entry_att<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, EntryAtt<'a>> {
    let (rest, entry) = entry(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, values) = list1(cx, rest, Quirk::SpaceInList, Rule::Attrib, att_value)?;
    Ok((rest, EntryAtt { entry, values }))
}

impl Encode for EntryAtt<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.entry.encode(w);
        w.sp().list(&self.values, |w, value| value.encode(w));
    }
}

/// `att-value = attrib SP value`, `value = nstring / literal8`
fn att_value<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AttValue<'a>> {
    let (rest, attrib) = attrib(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, value) = nstring8(cx, rest)?;
    Ok((rest, AttValue { attrib, value }))
}

impl Encode for AttValue<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.attrib.encode(w);
        self.value.encode(w.sp());
    }
}

/// `entry-match SP att-search SP value`
pub(crate) fn annotation_key<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<AnnotationKey<'a>>> {
    let (rest, entry) = list_mailbox(cx, i)?;
    let (attrib, ()) = sp(rest)?;
    let (rest, name) = expect(Rule::Attrib, attrib, atom(attrib))?;
    let Some(attrib) = AttSearch::parse(name) else {
        return refuse(attrib, Rule::Attrib);
    };
    let (rest, ()) = sp(rest)?;
    let (rest, value) = nstring8(cx, rest)?;
    let key = AnnotationKey {
        entry,
        attrib,
        value,
    };
    Ok((rest, Box::new(key)))
}

impl Encode for AnnotationKey<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.entry.encode(w);
        w.sp().raw(self.attrib.as_str().as_bytes());
        self.value.encode(w.sp());
    }
}

/// `entry SP att-sort`
pub(crate) fn annotation_sort<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AnnotationSort<'a>> {
    let (rest, entry) = entry(cx, i)?;
    let (attrib, ()) = sp(rest)?;
    let (rest, name) = expect(Rule::Attrib, attrib, atom(attrib))?;
    match AttSort::parse(name) {
        Some(attrib) => Ok((rest, AnnotationSort { entry, attrib })),
        None => refuse(attrib, Rule::Attrib),
    }
}

impl Encode for AnnotationSort<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.entry.encode(w);
        w.sp().raw(self.attrib.as_str().as_bytes());
    }
}

/// `ann-size = "NONE" / (("READ-ONLY" / nz-number) [SP "NOPRIVATE"])`
pub(crate) fn ann_size<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AnnSize> {
    let (rest, max) = match i.first() {
        Some(b'0'..=b'9') => {
            let (rest, max) = nz_number(cx, i)?;
            (rest, Some(max))
        }
        _ => {
            let (rest, name) = expect(Rule::AnnSize, i, atom(i))?;
            if name.eq_ignore_ascii_case(b"NONE") {
                return Ok((rest, AnnSize::None));
            }
            if !name.eq_ignore_ascii_case(b"READ-ONLY") {
                return refuse(i, Rule::AnnSize);
            }
            (rest, None)
        }
    };
    let (rest, no_private) = match keyword(rest, b" NOPRIVATE") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let size = match max {
        Some(max) => AnnSize::Writable { max, no_private },
        None => AnnSize::ReadOnly { no_private },
    };
    Ok((rest, size))
}

impl Encode for AnnSize {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let no_private = match self {
            Self::None => {
                w.raw(b"NONE");
                false
            }
            Self::ReadOnly { no_private } => {
                w.raw(b"READ-ONLY");
                *no_private
            }
            Self::Writable { max, no_private } => {
                max.encode(w);
                *no_private
            }
        };
        if no_private {
            w.raw(b" NOPRIVATE");
        }
    }
}

/// `"TOOBIG" / "TOOMANY"`
pub(crate) fn annotate_code<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AnnotateCode> {
    let (rest, name) = atom(i)?;
    match AnnotateCode::parse(name) {
        Some(code) => Ok((rest, code)),
        None => refuse(i, Rule::Atom),
    }
}

impl Encode for AnnotateCode {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_str().as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, list1, nz, ok, reads, refuses};

    fn value(
        attrib: &'static str,
        value: imap_types::core::NString8<'static>,
    ) -> AttValue<'static> {
        AttValue {
            attrib: ok(attrib),
            value,
        }
    }

    fn comment(values: Vec1<AttValue<'static>>) -> EntryAtt<'static> {
        EntryAtt {
            entry: ok("/comment"),
            values,
        }
    }

    #[test]
    fn names() {
        for good in ["", "/", "/comment", "/1.2/flags/seen", "/vendor/a b", "a"] {
            assert!(Entry::try_from(good).is_ok(), "{good}");
        }
        for bad in ["/a/", "//", "/a//b", "/*", "/a%", "/\u{e9}", "/\0"] {
            assert!(Entry::try_from(bad).is_err(), "{bad}");
        }
        for good in [
            "value",
            "value.priv",
            "a.b.shared",
            "",
            "privat",
            "a.Priv.b",
        ] {
            assert!(Attrib::try_from(good).is_ok(), "{good}");
        }
        for bad in [
            "priv",
            "shared",
            "value.",
            "a..b",
            "a.priv.b",
            "shared.priv",
            "v*",
            "%",
            "\u{e9}",
        ] {
            assert!(Attrib::try_from(bad).is_err(), "{bad}");
        }
        let name: Attrib<'_> = ok("a.b.priv");
        assert_eq!(
            (name.base(), name.is_private(), name.is_shared()),
            ("a.b", true, false)
        );
    }

    #[test]
    fn requests() {
        let request = |entries, attribs| AnnotationRequest { entries, attribs };
        both(
            annotation_request,
            &[
                (
                    "(/comment value)",
                    request(list1([ok("/comment")]), list1([ok("value")])),
                ),
                (
                    "((/% \"a *\") (value.priv size))",
                    request(
                        list1([ok("/%"), ok("a *")]),
                        list1([ok("value.priv"), ok("size")]),
                    ),
                ),
            ],
        );
        reads(
            annotation_request,
            &[(
                "((*) ({5}\r\nvalue))",
                request(list1([ok("*")]), list1([ok("value")])),
            )],
        );
        refuses(
            annotation_request,
            &[
                ("/comment value", 0, Rule::Open),
                ("()", 1, Rule::ListMailbox),
                ("(() value)", 2, Rule::ListMailbox),
                ("(/comment)", 9, Rule::Sp),
                ("(/comment ())", 11, Rule::Attrib),
                ("(/comment value.priv.x)", 10, Rule::Attrib),
                ("(/comment value size)", 15, Rule::Close),
            ],
        );
    }

    #[test]
    fn data() {
        let names = |names| Box::new(AnnotationData::Changed(names));
        let values = |values| Box::new(AnnotationData::Values(values));
        both(
            annotation_data,
            &[
                ("(/comment)", names(list1([ok("/comment")]))),
                ("(/a \"/b c\")", names(list1([ok("/a"), ok("/b c")]))),
                (
                    "(/comment (value.priv \"x\" value.shared NIL))",
                    values(list1([comment(list1([
                        value("value.priv", ok("x")),
                        value("value.shared", imap_types::core::NString8::NIL),
                    ]))])),
                ),
                (
                    "(/comment (value.priv ~{2}\r\n\0)) /comment (size.priv \"2\"))",
                    values(list1([
                        comment(list1([value("value.priv", ok("\0)"))])),
                        comment(list1([value("size.priv", ok("2"))])),
                    ])),
                ),
            ],
        );
        refuses(
            annotation_data,
            &[
                ("NIL", 0, Rule::Open),
                ("()", 1, Rule::AnnEntry),
                ("(/a/)", 1, Rule::AnnEntry),
                ("(/a ())", 5, Rule::Attrib),
                ("(/a (value))", 10, Rule::Sp),
                ("(/a (value x))", 11, Rule::Nstring),
                ("(/a (value NIL) /b)", 18, Rule::Sp),
                ("(/a /b (value NIL))", 7, Rule::AnnEntry),
            ],
        );
    }

    #[test]
    fn keys() {
        let key = |entry, attrib, value| {
            Box::new(AnnotationKey {
                entry: ok(entry),
                attrib,
                value: ok(value),
            })
        };
        both(
            annotation_key,
            &[
                (
                    "/comment value \"IMAP4\"",
                    key("/comment", AttSearch::Value, "IMAP4"),
                ),
                ("* value.priv \"\"", key("*", AttSearch::ValuePriv, "")),
                (
                    "\"a b\" value.shared ~{1}\r\n\0",
                    key("a b", AttSearch::ValueShared, "\0"),
                ),
            ],
        );
        refuses(
            annotation_key,
            &[
                ("/comment size \"x\"", 9, Rule::Attrib),
                ("/comment \"value\" \"x\"", 9, Rule::Attrib),
                ("/comment value x", 15, Rule::Nstring),
            ],
        );
        let sort = |entry, attrib| AnnotationSort {
            entry: ok(entry),
            attrib,
        };
        both(
            annotation_sort,
            &[
                (
                    "/altsubject value.shared",
                    sort("/altsubject", AttSort::ValueShared),
                ),
                ("\"a b\" value.priv", sort("a b", AttSort::ValuePriv)),
            ],
        );
        refuses(
            annotation_sort,
            &[
                ("/% value.priv", 1, Rule::Sp),
                ("\"/%\" value.priv", 0, Rule::AnnEntry),
                ("/a value", 3, Rule::Attrib),
            ],
        );
    }

    #[test]
    fn codes() {
        both(
            ann_size,
            &[
                ("NONE", AnnSize::None),
                ("READ-ONLY", AnnSize::ReadOnly { no_private: false }),
                (
                    "READ-ONLY NOPRIVATE",
                    AnnSize::ReadOnly { no_private: true },
                ),
                (
                    "20480 NOPRIVATE",
                    AnnSize::Writable {
                        max: nz(20480),
                        no_private: true,
                    },
                ),
                (
                    "1024",
                    AnnSize::Writable {
                        max: nz(1024),
                        no_private: false,
                    },
                ),
            ],
        );
        refuses(
            ann_size,
            &[
                ("", 0, Rule::AnnSize),
                ("0", 0, Rule::NzNumber),
                ("SOME", 0, Rule::AnnSize),
            ],
        );
        both(
            annotate_code,
            &[
                ("TOOBIG", AnnotateCode::TooBig),
                ("TOOMANY", AnnotateCode::TooMany),
            ],
        );
        refuses(annotate_code, &[("TOOFEW", 0, Rule::Atom)]);
    }
}
