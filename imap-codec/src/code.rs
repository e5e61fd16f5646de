//! Response codes and the text behind them ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)).

use alloc::{borrow::Cow, vec::Vec};

use imap_types::{
    code::{AppendUid, Code, CodeName, CopyUid},
    core::{AString, Text, code_content, code_ends_itself},
    response::RespText,
};

use crate::{
    capability::{capabilities, write_capabilities},
    core::{astring, atom, byte, list1, nz_number, sp, text},
    error::EncodeError,
    ext::{
        annotate_experiment_1::{ann_size, annotate_code},
        catenate::bad_url,
        condstore::mod_sequence_value,
        context::{quoted_tag, write_quoted_tag},
        filters::filter_name,
        inprogress::{in_progress, write_in_progress},
        mailbox_referrals::{referral_urls, write_referral_urls},
        messagelimit::message_limit,
        metadata::metadata_code,
        notify::{event_types, write_event_types},
        objectid::{objectid_in_list, write_objectid_in_list},
        objectid_plus::{objectid_compound, write_objectid_compound},
        urlauth::url_mechs,
    },
    flag::flag_perms,
    quirk::Quirk,
    rule::Rule,
    sequence::{number_set, uid_set},
    wire::{
        cx::{Cx, Parsed, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

/// `resp-text = ["[" resp-text-code "]" SP] [text]`, behind the SP that follows the condition.
///
/// What begins with `[` and has no `]`, or no atom behind the `[`, is text: the grammar leaves no other reading.
#[inline]
pub(crate) fn resp_text<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    match i {
        [b'[', ..] => within(Rule::RespText, coded_text(cx, i)),
        _ => plain_text(cx, i),
    }
}

fn plain_text<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    let (rest, text) = text(cx, i)?;
    Ok((rest, RespText { code: None, text }))
}

fn coded_text<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    let (inside, _) = byte(b'[', Rule::OpenBracket, i)?;
    let Ok((content, name)) = atom(inside) else {
        return plain_text(cx, i);
    };
    if CodeName::parse(name).is_none() && code_content(content).is_err() {
        return plain_text(cx, i);
    }
    let mark = cx.mark();
    let (rest, code) = match within(Rule::RespTextCode, code_and_bracket(cx, inside)) {
        Ok((rest, code)) => (rest, Some(code)),
        Err(error) => {
            cx.reset(mark);
            if let Some(rest) = number_out_of_range(cx, i, name, content) {
                (rest, None)
            } else if let Some(rest) = empty_uid_set(cx, i, name, content) {
                (rest, None)
            } else if cx.mend(Quirk::CodeIsText, i, content) {
                return plain_text(cx, i);
            } else {
                return Err(error);
            }
        }
    };
    let at_end = matches!(rest.first(), Some(b'\r' | b'\n') | None);
    let (rest, text) = match rest {
        [b' ', rest @ ..] => text(cx, rest)?,
        // Real servers, and examples of the RFCs, leave out the SP, most often where the text is empty.
        _ if cx.mend(Quirk::MissingTextAfterCode, rest, rest) && at_end => {
            (rest, Text::from_scanned(Cow::Borrowed(b"")))
        }
        _ if cx.has(Quirk::MissingTextAfterCode) => text(cx, rest)?,
        // RFC 2193 section 6 has no SP there.
        _ if matches!(code, Some(Code::Referral(_))) => text(cx, rest)?,
        _ => return refuse(rest, Rule::Sp),
    };
    Ok((rest, RespText { code, text }))
}

fn code_and_bracket<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Code<'a>> {
    let (rest, code) = code(cx, i)?;
    match rest {
        [b']', rest @ ..] => Ok((rest, code)),
        [b' ', ..] => code_with_more(cx, i, rest),
        _ => refuse(rest, Rule::CloseBracket),
    }
}

