//! Every row of every table is reached: names by random values, unknown names by `Other`, quirks by their samples.

use std::{collections::BTreeSet, fmt::Debug};

use arbitrary::Arbitrary;
use imap_codec::{
    CommandKind, Decoder, Encodable, EncodeOptions, Encoder, Frame, Framer, Kind, LiteralForm,
    Options, Policy, Quirk, Quirks, ResponseKind, Rule, SampleKind,
};
use imap_types::{
    IntoBoundedStatic,
    append::{AppendData, AppendDataName, AppendExt, AppendExtName},
    auth::{AuthMechanism, AuthMechanismName},
    capability::{Capability, CapabilityName, REGISTRY},
    code::{Code, CodeName},
    command::{CommandBody, CommandName, Uid, UidName},
    core::{Other, Shape, Slot},
    data::{Data, DataName, NumberedName},
    ext::{
        compress::{Algorithm, AlgorithmName},
        condstore::EntryTypeReq,
        metadata::{Depth, GetMetadataOption, GetMetadataOptionName},
        multisearch::{ScopeOption, ScopeOptionName},
        notify::{Event, EventName, EventType, EventTypeName},
        objectid_plus::{ObjectIdKey, ObjectIdKeyName},
        preview::{PreviewMod, PreviewModName},
        quota::{Resource, ResourceName},
        sort::{SortKey, SortKeyName},
        thread::{ThreadAlg, ThreadAlgName},
        urlauth_binary::{UrlFetchParam, UrlFetchParamName, UrlMetadata, UrlMetadataName},
    },
    fetch::{FetchAtt, FetchAttName, FetchModifier, FetchModifierName, MsgAtt, MsgAttName},
    flag::{Flag, RegisteredKeyword},
    list::{
        Attribute, AttributeName, ListSelectOpt, ListSelectOptName, MboxListExtendedItem,
        MboxListExtendedName, ReturnOption, ReturnOptionName,
    },
    response::{GreetingKind, State, StatusKind},
    search::{
        SearchCorrelator, SearchCorrelatorName, SearchKey, SearchKeyName, SearchResultExt,
        SearchResultName, SearchReturnData, SearchReturnDataName, SearchReturnOpt,
        SearchReturnOptName,
    },
    select::{
        CreateParam, CreateParamName, RenameParam, RenameParamName, SelectParam, SelectParamName,
    },
    status::{StatusAtt, StatusAttName, StatusItem, StatusItemName},
    store::{StoreItem, StoreItemName, StoreModifier, StoreModifierName},
    url::{UrlMechanism, UrlMechanismName},
};

use crate::support::{Rng, show, value};

/// So many random values must do to reach every row of a table.
const CASES: usize = 20_000;

/// The keywords that random values of `T` have; `None` for those without one and `Other`.
macro_rules! rows {
    ($($sum:ident by $names:ident;)+) => { $( {
        let mut rng = Rng::of(11);
        let (mut seen, mut other) = (BTreeSet::new(), false);
        for _ in 0..CASES {
            let seed = rng.bytes(160);
            let Some(value) = value::<$sum<'_>>(&seed) else { continue };
            other |= matches!(value, $sum::Other(_));
            if let (false, Some(keyword)) = (matches!(value, $sum::Other(_)), value.keyword()) {
                seen.insert(keyword.to_owned());
            }
            if other && seen.len() == $names::ALL.len() {
                break;
            }
        }
        for name in $names::ALL {
            assert!(seen.contains(name.as_str()), "{} {name} is never made", stringify!($sum));
            assert_eq!($names::parse(name.as_str().as_bytes()), Some(*name));
            assert_eq!($names::parse(name.as_str().to_ascii_lowercase().as_bytes()), Some(*name));
            // A capability's name without the argument that it wants is an atom like any other.
            assert!(bare(name.as_str()) || <$names as Slot>::knows(name.as_str().as_bytes()));
        }
        assert!(other, "{} is never Other", stringify!($sum));
    } )+ };
}

fn bare(name: &str) -> bool {
    name.ends_with('=') || name == "QUOTA=RES-"
}

