use alloc::{format, string::String, vec::Vec};

use imap_codec::{GreetingDecoder, ResponseDecoder};
use imap_types::{
    command::{CommandName, UidName},
    fetch::FetchAtt,
    response::Response,
    search::{Search, SearchKey, SearchKeys},
    select::Select,
    sequence::SequenceSet,
};

use super::{table::TABLE, *};

fn session(policy: TlsPolicy, greeting: &str) -> Session {
    let mut session = Session::new(policy);
    let line = format!("* {greeting}\r\n");
    let decoded = GreetingDecoder::strict().decode(line.as_bytes()).unwrap();
    session.greeted(&decoded.value).unwrap();
    session
}

fn completes(session: &mut Session, command: &CommandBody<'_>, line: &str) {
    let line = format!("a {line}\r\n");
    match ResponseDecoder::strict()
        .decode(line.as_bytes())
        .unwrap()
        .value
    {
        Response::Tagged(tagged) => session.completed(command, &tagged),
        other => panic!("{other:?}"),
    }
}

fn hears(session: &mut Session, line: &str) {
    let line = format!("* {line}\r\n");
    session.heard(
        &ResponseDecoder::strict()
            .decode(line.as_bytes())
            .unwrap()
            .value,
    );
}

fn select() -> CommandBody<'static> {
    CommandBody::Select(Select::new("INBOX").unwrap())
}

#[test]
fn every_command_has_a_row() {
    let names: Vec<String> = CommandName::ALL
        .iter()
        .filter(|name| **name != CommandName::Uid)
        .map(|name| name.as_str().into())
        .chain(UidName::ALL.iter().map(|name| format!("UID {name}")))
        .collect();
    for name in &names {
        assert!(row(name).is_some(), "no row for {name}");
    }
    for row in TABLE {
        assert!(
            names.iter().any(|name| name == row.name),
            "no command {}",
            row.name
        );
    }
    assert!(TABLE.is_sorted_by(|a, b| a.name < b.name));
    assert!(USES_NUMBERS.iter().all(|name| row(name).is_some()));
}

/// The diagram in the documentation, drawn from the table.
#[test]
fn the_diagram_is_true() {
    let mut drawn = String::new();
    for state in [
        State::NotAuthenticated,
        State::Authenticated,
        State::Selected,
    ] {
        let short = |state: State| match state {
            State::NotAuthenticated => "not authenticated",
            State::Authenticated => "authenticated",
            State::Selected => "selected",
            State::Logout => "logout",
            State::Greeting => "before the greeting",
        };
        let mut arrows: Vec<(&str, State, Vec<&str>)> = Vec::new();
        for row in TABLE.iter().filter(|row| row.states.has(state)) {
            for (answer, ok) in [("OK", true), ("NO", false)] {
                let to = row.effect.behind(state, ok, !ok);
                if to == state && !(ok && row.effect == Effect::Selects) {
                    continue;
                }
                match arrows
                    .iter_mut()
                    .find(|arrow| (arrow.0, arrow.1) == (answer, to))
                {
                    Some(arrow) => arrow.2.push(row.name),
                    None => arrows.push((answer, to, [row.name].into())),
                }
            }
        }
        for (answer, to, names) in arrows {
            drawn += &format!(
                "{} --{}: {answer}--> {}\n",
                short(state),
                names.join(" "),
                short(to)
            );
        }
    }
    assert_eq!(include_str!("diagram.txt").trim_end(), drawn.trim_end());
}

