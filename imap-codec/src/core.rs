//! The lexical layer ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9), grammar of strings, numbers
//! and lists): what every other rule is made of.

use alloc::{borrow::Cow, vec::Vec};
use core::num::NonZeroU32;

use imap_types::core::{
    AString, Atom, Content, Content8, IString, NString, NString8, Number64, Octets, Other, Scan,
    ScanError, Shape, Slot, Tag, Text, Vec1, blank_literals, code_content, glued_content,
    is_astring_char, is_atom_char, is_tag_char, line_content, list_content, parameter_content,
    plain_literals, value_content,
};

use crate::{
    error::EncodeError,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        scan,
        write::{Encode, Writer},
    },
};

/// `SP`: exactly one.
#[inline]
pub(crate) fn sp(i: &[u8]) -> Parsed<'_, ()> {
    byte(b' ', Rule::Sp, i)
}

/// One byte, named `rule` where it is wanted and not there.
#[inline]
pub(crate) fn byte(wanted: u8, rule: Rule, i: &[u8]) -> Parsed<'_, ()> {
    match i {
        [first, rest @ ..] if *first == wanted => Ok((rest, ())),
        _ => refuse(i, rule),
    }
}

/// `CRLF`.
#[inline]
pub(crate) fn crlf<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ()> {
    match i {
        [b'\r', b'\n', rest @ ..] => Ok((rest, ())),
        // The framer has noted the deviation.
        [b'\n', rest @ ..] if cx.has(Quirk::LoneLf) => Ok((rest, ())),
        _ => refuse(i, Rule::Crlf),
    }
}

/// `CRLF`, before which `quirk` may mend SPs.
#[inline]
pub(crate) fn line_end<'a>(cx: &Cx<'_>, i: &'a [u8], quirk: Quirk) -> Parsed<'a, ()> {
    match i.first() {
        Some(b' ') => crlf(cx, spaces(cx, i, quirk)),
        _ => crlf(cx, i),
    }
}

/// Behind the SPs at the front of `i`, if there are any and `quirk` is on.
#[inline]
pub(crate) fn spaces<'a>(cx: &Cx<'_>, i: &'a [u8], quirk: Quirk) -> &'a [u8] {
    if i.first() == Some(&b' ') {
        stray_spaces(cx, i, quirk)
    } else {
        i
    }
}

#[cold]
fn stray_spaces<'a>(cx: &Cx<'_>, i: &'a [u8], quirk: Quirk) -> &'a [u8] {
    let rest = without_spaces(i);
    if cx.mend(quirk, i, rest) { rest } else { i }
}

/// Behind the SPs at the front of `i`, whatever they mean.
pub(crate) fn without_spaces(i: &[u8]) -> &[u8] {
    i.get(scan::span(i, |byte| byte == b' ')..)
        .unwrap_or_default()
}

/// A keyword in any case; `None` if it is not there.
#[inline(always)] // the word is a constant then, and compared at once
pub(crate) fn keyword<'a, const N: usize>(i: &'a [u8], word: &[u8; N]) -> Option<&'a [u8]> {
    let (front, rest) = i.split_first_chunk::<N>()?;
    let mut differ = 0;
    for (byte, wanted) in front.iter().zip(word) {
        let case = u8::from(wanted.is_ascii_alphabetic()) << 5;
        differ |= (byte ^ wanted) & !case;
    }
    (differ == 0).then_some(rest)
}

/// `atom = 1*ATOM-CHAR`, as bytes.
#[inline]
pub(crate) fn atom(i: &[u8]) -> Parsed<'_, &[u8]> {
    named(i, is_atom_char, Rule::Atom)
}

/// One byte or more of a class that [`scan::name`] knows.
#[inline]
pub(crate) fn named(i: &[u8], class: impl Fn(u8) -> bool, rule: Rule) -> Parsed<'_, &[u8]> {
    let (run, rest) = i.split_at(scan::name(i, class));
    if run.is_empty() {
        refuse(i, rule)
    } else {
        Ok((rest, run))
    }
}

/// One byte or more of a class.
#[inline]
pub(crate) fn run(i: &[u8], class: impl Fn(u8) -> bool, rule: Rule) -> Parsed<'_, &[u8]> {
    let (run, rest) = i.split_at(scan::span(i, class));
    if run.is_empty() {
        refuse(i, rule)
    } else {
        Ok((rest, run))
    }
}

/// `atom`.
#[inline]
pub(crate) fn an_atom<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Atom<'a>> {
    let (rest, bytes) = atom(i)?;
    Ok((rest, Atom::from_scanned(Cow::Borrowed(bytes))))
}

/// `tag = 1*<any ASTRING-CHAR except "+">`
#[inline]
pub(crate) fn tag<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Tag<'a>> {
    let (rest, bytes) = named(i, is_tag_char, Rule::Tag)?;
    if let [b'+', ..] = rest {
        return plus_in_tag(cx, i, rest);
    }
    Ok((rest, Tag::from_scanned(Cow::Borrowed(bytes))))
}

