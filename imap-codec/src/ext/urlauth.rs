//! URLAUTH ([RFC 4467](https://www.rfc-editor.org/rfc/rfc4467.html)).

use alloc::vec::Vec;

use imap_types::{
    core::Vec1,
    ext::{
        urlauth::{ResetKey, UrlContent, UrlData, UrlFetchArg, UrlMech, UrlMechs, UrlRump},
        urlauth_binary::UrlMetadata,
    },
    url::UrlString,
};

use crate::{
    auth::{base64, write_base64},
    core::{byte, keyword, nstring, sp},
    ext::urlauth_binary::{url_fetch_param, url_metadata_el},
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    url::{mechanism, url},
    wire::{
        cx::{Cx, Parsed, refuse, within},
        write::{Encode, Writer},
    },
};

/// Does another argument follow?
fn more(i: &[u8]) -> bool {
    matches!(i, [b' ', next, ..] if !matches!(next, b' ' | b'\r' | b'\n'))
}

/// `value *(SP value)`
fn spaced<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    value: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec1<T>> {
    let (mut rest, first) = value(cx, i)?;
    let mut values = Vec1::one(first);
    while more(rest) {
        let (after, next) = value(cx, rest.get(1..).unwrap_or_default())?;
        values.push(next);
        rest = after;
    }
    Ok((rest, values))
}

/// RFC 5524's grammar has two SPs between its answers, and its examples have two behind `URLFETCH`: one more is passed.
fn second_sp(i: &[u8]) -> &[u8] {
    match i {
        [b' ', rest @ ..] if !matches!(rest.first(), Some(b' ')) => rest,
        _ => i,
    }
}

/// `resetkey = "RESETKEY" [SP mailbox *(SP mechanism)]`, behind the keyword.
pub(crate) fn reset_key<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<ResetKey<'a>>> {
    if !more(i) {
        return Ok((i, None));
    }
    let (mut rest, mailbox) = mailbox(cx, i.get(1..).unwrap_or_default())?;
    let mut mechanisms = Vec::new();
    while more(rest) {
        let (after, next) = mechanism(cx, rest.get(1..).unwrap_or_default())?;
        mechanisms.push(next);
        rest = after;
    }
    let key = ResetKey {
        mailbox,
        mechanisms,
    };
    Ok((rest, Some(key)))
}

pub(crate) fn write_reset_key<'v>(key: &'v Option<ResetKey<'_>>, w: &mut Writer<'_, 'v>) {
    if let Some(key) = key {
        key.mailbox.encode(w.sp());
        for mechanism in &key.mechanisms {
            mechanism.encode(w.sp());
        }
    }
}

/// `genurlauth = "GENURLAUTH" 1*(SP url-rump SP mechanism)`, behind the first SP.
pub(crate) fn gen_url_auth<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<UrlRump<'a>>> {
    spaced(cx, i, url_rump)
}

/// `url-rump SP mechanism`
fn url_rump<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UrlRump<'a>> {
    let (rest, url) = url(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, mechanism) = mechanism(cx, rest)?;
    Ok((rest, UrlRump { url, mechanism }))
}

impl Encode for UrlRump<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.url.encode(w);
        self.mechanism.encode(w.sp());
    }
}

/// `genurlauth-data = "*" SP "GENURLAUTH" 1*(SP url-full)`, behind the keyword. Dovecot says it without a URL, where none
/// was made; nothing else could be meant.
pub(crate) fn gen_url_auth_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<UrlString<'a>>> {
    let mut urls = Vec::new();
    let mut rest = i;
    while more(rest) {
        let (after, next) = url(cx, rest.get(1..).unwrap_or_default())?;
        urls.push(next);
        rest = after;
    }
    Ok((rest, urls))
}

pub(crate) fn write_gen_url_auth_data<'v>(urls: &'v Vec<UrlString<'_>>, w: &mut Writer<'_, 'v>) {
    for url in urls {
        url.encode(w.sp());
    }
}

/// `urlfetch = "URLFETCH" 1*(SP url-fetch-arg)`, behind the first SP.
pub(crate) fn url_fetch<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<UrlFetchArg<'a>>> {
    spaced(cx, second_sp(i), url_fetch_arg)
}

/// `url-fetch-arg = url-fetch-simple / url-fetch-ext`, `url-fetch-ext = "(" url-full *(SP url-fetch-param) ")"`
fn url_fetch_arg<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UrlFetchArg<'a>> {
    let [b'(', inside @ ..] = i else {
        return url(cx, i).map(|(rest, url)| (rest, url.into()));
    };
    let (mut rest, url) = url(cx, inside)?;
    let mut params = Vec::new();
    loop {
        match rest {
            [b')', rest @ ..] => {
                let params = Some(params);
                return Ok((rest, UrlFetchArg { url, params }));
            }
            [b' ', next @ ..] => {
                let (after, param) = url_fetch_param(cx, next)?;
                params.push(param);
                rest = after;
            }
            _ => return refuse(rest, Rule::Close),
        }
    }
}

