//! What the user types: verbs, or IMAP.
//!
//! A line whose first word is in capitals is an IMAP command without its tag. Our own codec reads it, so what is sent is a
//! typed command. `{<FILE}` stands for a literal with what is in the file, `~{<FILE}` for a literal8.

use core::time::Duration;
use std::{error::Error, fs, path::PathBuf};

use imap_codec::{CommandDecoder, Options};
use imap_types::{
    IntoBoundedStatic, auth::AuthMechanism, command::CommandBody, flag::Flag, mailbox::Mailbox,
};

/// What `help` says.
pub(crate) const HELP: &str = "\
ls [PATTERN]              mailboxes                 open BOX, look BOX     select, examine it
messages [UIDS]           list messages (the last 20)
show UID                  headers and text          save UID FILE [PART]   the message, or a part, into a file
append BOX FILE [FLAG..]  upload                    copy UIDS BOX          move UIDS BOX
flag UIDS FLAG..          unflag UIDS FLAG..        delete UIDS            flag as deleted, and expunge
search KEY..              as UNSEEN FROM alice      sort, thread           by SORT and THREAD
idle [SECONDS]            watch (Enter ends it)     wait SECONDS           do nothing, but listen
mkdir BOX, rmdir BOX      rename BOX BOX            sub BOX, unsub BOX     status BOX, quota [BOX]
caps, id, noop, enable W..                          compress, close        quit
Capitals begin an IMAP command: UID FETCH 1:* (FLAGS), APPEND Sent (\\Seen) {<mail.eml}.
A minus in front: it may fail. An ampersand behind: do not wait for it.
";

/// How an answer is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Look {
    /// As on the wire.
    #[default]
    Wire,
    /// For people.
    Plain,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Step {
    Send(CommandBody<'static>, Look),
    /// AUTHENTICATE by this mechanism, with the credentials that were given.
    Authenticate(AuthMechanism<'static>),
    /// Streamed from a file.
    Append {
        mailbox: Mailbox<'static>,
        flags: Vec<Flag<'static>>,
        file: PathBuf,
    },
    /// The message, for people.
    Show(CommandBody<'static>),
    /// Into a file.
    Save(CommandBody<'static>, PathBuf),
    Idle(Option<Duration>),
    Wait(Duration),
    Capabilities,
    Help,
}

/// A line, understood.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) steps: Vec<Step>,
    /// It is no failure if the server refuses.
    pub(crate) may_fail: bool,
    /// The next line is not to wait for it.
    pub(crate) pipelined: bool,
}

/// What a line means depends on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Situation {
    pub(crate) utf8: bool,
    /// Messages in the selected mailbox.
    pub(crate) exists: u32,
    pub(crate) condstore: bool,
    pub(crate) list_extended: bool,
    pub(crate) uidplus: bool,
    pub(crate) unselect: bool,
}

/// Reads a line.
pub(crate) fn read(line: &str, situation: Situation) -> Result<Line, Box<dyn Error>> {
    let mut read = Line::default();
    let mut text = line.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(read);
    }
    if let Some(rest) = text.strip_prefix("- ") {
        (read.may_fail, text) = (true, rest.trim());
    }
    if let Some(rest) = text.strip_suffix(" &") {
        (read.pipelined, text) = (true, rest.trim());
    }
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    read.steps = if verb.starts_with(|c: char| c.is_ascii_uppercase()) {
        vec![match imap(text, situation)? {
            CommandBody::Idle => Step::Idle(None),
            CommandBody::Authenticate(authenticate) => {
                Step::Authenticate(authenticate.mechanism.into_static())
            }
            command => Step::Send(command, Look::Wire),
        }]
    } else {
        self::verb(verb, rest.trim(), situation)?
    };
    Ok(read)
}

/// An IMAP command without its tag.
fn imap(text: &str, situation: Situation) -> Result<CommandBody<'static>, Box<dyn Error>> {
    let mut message = b"- ".to_vec();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{<") {
        let (file, behind) = behind.split_once('}').ok_or("{<FILE without }")?;
        let octets = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
        message.extend_from_slice(before.as_bytes());
        message.extend_from_slice(format!("{{{}}}\r\n", octets.len()).as_bytes());
        message.extend_from_slice(&octets);
        rest = behind;
    }
    message.extend_from_slice(rest.as_bytes());
    message.extend_from_slice(b"\r\n");
    let decoder = CommandDecoder::new(Options::strict().utf8(situation.utf8));
    match decoder.decode(&message) {
        Ok(decoded) => Ok(decoded.value.body.into_static()),
        Err(error) => Err(error.render(&message).trim_end().into()),
    }
}

