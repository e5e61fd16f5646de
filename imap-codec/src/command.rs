//! Commands ([RFC 9051 §6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6)).

use alloc::boxed::Box;

use imap_types::{
    auth::AuthMechanism,
    command::{Authenticate, Command, CommandBody, CommandName, Copy, Login, Uid, UidName},
    core::{Scan, Secret, line_content},
    mailbox::Mailbox,
};

use crate::{
    append::append,
    auth::{auth_type, initial_resp, write_initial_resp},
    capability::{capabilities, write_capabilities},
    core::{astring, atom, keyword, line_end, sp, tag},
    ext::{
        acl::{delete_acl, list_rights, set_acl},
        compress::algorithm,
        context::{quoted_tags, write_quoted_tags},
        convert::{conversions, convert},
        i18nlevel::{comp_orders, write_comp_orders},
        id::id_params_list,
        imap4::{find, partial_fetch},
        language::{lang_ranges, write_lang_ranges},
        metadata::{get_metadata, set_metadata},
        multisearch::esearch_command,
        notify::notify,
        quota::set_quota,
        replace::boxed_replace,
        sort::sort,
        thread::thread,
        uidbatches::message_batches,
        urlauth::{gen_url_auth, reset_key, url_fetch, write_reset_key, write_spaced},
    },
    fetch::fetch_request,
    list::{list_command, lsub_command},
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    search::search,
    select::{create, rename, select},
    sequence::sequence_set,
    status::status,
    store::store,
    wire::{
        cx::{Cx, Parsed, refuse, within},
        write::{Encode, Writer},
    },
};

/// `command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF`
#[inline(always)] // its value is large, and would be moved
pub(crate) fn command<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Command<'a>> {
    let (rest, tag) = within(Rule::Command, tag(cx, i))?;
    let end = rest;
    let (rest, _) = within(Rule::Command, sp(rest))?;
    cx.tag(i, end);
    let (rest, body) = within(Rule::Command, command_body(cx, rest))?;
    let (rest, _) = within(
        Rule::Command,
        line_end(cx, words_behind(cx, rest), Quirk::SpaceAtEnd),
    )?;
    Ok((rest, Command { tag, body }))
}

/// Behind the arguments that no command has, if there are any and they may be left out.
#[inline]
fn words_behind<'a>(cx: &Cx<'_>, i: &'a [u8]) -> &'a [u8] {
    match i {
        [b' ', next, ..] if !matches!(next, b' ' | b'\r' | b'\n') => left_out(cx, i),
        _ => i,
    }
}

#[cold]
fn left_out<'a>(cx: &Cx<'_>, i: &'a [u8]) -> &'a [u8] {
    match line_content(i) {
        Ok(Scan { len, .. }) => {
            let rest = i.get(len..).unwrap_or_default();
            if cx.mend(Quirk::WordsBehind, i, rest) {
                rest
            } else {
                i
            }
        }
        Err(_) => i,
    }
}

impl Encode for Command<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.tag.encode(w);
        self.body.encode(w.sp());
        w.raw(b"\r\n");
    }
}

joint! {
    /// `command-any / command-auth / command-nonauth / command-select`
    #[inline(always)] // as its caller
    command_body -> CommandBody by CommandName, named by atom, slot CommandName {
        Append(append),
        Authenticate(authenticate),
        CancelUpdate(quoted_tags => write_quoted_tags),
        Capability,
        Check,
        Close,
        Comparator glued(comp_orders => write_comp_orders),
        Compress(algorithm),
        Conversions(conversions),
        Convert(convert),
        Copy(copy),
        Create(create),
        Delete(mailbox),
        DeleteAcl(delete_acl),
        Enable(capabilities => write_capabilities),
        ESearch(|cx, i| esearch_command(cx, i).map(|(rest, search)| (rest, Box::new(search)))),
        Examine(select),
        Expunge,
        Fetch(fetch_request),
        Find(find),
        GetAcl(mailbox),
        GetJmapAccess,
        GetMetadata(get_metadata),
        GetQuota(astring),
        GetQuotaRoot(mailbox),
        Id(id_params_list),
        GenUrlAuth(gen_url_auth => write_spaced),
        Idle,
        Language glued(lang_ranges => write_lang_ranges),
        List(list_command),
        ListRights(list_rights),
        Login(login),
        Logout,
        Lsub(lsub_command),
        Move(copy),
        MyRights(mailbox),
        Namespace,
        Noop,
        Partial(partial_fetch),
        Notify(notify),
        Rename(rename),
        RList(lsub_command),
        RLsub(lsub_command),
        Replace(boxed_replace),
        ResetKey glued(reset_key => write_reset_key),
        Search(search),
        Select(select),
        SetAcl(set_acl),
        SetMetadata(set_metadata),
        SetQuota(set_quota),
        Sort(sort),
        StartTls,
        Status(status),
        Store(store),
        Subscribe(subscribed),
        Thread(thread),
        Uid(uid),
        Unauthenticate,
        UidBatches(message_batches),
        Unselect,
        Unsubscribe(subscribed),
        XList(lsub_command),
        UrlFetch(url_fetch => write_spaced),
    }
}