/// Cyrus takes `+` for an ASTRING-CHAR like any other (quirk `plus-in-tag`), except at the front.
#[cold]
fn plus_in_tag<'a>(cx: &Cx<'_>, i: &'a [u8], plus: &'a [u8]) -> Parsed<'a, Tag<'a>> {
    if !cx.mend(Quirk::PlusInTag, plus, plus.get(1..).unwrap_or_default()) {
        return refuse(plus, Rule::Sp);
    }
    let (rest, bytes) = run(i, |byte| byte == b'+' || is_tag_char(byte), Rule::Tag)?;
    Ok((rest, Tag::from_scanned(Cow::Borrowed(bytes))))
}

impl Encode for Tag<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_bytes());
    }
}

impl Encode for Atom<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_bytes());
    }
}

/// `tagged-ext-label`.
pub(crate) fn label(i: &[u8]) -> Parsed<'_, &[u8]> {
    let first = i
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.'));
    if !first {
        return refuse(i, Rule::TaggedExtLabel);
    }
    run(
        i,
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'),
        Rule::TaggedExtLabel,
    )
}

/// `astring = 1*ASTRING-CHAR / string`
#[inline]
pub(crate) fn astring<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AString<'a>> {
    let len = scan::name(i, is_astring_char);
    if len > 0 {
        let (bytes, rest) = i.split_at(len);
        if rest.first().is_some_and(|byte| *byte >= 0x80) {
            return eight_bit_run(cx, i, is_astring_char)
                .map(|(rest, bytes)| (rest, AString::from_scanned(bytes)));
        }
        return Ok((rest, AString::from_scanned(Cow::Borrowed(bytes))));
    }
    let (rest, bytes) = match i.first() {
        Some(byte) if *byte >= 0x80 => eight_bit_run(cx, i, is_astring_char)?,
        _ => expect(Rule::Astring, i, string_content(cx, i))?,
    };
    Ok((rest, AString::from_scanned(bytes)))
}

/// A run in which 8-bit characters stand where the class allows none.
#[cold]
pub(crate) fn eight_bit_run<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    class: fn(u8) -> bool,
) -> Parsed<'a, Cow<'a, [u8]>> {
    let (bytes, rest) = i.split_at(scan::span(i, |byte| byte >= 0x80 || class(byte)));
    if cx.mend(Quirk::RawEightBit, i, rest) {
        Ok((rest, Cow::Borrowed(bytes)))
    } else {
        let ascii = scan::span(i, |byte| byte < 0x80);
        refuse(i.get(ascii..).unwrap_or_default(), Rule::Astring)
    }
}

impl Encode for AString<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_astring(self.as_bytes(), w);
    }
}

/// `astring` whose content is of a type of its own: `rule`.
pub(crate) fn astring_of<'a, T>(cx: &Cx<'_>, i: &'a [u8], rule: Rule) -> Parsed<'a, T>
where
    T: TryFrom<Cow<'a, [u8]>>,
{
    let (rest, content) = expect(rule, i, astring(cx, i))?;
    match T::try_from(content.into_bytes()) {
        Ok(value) => Ok((rest, value)),
        Err(_) => refuse(i, rule),
    }
}

/// The content of an astring, written.
#[inline]
pub(crate) fn write_astring<'v>(content: &'v [u8], w: &mut Writer<'_, 'v>) {
    // NIL would be the three letters here, but some readers take it for nothing.
    let bare = !content.is_empty() && content.iter().all(|byte| is_astring_char(*byte));
    if bare && !content.eq_ignore_ascii_case(b"NIL") {
        w.raw(content);
    } else {
        w.string(content);
    }
}

/// Behind the SP at the front of `i`, if something other than SP and the end of the line stands there: one element more.
pub(crate) fn further(i: &[u8]) -> Option<&[u8]> {
    match i {
        [b' ', rest @ ..] if !matches!(rest.first(), Some(b' ' | b'\r' | b'\n') | None) => {
            Some(rest)
        }
        _ => None,
    }
}

/// `*(SP item)` up to the end of the line.
pub(crate) fn each<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let mut items = Vec::new();
    let mut rest = i;
    while let Some(next) = further(rest) {
        let (after, one) = item(cx, next)?;
        items.push(one);
        rest = after;
    }
    Ok((rest, items))
}

/// `*(SP item)`, written.
pub(crate) fn write_each<'v, T: Encode>(items: &'v [T], w: &mut Writer<'_, 'v>) {
    for item in items {
        item.encode(w.sp());
    }
}

/// `string = quoted / literal`
#[inline]
pub(crate) fn string<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, IString<'a>> {
    let (rest, bytes) = string_content(cx, i)?;
    Ok((rest, IString::from_scanned(bytes)))
}

