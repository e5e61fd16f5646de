//! `imap-state/src/profile/table.md`, which is the documentation of `imap_state::profile`: the profiles as a table.

use std::fs;

use imap_state::profile::{Charset, Mark, PROFILES, Ways};

#[test]
fn the_profiles_are_listed() {
    let mut should =
        String::from("| name | server | told by | ways | known from |\n|---|---|---|---|---|\n");
    for profile in PROFILES {
        let marks: Vec<_> = profile
            .marks
            .iter()
            .map(|mark| match mark {
                Mark::Host(name) => format!("host `{name}`"),
                Mark::Id(field, value) => format!("ID `{field}` = `{value}…`"),
                Mark::Greeting(text) => format!("greeting `…{text}…`"),
                Mark::Capability(name) => format!("capability `{name}`"),
                _ => panic!("{mark:?}"),
            })
            .collect();
        let ways = profile.ways;
        let mut told = Vec::new();
        let mut tell = |does: bool, what: &str| {
            if does {
                told.push(what.to_owned());
            }
        };
        tell(ways.ascending_sets, "ascending sets");
        tell(ways.id_after_login, "ID behind the login");
        tell(ways.body_for_rfc822, "BODY[] for RFC822");
        tell(ways.bare_ok_enables, "a bare OK enables");
        tell(ways.append_ends_line, "CRLF at the end of APPEND");
        tell(ways.charset == Charset::Always, "CHARSET always");
        tell(ways.charset == Charset::NotForAscii, "no CHARSET for ASCII");
        for name in ways.distrusted {
            tell(true, &format!("no {name}"));
        }
        tell(
            ways.status_in_flight < usize::MAX,
            &format!("{} STATUS at a time", ways.status_in_flight),
        );
        tell(
            ways.command_octets != Ways::COMMAND_OCTETS,
            &format!("commands of {} octets", ways.command_octets),
        );
        for quirk in ways.guesses {
            tell(true, &format!("guesses `{quirk}`"));
        }
        should += &format!(
            "| `{}` | {} | {} | {} | {} |\n",
            profile.name,
            profile.title,
            marks.join(", "),
            told.join(", "),
            profile.source,
        );
    }
    let name = "imap-state/src/profile/table.md";
    let is = fs::read_to_string(crate::path(name)).unwrap_or_default();
    crate::check(name, &is, &should);
}
