//! Flags ([RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.2)).

mod odd;

use alloc::{borrow::Cow, vec::Vec};

use imap_types::{
    core::{is_astring_char, is_atom_char},
    flag::{Flag, FlagExtension, Flags, Keyword, PermanentFlags},
};

use self::odd::{odd_flag, odd_list};
use crate::{
    core::{byte, spaces},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        scan,
        write::{Encode, Writer},
    },
};

/// `flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword / flag-extension`, and `\Recent`.
#[inline]
pub(crate) fn flag<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Flag<'a>> {
    match i {
        [b'\\', name @ ..] => {
            let (rest, name) = flag_name(cx, name)?;
            let flag = Flag::system(name).unwrap_or_else(|| {
                Flag::Extension(FlagExtension::from_scanned(Cow::Borrowed(name)))
            });
            if matches!(flag, Flag::Extension(_)) {
                cx.other(Rule::Flag, i, rest);
            }
            Ok((rest, flag))
        }
        _ => {
            let (rest, name) = expect(Rule::Flag, i, flag_name(cx, i))?;
            Ok((
                rest,
                Flag::Keyword(Keyword::from_scanned(Cow::Borrowed(name))),
            ))
        }
    }
}

/// The name of a flag: an atom; servers show keywords that hold `]`, as RFC 2060 allowed (catalogue S50).
#[inline]
fn flag_name<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    let (name, rest) = i.split_at(scan::name(i, is_atom_char));
    if rest.first() == Some(&b']') && cx.has(Quirk::BracketInFlag) {
        return bracketed_name(cx, i);
    }
    if name.is_empty() {
        refuse(i, Rule::Flag)
    } else {
        Ok((rest, name))
    }
}

#[cold]
fn bracketed_name<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    let (name, rest) = i.split_at(scan::span(i, is_astring_char));
    // Only inside a list: outside, a `]` ends a response code.
    if matches!(rest.first(), Some(b' ' | b')')) && cx.mend(Quirk::BracketInFlag, i, rest) {
        return Ok((rest, name));
    }
    let (name, rest) = i.split_at(scan::name(i, is_atom_char));
    if name.is_empty() {
        refuse(i, Rule::Flag)
    } else {
        Ok((rest, name))
    }
}

/// The length of a keyword that SP or `)` ends.
#[inline]
fn plain_keyword(i: &[u8]) -> Option<usize> {
    let len = scan::name(i, is_atom_char);
    (len > 0 && matches!(i.get(len), Some(b' ' | b')'))).then_some(len)
}

/// `flag-keyword = atom`
pub(crate) fn flag_keyword<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Keyword<'a>> {
    let (rest, name) = expect(Rule::Flag, i, flag_name(cx, i))?;
    Ok((rest, Keyword::from_scanned(Cow::Borrowed(name))))
}

impl Encode for Keyword<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_bytes());
    }
}

/// `flag-list = "(" [flag *(SP flag)] ")"`
#[inline]
pub(crate) fn flag_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Flags<'a>> {
    let (rest, flags) = flags_until_close(cx, i, false)?;
    Ok((rest, flags.flags))
}

/// `"(" [flag-perm *(SP flag-perm)] ")"`
pub(crate) fn flag_perms<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PermanentFlags<'a>> {
    flags_until_close(cx, i, true)
}

#[inline]
fn flags_until_close<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    permanent: bool,
) -> Parsed<'a, PermanentFlags<'a>> {
    let (mut rest, _) = match byte(b'(', Rule::FlagList, i) {
        Ok(read) => read,
        Err(error) => return odd_list(cx, i, error),
    };
    let mut list = PermanentFlags::default();
    if let [b')', rest @ ..] = rest {
        return Ok((rest, list));
    }
    loop {
        rest = spaces(cx, rest, Quirk::SpaceInList);
        match rest {
            [b'\\', b'*', after @ ..] if permanent => {
                list.new_keywords = true;
                rest = after;
            }
            [b')', after @ ..] if cx.has(Quirk::SpaceInList) => return Ok((after, list)),
            [b'\\', name @ ..] => {
                rest = match list.flags.push_system(name) {
                    Some(len) => name.get(len..).unwrap_or_default(),
                    None => match flag(cx, rest) {
                        Ok((after, flag)) => {
                            list.flags.push(flag);
                            after
                        }
                        Err(error) => odd_flag(cx, rest, &mut list.flags, error)?,
                    },
                };
            }
            _ => {
                rest = match plain_keyword(rest) {
                    Some(len) => {
                        let (name, after) = rest.split_at(len);
                        let keyword = Keyword::from_scanned(Cow::Borrowed(name));
                        list.flags.push_keyword(keyword);
                        after
                    }
                    None => match flag(cx, rest) {
                        Ok((after, flag)) => {
                            list.flags.push(flag);
                            after
                        }
                        Err(error) => odd_flag(cx, rest, &mut list.flags, error)?,
                    },
                };
            }
        }
        match rest {
            [b')', after @ ..] => return Ok((after, list)),
            [b' ', end @ ..]
                if end.first() == Some(&b')') && cx.mend(Quirk::SpaceInList, rest, end) =>
            {
                let after = end.get(1..).unwrap_or_default();
                return Ok((after, list));
            }
            [b' ', after @ ..] => rest = after,
            _ => return refuse(rest, Rule::Close),
        }
    }
}