#[inline]
pub(crate) fn string_content<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    match plain_quoted(i) {
        Some((rest, bytes)) => Ok((rest, Cow::Borrowed(bytes))),
        None => odd_string(cx, i),
    }
}

/// A quoted string without anything of note in it, as most are: no call, and no value larger than two slices.
#[inline]
fn plain_quoted(i: &[u8]) -> Option<(&[u8], &[u8])> {
    let content = i.strip_prefix(b"\"")?;
    let (bytes, rest) = content.split_at_checked(scan::plain(content))?;
    Some((rest.strip_prefix(b"\"")?, bytes))
}

#[inline(never)]
fn odd_string<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    match i.first() {
        Some(b'"') => quoted(cx, i),
        Some(b'{') => {
            let (rest, bytes) = literal(cx, i)?;
            Ok((rest, Cow::Borrowed(bytes)))
        }
        // `utf8-quoted` of RFC 5738.
        Some(b'*') if i.get(1) == Some(&b'"') && cx.has(Quirk::StarQuoted) => {
            let quoted = i.get(1..).unwrap_or_default();
            let seen = scan::quoted(quoted.get(1..).unwrap_or_default());
            let Ok(seen) = seen else {
                return refuse(i, Rule::String);
            };
            let (bytes, rest) = quoted.get(1..).unwrap_or_default().split_at(seen.len);
            let rest = rest.get(1..).unwrap_or_default();
            if core::str::from_utf8(bytes).is_err() || !cx.mend(Quirk::StarQuoted, i, rest) {
                return refuse(i, Rule::String);
            }
            let bytes = if seen.escaped {
                Cow::Owned(scan::unescape(bytes))
            } else {
                Cow::Borrowed(bytes)
            };
            Ok((rest, bytes))
        }
        _ => refuse(i, Rule::String),
    }
}

impl Encode for IString<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.string(self.as_bytes());
    }
}

/// `nstring = string / nil`
#[inline]
pub(crate) fn nstring<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NString<'a>> {
    if let Some((rest, bytes)) = plain_quoted(i) {
        let string = IString::from_scanned(Cow::Borrowed(bytes));
        return Ok((rest, NString(Some(string))));
    }
    match i.first() {
        Some(b'N' | b'n') => match nil(i) {
            Some(rest) => Ok((rest, NString::NIL)),
            None => refuse(i, Rule::Nstring),
        },
        _ => {
            let (rest, string) = expect(Rule::Nstring, i, string(cx, i))?;
            Ok((rest, NString(Some(string))))
        }
    }
}

/// The same, where most are NIL: that takes no call.
#[inline(always)]
pub(crate) fn nil_or_string<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match i {
        [b'N', b'I', b'L', rest @ ..] => Ok((rest, NString::NIL)),
        _ => nstring(cx, i),
    }
}

/// `nil`, if it is there.
#[inline]
pub(crate) fn nil(i: &[u8]) -> Option<&[u8]> {
    match i {
        [b'N', b'I', b'L', rest @ ..] => Some(rest),
        _ => keyword(i, b"NIL"),
    }
}

impl Encode for NString<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match &self.0 {
            Some(string) => string.encode(w),
            None => {
                w.raw(b"NIL");
            }
        }
    }
}

/// `nstring` behind one byte: what most fields of envelopes and bodies are, in one step.
#[inline]
pub(crate) fn nstring_behind<'v>(before: u8, string: &'v NString<'_>, w: &mut Writer<'_, 'v>) {
    match &string.0 {
        Some(string) => w.string_behind(before, string.as_bytes()),
        None => w.raw(&[before, b'N', b'I', b'L']),
    };
}

/// `quoted = DQUOTE *QUOTED-CHAR DQUOTE`: its content.
#[inline]
pub(crate) fn quoted<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    let (content, _) = byte(b'"', Rule::Dquote, i)?;
    let seen = match scan::quoted(content) {
        Ok(seen) => seen,
        Err(at) => needless_escape(cx, content, at)?,
    };
    let (bytes, rest) = content.split_at(seen.len);
    // The scanner has seen the closing quote.
    let rest = rest.get(1..).unwrap_or_default();
    if seen.eight_bit {
        check_eight_bit(cx, bytes, content, rest, Rule::QuotedChar)?;
    }
    Ok((
        rest,
        if seen.escaped {
            Cow::Owned(scan::unescape(bytes))
        } else {
            Cow::Borrowed(bytes)
        },
    ))
}