/// A code that has no arguments, and some behind it, which begin at `content`: kept as what no table knows.
#[cold]
fn code_with_more<'a>(cx: &Cx<'_>, i: &'a [u8], content: &'a [u8]) -> Parsed<'a, Code<'a>> {
    let (rest, name) = atom(i)?;
    let alone = CodeName::parse(name).is_some_and(CodeName::stands_alone);
    if !alone || rest.len() != content.len() || code_content(content).is_err() {
        return refuse(content, Rule::CloseBracket);
    }
    let (rest, other) = crate::core::other(cx, i, name, content, Rule::RespTextCode)?;
    let (rest, _) = byte(b']', Rule::CloseBracket, rest)?;
    Ok((rest, Code::Other(other)))
}

/// A number where the code wants one, but 0 or beyond its bits: the code is left out. Returns what is behind its `]`.
#[cold]
fn number_out_of_range<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    name: &[u8],
    content: &'a [u8],
) -> Option<&'a [u8]> {
    use CodeName::{HighestModSeq, UidNext, UidValidity, Unseen};

    let (Some(HighestModSeq | UidNext | UidValidity | Unseen), [b' ', digits @ ..]) =
        (CodeName::parse(name), content)
    else {
        return None;
    };
    let (digits, rest) = digits.split_at(scan::span(digits, |byte| byte.is_ascii_digit()));
    let (false, [b']', rest @ ..]) = (digits.is_empty(), rest) else {
        return None;
    };
    cx.mend(Quirk::of_number(digits), i, rest).then_some(rest)
}

/// COPYUID or APPENDUID with its UIDVALIDITY, but not with all of its sets (quirk `empty-uid-set`): the code is left out.
/// Returns what is behind its `]`.
#[cold]
fn empty_uid_set<'a>(cx: &Cx<'_>, i: &'a [u8], name: &[u8], content: &'a [u8]) -> Option<&'a [u8]> {
    let sets = match CodeName::parse(name)? {
        CodeName::AppendUid => 1,
        CodeName::CopyUid => 2,
        _ => return None,
    };
    let (content, rest) = content.split_at(memchr::memchr2(b']', b'\r', content)?);
    let rest = rest.strip_prefix(b"]")?;
    let mut words = content
        .split(|byte| *byte == b' ')
        .filter(|word| !word.is_empty());
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    let is_set = |word: &[u8]| {
        word.iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b',' | b':'))
    };
    let empty = words.next().is_some_and(is_number)
        && words.clone().count() < sets
        && words.all(is_set)
        && cx.mend(Quirk::EmptyUidSet, i, rest);
    empty.then_some(rest)
}

/// A code and text, where no condition stands before it (quirk `missing-condition`).
#[cold]
pub(crate) fn bare_code<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    let (inside, _) = byte(b'[', Rule::OpenBracket, i)?;
    let (rest, code) = code_and_bracket(cx, inside)?;
    let (rest, text) = text(cx, rest.strip_prefix(b" ").unwrap_or(rest))?;
    let code = Some(code);
    Ok((rest, RespText { code, text }))
}

impl Encode for RespText<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match &self.code {
            Some(code) => {
                if let Code::Other(other) = code
                    && !code_ends_itself(other.content(), self.text.as_bytes())
                {
                    w.fail(EncodeError::TextLooksLikeCode);
                }
                code.encode(w.byte(b'['));
                w.raw(b"] ");
            }
            None if self.text.as_bytes().starts_with(b"[") => {
                w.fail(EncodeError::TextLooksLikeCode)
            }
            None => {}
        }
        self.text.encode(w);
    }
}