#[test]
fn every_name_is_made() {
    rows! {
        Algorithm by AlgorithmName;
        AppendData by AppendDataName;
        AppendExt by AppendExtName;
        Attribute by AttributeName;
        AuthMechanism by AuthMechanismName;
        Capability by CapabilityName;
        Code by CodeName;
        CommandBody by CommandName;
        CreateParam by CreateParamName;
        Data by DataName;
        Event by EventName;
        EventType by EventTypeName;
        FetchAtt by FetchAttName;
        FetchModifier by FetchModifierName;
        GetMetadataOption by GetMetadataOptionName;
        ListSelectOpt by ListSelectOptName;
        MboxListExtendedItem by MboxListExtendedName;
        MsgAtt by MsgAttName;
        ObjectIdKey by ObjectIdKeyName;
        PreviewMod by PreviewModName;
        RenameParam by RenameParamName;
        Resource by ResourceName;
        ReturnOption by ReturnOptionName;
        ScopeOption by ScopeOptionName;
        SearchCorrelator by SearchCorrelatorName;
        SearchKey by SearchKeyName;
        SearchResultExt by SearchResultName;
        SearchReturnData by SearchReturnDataName;
        SearchReturnOpt by SearchReturnOptName;
        SelectParam by SelectParamName;
        SortKey by SortKeyName;
        StatusAtt by StatusAttName;
        StatusItem by StatusItemName;
        StoreItem by StoreItemName;
        StoreModifier by StoreModifierName;
        ThreadAlg by ThreadAlgName;
        Uid by UidName;
        UrlFetchParam by UrlFetchParamName;
        UrlMechanism by UrlMechanismName;
        UrlMetadata by UrlMetadataName;
    }
    fn closed<T: for<'a> Arbitrary<'a> + Ord + Copy + Debug>(all: &[T]) {
        let mut rng = Rng::of(12);
        let seen: BTreeSet<T> = (0..500).filter_map(|_| value(&rng.bytes(8))).collect();
        assert!(all.iter().all(|row| seen.contains(row)), "{seen:?}");
    }
    closed(Depth::ALL);
    closed(EntryTypeReq::ALL);
    closed(GreetingKind::ALL);
    closed(RegisteredKeyword::ALL);
    closed(State::ALL);
    closed(StatusKind::ALL);
}

/// What has no keyword is made too.
#[test]
fn every_other_variant_is_made() {
    let mut rng = Rng::of(13);
    let mut seen = BTreeSet::new();
    for _ in 0..4_000 {
        let seed = rng.bytes(300);
        if let Some(flag) = value::<Flag<'_>>(&seed) {
            seen.insert(match flag {
                Flag::Keyword(_) => "keyword".to_owned(),
                Flag::Extension(_) => "extension".to_owned(),
                flag => flag.to_string(),
            });
        }
        match value::<SearchKey<'_>>(&seed) {
            Some(SearchKey::Sequence(_)) => drop(seen.insert("sequence".to_owned())),
            Some(SearchKey::And(_)) => drop(seen.insert("and".to_owned())),
            _ => {}
        }
        if let Some(Data::Numbered(_)) = value::<Data<'_>>(&seed) {
            seen.insert("numbered".to_owned());
        }
    }
    let all = [
        "\\Answered",
        "\\Deleted",
        "\\Draft",
        "\\Flagged",
        "\\Recent",
        "\\Seen",
        "keyword",
        "extension",
        "sequence",
        "and",
        "numbered",
    ];
    assert_eq!(seen, all.into_iter().map(str::to_owned).collect());
}

/// The registry of capabilities and the table of their names are one list.
#[test]
fn registry() {
    let names: Vec<_> = CapabilityName::ALL
        .iter()
        .map(|name| name.as_str())
        .collect();
    assert_eq!(
        REGISTRY.iter().map(|row| row.name).collect::<Vec<_>>(),
        names
    );
}