/// A `\` before what needs none: the character is meant (quirk `needless-escape`).
#[cold]
fn needless_escape(
    cx: &Cx<'_>,
    content: &[u8],
    at: usize,
) -> Result<scan::Quoted, nom::Err<crate::wire::cx::Error>> {
    let escape = content.get(at..).unwrap_or_default();
    match scan::quoted_any_escape(content) {
        Ok(seen)
            if cx.mend(
                Quirk::NeedlessEscape,
                escape,
                escape.get(2..).unwrap_or_default(),
            ) =>
        {
            Ok(seen)
        }
        _ => refuse(escape, Rule::QuotedChar).map(|(_, never)| never),
    }
}

/// 8-bit characters in `bytes`, which stand at the front of `i` and before `rest`: UTF-8 where it is enabled, else mended.
#[cold]
pub(crate) fn check_eight_bit<'a>(
    cx: &Cx<'_>,
    bytes: &[u8],
    i: &'a [u8],
    rest: &'a [u8],
    rule: Rule,
) -> Parsed<'a, ()> {
    let valid = match core::str::from_utf8(bytes) {
        Ok(_) if cx.utf8 => return Ok((rest, ())),
        Err(error) if cx.utf8 => error.valid_up_to(),
        _ => scan::span(bytes, |byte| byte < 0x80),
    };
    if cx.mend(Quirk::RawEightBit, i, rest) {
        Ok((rest, ()))
    } else {
        refuse(i.get(valid..).unwrap_or_default(), rule)
    }
}

/// The announcement of a literal: `"{" number64 ["+"] "}" CRLF`. The number.
#[inline]
fn announced<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, u64> {
    let (digits, _) = byte(b'{', Rule::Literal, i)?;
    let (number, len) = scan::digits(digits);
    let rest = digits.get(len..).unwrap_or_default();
    if len == 0 || number == u64::MAX {
        return negative_literal(cx, digits);
    }
    let rest = match rest {
        [b'+', rest @ ..] if cx.client => rest,
        _ => rest,
    };
    match rest {
        [b'}', b'\r', b'\n', rest @ ..] => Ok((rest, number)),
        [b'}', b'\n', rest @ ..] if cx.has(Quirk::LoneLf) => Ok((rest, number)),
        [b'}', spaces @ ..]
            if let [b' ', b' ', rest @ ..] = spaces
                && cx.mend(Quirk::SpacesForLineEnd, spaces, rest) =>
        {
            Ok((rest, number))
        }
        _ => refuse(rest, Rule::Literal),
    }
}

/// `-`, a length, `}` and CRLF, where the length should stand (quirk `negative-literal`).
#[cold]
fn negative_literal<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, u64> {
    let number = i.strip_prefix(b"-").map(scan::digits);
    let digits = i.get(1..).unwrap_or_default();
    match number {
        Some((number, len)) if len > 0 && number < u64::MAX => match digits.get(len..) {
            Some([b'}', b'\r', b'\n', rest @ ..]) if cx.mend(Quirk::NegativeLiteral, i, digits) => {
                Ok((rest, number))
            }
            _ => refuse(i, Rule::Number64),
        },
        _ => refuse(i, Rule::Number64),
    }
}

/// `literal = "{" number64 ["+"] "}" CRLF *CHAR8`: its content.
#[inline]
pub(crate) fn literal<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    let (data, len) = announced(cx, i)?;
    let (bytes, rest) = match usize::try_from(len)
        .ok()
        .and_then(|len| data.split_at_checked(len))
    {
        Some((bytes, rest)) if cx.salvage => counted(cx, i, data, bytes.len(), rest),
        Some(read) => read,
        None => cut_literal(cx, i, data)?,
    };
    if !cx.nul_free
        && let Some(nul) = memchr::memchr(0, bytes)
    {
        let at = data.get(nul..).unwrap_or_default();
        if !cx.mend(Quirk::NulInLiteral, at, at.get(1..).unwrap_or_default()) {
            return refuse(at, Rule::Char8);
        }
    }
    Ok((rest, bytes))
}

/// The first `len` octets of `data`, which stand before `rest`; or the first `len` characters, if only behind these a
/// string can end (quirk `character-count`). The announcement stands at `i`.
#[cold]
fn counted<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    data: &'a [u8],
    len: usize,
    rest: &'a [u8],
) -> (&'a [u8], &'a [u8]) {
    if cx.has(Quirk::CharacterCount)
        && let Some(end) = scan::in_characters(data, len)
        && let Some((bytes, after)) = data.split_at_checked(end)
        && matches!(after, [b' ' | b')', ..])
        && cx.mend(Quirk::CharacterCount, i, data)
    {
        return (bytes, after);
    }
    (data.get(..len).unwrap_or_default(), rest)
}

/// A literal of which less has come than was announced, up to where a FETCH ends (quirk `cut-literal`).
#[cold]
fn cut_literal<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    data: &'a [u8],
) -> Result<(&'a [u8], &'a [u8]), nom::Err<crate::wire::cx::Error>> {
    let line = data.strip_suffix(b"\r\n").unwrap_or_default();
    match scan::uid_at_end(line).and_then(|at| data.split_at_checked(at)) {
        Some(read) if cx.mend(Quirk::CutLiteral, i, data) => Ok(read),
        _ => refuse(&data[data.len()..], Rule::Char8).map(|(_, never)| never),
    }
}