impl Encode for Flag<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Flag::Answered => w.raw(b"\\Answered"),
            Flag::Deleted => w.raw(b"\\Deleted"),
            Flag::Draft => w.raw(b"\\Draft"),
            Flag::Flagged => w.raw(b"\\Flagged"),
            Flag::Recent => w.raw(b"\\Recent"),
            Flag::Seen => w.raw(b"\\Seen"),
            Flag::Keyword(name) => w.raw(name.as_bytes()),
            Flag::Extension(name) => w.byte(b'\\').raw(name.as_bytes()),
            _ => w,
        };
    }
}

/// The system flags behind SP, in the order of [`Flags::system`], with bytes of no use behind them.
static SYSTEM: [(&[u8; 16], usize); 6] = [
    (b" \\Answered      ", 10),
    (b" \\Flagged       ", 9),
    (b" \\Deleted       ", 9),
    (b" \\Seen          ", 6),
    (b" \\Draft         ", 7),
    (b" \\Recent        ", 8),
];

impl Encode for Flags<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.is_empty() {
            w.raw(b"()");
            return;
        }
        // Each behind SP, and the first SP is made a parenthesis.
        let start = w.len();
        for (name, len) in self.system().filter_map(|place| SYSTEM.get(place)) {
            w.front_of(name, *len);
        }
        for flag in self.others() {
            flag.encode(w.sp());
        }
        w.put(start, b'(').byte(b')');
    }
}

impl Encode for PermanentFlags<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.byte(b'(')
            .spaced(self.flags.iter(), |w, flag| flag.encode(w));
        if self.new_keywords {
            if !self.flags.is_empty() {
                w.sp();
            }
            w.raw(b"\\*");
        }
        w.byte(b')');
    }
}

/// `(flag *(SP flag))` without parentheses, which STORE takes too.
pub(crate) fn bare_flags<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Flags<'a>> {
    let (mut rest, first) = flag(cx, i)?;
    let mut others = Vec::new();
    while let [b' ', after @ ..] = rest {
        let (after, next) = flag(cx, after)?;
        others.push(next);
        rest = after;
    }
    let mut flags = Flags::from(first);
    flags.extend(others);
    Ok((rest, flags))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn flags() {
        both::<Flag<'_>>(
            flag,
            &[
                ("\\Answered", Flag::Answered),
                ("\\Deleted", Flag::Deleted),
                ("\\Draft", Flag::Draft),
                ("\\Flagged", Flag::Flagged),
                ("\\Recent", Flag::Recent),
                ("\\Seen", Flag::Seen),
                ("$Junk", Flag::Keyword(ok("$Junk"))),
                ("NIL", Flag::Keyword(ok("NIL"))),
                ("\\Foo", Flag::Extension(ok("Foo"))),
            ],
        );
        reads::<Flag<'_>>(
            flag,
            &[
                ("\\sEEN", Flag::Seen),
                ("$JUNK", Flag::Keyword(ok("$junk"))),
            ],
        );
        refuses(
            flag,
            &[
                ("\\", 1, Rule::Flag),
                ("\\*", 1, Rule::Flag),
                ("", 0, Rule::Flag),
                ("\"a\"", 0, Rule::Flag),
            ],
        );
        both::<Flags<'_>>(
            flag_list,
            &[
                ("()", Flags::new()),
                ("(\\Seen)", Flag::Seen.into()),
                (
                    "(\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
                    [
                        Flag::Draft,
                        Flag::Seen,
                        Flag::Deleted,
                        Flag::Flagged,
                        Flag::Answered,
                    ]
                    .into_iter()
                    .collect(),
                ),
                (
                    "(\\Seen b \\Foo a)",
                    [
                        Flag::Keyword(ok("b")),
                        Flag::Seen,
                        Flag::Extension(ok("Foo")),
                        Flag::Keyword(ok("a")),
                    ]
                    .into_iter()
                    .collect(),
                ),
            ],
        );
        refuses(
            flag_list,
            &[
                ("\\Seen", 0, Rule::FlagList),
                ("(\\Seen ", 7, Rule::Flag),
                ("(\\Seen", 6, Rule::Close),
                ("(\\*)", 2, Rule::Flag),
                ("( )", 1, Rule::Flag),
                ("(a]b)", 2, Rule::Close),
                ("(\\Seen  a)", 7, Rule::Flag),
            ],
        );
        both::<Keyword<'_>>(flag_keyword, &[("a", ok("a"))]);
        refuses(flag_keyword, &[("\\Seen", 0, Rule::Flag)]);
        let permanent = |flags, new_keywords| PermanentFlags {
            flags,
            new_keywords,
        };
        both(
            flag_perms,
            &[
                ("()", permanent(Flags::new(), false)),
                ("(\\*)", permanent(Flags::new(), true)),
                ("(\\Seen \\*)", permanent(Flag::Seen.into(), true)),
            ],
        );
        reads(
            flag_perms,
            &[("(\\* \\Seen \\*)", permanent(Flag::Seen.into(), true))],
        );
        refuses(flag_perms, &[("(\\*a)", 3, Rule::Close)]);
        reads::<Flags<'_>>(
            bare_flags,
            &[(
                "\\Seen a",
                [Flag::Seen, Flag::Keyword(ok("a"))].into_iter().collect(),
            )],
        );
        refuses(bare_flags, &[("", 0, Rule::Flag), ("a ", 2, Rule::Flag)]);
    }
}