joint! {
    /// `resp-text-code`
    code -> Code by CodeName, named by atom, slot RespTextCode {
        Alert,
        AlreadyExists,
        Annotate(annotate_code),
        Annotations(ann_size),
        AppendUid(append_uid),
        AuthenticationFailed,
        AuthorizationFailed,
        BadCharset glued(bad_charset => write_bad_charset),
        BadComparator,
        BadEvent(event_types => write_event_types),
        BadUrl(bad_url),
        Cannot,
        Capability(capabilities => write_capabilities),
        ClientBug,
        Closed,
        CompressionActive,
        ContactAdmin,
        CopyUid(copy_uid),
        Corruption,
        Expired,
        ExpungeIssued,
        HasChildren,
        HighestModSeq(mod_sequence_value),
        InProgress glued(in_progress => write_in_progress),
        InUse,
        Limit,
        Metadata(metadata_code),
        MailboxId(objectid_in_list => write_objectid_in_list),
        MessageLimit(message_limit),
        Modified(number_set),
        NoModSeq,
        MaxConvertMessages(nz_number),
        MaxConvertParts(nz_number),
        NonExistent,
        NoPerm,
        NotificationOverflow,
        NotSaved,
        NotUtf8,
        NoUpdate(quoted_tag => write_quoted_tag),
        ObjectId(objectid_compound => write_objectid_compound),
        OverQuota,
        Parse,
        PermanentFlags(flag_perms),
        PrivacyRequired,
        ReadOnly,
        ReadWrite,
        Referral(referral_urls => write_referral_urls),
        ServerBug,
        TooBig,
        TooFew,
        TooMany,
        TempFail,
        TryCreate,
        UidNext(nz_number),
        UidNotSticky,
        UidRequired,
        UidValidity(nz_number),
        Unavailable,
        UndefinedFilter(filter_name),
        UnknownCte,
        Unseen(nz_number),
        UseAttr,
        UrlMech(url_mechs),
        Utf8Only,
    }
}

/// `[SP "(" charset *(SP charset) ")"]`
fn bad_charset<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<AString<'a>>> {
    let [b' ', rest @ ..] = i else {
        return Ok((i, Vec::new()));
    };
    // RFC 9051 erratum 7323: an example without parentheses, which peers have followed.
    if rest.first() != Some(&b'(') && cx.has(Quirk::BareCharset) {
        let (after, charset) = atom(rest)?;
        cx.mend(Quirk::BareCharset, rest, after);
        return Ok((
            after,
            alloc::vec![AString::from_scanned(Cow::Borrowed(charset))],
        ));
    }
    let (rest, charsets) = list1(cx, rest, Quirk::SpaceInList, Rule::Charset, astring)?;
    Ok((rest, charsets.into_vec()))
}

fn write_bad_charset<'v>(charsets: &'v Vec<AString<'_>>, w: &mut Writer<'_, 'v>) {
    if !charsets.is_empty() {
        w.sp().list(charsets, |w, charset| charset.encode(w));
    }
}

/// `nz-number SP append-uid`
fn append_uid<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AppendUid> {
    let (rest, uid_validity) = nz_number(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, uids) = uid_set(cx, rest)?;
    Ok((rest, AppendUid { uid_validity, uids }))
}

impl Encode for AppendUid {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.uid_validity.encode(w);
        self.uids.encode(w.sp());
    }
}

/// `nz-number SP uid-set SP uid-set`
fn copy_uid<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, CopyUid> {
    let (rest, uid_validity) = nz_number(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, from) = uid_set(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, to) = uid_set(cx, rest)?;
    Ok((
        rest,
        CopyUid {
            uid_validity,
            from,
            to,
        },
    ))
}