/// A literal that may have been streamed.
#[inline]
pub(crate) fn literal_content<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Content<'a>> {
    if cx.has_holes() {
        let (rest, _) = announced(cx, i)?;
        if let Some(len) = cx.hole(rest) {
            return Ok((rest, Content::Elsewhere { len }));
        }
    }
    let (rest, bytes) = literal(cx, i)?;
    Ok((
        rest,
        Content::Here(IString::from_scanned(Cow::Borrowed(bytes))),
    ))
}

/// `nstring` that holds a message or a part of one.
#[inline]
pub(crate) fn ncontent<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Content<'a>>> {
    if i.first() == Some(&b'{') {
        let (rest, content) = literal_content(cx, i)?;
        return Ok((rest, Some(content)));
    }
    let (rest, string) = nstring(cx, i)?;
    Ok((rest, string.0.map(Content::Here)))
}

impl Encode for Content<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Here(octets) => {
                w.literal(octets.as_bytes());
            }
            Self::Elsewhere { len } => {
                w.elsewhere(*len);
            }
        }
    }
}

impl<T: Encode> Encode for Option<T> {
    /// Something or NIL.
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Some(value) => value.encode(w),
            None => {
                w.raw(b"NIL");
            }
        }
    }
}

/// `literal8 = "~{" number64 ["+"] "}" CRLF *OCTET`, which may have been streamed.
pub(crate) fn literal8<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Content8<'a>> {
    let (rest, _) = byte(b'~', Rule::Literal8, i)?;
    let (data, len) = announced(cx, rest)?;
    if let Some(len) = cx.hole(data) {
        return Ok((data, Content8::Elsewhere { len }));
    }
    match usize::try_from(len)
        .ok()
        .and_then(|len| data.split_at_checked(len))
    {
        Some((bytes, rest)) => Ok((
            rest,
            Content8::Here(Octets::from_scanned(Cow::Borrowed(bytes))),
        )),
        None => refuse(&data[data.len()..], Rule::Literal8),
    }
}

/// `nstring / literal8`
pub(crate) fn ncontent8<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Content8<'a>>> {
    if i.first() == Some(&b'~') {
        let (rest, content) = literal8(cx, i)?;
        return Ok((rest, Some(content)));
    }
    let (rest, content) = ncontent(cx, i)?;
    let content = content.map(|content| match content {
        Content::Here(octets) => Content8::Here(Octets::from_scanned(octets.into_bytes())),
        Content::Elsewhere { len } => Content8::Elsewhere { len },
    });
    Ok((rest, content))
}

/// As a literal8, whether there is a NUL in it or not.
pub(crate) fn write_literal8<'v>(content: &'v Content8<'_>, w: &mut Writer<'_, 'v>) {
    match content {
        Content8::Here(octets) => {
            w.literal8(octets.as_bytes());
        }
        Content8::Elsewhere { len } => {
            w.elsewhere8(*len);
        }
    }
}

/// `nstring / literal8`
pub(crate) fn nstring8<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NString8<'a>> {
    if i.first() != Some(&b'~') {
        let (rest, string) = nstring(cx, i)?;
        let octets = string
            .0
            .map(|string| Octets::from_scanned(string.into_bytes()));
        return Ok((rest, NString8(octets)));
    }
    match literal8(cx, i)? {
        (rest, Content8::Here(octets)) => Ok((rest, NString8(Some(octets)))),
        // Nothing is streamed that stands here.
        (rest, Content8::Elsewhere { .. }) => refuse(rest, Rule::Literal8),
    }
}

impl Encode for NString8<'_> {
    /// As a literal8 only if there is a NUL in it, since more peers read a string.
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match &self.0 {
            Some(octets) if memchr::memchr(0, octets.as_bytes()).is_none() => {
                w.string(octets.as_bytes());
            }
            Some(octets) => {
                w.literal8(octets.as_bytes());
            }
            None => {
                w.raw(b"NIL");
            }
        }
    }
}

impl Encode for Content8<'_> {
    /// A server's octets: as a literal8 only if there is a NUL in them, since more clients read a literal; or if nobody
    /// knows yet.
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Here(octets) if memchr::memchr(0, octets.as_bytes()).is_none() => {
                w.literal(octets.as_bytes());
            }
            Self::Here(octets) => {
                w.literal8(octets.as_bytes());
            }
            Self::Elsewhere { len } => {
                w.elsewhere8(*len);
            }
        }
    }
}

