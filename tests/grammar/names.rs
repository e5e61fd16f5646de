//! The tables of names of the codec against the first words of the grammar: each has what the other has.
//!
//! Without this, a name that the codec knows and the grammar does not would be derived as an unknown one.

use std::collections::BTreeSet;

use crate::{disagreements::UNTYPED, grammar::Grammar};

struct Table {
    path: &'static str,
    names: Vec<&'static str>,
    /// The rules whose alternatives begin with them.
    rules: &'static [&'static str],
    /// What else these rules begin with.
    besides: &'static [&'static str],
}

macro_rules! tables {
    ($($table:path, in $rules:expr, besides $besides:expr;)+) => {
        fn tables() -> Vec<Table> {
            vec![$( Table {
                path: stringify!($table),
                names: <$table>::ALL.iter().map(|name| name.as_str()).collect(),
                rules: &$rules,
                besides: &$besides,
            } ),+]
        }
    };
}

tables! {
    imap_types::append::AppendDataName, in ["append-data"], besides ["{", "~{"];
    imap_types::append::AppendExtName, in ["append-ext"], besides [];
    // A `!` is the first of an atom's characters.
    imap_types::capability::CapabilityName, in ["capability"], besides ["!", "COMPRESS="];
    imap_types::code::CodeName, in ["resp-text-code"], besides [];
    imap_types::command::CommandName, in ["command-any", "command-auth", "command-nonauth", "command-select"], besides [];
    imap_types::command::UidName, in ["uid-command"], besides [];
    // The conditions are no data.
    imap_types::data::DataName, in ["response-payload"], besides ["OK", "NO", "BAD", "BYE"];
    imap_types::ext::metadata::GetMetadataOptionName, in ["getmetadata-option"], besides [];
    imap_types::ext::notify::EventName, in ["event"], besides ["!"];
    imap_types::ext::notify::EventTypeName, in ["event-name"], besides ["!"];
    imap_types::ext::quota::ResourceName, in ["resource-name"], besides ["!"];
    imap_types::ext::sort::SortKeyName, in ["sort-key"], besides [];
    imap_types::ext::thread::ThreadAlgName, in ["thread-alg"], besides ["!"];
    imap_types::ext::condstore::EntryTypeReq, in ["entry-type-req"], besides [];
    imap_types::ext::objectid_plus::ObjectIdKeyName, in ["objectid-key"], besides ["!"];
    imap_types::ext::preview::PreviewModName, in ["preview-mod"], besides [];
    imap_types::ext::urlauth_binary::UrlFetchParamName, in ["url-fetch-param"], besides ["!"];
    imap_types::ext::urlauth_binary::UrlMetadataName, in ["url-metadata-el"], besides [];
    imap_types::fetch::FetchAttName, in ["fetch-att"], besides [];
    imap_types::fetch::FetchModifierName, in ["fetch-modifier"], besides [];
    imap_types::fetch::MsgAttName, in ["msg-att-dynamic", "msg-att-static"], besides [];
    // flag-extension.
    imap_types::list::AttributeName, in ["mbx-list-flag"], besides ["\\"];
    imap_types::list::ListSelectOptName, in ["list-select-opt"], besides [];
    // The tags may be quoted.
    imap_types::list::MboxListExtendedName, in ["mbox-list-extended-item"], besides ["\""];
    imap_types::list::ReturnOptionName, in ["return-option"], besides [];
    imap_types::search::SearchCorrelatorName, in ["one-correlator"], besides [];
    // Sets and parentheses are no names.
    imap_types::search::SearchKeyName, in ["search-key"], besides ["$", "*", "("];
    imap_types::search::SearchResultName, in ["search-ext"], besides [];
    imap_types::search::SearchReturnDataName, in ["search-return-data"], besides [];
    imap_types::search::SearchReturnOptName, in ["search-return-opt"], besides [];
    imap_types::select::CreateParamName, in ["create-param"], besides [];
    imap_types::select::RenameParamName, in ["rename-param"], besides [];
    imap_types::select::SelectParamName, in ["select-param"], besides [];
    imap_types::status::StatusAttName, in ["status-att"], besides [];
    imap_types::status::StatusItemName, in ["status-att-val"], besides [];
    imap_types::store::StoreItemName, in ["store-att-flags"], besides [];
    imap_types::store::StoreModifierName, in ["store-modifier"], besides [];
}

/// Names that the grammar has, and none that the codec knows and it does not.
#[test]
fn names_of_the_codec() {
    let grammar = Grammar::read();
    let mut said = String::new();
    for Table {
        path,
        names,
        rules,
        besides,
    } in tables()
    {
        let names: BTreeSet<_> = names
            .iter()
            .map(|name| name.trim_end_matches('[').to_ascii_uppercase())
            .collect();
        let words: BTreeSet<_> = grammar
            .first_words(rules)
            .into_iter()
            .map(|word| String::from_utf8(word).unwrap())
            .filter(|word| !besides.contains(&word.as_str()))
            .collect();
        for name in names.difference(&words) {
            said += &format!(
                "{path} has {name}, and assets/grammar has not ({})\n",
                rules.join(", ")
            );
        }
        for word in words.difference(&names) {
            if !UNTYPED.contains(&word.as_str()) {
                said += &format!("{} have {word}, and {path} has not\n", rules.join(", "));
            }
        }
    }
    assert!(said.is_empty(), "\n{said}");
}