/// A name that the table has is never `Other`: not by constructor, serde or Arbitrary; a name that it has not is.
fn slot<S: Slot + Debug>(known: &[&str], good: &str) {
    let content = match S::SHAPE {
        Shape::Name => "",
        Shape::Argument => " 1",
        Shape::Answered => " NIL",
        _ => "",
    };
    let json = |name: &str| serde_json::json!({ "name": name, "content": content }).to_string();
    for name in known {
        for name in [
            (*name).to_owned(),
            name.to_ascii_lowercase(),
            name.to_ascii_uppercase(),
        ] {
            assert!(S::knows(name.as_bytes()), "{} {name}", S::RULE);
            assert!(
                Other::<S>::new(name.as_str(), content).is_err(),
                "{} {name}",
                S::RULE
            );
            let error = serde_json::from_str::<Other<'_, S>>(&json(&name))
                .unwrap_err()
                .to_string();
            assert!(error.contains(S::RULE), "{error}");
        }
    }
    let other = Other::<S>::new(good, content).unwrap_or_else(|_| panic!("{} {good}", S::RULE));
    assert_eq!((other.name(), other.content()), (good, content.as_bytes()));
    assert_eq!(
        serde_json::from_str::<Other<'_, S>>(&json(good)).unwrap(),
        other
    );
    for bad in ["", " ", "a b", "(", "\u{e9}", "a\r\n", "\0"] {
        assert!(
            Other::<S>::new(bad, content).is_err(),
            "{} {bad:?}",
            S::RULE
        );
    }
    // What stands in a response code is text.
    let bad: &[&str] = match S::SHAPE {
        Shape::Code => &["x", " ", " a]b", " a\r\n", " \0", " \u{e9}"],
        _ => &[
            "x",
            " (",
            " )",
            "  a",
            " a\r\n",
            " \0",
            " {3}\r\nab",
            " \"",
            " \u{e9}",
        ],
    };
    for bad in bad {
        assert!(Other::<S>::new(good, *bad).is_err(), "{} {bad:?}", S::RULE);
    }

    let mut rng = Rng::of(14);
    let (mut made, mut contents) = (0, BTreeSet::new());
    for _ in 0..3_000 {
        let seed = rng.bytes(64);
        let Some(other) = value::<Other<'_, S>>(&seed) else {
            continue;
        };
        made += 1;
        contents.insert(other.content().to_vec());
        assert!(!S::knows(other.name().as_bytes()));
        let again = Other::<S>::from_bytes(other.name().as_bytes().into(), other.content().into());
        assert_eq!(again.as_ref(), Ok(&other));
        let text = serde_json::to_string(&other).unwrap();
        assert_eq!(
            serde_json::from_str::<Other<'_, S>>(&text).unwrap(),
            other,
            "{text}"
        );
    }
    assert!(made > 1_000, "{}: {made}", S::RULE);
    assert!(
        S::SHAPE == Shape::Name || contents.len() > 100,
        "{}: {}",
        S::RULE,
        contents.len()
    );
}

#[test]
fn other_refuses_what_is_known() {
    macro_rules! slots {
        ($($names:ident $good:literal;)+) => { $( {
            let known: Vec<_> = $names::ALL.iter().map(|name| name.as_str()).filter(|name| !bare(name)).collect();
            slot::<$names>(&known, $good);
        } )+ };
    }
    slots! {
        AlgorithmName "XALGORITHM";
        AppendDataName "XDATA";
        AppendExtName "XEXT";
        AttributeName "\\XAttribute";
        AuthMechanismName "XMECHANISM";
        CapabilityName "XCAPABILITY";
        CodeName "XCODE";
        CommandName "XCOMMAND";
        CreateParamName "XNAME";
        DataName "XDATA";
        EventName "XNAME";
        EventTypeName "XNAME";
        FetchAttName "X-ATT";
        FetchModifierName "XNAME";
        GetMetadataOptionName "XNAME";
        ListSelectOptName "XNAME";
        MboxListExtendedName "X-EXTENDED";
        MsgAttName "XNAME";
        ObjectIdKeyName "XNAME";
        PreviewModName "XNAME";
        RenameParamName "XPARAM";
        ResourceName "XRESOURCE";
        ReturnOptionName "XNAME";
        ScopeOptionName "XNAME";
        SearchCorrelatorName "XCORRELATOR";
        SearchKeyName "XNAME";
        SearchResultName "XNAME";
        SearchReturnDataName "XNAME";
        SearchReturnOptName "XNAME";
        SelectParamName "XNAME";
        SortKeyName "XNAME";
        StatusAttName "XNAME";
        StatusItemName "XNAME";
        StoreItemName "X-ITEM";
        StoreModifierName "XNAME";
        ThreadAlgName "XNAME";
        UidName "XUID";
        UrlFetchParamName "XNAME";
        UrlMechanismName "XMECHANISM";
        UrlMetadataName "XNAME";
    }
    slot::<NumberedName>(
        &["EXISTS", "EXPUNGE", "FETCH", "RECENT", "UIDFETCH"],
        "XNUMBERED",
    );
}

