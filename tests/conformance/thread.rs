//! THREAD: RFC 5256.

use imap_codec::Rule;
use imap_types::{IntoBoundedStatic, data::Data, ext::thread::Threads, response::Response};

use crate::kit::{C, Rows, S};

/// thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria
#[test]
fn s3_thread_command() {
    C::same(&[
        "a THREAD REFERENCES UTF-8 ALL",
        "a THREAD ORDEREDSUBJECT US-ASCII TEXT \"gewp x\"",
        "a UID THREAD REFERENCES UTF-8 SUBJECT {2}\r\né",
    ]);
    C::written(&[
        (
            "a uid thread references utf-8 all",
            "a UID THREAD REFERENCES utf-8 ALL",
        ),
        (
            "a UID THREAD REFERENCES \"UTF-8\" (ALL)",
            "a UID THREAD REFERENCES UTF-8 (ALL)",
        ),
    ]);
    // thread-alg-ext = atom
    C::other(&[
        ("a THREAD REFS UTF-8 ALL", &[Rule::ThreadAlg]),
        ("a UID THREAD x-Foo=1 UTF-8 ALL", &[Rule::ThreadAlg]),
    ]);
    C::refused(&[
        ("a THREAD‸", Rule::Sp),
        ("a THREAD ‸", Rule::ThreadAlg),
        ("a THREAD ‸\"REFERENCES\" UTF-8 ALL", Rule::ThreadAlg),
        ("a THREAD ‸(REFERENCES) UTF-8 ALL", Rule::ThreadAlg),
        ("a THREAD REFERENCES‸", Rule::Sp),
        ("a THREAD REFERENCES UTF-8‸", Rule::Sp),
        ("a THREAD REFERENCES ALL‸", Rule::Sp),
        ("a THREAD REFERENCES ‸(ALL)", Rule::Charset),
        ("a THREAD REFERENCES ‸ UTF-8 ALL", Rule::Charset),
        ("a THREAD REFERENCES UTF-8 ‸RETURN () ALL", Rule::SearchKey),
    ]);
}

/// thread-data = "THREAD" [SP 1*thread-list]; lists stand beside each other without SP.
#[test]
fn s4_thread_response() {
    S::same(&[
        "* THREAD",
        "* THREAD (1)",
        "* THREAD (4294967295)",
        "* THREAD (2)(3 6 (4 23)(44 7 96))",
        "* THREAD ((3)(5))",
        "* THREAD (1 2 3 4 5 6 7 8)(9)",
        "* THREAD (1 (2)(3 (4)(5)(6 7)))((8 (9)(10))(11))(12)",
        "* THREAD (1 ((2)(3))(4))",
    ]);
    S::written(&[
        ("* thread (1)", "* THREAD (1)"),
        // Where the grammar wants two lists, servers send one.
        ("* THREAD ((1))", "* THREAD (1)"),
        ("* THREAD ((1 2))(3)", "* THREAD (1 2)(3)"),
        ("* THREAD (1 (2))", "* THREAD (1 2)"),
        ("* THREAD (1 (2 (3)(4)))", "* THREAD (1 2 (3)(4))"),
        ("* THREAD (1 ((2)(3)))", "* THREAD (1 (2)(3))"),
        ("* THREAD (((2)(3)))", "* THREAD ((2)(3))"),
    ]);
    S::refused(&[
        ("* THREAD‸ ", Rule::Crlf),
        ("* THREAD‸(1)", Rule::Crlf),
        ("* THREAD ‸1", Rule::ThreadList),
        ("* THREAD ‸NIL", Rule::ThreadList),
        ("* THREAD (‸)", Rule::NzNumber),
        ("* THREAD ((1)‸ (2))", Rule::Close),
        ("* THREAD (1)‸ (2)", Rule::Crlf),
        ("* THREAD (1)‸ 2", Rule::Crlf),
        ("* THREAD (1)‸)", Rule::Crlf),
        ("* THREAD (1‸", Rule::Close),
        ("* THREAD (1 2‸", Rule::Close),
        ("* THREAD (1 (2)‸", Rule::Close),
        ("* THREAD (1 (2)(3)‸ 4)", Rule::Close),
        ("* THREAD (1‸(2)(3))", Rule::Close),
        ("* THREAD (‸0)", Rule::NzNumber),
        ("* THREAD (1 ‸02)", Rule::NzNumber),
        ("* THREAD (1‸:2)", Rule::Close),
        ("* THREAD (‸*)", Rule::NzNumber),
        ("* THREAD (1)‸ (MODSEQ 5)", Rule::Crlf),
        ("* THREAD ((1)(‸))", Rule::NzNumber),
    ]);
}

fn threads(wire: &str) -> Threads {
    let decoded = imap_codec::ResponseDecoder::tolerant().decode(wire.as_bytes());
    match decoded.unwrap().value.into_static() {
        Response::Data(Data::Thread(threads)) => threads,
        other => panic!("{other:?}"),
    }
}

/// Real servers: SP at the end of an empty answer, and between lists.
#[test]
fn s4_spaces() {
    assert_eq!(threads("* THREAD \r\n"), Threads::default());
    assert_eq!(
        threads("* THREAD (1) (2 (3) (4) ) \r\n"),
        threads("* THREAD (1)(2 (3)(4))\r\n")
    );
}

/// "There is no limit to the nesting of threads": to their length there is none, of nesting there are 64 levels.
#[test]
fn s4_long_and_deep() {
    let long: Vec<String> = (1..=100_000)
        .map(|number: u32| number.to_string())
        .collect();
    S::same(&[&format!("* THREAD ({})", long.join(" "))]);
    let deep = |levels: usize| {
        format!(
            "* THREAD {}(1){}",
            "(7 (8)".repeat(levels - 1),
            ")".repeat(levels - 1)
        )
    };
    S::same(&[&deep(64)]);
    // As many lists in lists as there may be, again and again.
    let (nested, flat) = ("(".repeat(64) + "1" + &")".repeat(64), "(1)");
    S::written(&[(
        &format!("* THREAD {}", nested.repeat(2_000)),
        &format!("* THREAD {}", flat.repeat(2_000)),
    )]);
    S::refused(&[
        (
            &format!("* THREAD {}‸(8)", "(7 (8)".repeat(63) + "(7 "),
            Rule::Depth,
        ),
        (&format!("* THREAD {}‸(", "(".repeat(64)), Rule::Depth),
    ]);
}
