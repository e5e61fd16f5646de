//! CAPABILITY and ENABLE: RFC 9051 sections 6.1.1, 6.3.1, 7.2.1 and 7.2.2, RFC 5161.

use imap_codec::Rule;
use imap_types::capability::REGISTRY;

use crate::kit::{C, Rows, S};

/// Every row of the registry, as a capability, in a code, and in ENABLE; in any case.
#[test]
fn s7_2_2_registry() {
    for row in REGISTRY {
        let name = row.name;
        let whole = match name {
            "APPENDLIMIT=" | "MESSAGELIMIT=" | "SAVELIMIT=" => format!("{name}1024"),
            "AUTH=" => "AUTH=PLAIN".to_owned(),
            "QUOTA=RES-" => "QUOTA=RES-STORAGE".to_owned(),
            "RIGHTS=" => "RIGHTS=kxten".to_owned(),
            _ if name.ends_with('=') => format!("{name}foo"),
            _ => name.to_owned(),
        };
        S::same(&[
            &format!("* CAPABILITY {whole} IMAP4rev1 {whole}"),
            &format!("* OK [CAPABILITY {whole}] hello"),
            &format!("* ENABLED {whole}"),
        ]);
        C::same(&[&format!("a ENABLE {whole}")]);
        let folded = whole.replace(name, &name.to_ascii_lowercase());
        S::written(&[(
            &format!("* capability {folded}"),
            &format!("* CAPABILITY {whole}"),
        )]);
    }
}

/// The ABNF wants IMAP4rev1 or IMAP4rev2 in the list. Servers of either, of both, of IMAP4 and of none are read: which
/// revisions a server has is a question for the session.
#[test]
fn s7_2_2_any_order() {
    S::same(&[
        "* CAPABILITY IMAP4",
        "* CAPABILITY AUTH=PLAIN IMAP4rev2 IMAP4rev1",
        "* CAPABILITY IDLE",
        "* ENABLED",
    ]);
    S::other(&[
        ("* CAPABILITY IMAP4rev1 XPIG-LATIN", &[Rule::Capability]),
        ("* CAPABILITY FOO=bar=baz+", &[Rule::Capability]),
        // AUTH= and APPENDLIMIT= have arguments of their own kinds; else they are atoms like any other.
        ("* CAPABILITY APPENDLIMIT=x IDLE", &[Rule::Capability]),
        ("* CAPABILITY APPENDLIMIT=4294967296", &[Rule::Capability]),
        ("* CAPABILITY MESSAGELIMIT=0 AUTH=", &[Rule::Capability; 2]),
        ("* CAPABILITY AUTH=X-FOO", &[Rule::AuthType]),
        (
            "* CAPABILITY COMPRESS=LZ4 UTF8=FOO QUOTA=FOO",
            &[Rule::Capability; 3],
        ),
        ("* CAPABILITY QUOTA=RES-FOO", &[Rule::ResourceName]),
        // Rights are lower-case letters.
        ("* CAPABILITY RIGHTS=TEXK RIGHTS=", &[Rule::Capability; 2]),
    ]);
    S::refused(&[
        ("* CAPABILITY‸", Rule::Sp),
        ("* CAPABILITY ‸", Rule::Capability),
        ("* CAPABILITY IDLE‸ ", Rule::Crlf),
        ("* CAPABILITY IDLE‸  ID", Rule::Crlf),
        ("* CAPABILITY IDLE‸]", Rule::Crlf),
        ("* CAPABILITY ‸\"IDLE\"", Rule::Capability),
        ("* CAPABILITY ‸(IDLE)", Rule::Capability),
        ("* ENABLED‸ ", Rule::Crlf),
        ("* OK [CAPABILITY‸] x", Rule::Sp),
    ]);
}

/// enable = "ENABLE" 1*(SP capability)
#[test]
fn s6_3_1_enable() {
    C::same(&["a ENABLE CONDSTORE", "a ENABLE UTF8=ACCEPT IMAP4rev2"]);
    C::other(&[("a ENABLE X-GOOD-IDEA", &[Rule::Capability])]);
    C::refused(&[
        ("a ENABLE‸", Rule::Sp),
        ("a ENABLE ‸", Rule::Capability),
        ("a ENABLE CONDSTORE‸ ", Rule::Crlf),
        ("a ENABLE ‸(CONDSTORE)", Rule::Capability),
    ]);
}