/// The message is read by the grammar with exactly these slots held in `Other` arms, and written as it stood: at once,
/// and by a proxy that keeps it for longer than the bytes.
fn carried<K: Kind>(wire: &str, slots: &[Rule])
where
    for<'a> K::Value<'a>: Encodable + IntoBoundedStatic<Static = K::Value<'static>>,
{
    let wire = wire.replace('\n', "\r\n").into_bytes();
    let decoded = Decoder::<K>::new(Options::strict().note_others(true))
        .decode(&wire)
        .unwrap_or_else(|error| panic!("{error}: {}", show(&wire)));
    let seen: Vec<_> = decoded.others.iter().map(|(slot, _)| *slot).collect();
    assert_eq!(seen, slots, "{}", show(&wire));
    for (_, range) in &decoded.others {
        assert!(!range.is_empty() && range.end <= wire.len());
    }
    let form = if wire.windows(4).any(|piece| piece == b"+}\r\n") {
        LiteralForm::Plus
    } else {
        LiteralForm::Sync
    };
    let encoder = Encoder::new(EncodeOptions::everything().literals(form));
    let mut written = Vec::new();
    encoder.encode_into(&decoded.value, &mut written).unwrap();
    assert_eq!(show(&written), show(&wire));
    let kept = {
        let bytes = wire.clone();
        Decoder::<K>::tolerant()
            .decode(&bytes)
            .unwrap()
            .value
            .into_static()
    };
    written.clear();
    encoder.encode_into(&kept, &mut written).unwrap();
    assert_eq!(show(&written), show(&wire));
}

#[test]
fn unknown_names_come_back() {
    let command = |wire: &str, slots: &[Rule]| carried::<CommandKind>(wire, slots);
    command("a XFOO\n", &[Rule::CommandName]);
    command(
        "a xFoO (a \"b\\\"\" {4+}\n(\n)) NIL [x]<1> ~{1+}\n\0\n",
        &[Rule::CommandName],
    );
    command("a XQUOTAROOT \"INBOX\"\n", &[Rule::CommandName]);
    command("a UID XFOO 1:* (x)\n", &[Rule::Uid]);
    command("a APPEND x XEXT (a {1}\nb) {1}\nx\n", &[Rule::AppendExt]);
    command(
        "a APPEND x XDATA (URL \"/x\" TEXT {1}\nb)\n",
        &[Rule::AppendData],
    );
    command("a AUTHENTICATE XFOO\n", &[Rule::AuthType]);
    command("a ENABLE xFoo CONDSTORE\n", &[Rule::Capability]);
    command(
        "a SELECT x (XSTORE XSYNC (1 2 3:4 (5 6)))\n",
        &[Rule::SelectParam, Rule::SelectParam],
    );
    command("a EXAMINE x (XFOO)\n", &[Rule::SelectParam]);
    command(
        "a CREATE x (XUSE (\\Sent) XFOO 5)\n",
        &[Rule::CreateParam, Rule::CreateParam],
    );
    command("a RENAME x y (XFOO)\n", &[Rule::CreateParam]);
    command(
        "a FETCH 1 (X-MSGID XFOO[1.2 (a)]<0.5> (b))\n",
        &[Rule::FetchAtt, Rule::FetchAtt],
    );
    command(
        "a FETCH 1 FULL (XFOO 5 XBAR XBAZ -1:-5)\n",
        &[
            Rule::FetchModifier,
            Rule::FetchModifier,
            Rule::FetchModifier,
        ],
    );
    command("a STORE 1 (XSINCE 5) FLAGS ()\n", &[Rule::StoreModifier]);
    command("a STORE 1 X-LABELS (a \\Sent)\n", &[Rule::StoreAttFlags]);
    command("a SEARCH XKEY 5\n", &[Rule::SearchKey]);
    command(
        "a SEARCH OR SEEN (XFOO \"a\" (b)) ALL\n",
        &[Rule::SearchKey],
    );
    command(
        "a SEARCH RETURN (XFOO 1:5 XBAR) ALL\n",
        &[Rule::SearchReturnOpt, Rule::SearchReturnOpt],
    );
    command(
        "a LIST (X-USE XFOO (a)) \"\" * RETURN (X-RIGHTS X-DATA (\"/x\"))\n",
        &[
            Rule::ListSelectOpt,
            Rule::ListSelectOpt,
            Rule::ReturnOption,
            Rule::ReturnOption,
        ],
    );
    command("a STATUS x (XITEM)\n", &[Rule::StatusAtt]);
    command("a STORE 1 FLAGS (\\XFoo)\n", &[Rule::Flag]);

    let response = |wire: &str, slots: &[Rule]| carried::<ResponseKind>(wire, slots);
    response("* XFOO\n", &[Rule::ResponseData]);
    response("* XID (\"name\" \"x\" \"os\" NIL)\n", &[Rule::ResponseData]);
    response("* xquotaroot {5}\nINBOX \"\"\n", &[Rule::ResponseData]);
    response("* 5 XFOO (a)\n", &[Rule::ResponseData]);
    response(
        "* 1 FETCH (XFOO (a {2}\n)( b) X[1]<5> NIL UID 7)\n",
        &[Rule::MsgAtt, Rule::MsgAtt],
    );
    response(
        "* CAPABILITY IMAP4rev1 XFOO AUTH=XBAR\n",
        &[Rule::Capability, Rule::AuthType],
    );
    response("* OK [XMODSEQ 715194045007] x\n", &[Rule::RespTextCode]);
    response("a NO [x-code (a] b) \"]\"] text\n", &[Rule::RespTextCode]);
    response("* FLAGS (\\XFoo)\n", &[Rule::Flag]);
    response(
        "* LIST (\\XFoo) NIL x (XFOO (\"a\"))\n",
        &[Rule::Flag, Rule::MboxListExtended],
    );
    response(
        "* STATUS x (XID (F1) XMODSEQ 5)\n",
        &[Rule::StatusAtt, Rule::StatusAtt],
    );
    response("* SEARCH 2 (XDATA 917162500)\n", &[Rule::SearchReturnData]);
    response(
        "* ESEARCH (TAG \"a\" XFOO \"b\") UID XFOO 5 XBAR (1:5 7)\n",
        &[
            Rule::SearchCorrelator,
            Rule::SearchReturnData,
            Rule::SearchReturnData,
        ],
    );
}