impl Encode for CopyUid {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.uid_validity.encode(w);
        self.from.encode(w.sp());
        self.to.encode(w.sp());
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        capability::Capability,
        ext::{
            annotate_experiment_1::{AnnSize, AnnotateCode},
            inprogress::{InProgress, Progress},
            messagelimit::MessageLimit,
            metadata::MetadataCode,
            notify::EventType,
            objectid_plus::{ObjectIdKey, ObjectIdPair},
            urlauth::UrlMechs,
        },
        flag::{Flag, PermanentFlags},
    };

    use super::*;
    use crate::testing::{both, covers, list1, nz, ok, other, reads, refuses};

    #[test]
    fn codes_of_every_name() {
        let permanent = PermanentFlags {
            flags: Flag::Seen.into(),
            new_keywords: true,
        };
        let rows = [
            ("ALERT", Code::Alert),
            ("ALREADYEXISTS", Code::AlreadyExists),
            // RFC 4315 section 3
            (
                "APPENDUID 38505 3955",
                Code::AppendUid(AppendUid {
                    uid_validity: nz(38505),
                    uids: ok("3955"),
                }),
            ),
            ("AUTHENTICATIONFAILED", Code::AuthenticationFailed),
            ("AUTHORIZATIONFAILED", Code::AuthorizationFailed),
            ("ANNOTATE TOOBIG", Code::Annotate(AnnotateCode::TooBig)),
            ("ANNOTATIONS NONE", Code::Annotations(AnnSize::None)),
            ("MAXCONVERTMESSAGES 1", Code::MaxConvertMessages(nz(1))),
            ("MAXCONVERTPARTS 2", Code::MaxConvertParts(nz(2))),
            ("TEMPFAIL", Code::TempFail),
            ("URLMECH INTERNAL", Code::UrlMech(UrlMechs::default())),
            ("BADURL /x/;UID=1", Code::BadUrl(ok("/x/;UID=1"))),
            ("BADCHARSET", Code::BadCharset(Vec::new())),
            (
                "BADCHARSET (UTF-8 \"a b\")",
                Code::BadCharset([ok("UTF-8"), ok("a b")].into()),
            ),
            ("BADCOMPARATOR", Code::BadComparator),
            ("CANNOT", Code::Cannot),
            (
                "CAPABILITY IMAP4rev1 IDLE",
                Code::Capability(list1([Capability::Imap4Rev1, Capability::Idle])),
            ),
            ("CLIENTBUG", Code::ClientBug),
            ("CLOSED", Code::Closed),
            ("COMPRESSIONACTIVE", Code::CompressionActive),
            ("CONTACTADMIN", Code::ContactAdmin),
            (
                "COPYUID 38505 304,319:320 3956:3958",
                Code::CopyUid(CopyUid {
                    uid_validity: nz(38505),
                    from: ok("304,319:320"),
                    to: ok("3956:3958"),
                }),
            ),
            ("CORRUPTION", Code::Corruption),
            ("EXPIRED", Code::Expired),
            ("EXPUNGEISSUED", Code::ExpungeIssued),
            ("HASCHILDREN", Code::HasChildren),
            (
                "HIGHESTMODSEQ 715194045007",
                Code::HighestModSeq(ok(715_194_045_007)),
            ),
            ("INPROGRESS", Code::InProgress(None)),
            (
                "INPROGRESS (NIL NIL NIL)",
                Code::InProgress(Some(InProgress::default())),
            ),
            (
                "INPROGRESS (\"A\\\"\" 175 NIL)",
                Code::InProgress(Some(InProgress {
                    tag: Some(ok("A\"")),
                    progress: Some(Progress {
                        done: 175,
                        goal: None,
                    }),
                })),
            ),
            (
                "INPROGRESS (NIL 0 1)",
                Code::InProgress(Some(InProgress {
                    tag: None,
                    progress: Some(Progress {
                        done: 0,
                        goal: Some(nz(1)),
                    }),
                })),
            ),
            ("INUSE", Code::InUse),
            ("LIMIT", Code::Limit),
            ("METADATA TOOMANY", Code::Metadata(MetadataCode::TooMany)),
            (
                "METADATA LONGENTRIES 2199",
                Code::Metadata(MetadataCode::LongEntries(2199)),
            ),
            ("MAILBOXID (F2212ea87)", Code::MailboxId(ok("F2212ea87"))),
            (
                "MESSAGELIMIT 1000 23007",
                Code::MessageLimit(MessageLimit {
                    limit: nz(1000),
                    lowest: Some(nz(23_007)),
                }),
            ),
            ("MODIFIED 7,9", Code::Modified(ok("7,9"))),
            ("NOMODSEQ", Code::NoModSeq),
            ("OBJECTID ()", Code::ObjectId(Vec::new())),
            (
                "OBJECTID (MAILBOXID F1 ACCOUNTID u1)",
                Code::ObjectId(
                    [
                        ObjectIdPair {
                            key: ObjectIdKey::MailboxId,
                            id: ok("F1"),
                        },
                        ObjectIdPair {
                            key: ObjectIdKey::AccountId,
                            id: ok("u1"),
                        },
                    ]
                    .into(),
                ),
            ),
            ("TOOBIG", Code::TooBig),
            ("TOOFEW", Code::TooFew),
            ("TOOMANY", Code::TooMany),
            ("UIDREQUIRED", Code::UidRequired),
            ("NONEXISTENT", Code::NonExistent),
            ("NOPERM", Code::NoPerm),
            (
                "BADEVENT (MessageNew XFoo)",
                Code::BadEvent(list1([
                    EventType::MessageNew,
                    EventType::Other(other("XFoo", "")),
                ])),
            ),
            ("NOTIFICATIONOVERFLOW", Code::NotificationOverflow),
            ("NOTSAVED", Code::NotSaved),
            ("NOT-UTF-8", Code::NotUtf8),
            ("UTF-8-ONLY", Code::Utf8Only),
            ("NOUPDATE \"B02\"", Code::NoUpdate(ok("B02"))),
            ("OVERQUOTA", Code::OverQuota),
            ("PARSE", Code::Parse),
            (
                "PERMANENTFLAGS (\\Seen \\*)",
                Code::PermanentFlags(permanent),
            ),
            (
                "PERMANENTFLAGS ()",
                Code::PermanentFlags(PermanentFlags::default()),
            ),
            ("PRIVACYREQUIRED", Code::PrivacyRequired),
            ("READ-ONLY", Code::ReadOnly),
            ("READ-WRITE", Code::ReadWrite),
            (
                "REFERRAL imap://a@b/ imap://c",
                Code::Referral(list1([ok("imap://a@b/"), ok("imap://c")])),
            ),
            ("SERVERBUG", Code::ServerBug),
            ("TRYCREATE", Code::TryCreate),
            ("UIDNEXT 4392", Code::UidNext(nz(4392))),
            ("UIDNOTSTICKY", Code::UidNotSticky),
            (
                "UIDVALIDITY 3857529045",
                Code::UidValidity(nz(3_857_529_045)),
            ),
            ("UNAVAILABLE", Code::Unavailable),
            (
                "UNDEFINED-FILTER on-the-road",
                Code::UndefinedFilter(ok("on-the-road")),
            ),
            ("UNKNOWN-CTE", Code::UnknownCte),
            ("UNSEEN 12", Code::Unseen(nz(12))),
            ("USEATTR", Code::UseAttr),
        ];
        covers(
            CodeName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(code, &rows);
        // Which of them have arguments: those that have a row with some.
        for name in CodeName::ALL {
            let with = rows.iter().any(|(bytes, _)| {
                bytes
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with(' '))
            });
            assert_eq!(name.stands_alone(), !with, "{name:?}: see stands_alone");
        }
        reads(code, &[("uidnext 1", Code::UidNext(nz(1)))]);
        refuses(
            code,
            &[
                ("UIDNEXT", 7, Rule::Sp),
                ("NOUPDATE B02", 9, Rule::Quoted),
                ("NOUPDATE", 8, Rule::Sp),
                ("UNDEFINED-FILTER \"a\"", 17, Rule::FilterName),
                ("UIDNEXT 0", 8, Rule::NzNumber),
                ("BADCHARSET ()", 12, Rule::Charset),
                ("BADCHARSET UTF-8", 11, Rule::Open),
                ("COPYUID 1 1:* 1", 12, Rule::UidSet),
                ("PERMANENTFLAGS \\Seen", 15, Rule::FlagList),
                ("HIGHESTMODSEQ 0", 14, Rule::ModSequenceValue),
                ("MODIFIED $", 9, Rule::SequenceSet),
                ("MODIFIED", 8, Rule::Sp),
                ("MAILBOXID F1", 10, Rule::Open),
                ("CAPABILITY ", 11, Rule::Capability),
                ("", 0, Rule::RespTextCode),
            ],
        );
    }

    #[test]
    fn texts() {
        let coded = |code, text| RespText {
            code: Some(code),
            text: ok(text),
        };
        let plain = |text| RespText {
            code: None,
            text: ok(text),
        };
        both(
            resp_text,
            &[
                ("", plain("")),
                ("done [ALERT]", plain("done [ALERT]")),
                ("[ALERT] ", coded(Code::Alert, "")),
                ("[ALERT] [x", coded(Code::Alert, "[x")),
                (
                    "[FOO bar \"] x",
                    coded(Code::Other(other("FOO", " bar \"")), "x"),
                ),
                ("[FOO] x", coded(Code::Other(other("FOO", "")), "x")),
                // RFC 5530 has no arguments for it.
                (
                    "[INUSE by bob] x",
                    coded(Code::Other(other("INUSE", " by bob")), "x"),
                ),
            ],
        );
        reads(
            resp_text,
            &[
                ("[FOO", plain("[FOO")),
                ("[]", plain("[]")),
                ("[FOO ] x", plain("[FOO ] x")),
                ("[ ALERT] x", plain("[ ALERT] x")),
            ],
        );
        refuses(
            resp_text,
            &[
                ("[ALERT]", 7, Rule::Sp),
                ("[ALERT]x", 7, Rule::Sp),
                ("[ALERT ] y", 6, Rule::CloseBracket),
                ("[UNSEEN 1 x] y", 9, Rule::CloseBracket),
                ("[UIDNEXT 0] x", 9, Rule::NzNumber),
                ("[FOO]", 5, Rule::Sp),
            ],
        );
    }

    /// Codes that are not in the table: read, and written byte for byte.
    #[test]
    fn others_come_back() {
        for message in [
            &b"* OK [FOO] x\r\n"[..],
            b"* OK [FOO a (b c) \"]\"] x\r\n",
            // What looks like a literal is none: a code holds no line ends.
            b"* OK [FOO {3}abcdef] x\r\n",
            b"* OK [FOO {0}] x\r\n",
            b"* OK [FOO \"{3}] x\r\n",
        ] {
            let decoded = crate::ResponseDecoder::strict().decode(message).unwrap();
            let mut written = Vec::new();
            crate::Encoder::new(crate::EncodeOptions::everything())
                .encode_into(&decoded.value, &mut written)
                .unwrap();
            assert_eq!(
                alloc::string::ToString::to_string(&written.escape_ascii()),
                alloc::string::ToString::to_string(&message.escape_ascii())
            );
        }
    }

    /// A list that is open in an unknown code may be closed by the text, and the code would end later than it did.
    #[test]
    fn a_text_cannot_go_on_with_a_code() {
        for (content, text, sound) in [
            (" (a b)", "c)] d", true),
            (" (a", "b", true),
            (" (a", "b)] c", false),
            (" \"a", "b\"] c", false),
            (" a", "b)] c", true),
        ] {
            let code = Code::Other(other("FOO", content));
            let status = imap_types::response::Response::Status(imap_types::response::Status {
                kind: imap_types::response::StatusKind::Ok,
                text: RespText::with_code(code, text).unwrap(),
            });
            let mut written = Vec::new();
            let result = crate::Encoder::default().encode_into(&status, &mut written);
            if sound {
                let decoded = crate::ResponseDecoder::strict().decode(&written).unwrap();
                assert_eq!(decoded.value, status);
            } else {
                assert_eq!(result, Err(EncodeError::TextLooksLikeCode), "{content}");
            }
        }
    }
}