/// `text = 1*TEXT-CHAR`, or nothing: up to the end of the line.
#[inline]
pub(crate) fn text<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Text<'a>> {
    let (bytes, rest) = i.split_at(scan::text(i));
    if !bytes.is_ascii() {
        check_eight_bit(cx, bytes, i, rest, Rule::Text)?;
    }
    Ok((rest, Text::from_scanned(Cow::Borrowed(bytes))))
}

impl Encode for Text<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if !w.utf8() && !self.as_bytes().is_ascii() {
            w.fail(EncodeError::NeedsCapability("IMAP4rev2"));
        }
        w.raw(self.as_bytes());
    }
}

/// `number = 1*DIGIT`, at most 2^32 - 1.
#[inline]
pub(crate) fn number<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, u32> {
    match scan::digits(i) {
        (number, len) if len > 0 && number <= u64::from(u32::MAX) => {
            Ok((i.get(len..).unwrap_or_default(), number as u32))
        }
        _ => refuse(i, Rule::Number),
    }
}

/// `nz-number = digit-nz *DIGIT`, at most 2^32 - 1.
#[inline]
pub(crate) fn nz_number<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NonZeroU32> {
    if i.first() == Some(&b'0') {
        return refuse(i, Rule::NzNumber);
    }
    let (rest, number) = expect(Rule::NzNumber, i, number(cx, i))?;
    match NonZeroU32::new(number) {
        Some(number) => Ok((rest, number)),
        None => refuse(i, Rule::NzNumber),
    }
}

/// `number64 = 1*DIGIT`, at most 2^63 - 1.
#[inline]
pub(crate) fn number64<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Number64> {
    match scan::digits(i) {
        (number, len) if len > 0 => match Number64::try_from(number) {
            Ok(number) => Ok((i.get(len..).unwrap_or_default(), number)),
            Err(_) => refuse(i, Rule::Number64),
        },
        _ => refuse(i, Rule::Number64),
    }
}

/// `1*DIGIT`, at most 2^64 - 1; `rule` where it is not.
pub(crate) fn number_of_64_bits(i: &[u8], rule: Rule) -> Parsed<'_, u64> {
    let (number, len) = scan::digits(i);
    let (digits, rest) = i.split_at_checked(len).unwrap_or_default();
    // The scanner says the largest for all that is larger, too.
    let largest = || {
        let zeros = scan::span(digits, |byte| byte == b'0');
        digits.get(zeros..) == Some(b"18446744073709551615")
    };
    if len > 0 && (number < u64::MAX || largest()) {
        Ok((rest, number))
    } else {
        refuse(i, rule)
    }
}

impl Encode for u64 {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(*self);
    }
}

impl Encode for u32 {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(u64::from(*self));
    }
}

impl Encode for NonZeroU32 {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(u64::from(self.get()));
    }
}

impl Encode for Number64 {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(self.get());
    }
}

/// `"(" [item *(SP item)] ")"`; `quirk` mends stray SPs.
#[inline]
pub(crate) fn list<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    quirk: Quirk,
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    list_by(cx, i, quirk, |cx, i, items| {
        let (rest, item) = item(cx, i)?;
        items.push(item);
        Ok((rest, ()))
    })
}

/// The same, of items that `push` reads and pushes (see `joint!`).
#[inline]
fn list_by<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    quirk: Quirk,
    push: impl Fn(&Cx<'_>, &'a [u8], &mut Vec<T>) -> Parsed<'a, ()>,
) -> Parsed<'a, Vec<T>> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    let mut rest = spaces(cx, rest, quirk);
    if let [b')', rest @ ..] = rest {
        return Ok((rest, Vec::new()));
    }
    // A guess by the bytes that are left: to count the items costs more than to grow.
    let mut items = Vec::with_capacity((rest.len() / 6).clamp(1, 8));
    loop {
        (rest, ()) = push(cx, rest, &mut items)?;
        rest = match rest {
            [b')', rest @ ..] => return Ok((rest, items)),
            [b' ', b' ' | b')', ..] => match spaces(cx, rest, quirk) {
                [b')', rest @ ..] => return Ok((rest, items)),
                after if after.len() < rest.len() => after,
                _ => return refuse(&rest[1..], Rule::Close),
            },
            [b' ', after @ ..] => after,
            _ => return refuse(rest, Rule::Close),
        };
    }
}

/// `"(" item *(SP item) ")"`; `quirk` mends stray SPs.
#[inline]
pub(crate) fn list1<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    quirk: Quirk,
    rule: Rule,
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec1<T>> {
    let items = list(cx, i, quirk, item)?;
    at_least_one(i, rule, items)
}

/// The same, of items that `push` reads and pushes (see `joint!`).
#[inline]
pub(crate) fn list1_by<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    quirk: Quirk,
    rule: Rule,
    push: impl Fn(&Cx<'_>, &'a [u8], &mut Vec<T>) -> Parsed<'a, ()>,
) -> Parsed<'a, Vec1<T>> {
    let items = list_by(cx, i, quirk, push)?;
    at_least_one(i, rule, items)
}