/// The sample through a framer and a decoder with these options. Commands have the tag `a1`.
fn sample(quirk: Quirk, options: Options) -> Result<Vec<Quirk>, String> {
    match quirk.kind() {
        SampleKind::AuthenticateData => {
            sample_of::<imap_codec::AuthenticateDataKind>(quirk, options)
        }
        SampleKind::Greeting => sample_of::<imap_codec::GreetingKind>(quirk, options),
        SampleKind::Command => sample_of::<CommandKind>(quirk, options),
        _ => sample_of::<ResponseKind>(quirk, options),
    }
}

fn sample_of<K: Kind>(quirk: Quirk, options: Options) -> Result<Vec<Quirk>, String> {
    let bytes = quirk.sample().as_bytes();
    let mut framer = Framer::new(K::MODE, &options);
    framer.push(bytes);
    if quirk == Quirk::CutLiteral {
        // By which it is seen.
        framer.push(b"7 OK completed\r\n");
    }
    let quirks = match framer.next() {
        Ok(Some(Frame::Message(message))) => {
            let decoded = Decoder::<K>::new(options)
                .decode_message(&message)
                .map_err(|error| error.to_string())?;
            if !decoded.salvaged.is_empty() {
                return Err(format!("left out: {:?}", decoded.salvaged));
            }
            decoded
                .deviations
                .iter()
                .map(|deviation| deviation.quirk)
                .collect()
        }
        Ok(frame) => return Err(format!("{frame:?}")),
        Err(error) => return Err(error.to_string()),
    };
    if quirk == Quirk::CutLiteral {
        assert!(matches!(framer.next(), Ok(Some(Frame::Message(_)))));
    }
    assert!(framer.is_between_messages(), "{quirk}");
    Ok(quirks)
}

#[test]
fn every_quirk_is_met() {
    let mut names = BTreeSet::new();
    for quirk in Quirk::ALL.iter().copied() {
        assert!(names.insert(quirk.as_str()) && Quirk::parse(quirk.as_str()) == Some(quirk));
        let tolerant = Options::tolerant().policy(Policy::Chosen(Quirks::tolerant().with(quirk)));
        assert_eq!(sample(quirk, tolerant), Ok(vec![quirk]));
        // Alone it is enough, and without it all others are not.
        let alone = Options::strict().policy(Policy::Chosen(Quirks::NONE.with(quirk)));
        assert_eq!(sample(quirk, alone), Ok(vec![quirk]));
        let without = tolerant.policy.quirks().without(quirk);
        // The others may mend it too, but worse: a code that cannot be read is kept as text.
        let others = sample(quirk, Options::strict().policy(Policy::Chosen(without)));
        assert!(
            others.is_err() || others == Ok(vec![Quirk::CodeIsText]),
            "{quirk} is not needed: {others:?}"
        );
        assert!(
            sample(quirk, Options::strict()).is_err(),
            "{quirk} is no deviation"
        );
    }
    let guesses: Vec<_> = Quirk::ALL
        .iter()
        .copied()
        .filter(|quirk| !quirk.is_tolerated())
        .collect();
    assert_eq!(
        guesses,
        [
            Quirk::LoneLf,
            Quirk::NegativeLiteral,
            Quirk::SpacesForLineEnd,
            Quirk::CharacterCount,
            Quirk::CutLiteral
        ]
    );
    for guess in guesses {
        assert!(!Quirks::tolerant().has(guess));
        assert!(sample(guess, Options::tolerant()).is_err(), "{guess}");
    }
}

#[test]
fn rules_have_names_of_their_own() {
    let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
}
