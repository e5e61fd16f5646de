//! SPECIAL-USE and CREATE-SPECIAL-USE: RFC 6154, RFC 8457, RFC 9979. XLIST.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s2_attributes() {
    S::same(&[
        "* LIST (\\All \\Archive \\Drafts \\Flagged \\Junk \\Sent \\Trash) \"/\" x",
        "* LIST (\\Important) \"/\" x",
        "* LIST (\\Memos \\Scheduled \\Snoozed) \"/\" x",
    ]);
    S::written(&[(
        "* LIST (\\ALL \\important \\snoozed) \"/\" x",
        "* LIST (\\All \\Important \\Snoozed) \"/\" x",
    )]);
    S::other(&[("* LIST (\\X-Use \\Sent) \"/\" x", &[Rule::Flag])]);
}

#[test]
fn s2_list() {
    C::same(&[
        "a LIST (SPECIAL-USE) \"\" *",
        "a LIST (SPECIAL-USE SUBSCRIBED) \"\" * RETURN (SPECIAL-USE SUBSCRIBED)",
        "a LIST \"\" % RETURN (SPECIAL-USE)",
    ]);
    C::refused(&[
        ("a LIST (SPECIAL-USE‸]) \"\" *", Rule::Close),
        ("a LIST (SPECIAL-USE ‸(x)) \"\" *", Rule::ListSelectOpt),
        (
            "a LIST \"\" * RETURN (SPECIAL-USE ‸(x))",
            Rule::ReturnOption,
        ),
    ]);
}

/// create-param =/ "USE" SP "(" [use-attr *(SP use-attr)] ")"
#[test]
fn s3_create() {
    C::same(&[
        "a CREATE MySpecial (USE (\\Drafts \\Sent))",
        "a CREATE x (USE ())",
        "a CREATE x (USE (\\Important \\Memos))",
    ]);
    C::written(&[("a create x (use (\\SENT))", "a CREATE x (USE (\\Sent))")]);
    C::other(&[
        ("a CREATE x (USE (\\X-Use \\Sent))", &[Rule::Flag]),
        ("a CREATE x (USE (\\Sent) XFOO 5)", &[Rule::CreateParam]),
    ]);
    C::refused(&[
        ("a CREATE x (USE‸)", Rule::Sp),
        ("a CREATE x (USE ‸\\Sent)", Rule::Open),
        ("a CREATE x (USE (‸Sent))", Rule::Flag),
        ("a CREATE x (USE (\\Sent ‸))", Rule::Close),
        ("a CREATE x (USE (\\Sent)‸", Rule::Close),
        ("a CREATE x‸ USE (\\Sent)", Rule::Crlf),
    ]);
    S::same(&["a NO [USEATTR] \\All not supported"]);
}

/// `/private/specialuse` of METADATA holds the attributes of one user.
#[test]
fn s4_metadata() {
    C::same(&["a SETMETADATA SavedDrafts (/private/specialuse \"\\\\Drafts \\\\Sent\")"]);
}

/// Before RFC 6154: LIST by another name, with attributes of its own.
#[test]
fn xlist() {
    C::same(&["a XLIST \"\" *", "a XLIST INBOX %"]);
    C::refused(&[
        ("a XLIST‸", Rule::Sp),
        ("a XLIST \"\"‸", Rule::Sp),
        ("a XLIST \"\" *‸ RETURN ()", Rule::Crlf),
    ]);
    S::same(&[
        "* XLIST (\\HasNoChildren \\Inbox) \"/\" Posteingang",
        "* XLIST (\\AllMail \\Drafts \\Important \\Sent \\Spam \\Starred \\Trash) \"/\" x",
    ]);
    S::written(&[(
        "* XLIST (\\HasNoChildren \\trash) \"/\" \"Trash\"",
        "* XLIST (\\HasNoChildren \\Trash) \"/\" Trash",
    )]);
    S::refused(&[("* XLIST (\\HasNoChildren \\‸) \".\" Argos", Rule::Atom)]);
}