#[inline]
fn at_least_one<'a, T>(
    i: &'a [u8],
    rule: Rule,
    (rest, items): (&'a [u8], Vec<T>),
) -> Parsed<'a, Vec1<T>> {
    match Vec1::try_from(items) {
        Ok(items) => Ok((rest, items)),
        Err(_) => refuse(i.get(1..).unwrap_or_default(), rule),
    }
}

/// `[SP "(" item *(SP item) ")"]`: RFC 4466's parameters and modifiers.
pub(crate) fn parameters<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    rule: Rule,
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    match i {
        [b' ', list @ ..] if list.first() == Some(&b'(') => {
            let (rest, items) = list1(cx, list, Quirk::SpaceInList, rule, item)?;
            Ok((rest, items.into_vec()))
        }
        _ => Ok((i, Vec::new())),
    }
}

/// `[SP "(" item *(SP item) ")"]`, written.
pub(crate) fn write_parameters<'v, T: Encode>(w: &mut Writer<'_, 'v>, items: &'v [T]) {
    if !items.is_empty() {
        w.sp().list(items, |w, item| item.encode(w));
    }
}

/// An alternative of the slot `S` that its table does not know: its name stands at `i`, its content begins at `content`.
#[cold]
pub(crate) fn other<'a, S: Slot>(
    cx: &Cx<'_>,
    i: &'a [u8],
    name: &'a [u8],
    content: &'a [u8],
    slot: Rule,
) -> Parsed<'a, Other<'a, S>> {
    if !S::is_name(name) {
        return refuse(i, slot);
    }
    let scanned = match S::SHAPE {
        Shape::Name => Ok(Scan::default()),
        Shape::Line | Shape::Command => line_content(content),
        Shape::Value => parameter_content(content),
        Shape::Argument => value_content(content),
        Shape::List => list_content(content),
        Shape::Asked => glued_content(content, false),
        Shape::Answered => glued_content(content, true),
        Shape::Code => code_content(content),
        _ => return refuse(content, slot),
    };
    let at = |offset: usize| content.get(offset..).unwrap_or_default();
    if cx.has_holes() {
        // Up to the first hole the scanner was right; content without its bytes is not content.
        let len = match &scanned {
            Ok(scan) => scan.len,
            Err(error) => error.at,
        };
        if let Some(hole) = cx.hole_before(content, at(len)) {
            return refuse(at(hole), Rule::Char8);
        }
    }
    let Scan {
        len,
        eight_bit,
        stray_space,
        plus,
    } = match scanned {
        Ok(scan) => scan,
        Err(ScanError {
            at: offset,
            too_deep,
        }) => {
            return refuse(
                at(offset),
                if too_deep {
                    Rule::Depth
                } else {
                    Rule::TaggedExt
                },
            );
        }
    };
    if len == 0 && matches!(S::SHAPE, Shape::Argument | Shape::Answered) {
        return refuse(content, Rule::Sp);
    }
    // For a server's framer the line ends behind `{n+}`.
    if let Some(plus) = plus.filter(|plus| !cx.client && *plus < len) {
        return refuse(at(plus), Rule::TaggedExt);
    }
    let (mut bytes, mut rest) = content.split_at(len);
    if let Some(space) = stray_space {
        // SPs at the very end are left to the reader of the line's end.
        let trimmed = bytes.trim_ascii_end();
        if trimmed.len() <= space {
            (bytes, rest) = content.split_at(trimmed.len());
        } else if !cx.mend(Quirk::SpaceInList, at(space), at(space + 1)) {
            return refuse(at(space), Rule::TaggedExt);
        }
    }
    if eight_bit {
        // The octets of literals are no text.
        check_eight_bit(cx, &blank_literals(bytes), content, rest, Rule::TaggedExt)?;
    }
    cx.other(slot, i, rest);
    let content = plain_literals(Cow::Borrowed(bytes));
    Ok((rest, Other::from_scanned(Cow::Borrowed(name), content)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, n64, nz, ok, reads, refuses};

    #[test]
    fn strings() {
        both::<AString<'_>>(
            astring,
            &[
                ("a]b", ok("a]b")),
                ("\"\"", ok("")),
                ("\"a b\"", ok("a b")),
                ("\"NIL\"", ok("NIL")),
                ("{1}\r\n\n", ok("\n")),
            ],
        );
        reads::<AString<'_>>(
            astring,
            &[
                ("NIL", ok("NIL")),
                ("\"a\"", ok("a")),
                ("{2+}\r\na ", ok("a ")),
                ("{001}\r\na", ok("a")),
            ],
        );
        refuses(
            astring,
            &[
                ("", 0, Rule::Astring),
                ("(", 0, Rule::Astring),
                ("aé", 1, Rule::Astring),
                ("\"a", 2, Rule::QuotedChar),
                ("{2}\r\na", 6, Rule::Char8),
            ],
        );
        both::<IString<'_>>(
            string,
            &[
                ("\"a\"", ok("a")),
                ("\"\\\"\\\\\"", ok("\"\\")),
                ("{2}\r\na\r", ok("a\r")),
            ],
        );
        refuses(
            string,
            &[
                ("a", 0, Rule::String),
                ("NIL", 0, Rule::String),
                ("\"\\a\"", 1, Rule::QuotedChar),
            ],
        );
        both::<NString<'_>>(
            nstring,
            &[
                ("NIL", NString::NIL),
                ("\"NIL\"", ok("NIL")),
                ("\"\"", ok("")),
            ],
        );
        reads::<NString<'_>>(nstring, &[("nil", NString::NIL), ("{0}\r\n", ok(""))]);
        refuses(
            nstring,
            &[
                ("NI", 0, Rule::Nstring),
                ("", 0, Rule::Nstring),
                ("a", 0, Rule::Nstring),
            ],
        );
        both::<Tag<'_>>(tag, &[("a]b.1", ok("a]b.1")), ("]", ok("]"))]);
        refuses(
            tag,
            &[("+", 0, Rule::Tag), ("*", 0, Rule::Tag), ("", 0, Rule::Tag)],
        );
        both::<Atom<'_>>(an_atom, &[("a[}+&~'", ok("a[}+&~'"))]);
        refuses(an_atom, &[("]", 0, Rule::Atom), ("\\", 0, Rule::Atom)]);
        both::<Text<'_>>(text, &[("", ok("")), ("[a] {3} \"\\", ok("[a] {3} \"\\"))]);
        refuses(text, &[("caf\u{e9}", 3, Rule::Text)]);
    }

    #[test]
    fn literals() {
        both::<Content<'_>>(
            literal_content,
            &[("{2}\r\na\r", ok("a\r")), ("{0}\r\n", ok(""))],
        );
        refuses(
            literal_content,
            &[
                ("{}\r\n", 1, Rule::Number64),
                ("{1}a", 2, Rule::Literal),
                ("{1}\r\n\0", 5, Rule::Char8),
                ("{9}\r\nab", 7, Rule::Char8),
                ("{18446744073709551616}\r\n", 1, Rule::Number64),
                ("~{1}\r\na", 0, Rule::Literal),
            ],
        );
        reads::<Content8<'_>>(
            literal8,
            &[("~{1}\r\n\0", ok("\0")), ("~{1+}\r\na", ok("a"))],
        );
        refuses(
            literal8,
            &[
                ("{1}\r\na", 0, Rule::Literal8),
                ("~1", 1, Rule::Literal),
                ("~{9}\r\nab", 8, Rule::Literal8),
            ],
        );
        both::<Option<Content<'_>>>(ncontent, &[("NIL", None), ("{1}\r\na", Some(ok("a")))]);
        reads::<Option<Content<'_>>>(ncontent, &[("\"a\"", Some(ok("a")))]);
        both::<Option<Content8<'_>>>(
            ncontent8,
            &[
                ("NIL", None),
                ("{1}\r\na", Some(ok("a"))),
                ("~{1}\r\n\0", Some(ok("\0"))),
            ],
        );
        reads::<Option<Content8<'_>>>(
            ncontent8,
            &[("~{1}\r\na", Some(ok("a"))), ("\"a\"", Some(ok("a")))],
        );
    }

    #[test]
    fn numbers() {
        both(number, &[("0", 0), ("4294967295", u32::MAX)]);
        reads(number, &[("007", 7), ("00000000000000000000001", 1)]);
        refuses(
            number,
            &[
                ("4294967296", 0, Rule::Number),
                ("-1", 0, Rule::Number),
                ("", 0, Rule::Number),
            ],
        );
        both(nz_number, &[("1", nz(1)), ("4294967295", nz(u32::MAX))]);
        refuses(
            nz_number,
            &[
                ("0", 0, Rule::NzNumber),
                ("01", 0, Rule::NzNumber),
                ("4294967296", 0, Rule::NzNumber),
                ("x", 0, Rule::NzNumber),
            ],
        );
        both(
            number64,
            &[("0", n64(0)), ("9223372036854775807", Number64::MAX)],
        );
        refuses(
            number64,
            &[
                ("9223372036854775808", 0, Rule::Number64),
                ("18446744073709551616", 0, Rule::Number64),
                ("", 0, Rule::Number64),
            ],
        );
    }

    #[test]
    fn labels() {
        for (bytes, good) in [
            ("a", true),
            ("-", true),
            ("_.a1:", true),
            ("1a", false),
            (":a", false),
            ("", false),
        ] {
            assert_eq!(label(bytes.as_bytes()).is_ok(), good, "{bytes}");
        }
    }
}