impl Encode for UrlFetchArg<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let Some(params) = &self.params else {
            return self.url.encode(w);
        };
        self.url.encode(w.byte(b'('));
        for param in params {
            param.encode(w.sp());
        }
        w.byte(b')');
    }
}

/// `urlfetch-data = "*" SP "URLFETCH" 1*(SP (urldata-simple / urldata-ext / urldata-error))`, behind the first SP.
pub(crate) fn url_fetch_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<UrlData<'a>>> {
    let (mut rest, first) = url_data(cx, second_sp(i))?;
    let mut all = Vec1::one(first);
    while let [b' ', next @ ..] = rest
        && !matches!(second_sp(next).first(), Some(b' ' | b'\r' | b'\n') | None)
    {
        let (after, data) = url_data(cx, second_sp(next))?;
        all.push(data);
        rest = after;
    }
    Ok((rest, all))
}

/// `url-full SP nstring`, `url-full 1*(SP "(" url-metadata-el ")")`
fn url_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UrlData<'a>> {
    let (rest, url) = url(cx, i)?;
    let (rest, ()) = sp(rest)?;
    if rest.first() != Some(&b'(') {
        let (rest, string) = nstring(cx, rest)?;
        let data = UrlContent::Plain(string);
        return Ok((rest, UrlData { url, data }));
    }
    let mut elements = Vec::new();
    let mut rest = in_parentheses(cx, rest, &mut elements)?.0;
    while let [b' ', next @ ..] = rest
        && next.first() == Some(&b'(')
    {
        rest = in_parentheses(cx, next, &mut elements)?.0;
    }
    let Ok(elements) = Vec1::try_from(elements) else {
        return refuse(rest, Rule::UrlMetadata);
    };
    let data = UrlContent::Metadata(elements);
    Ok((rest, UrlData { url, data }))
}

/// `"(" url-metadata-el ")"`; Dovecot has more than one in it (quirk `url-metadata-in-one-list`).
fn in_parentheses<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    elements: &mut Vec<UrlMetadata<'a>>,
) -> Parsed<'a, ()> {
    let (mut rest, ()) = byte(b'(', Rule::Open, i)?;
    loop {
        let (after, element) = within(Rule::UrlMetadata, url_metadata_el(cx, rest))?;
        elements.push(element);
        match after {
            [b' ', next @ ..] if cx.mend(Quirk::UrlMetadataInOneList, after, next) => rest = next,
            _ => return byte(b')', Rule::Close, after),
        }
    }
}

impl Encode for UrlData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.url.encode(w);
        match &self.data {
            UrlContent::Plain(string) => string.encode(w.sp()),
            UrlContent::Metadata(elements) => {
                for element in elements {
                    element.encode(w.raw(b" ("));
                    w.byte(b')');
                }
            }
        }
    }
}

/// `value *(SP value)`, written.
pub(crate) fn write_spaced<'v, T: Encode>(values: &'v Vec1<T>, w: &mut Writer<'_, 'v>) {
    w.spaced(values, |w, value| value.encode(w));
}

/// `"INTERNAL" *(SP mechanism ["=" base64])`, behind `URLMECH SP`.
pub(crate) fn url_mechs<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UrlMechs<'a>> {
    let Some(mut rest @ ([b' ' | b']', ..] | [])) = keyword(i, b"INTERNAL") else {
        return refuse(i, Rule::UrlMechanism);
    };
    let mut others = Vec::new();
    while let [b' ', next @ ..] = rest {
        let (after, mechanism) = mechanism(cx, next)?;
        let (after, data) = match after {
            [b'=', octets @ ..] => {
                let (after, octets) = base64(cx, octets)?;
                (after, Some(octets))
            }
            _ => (after, None),
        };
        others.push(UrlMech { mechanism, data });
        rest = after;
    }
    Ok((rest, UrlMechs { others }))
}