#[test]
fn states() {
    let mut session = session(
        TlsPolicy::Plain,
        "OK [CAPABILITY IMAP4rev1 MOVE UNSELECT] x",
    );
    let login = CommandBody::login("alice", "secret").unwrap();
    assert_eq!(
        session.may_send(&select()),
        Err(Refusal::State(State::NotAuthenticated))
    );
    session.may_send(&login).unwrap();
    completes(&mut session, &login, "NO x");
    assert_eq!(session.state(), State::NotAuthenticated);
    completes(&mut session, &login, "OK x");
    assert_eq!(session.state(), State::Authenticated);
    assert_eq!(
        session.may_send(&login),
        Err(Refusal::State(State::Authenticated))
    );
    // What it can do now it has not said.
    assert_eq!(
        session.may_send(&CommandBody::Namespace),
        Err(Refusal::CapabilitiesUnknown("NAMESPACE"))
    );
    hears(&mut session, "CAPABILITY IMAP4rev1 UNSELECT");
    assert_eq!(
        session.may_send(&CommandBody::Namespace),
        Err(Refusal::NotAdvertised("NAMESPACE"))
    );
    completes(&mut session, &select(), "OK [READ-ONLY] x");
    assert_eq!(
        (session.state(), session.is_read_only()),
        (State::Selected, true)
    );
    session.may_send(&CommandBody::Unselect).unwrap();
    completes(&mut session, &select(), "BAD x");
    assert_eq!(session.state(), State::Selected);
    completes(&mut session, &select(), "NO x");
    assert_eq!(session.state(), State::Authenticated);
    completes(&mut session, &select(), "OK [READ-WRITE] x");
    assert!(!session.is_read_only());
    completes(&mut session, &CommandBody::Close, "OK x");
    assert_eq!(session.state(), State::Authenticated);
    hears(&mut session, "BYE x");
    assert_eq!(
        session.may_send(&CommandBody::Noop),
        Err(Refusal::State(State::Logout))
    );
}

#[test]
fn tls() {
    let login = CommandBody::login("alice", "secret").unwrap();
    let mut in_clear = session(TlsPolicy::Required, "OK [CAPABILITY IMAP4rev1 STARTTLS] x");
    assert_eq!(in_clear.may_send(&login), Err(Refusal::TlsRequired));
    in_clear.may_send(&CommandBody::StartTls).unwrap();
    in_clear.tls_started();
    assert_eq!(
        in_clear.may_send(&CommandBody::StartTls),
        Err(Refusal::TlsRuns)
    );
    // Whether it is LOGINDISABLED now has to be asked first.
    let unknown = Refusal::CapabilitiesUnknown("LOGINDISABLED");
    assert_eq!(in_clear.may_send(&login), Err(unknown));
    hears(&mut in_clear, "CAPABILITY IMAP4rev1");
    in_clear.may_send(&login).unwrap();
    hears(&mut in_clear, "CAPABILITY IMAP4rev1 LOGINDISABLED");
    assert_eq!(in_clear.may_send(&login), Err(Refusal::LoginDisabled));
    let greeting = GreetingDecoder::strict()
        .decode(b"* PREAUTH x\r\n")
        .unwrap()
        .value;
    let mut required = Session::new(TlsPolicy::Required);
    assert_eq!(required.greeted(&greeting), Err(Unwelcome::PreAuthInClear));
    assert_eq!(required.state(), State::Logout);
    let mut implicit = Session::new(TlsPolicy::Implicit);
    implicit.greeted(&greeting).unwrap();
    assert_eq!(implicit.state(), State::Authenticated);
}

#[test]
fn enabled() {
    let mut session = session(
        TlsPolicy::Implicit,
        "PREAUTH [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ BINARY UIDONLY UTF8=ACCEPT] x",
    );
    assert!(!session.utf8());
    assert_eq!(session.encode_options().literals, LiteralForm::Plus);
    assert!(session.encode_options().literal8);
    hears(&mut session, "ENABLED UTF8=ACCEPT UIDONLY");
    assert!(session.utf8() && session.encode_options().utf8);
    completes(&mut session, &select(), "OK x");
    let search = Search::from(SearchKeys::from(SearchKey::All));
    assert_eq!(
        session.may_send(&CommandBody::Search(search)),
        Err(Refusal::UidOnly)
    );
    session
        .may_send(&CommandBody::uid_fetch(SequenceSet::all(), FetchAtt::Flags))
        .unwrap();
    completes(&mut session, &CommandBody::login("a", "b").unwrap(), "OK x");
    assert!(session.enabled().is_empty() && session.capabilities().is_none());
}