fn verb(verb: &str, rest: &str, situation: Situation) -> Result<Vec<Step>, Box<dyn Error>> {
    let words = words(rest)?;
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let mailbox = |name: &str| string(&wire_name(name, situation.utf8));
    let plain = |text: String| -> Result<Vec<Step>, Box<dyn Error>> {
        Ok(vec![Step::Send(imap(&text, situation)?, Look::Plain)])
    };
    let seconds = |text: &str| text.parse().map(Duration::from_secs_f64);
    match (verb, &*words) {
        ("ls", pattern @ ([] | [_])) => {
            let pattern = string(&wire_name(pattern.first().unwrap_or(&"*"), situation.utf8));
            let returns = if situation.list_extended {
                " RETURN (CHILDREN SUBSCRIBED)"
            } else {
                ""
            };
            plain(format!("LIST \"\" {pattern}{returns}"))
        }
        ("open" | "look", [name]) => {
            let command = if verb == "open" { "SELECT" } else { "EXAMINE" };
            let condstore = if situation.condstore {
                " (CONDSTORE)"
            } else {
                ""
            };
            plain(format!("{command} {}{condstore}", mailbox(name)))
        }
        ("messages", []) => plain(format!(
            "FETCH {}:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)",
            situation.exists.saturating_sub(19).max(1)
        )),
        ("messages", [set]) => plain(format!(
            "UID FETCH {set} (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
        )),
        ("show", [uid]) => {
            let command = imap(&format!("UID FETCH {uid} (BODY.PEEK[])"), situation)?;
            Ok(vec![Step::Show(command)])
        }
        ("save", [uid, file, part @ ..]) if part.len() < 2 => {
            let part = part.first().unwrap_or(&"");
            let command = imap(&format!("UID FETCH {uid} (BODY.PEEK[{part}])"), situation)?;
            Ok(vec![Step::Save(command, PathBuf::from(file))])
        }
        ("append", [name, file, flags @ ..]) => {
            let flags = flags.iter().map(|flag| flag.parse::<Flag<'static>>());
            let name = wire_name(name, situation.utf8);
            Ok(vec![Step::Append {
                mailbox: Mailbox::try_from(&*name)?.into_static(),
                flags: flags.collect::<Result<_, _>>()?,
                file: PathBuf::from(file),
            }])
        }
        ("copy" | "move", [set, name]) => plain(format!(
            "UID {} {set} {}",
            verb.to_uppercase(),
            mailbox(name)
        )),
        ("flag", [set, flags @ ..]) => {
            plain(format!("UID STORE {set} +FLAGS ({})", flags.join(" ")))
        }
        ("unflag", [set, flags @ ..]) => {
            plain(format!("UID STORE {set} -FLAGS ({})", flags.join(" ")))
        }
        ("delete", [set]) => {
            let mut steps = plain(format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"))?;
            if situation.uidplus {
                steps.extend(plain(format!("UID EXPUNGE {set}"))?);
            }
            Ok(steps)
        }
        ("search", [_, ..]) if situation.utf8 || rest.is_ascii() => {
            plain(format!("UID SEARCH {rest}"))
        }
        ("search", [_, ..]) => plain(format!("UID SEARCH CHARSET UTF-8 {}", literals(rest))),
        ("sort", [_, ..]) => plain(format!("UID SORT {rest}")),
        ("thread", []) => plain("UID THREAD REFERENCES UTF-8 ALL".to_owned()),
        ("status", [name]) => plain(format!(
            "STATUS {} (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)",
            mailbox(name)
        )),
        ("quota", []) => plain("GETQUOTAROOT INBOX".to_owned()),
        ("quota", [name]) => plain(format!("GETQUOTAROOT {}", mailbox(name))),
        ("mkdir", [name]) => plain(format!("CREATE {}", mailbox(name))),
        ("rmdir", [name]) => plain(format!("DELETE {}", mailbox(name))),
        ("rename", [from, to]) => plain(format!("RENAME {} {}", mailbox(from), mailbox(to))),
        ("sub", [name]) => plain(format!("SUBSCRIBE {}", mailbox(name))),
        ("unsub", [name]) => plain(format!("UNSUBSCRIBE {}", mailbox(name))),
        ("close", []) if situation.unselect => plain("UNSELECT".to_owned()),
        ("close", []) => plain("CLOSE".to_owned()),
        ("compress", []) => plain("COMPRESS DEFLATE".to_owned()),
        ("enable", [_, ..]) => plain(format!("ENABLE {}", rest.to_uppercase())),
        ("id", []) => {
            let version = env!("CARGO_PKG_VERSION");
            plain(format!(
                "ID (\"name\" \"imap-state\" \"version\" \"{version}\")"
            ))
        }
        ("noop", []) => plain("NOOP".to_owned()),
        ("quit" | "logout", []) => plain("LOGOUT".to_owned()),
        ("idle", []) => Ok(vec![Step::Idle(None)]),
        ("idle", [time]) => Ok(vec![Step::Idle(Some(seconds(time)?))]),
        ("wait", [time]) => Ok(vec![Step::Wait(seconds(time)?)]),
        ("caps", []) => Ok(vec![Step::Capabilities]),
        ("help" | "?", []) => Ok(vec![Step::Help]),
        _ => Err(format!("{verb}: not like that; try help").into()),
    }
}

/// A mailbox name as it goes over the wire.
fn wire_name(name: &str, utf8: bool) -> String {
    if utf8 {
        return name.to_owned();
    }
    String::from_utf8_lossy(Mailbox::encoded(name).as_bytes()).into_owned()
}

/// A quoted string, or a literal where that cannot hold it.
fn string(text: &str) -> String {
    if text.contains(['\r', '\n']) {
        return format!("{{{}}}\r\n{text}", text.len());
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Words outside ASCII as literals.
fn literals(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.is_ascii() {
        true => word.to_owned(),
        false => {
            let bare = word.trim_matches('"');
            format!("{{{}}}\r\n{bare}", bare.len())
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Words, as a shell would have them: quotes keep spaces, a backslash is itself, since flags begin with it.
fn words(text: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (' ' | '\t', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err("a quote is open".into());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command that a line sends, as it goes over the wire.
    fn sent(line: &str, situation: Situation) -> String {
        let read = read(line, situation).expect(line);
        let [Step::Send(command, _)] = &*read.steps else {
            panic!("{read:?}");
        };
        let tag = imap_types::core::Tag::try_from("T").expect("a tag");
        let command = imap_types::command::Command::new(tag, command.clone());
        let mut wire = Vec::new();
        imap_codec::Encoder::new(imap_codec::EncodeOptions::everything().utf8(situation.utf8))
            .encode_into(&command, &mut wire)
            .expect(line);
        String::from_utf8(wire).expect("UTF-8")
    }

    #[test]
    fn verbs_are_commands() {
        let all = Situation {
            exists: 172,
            condstore: true,
            list_extended: true,
            uidplus: true,
            unselect: true,
            utf8: false,
        };
        for (line, wire) in [
            ("ls", "T LIST \"\" * RETURN (CHILDREN SUBSCRIBED)\r\n"),
            (
                "open 'Entwürfe & mehr'",
                "T SELECT \"Entw&APw-rfe &- mehr\" (CONDSTORE)\r\n",
            ),
            (
                "messages",
                "T FETCH 153:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\r\n",
            ),
            (
                "flag 1:3,7 \\Seen $Junk",
                "T UID STORE 1:3,7 +FLAGS (\\Seen $Junk)\r\n",
            ),
            ("move 7 Trash", "T UID MOVE 7 Trash\r\n"),
            (
                "search unseen from \"a b\"",
                "T UID SEARCH UNSEEN FROM \"a b\"\r\n",
            ),
            (
                "search subject Löwe",
                "T UID SEARCH CHARSET UTF-8 SUBJECT {5+}\r\nLöwe\r\n",
            ),
            ("UID FETCH 1:* FLAGS", "T UID FETCH 1:* FLAGS\r\n"),
            ("- NOOP", "T NOOP\r\n"),
        ] {
            assert_eq!(sent(line, all), wire, "{line}");
        }
        let utf8 = Situation { utf8: true, ..all };
        assert_eq!(
            sent("look Entwürfe", utf8),
            "T EXAMINE \"Entwürfe\" (CONDSTORE)\r\n"
        );
    }

    #[test]
    fn what_is_no_command_is_told_where() {
        let error = read("STATUS x (UIDNEXT (MESSAGES))", Situation::default()).expect_err("wrong");
        let error = error.to_string();
        assert!(
            error.contains("error[status-att]") && error.contains('^'),
            "{error}"
        );
        let error = read("LOGIN alice pw too", Situation::default()).expect_err("wrong");
        assert!(!error.to_string().contains("pw"), "{error}");
        for line in [
            "append x",
            "frob",
            "open 'x",
            "APPEND x {<nowhere}",
            "APPEND x {<nowhere",
        ] {
            assert!(read(line, Situation::default()).is_err(), "{line}");
        }
    }
}
