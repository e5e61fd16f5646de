//! The fuzzers' dictionary: every name of every table, the samples of the quirks, and the marks of the grammar.

use std::{collections::BTreeSet, fs};

use imap_codec::Quirk;

macro_rules! tables {
    ($($table:path),+ $(,)?) => {
        /// The names of each table.
        const TABLES: &[&str] = &[$( stringify!($table) ),+];
        /// What stands in them.
        fn names() -> Vec<&'static str> {
            let mut names = Vec::new();
            $( names.extend(<$table>::ALL.iter().map(|name| name.as_str())); )+
            names
        }
    };
}

tables![
    imap_types::append::AppendDataName,
    imap_types::append::AppendExtName,
    imap_types::auth::AuthMechanismName,
    imap_types::capability::CapabilityName,
    imap_types::code::CodeName,
    imap_types::command::CommandName,
    imap_types::command::UidName,
    imap_types::data::DataName,
    imap_types::ext::compress::AlgorithmName,
    imap_types::ext::metadata::Depth,
    imap_types::ext::metadata::GetMetadataOptionName,
    imap_types::ext::condstore::EntryTypeReq,
    imap_types::ext::objectid_plus::ObjectIdKeyName,
    imap_types::ext::multisearch::ScopeOptionName,
    imap_types::ext::notify::EventName,
    imap_types::ext::notify::EventTypeName,
    imap_types::ext::preview::PreviewModName,
    imap_types::ext::quota::ResourceName,
    imap_types::ext::sort::SortKeyName,
    imap_types::ext::thread::ThreadAlgName,
    imap_types::ext::urlauth_binary::UrlFetchParamName,
    imap_types::ext::urlauth_binary::UrlMetadataName,
    imap_types::fetch::FetchAttName,
    imap_types::fetch::FetchModifierName,
    imap_types::fetch::MsgAttName,
    imap_types::flag::RegisteredKeyword,
    imap_types::list::AttributeName,
    imap_types::list::ListSelectOptName,
    imap_types::list::MboxListExtendedName,
    imap_types::list::ReturnOptionName,
    imap_types::response::GreetingKind,
    imap_types::response::State,
    imap_types::response::StatusKind,
    imap_types::search::SearchCorrelatorName,
    imap_types::search::SearchKeyName,
    imap_types::search::SearchResultName,
    imap_types::search::SearchReturnDataName,
    imap_types::search::SearchReturnOptName,
    imap_types::select::CreateParamName,
    imap_types::select::RenameParamName,
    imap_types::select::SelectParamName,
    imap_types::status::StatusAttName,
    imap_types::status::StatusItemName,
    imap_types::store::StoreItemName,
    imap_types::store::StoreModifierName,
    imap_types::url::UrlMechanismName,
];

/// What stands in no table: punctuation, literals, numbers at their ends, dates, nesting.
const MARKS: &[&str] = &[
    " ",
    "\r\n",
    "(",
    ")",
    "()",
    "((",
    "))",
    "[",
    "]",
    "[]",
    "<",
    ">",
    "\"\"",
    "\\",
    "\\\"",
    "\"",
    "*",
    "+ ",
    "* ",
    ":",
    ",",
    "1:*",
    "{0}\r\n",
    "{1}\r\n",
    "{0+}\r\n",
    "{4}\r\n",
    "~{0}\r\n",
    "~{4}\r\n",
    "{0}",
    "{18446744073709551615}",
    "{18446744073709551616}",
    "~{",
    "+}",
    "NIL",
    " NIL",
    "(NIL)",
    "0",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "17-Jul-1996",
    "\"17-Jul-1996 02:44:25 -0700\"",
    "\" 1-Feb-2024 00:00:00 +0000\"",
    "BODY[",
    "BODY.PEEK[",
    "BINARY[",
    "BINARY.SIZE[",
    "HEADER.FIELDS (",
    "HEADER.FIELDS.NOT (",
    "1.2.MIME]",
    "TEXT]",
    "]<0>",
    "<0.1024>",
    "INBOX",
    "&AOk-",
    "&",
    "\"TEXT\" \"PLAIN\"",
    "\"MESSAGE\" \"RFC822\"",
    "(\"a\" \"b\" NIL NIL",
    "\\Seen",
    "\\Answered",
    "\\Deleted",
    "\\Draft",
    "\\Flagged",
    "\\Recent",
    "\\*",
    "$Junk",
    "+FLAGS",
    "-FLAGS.SILENT",
    "UTF-8",
    "\u{e9}",
    "\0",
    "DONE\r\n",
    "A1 ",
    "AUTH=",
    "TAG",
    "IN (",
    "inboxes",
    "mailboxes",
    "personal",
    "selected",
    "selected-delayed",
    "subscribed",
    "subtree",
    "subtree-one",
    "((1)(2))",
    "1:5",
    "-1:-5",
];

#[test]
fn the_dictionary_holds_every_name() {
    let mut words: BTreeSet<&str> = names().into_iter().chain(MARKS.iter().copied()).collect();
    // A dictionary's words are at most 64 bytes long.
    words.extend(
        Quirk::ALL
            .iter()
            .map(|quirk| quirk.sample())
            .filter(|sample| sample.len() <= 64),
    );
    let mut should =
        String::from("# Printed from the tables of the crates; see tests/docs/dictionary.rs.\n");
    for word in words {
        should.push('"');
        for byte in word.bytes() {
            match byte {
                b'"' | b'\\' => {
                    should.push('\\');
                    should.push(char::from(byte));
                }
                b' '..=b'~' => should.push(char::from(byte)),
                other => should.push_str(&format!("\\x{other:02X}")),
            }
        }
        should.push_str("\"\n");
    }
    let is = fs::read_to_string(crate::path("fuzz/imap.dict")).unwrap_or_default();
    crate::check("fuzz/imap.dict", &is, &should);
}

#[test]
fn no_table_is_forgotten() {
    let known: Vec<_> = TABLES
        .iter()
        .map(|path| {
            path.rsplit(' ')
                .next()
                .unwrap()
                .rsplit("::")
                .next()
                .unwrap()
        })
        .collect();
    let mut files = vec![crate::path("imap-types/src")];
    let mut tables = 0;
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(
                fs::read_dir(&file)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        let mut words = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(str::split_whitespace)
            .peekable();
        while let Some(word) = words.next() {
            // `pub enum X<'a>, named by XName in "…"`
            if word == "named"
                && words.peek() == Some(&"by")
                && let Some(name) = words.nth(1)
                && !name.starts_with('$')
            {
                assert!(
                    known.contains(&name),
                    "{name} of {} is not in the list above",
                    file.display()
                );
                tables += 1;
            }
        }
    }
    assert!(tables >= 20, "the sources were not found");
}