joint! {
    /// `uid = "UID" SP (copy / move / fetch / search / store / uid-expunge)`, behind the UID.
    #[inline(always)] // as its caller
    uid -> Uid by UidName, named by atom, slot Uid {
        Convert(convert),
        Copy(copy),
        Expunge(sequence_set),
        Fetch(fetch_request),
        Move(copy),
        Replace(boxed_replace),
        Search(search),
        Sort(sort),
        Store(store),
        Thread(thread),
    }
}

/// `auth-type [SP initial-resp]`
fn authenticate<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Authenticate<'a>> {
    let (rest, mechanism): (_, AuthMechanism<'_>) = auth_type(cx, i)?;
    let (rest, initial_response) = match rest {
        [b' ', after @ ..] => {
            let (rest, response) = within(Rule::InitialResp, initial_resp(cx, after))?;
            (rest, Some(response))
        }
        _ => (rest, None),
    };
    Ok((
        rest,
        Authenticate {
            mechanism,
            initial_response,
        },
    ))
}

impl Encode for Authenticate<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mechanism.encode(w);
        if let Some(response) = &self.initial_response {
            write_initial_resp(response, w.sp());
        }
    }
}

/// `mailbox`; or, in IMAP4, `"MAILBOX" SPACE mailbox` (quirk `mailbox-word`).
fn subscribed<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    match keyword(i, b"MAILBOX ") {
        Some(name) if !matches!(name.first(), Some(b' ' | b'\r' | b'\n') | None) => {
            if cx.mend(Quirk::MailboxWord, i, name) {
                return mailbox(cx, name);
            }
            // What follows is the mailbox, not words behind it.
            refuse(i.get(7..).unwrap_or_default(), Rule::Crlf)
        }
        _ => mailbox(cx, i),
    }
}

/// `userid SP password`
fn login<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Login<'a>> {
    let (rest, user) = astring(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, password) = astring(cx, rest)?;
    Ok((
        rest,
        Login {
            user,
            password: Secret::new(password),
        },
    ))
}

impl Encode for Login<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.user.encode(w);
        self.password.expose().encode(w.sp());
    }
}

/// `sequence-set SP mailbox`
fn copy<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Copy<'a>> {
    let (rest, set) = sequence_set(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, mailbox) = mailbox(cx, rest)?;
    Ok((rest, Copy { set, mailbox }))
}