impl Encode for UrlMechs<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(b"INTERNAL");
        for UrlMech { mechanism, data } in &self.others {
            mechanism.encode(w.sp());
            if let Some(data) = data {
                write_base64(data, w.byte(b'='));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        core::{NString, Octets, Secret},
        ext::urlauth_binary::UrlFetchParam,
        url::UrlMechanism,
    };

    use super::*;
    use crate::testing::{both, list1, ok, other, reads, refuses};

    #[test]
    fn commands() {
        let rump = |url, mechanism| UrlRump {
            url: ok(url),
            mechanism,
        };
        let sample = || UrlMechanism::Other(other("XSAMPLE", ""));
        both(
            url_rump,
            &[
                (
                    "\"imap://x/\" INTERNAL",
                    rump("imap://x/", UrlMechanism::Internal),
                ),
                ("\"a b\" XSAMPLE", rump("a b", sample())),
            ],
        );
        reads(
            gen_url_auth,
            &[(
                "a internal b XSAMPLE",
                list1([rump("a", UrlMechanism::Internal), rump("b", sample())]),
            )],
        );
        refuses(
            gen_url_auth,
            &[
                ("", 0, Rule::Astring),
                ("a", 1, Rule::Sp),
                ("a ", 2, Rule::UrlMechanism),
                ("a _", 2, Rule::UrlMechanism),
                ("a INTERNAL b", 12, Rule::Sp),
            ],
        );
        let arg = |url, params| UrlFetchArg {
            url: ok(url),
            params,
        };
        both(
            url_fetch_arg,
            &[
                ("\"a\"", arg("a", None)),
                ("(\"a\")", arg("a", Some([].into()))),
                (
                    "(\"a\" BODYPARTSTRUCTURE XFOO)",
                    arg(
                        "a",
                        Some(
                            [
                                UrlFetchParam::BodyPartStructure,
                                UrlFetchParam::Other(other("XFOO", "")),
                            ]
                            .into(),
                        ),
                    ),
                ),
            ],
        );
        reads(
            url_fetch,
            &[
                ("a b", list1([arg("a", None), arg("b", None)])),
                (" (a)", list1([arg("a", Some([].into()))])),
            ],
        );
        refuses(
            url_fetch,
            &[
                ("", 0, Rule::Astring),
                ("()", 1, Rule::Astring),
                ("(a", 2, Rule::Close),
                ("(a )", 3, Rule::UrlFetchParam),
                ("  a", 0, Rule::Astring),
            ],
        );
        let key = |mechanisms: Vec<UrlMechanism<'static>>| {
            Some(ResetKey {
                mailbox: ok("x"),
                mechanisms,
            })
        };
        reads(
            reset_key,
            &[
                ("", None),
                (" x", key([].into())),
                (
                    " x INTERNAL XSAMPLE",
                    key([UrlMechanism::Internal, sample()].into()),
                ),
            ],
        );
        refuses(reset_key, &[(" x _", 3, Rule::UrlMechanism)]);
    }

    #[test]
    fn data() {
        let plain = |url, string| UrlData {
            url: ok(url),
            data: UrlContent::Plain(string),
        };
        both(
            url_data,
            &[
                ("\"a\" NIL", plain("a", NString::NIL)),
                ("\"a\" \"\"", plain("a", ok(""))),
                ("\"a\" {2}\r\n\r\n", plain("a", ok("\r\n"))),
                (
                    "\"a\" (BODY \"x\") (BINARY ~{1}\r\n\0)",
                    UrlData {
                        url: ok("a"),
                        data: UrlContent::Metadata(list1([
                            UrlMetadata::Body(ok("x")),
                            UrlMetadata::Binary(ok("\0")),
                        ])),
                    },
                ),
            ],
        );
        reads(
            url_fetch_data,
            &[(
                " a NIL  b NIL c NIL",
                list1(["a", "b", "c"].map(|url| plain(url, NString::NIL))),
            )],
        );
        refuses(
            url_fetch_data,
            &[
                ("", 0, Rule::Astring),
                ("a", 1, Rule::Sp),
                ("a b", 2, Rule::Nstring),
                ("a ()", 3, Rule::UrlMetadata),
                ("a (BODY NIL BINARY NIL)", 11, Rule::Close),
            ],
        );
    }

    #[test]
    fn mechanisms() {
        let mech = |name: &'static str, data: Option<&'static str>| UrlMech {
            mechanism: UrlMechanism::Other(other(name, "")),
            data: data.map(|data| Secret::new(ok::<Octets<'_>, _>(data))),
        };
        both(
            url_mechs,
            &[
                ("INTERNAL", UrlMechs::default()),
                (
                    "INTERNAL XSAMPLE=YWI= X-A.B Y=",
                    UrlMechs {
                        others: [
                            mech("XSAMPLE", Some("ab")),
                            mech("X-A.B", None),
                            mech("Y", Some("")),
                        ]
                        .into(),
                    },
                ),
            ],
        );
        refuses(
            url_mechs,
            &[
                ("", 0, Rule::UrlMechanism),
                ("XSAMPLE", 0, Rule::UrlMechanism),
                ("INTERNALX", 0, Rule::UrlMechanism),
                ("INTERNAL ", 9, Rule::UrlMechanism),
            ],
        );
    }
}
