//! Commands ([RFC 9051 §6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6)).

use imap_types::{
    auth::AuthMechanism,
    command::{Authenticate, Command, CommandBody, CommandName, Copy, Login, Uid, UidName},
    core::Secret,
};

use crate::{
    append::append,
    auth::{auth_type, initial_resp, write_initial_resp},
    capability::{capabilities, write_capabilities},
    core::{astring, atom, line_end, sp, tag},
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
        cx::{Cx, Parsed, within},
        write::{Encode, Writer},
    },
};

/// `command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF`
pub(crate) fn command<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Command<'a>> {
    let (rest, tag) = within(Rule::Command, tag(cx, i))?;
    cx.tag(i, rest);
    let (rest, _) = within(Rule::Command, sp(rest))?;
    let (rest, body) = within(Rule::Command, command_body(cx, rest))?;
    let (rest, _) = within(Rule::Command, line_end(cx, rest, Quirk::SpaceAtEnd))?;
    Ok((rest, Command { tag, body }))
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
    command_body -> CommandBody by CommandName, named by atom, slot CommandName {
        Append(append),
        Authenticate(authenticate),
        Capability,
        Check,
        Close,
        Copy(copy),
        Create(create),
        Delete(mailbox),
        Enable(capabilities => write_enable),
        Examine(select),
        Expunge,
        Fetch(fetch_request),
        Idle,
        List(list_command),
        Login(login),
        Logout,
        Lsub(lsub_command),
        Move(copy),
        Namespace,
        Noop,
        Rename(rename),
        Search(search),
        Select(select),
        StartTls,
        Status(status),
        Store(store),
        Subscribe(mailbox),
        Uid(uid),
        Unselect,
        Unsubscribe(mailbox),
    }
}

fn write_enable<'v>(
    list: &'v imap_types::core::Vec1<imap_types::capability::Capability<'_>>,
    w: &mut Writer<'_, 'v>,
) {
    write_capabilities(list, w);
}

joint! {
    /// `uid = "UID" SP (copy / move / fetch / search / store / uid-expunge)`, behind the UID.
    uid -> Uid by UidName, named by atom, slot Uid {
        Copy(copy),
        Expunge(sequence_set),
        Fetch(fetch_request),
        Move(copy),
        Search(search),
        Store(store),
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