impl Encode for Copy<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.set.encode(w);
        self.mailbox.encode(w.sp());
    }
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;

    use imap_types::{
        append::{Append, AppendData, AppendMessage},
        capability::Capability,
        core::Octets,
        ext::{
            acl::{DeleteAcl, ListRights, SetAcl},
            compress::Algorithm,
            convert::{Conversions, Convert, ConvertAtt},
            id::Id,
            imap4::{Find, PartialFetch, PartialItem},
            metadata::{EntryValue, GetMetadata, SetMetadata},
            multisearch::MultiSearch,
            notify::{MailboxFilter, Notify},
            quota::SetQuota,
            replace::Replace,
            sort::{Sort, SortKey},
            thread::{Thread, ThreadAlg},
            uidbatches::MessageBatches,
            urlauth::{ResetKey, UrlFetchArg, UrlRump},
        },
        fetch::{FetchAtt, FetchRequest},
        flag::Flag,
        list::{List, Lsub, Patterns},
        search::{Search, SearchKey, SearchKeys},
        select::{Create, Rename, Select},
        sequence::SeqNumber,
        status::{Status, StatusAtt},
        store::{Store, StoreItem},
        url::UrlMechanism,
    };

    use super::*;
    use crate::testing::{both, covers, list1, nz, ok, other, reads, refuses};

    fn fetch(set: &'static str) -> FetchRequest<'static> {
        FetchRequest {
            set: ok(set),
            items: FetchAtt::Flags.into(),
            modifiers: [].into(),
        }
    }

    fn seen(set: &'static str) -> Store<'static> {
        Store {
            set: ok(set),
            modifiers: [].into(),
            item: StoreItem::Add(Flag::Seen.into()),
        }
    }

    fn to_x(set: &'static str) -> Copy<'static> {
        Copy {
            set: ok(set),
            mailbox: ok("x"),
        }
    }

    fn all() -> Search<'static> {
        SearchKeys::from(SearchKey::All).into()
    }

    fn sort_by_to() -> Sort<'static> {
        Sort {
            returns: None,
            criteria: list1([SortKey::To.into()]),
            charset: ok("UTF-8"),
            keys: SearchKey::All.into(),
        }
    }

    fn threads() -> Thread<'static> {
        Thread {
            algorithm: ThreadAlg::Other(other("REFS", "")),
            charset: ok("UTF-8"),
            keys: SearchKey::All.into(),
        }
    }

    fn convert_uid() -> Box<Convert<'static>> {
        Box::new(Convert {
            set: ok("1"),
            to: None,
            params: [].into(),
            items: list1([ConvertAtt::Uid]),
        })
    }

    #[test]
    fn every_name() {
        let select = |mailbox| Select {
            mailbox: ok(mailbox),
            parameters: [].into(),
        };
        let append = Append {
            mailbox: ok("x"),
            messages: list1([AppendMessage::new(AppendData::Literal(ok("a")))]),
        };
        let replace = || Replace::new(nz(4), "x", "a").unwrap();
        let plain = |octets: Option<&'static str>| {
            CommandBody::Authenticate(Authenticate {
                mechanism: AuthMechanism::Plain,
                initial_response: octets.map(|octets| Secret::new(ok::<Octets<'_>, _>(octets))),
            })
        };
        let lsub = || Lsub {
            reference: ok(""),
            pattern: ok("*"),
        };
        let rows = [
            ("APPEND x {1}\r\na", CommandBody::Append(append)),
            ("AUTHENTICATE PLAIN", plain(None)),
            ("AUTHENTICATE PLAIN =", plain(Some(""))),
            ("AUTHENTICATE PLAIN AHgAeQ==", plain(Some("\0x\0y"))),
            (
                "CANCELUPDATE \"B01\" \"B02\"",
                CommandBody::CancelUpdate(list1([ok("B01"), ok("B02")])),
            ),
            ("CAPABILITY", CommandBody::Capability),
            ("CHECK", CommandBody::Check),
            ("CLOSE", CommandBody::Close),
            (
                "CONVERSIONS \"text/*\" \"*\"",
                CommandBody::Conversions(Conversions {
                    from: ok("text/*"),
                    to: ok("*"),
                }),
            ),
            ("CONVERT 1 (NIL) UID", CommandBody::Convert(convert_uid())),
            (
                "FIND MAILBOXES *",
                CommandBody::Find(Find {
                    all: false,
                    pattern: ok("*"),
                }),
            ),
            (
                "PARTIAL 4 RFC822 1 5",
                CommandBody::Partial(PartialFetch {
                    seq: nz(4),
                    item: PartialItem::Rfc822,
                    first: 1,
                    len: 5,
                }),
            ),
            ("COPY 2:4 x", CommandBody::Copy(to_x("2:4"))),
            (
                "CREATE x",
                CommandBody::Create(Create {
                    mailbox: ok("x"),
                    parameters: [].into(),
                }),
            ),
            ("DELETE x", CommandBody::Delete(ok("x"))),
            (
                "ENABLE CONDSTORE",
                CommandBody::Enable(list1([Capability::CondStore])),
            ),
            (
                "ESEARCH IN (inboxes) ALL",
                CommandBody::ESearch(Box::new(MultiSearch {
                    sources: Some(MailboxFilter::Inboxes.into()),
                    search: all(),
                })),
            ),
            (
                "GENURLAUTH \"a\" INTERNAL",
                CommandBody::GenUrlAuth(list1([UrlRump {
                    url: ok("a"),
                    mechanism: UrlMechanism::Internal,
                }])),
            ),
            ("RESETKEY", CommandBody::ResetKey(None)),
            (
                "RESETKEY x",
                CommandBody::ResetKey(Some(ResetKey {
                    mailbox: ok("x"),
                    mechanisms: [].into(),
                })),
            ),
            (
                "URLFETCH \"a\" (\"b\")",
                CommandBody::UrlFetch(list1([
                    UrlFetchArg {
                        url: ok("a"),
                        params: None,
                    },
                    UrlFetchArg {
                        url: ok("b"),
                        params: Some([].into()),
                    },
                ])),
            ),
            (
                "REPLACE 4 x {1}\r\na",
                CommandBody::Replace(Box::new(replace())),
            ),
            ("EXAMINE x", CommandBody::Examine(select("x"))),
            ("EXPUNGE", CommandBody::Expunge),
            ("FETCH 1 FLAGS", CommandBody::Fetch(fetch("1"))),
            ("IDLE", CommandBody::Idle),
            (
                "LIST \"\" *",
                CommandBody::List(List {
                    selection: None,
                    reference: ok(""),
                    patterns: Patterns::One(ok("*")),
                    returns: None,
                }),
            ),
            (
                "LOGIN a \"b c\"",
                CommandBody::Login(Login {
                    user: ok("a"),
                    password: Secret::new(ok("b c")),
                }),
            ),
            ("LOGOUT", CommandBody::Logout),
            ("LSUB \"\" *", CommandBody::Lsub(lsub())),
            ("MOVE 1 x", CommandBody::Move(to_x("1"))),
            ("NAMESPACE", CommandBody::Namespace),
            ("NOOP", CommandBody::Noop),
            (
                "RENAME x y",
                CommandBody::Rename(Rename {
                    from: ok("x"),
                    to: ok("y"),
                    parameters: [].into(),
                }),
            ),
            ("SEARCH ALL", CommandBody::Search(all())),
            ("SELECT INBOX", CommandBody::Select(select("INBOX"))),
            ("NOTIFY NONE", CommandBody::Notify(Notify::None)),
            ("SORT (TO) UTF-8 ALL", CommandBody::Sort(sort_by_to())),
            ("STARTTLS", CommandBody::StartTls),
            (
                "STATUS x (SIZE)",
                CommandBody::Status(Status {
                    mailbox: ok("x"),
                    items: list1([StatusAtt::Size]),
                }),
            ),
            ("STORE 1 +FLAGS (\\Seen)", CommandBody::Store(seen("1"))),
            ("SUBSCRIBE x", CommandBody::Subscribe(ok("x"))),
            ("THREAD REFS UTF-8 ALL", CommandBody::Thread(threads())),
            ("UID EXPUNGE 1:*", CommandBody::Uid(Uid::Expunge(ok("1:*")))),
            (
                "UIDBATCHES 2000",
                CommandBody::UidBatches(MessageBatches {
                    size: nz(2000),
                    batches: None,
                }),
            ),
            ("UNSELECT", CommandBody::Unselect),
            ("UNSUBSCRIBE x", CommandBody::Unsubscribe(ok("x"))),
            ("COMPARATOR", CommandBody::Comparator([].into())),
            (
                "COMPARATOR \"i;*\" default",
                CommandBody::Comparator([ok("i;*"), ok("default")].into()),
            ),
            (
                "COMPRESS DEFLATE",
                CommandBody::Compress(Algorithm::Deflate),
            ),
            (
                "DELETEACL x y",
                CommandBody::DeleteAcl(DeleteAcl {
                    mailbox: ok("x"),
                    identifier: ok("y"),
                }),
            ),
            ("GETACL x", CommandBody::GetAcl(ok("x"))),
            ("GETJMAPACCESS", CommandBody::GetJmapAccess),
            (
                "GETMETADATA x /a",
                CommandBody::GetMetadata(GetMetadata {
                    options: [].into(),
                    mailbox: ok("x"),
                    entries: list1([ok("/a")]),
                }),
            ),
            ("GETQUOTA \"\"", CommandBody::GetQuota(ok(""))),
            ("GETQUOTAROOT INBOX", CommandBody::GetQuotaRoot(ok("INBOX"))),
            ("ID NIL", CommandBody::Id(Id::default())),
            ("LANGUAGE", CommandBody::Language([].into())),
            (
                "LANGUAGE fr-CA \"*\"",
                CommandBody::Language([ok("fr-CA"), ok("*")].into()),
            ),
            (
                "LISTRIGHTS x y",
                CommandBody::ListRights(ListRights {
                    mailbox: ok("x"),
                    identifier: ok("y"),
                }),
            ),
            ("MYRIGHTS x", CommandBody::MyRights(ok("x"))),
            ("RLIST \"\" *", CommandBody::RList(lsub())),
            ("RLSUB \"\" *", CommandBody::RLsub(lsub())),
            (
                "SETACL x y -r",
                CommandBody::SetAcl(SetAcl {
                    mailbox: ok("x"),
                    identifier: ok("y"),
                    rights: ok("-r"),
                }),
            ),
            (
                "SETMETADATA x (/a NIL)",
                CommandBody::SetMetadata(SetMetadata {
                    mailbox: ok("x"),
                    values: list1([EntryValue {
                        entry: ok("/a"),
                        value: None,
                    }]),
                }),
            ),
            (
                "SETQUOTA x ()",
                CommandBody::SetQuota(SetQuota {
                    root: ok("x"),
                    limits: [].into(),
                }),
            ),
            ("UNAUTHENTICATE", CommandBody::Unauthenticate),
            ("XLIST \"\" *", CommandBody::XList(lsub())),
            ("XFOO", CommandBody::Other(other("XFOO", ""))),
        ];
        covers(
            CommandName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(command_body, &rows);
        reads(
            command_body,
            &[(
                "login {1}\r\na {1+}\r\nb",
                CommandBody::Login(Login {
                    user: ok("a"),
                    password: Secret::new(ok("b")),
                }),
            )],
        );
        refuses(
            command_body,
            &[
                ("", 0, Rule::CommandName),
                ("LOGIN a", 7, Rule::Sp),
                ("COPY x", 5, Rule::SequenceSet),
                ("ENABLE", 6, Rule::Sp),
                ("AUTHENTICATE PLAIN ", 19, Rule::InitialResp),
                ("XFOO (", 6, Rule::TaggedExt),
                ("(", 0, Rule::CommandName),
            ],
        );
    }

    #[test]
    fn uids() {
        let rows = [
            ("CONVERT 1 (NIL) UID", Uid::Convert(convert_uid())),
            ("COPY 1 x", Uid::Copy(to_x("1"))),
            ("EXPUNGE 3000:3002", Uid::Expunge(ok("3000:3002"))),
            ("FETCH 1:* FLAGS", Uid::Fetch(fetch("1:*"))),
            ("MOVE $ x", Uid::Move(to_x("$"))),
            (
                "REPLACE * x {1}\r\na",
                Uid::Replace(Box::new(
                    Replace::new(SeqNumber::Asterisk, "x", "a").unwrap(),
                )),
            ),
            ("SEARCH ALL", Uid::Search(all())),
            ("SORT (TO) UTF-8 ALL", Uid::Sort(sort_by_to())),
            ("STORE 1 +FLAGS (\\Seen)", Uid::Store(seen("1"))),
            ("THREAD REFS UTF-8 ALL", Uid::Thread(threads())),
            ("XFOO 1", Uid::Other(other("XFOO", " 1"))),
        ];
        covers(
            UidName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(uid, &rows);
        refuses(
            uid,
            &[
                ("", 0, Rule::Uid),
                ("EXPUNGE", 7, Rule::Sp),
                ("FETCH FLAGS", 6, Rule::SequenceSet),
            ],
        );
    }

    #[test]
    fn whole_lines() {
        both(
            command,
            &[("a]1 NOOP\r\n", Command::new(ok("a]1"), CommandBody::Noop))],
        );
        refuses(
            command,
            &[
                ("+ NOOP\r\n", 0, Rule::Tag),
                ("a\r\n", 1, Rule::Sp),
                ("a NOOP", 6, Rule::Crlf),
                ("a NOOP \r\n", 6, Rule::Crlf),
                ("a NOOP\n", 6, Rule::Crlf),
            ],
        );
    }
}
