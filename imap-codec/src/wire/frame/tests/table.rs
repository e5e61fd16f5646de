//! The table of what is a literal: every row has a sample, in any chunking.

use super::*;

/// The rows of the table in the module's documentation: each stream as the messages it is to be cut into.
const TABLE: &[(u32, Mode, &[&str])] = {
    use Mode::*;
    const NEXT: &str = "* 2 EXISTS\r\n";
    const NOOP: &str = "b NOOP\r\n";
    &[
        (1, Response, &["* 1 FETCH (BODY[] {3}\r\nabc)\r\n", NEXT]),
        (1, Response, &["* 1 FETCH (BODY[] {0}\r\n)\r\n", NEXT]),
        (
            1,
            Response,
            &["* 1 FETCH (BODY[] {14}\r\n* 2 EXISTS {3}\r\n", NEXT],
        ),
        (
            1,
            Response,
            &[
                "* 1 FETCH (BODY[HEADER.FIELDS ({3}\r\n\"\r\n \"b \")] {3}\r\nabc)\r\n",
                NEXT,
            ],
        ),
        (2, Response, &["* 1 FETCH (ENVELOPE (\"a {3}\r\n", NEXT]),
        (
            3,
            Response,
            &["* LIST () \"/\" \"a {3}\" {2}\r\nab\r\n", NEXT],
        ),
        (4, Response, &["* LIST () \"\\\"\" {2}\r\nab\r\n", NEXT]),
        (4, Response, &["* LIST () \"\\\\\" {2}\r\nab\r\n", NEXT]),
        (5, Response, &["* LIST () \"\\\" {2}\r\n", NEXT]),
        (5, Response, &["* LIST () \"\\{2}\r\n", NEXT]),
        (6, Response, &["* LIST () NIL a\"b {2}\r\nab\r\n", NEXT]),
        (6, Response, &["* LIST () \"\"\" {2}\r\nab\r\n", NEXT]),
        (6, Response, &["\" {2}\r\n", NEXT]),
        (6, Response, &["* X (\" {2}\r\n", "* X [\" {2}\r\n", NEXT]),
        (6, Response, &["* X {1}\r\na\" {2}\r\nab\r\n", NEXT]),
        (7, Response, &["* LIST () \"/\" x{2}\r\nab\r\n", NEXT]),
        (8, Response, &["* OK see rule {5}\r\n", NEXT]),
        (
            9,
            Response,
            &["* NO [BADCHARSET ({4}\r\nUTF8)] no\r\n", NEXT],
        ),
        (
            10,
            Response,
            &["* NO [BADCHARSET (a {4}\r\nUTF8 {3}\r\nabc)] no\r\n", NEXT],
        ),
        (
            11,
            Response,
            &["* NO [BADCHARSET ({4}\r\nUTF8)] use {3}\r\n", NEXT],
        ),
        (12, Response, &["* OK [CODE x] text ({3}\r\n", NEXT]),
        (
            13,
            Response,
            &[
                "* OK text [BADCHARSET ({3}\r\n",
                "* OK  [BADCHARSET ({3}\r\n",
                NEXT,
            ],
        ),
        (
            14,
            Response,
            &["* OK [CODE {3}\r\n", "* OK [CODE (a) {3}\r\n", NEXT],
        ),
        (
            15,
            Response,
            &["* NO [BADCHARSET (a]b {4}\r\nUTF8)] no\r\n", NEXT],
        ),
        (16, Response, &["* OK [CODE (] see {3}\r\n", NEXT]),
        (17, Response, &["* NO [BADCHARSET (\"(a {4}\r\n", NEXT]),
        (
            17,
            Response,
            &["* NO [BADCHARSET (\"a)\\\"\" {4}\r\nUTF8)] no\r\n", NEXT],
        ),
        (
            18,
            Response,
            &["a no [badcharset ({4}\r\nUTF8)] no\r\n", NEXT],
        ),
        (
            19,
            Response,
            &[
                "a OK done {3}\r\n",
                "a bad done {3}\r\n",
                "a NO {3}\r\n",
                NEXT,
            ],
        ),
        (
            20,
            Response,
            &[
                "* BYE {3}\r\n",
                "* PREAUTH {3}\r\n",
                "* BAD {3}\r\n",
                "* bye x {3}\r\n",
                NEXT,
            ],
        ),
        (21, Response, &["*  OK see {3}\r\n", "*  OK {3}\r\n", NEXT]),
        (
            22,
            Response,
            &["+ send {3}\r\n", "+ {3}\r\n", "+{3}\r\n", NEXT],
        ),
        (23, Response, &["+ [BADCHARSET ({3}\r\nabc)] x\r\n", NEXT]),
        (
            24,
            Response,
            &[
                "* OKAY {3}\r\nabc\r\n",
                "a BYE {3}\r\nabc\r\n",
                "* {3}\r\nabc\r\n",
                NEXT,
            ],
        ),
        (
            25,
            Response,
            &[
                "* 1 FETCH (BODY[] {3+}\r\n",
                "* 1 FETCH (BINARY[] ~{3+}\r\n",
                NEXT,
            ],
        ),
        (
            26,
            Response,
            &["* 1 FETCH (BINARY[1] ~{3}\r\n\0\r\n)\r\n", NEXT],
        ),
        (
            27,
            Response,
            &[
                "* X {3} \r\n",
                "* X {}\r\n",
                "* X {-5}\r\n",
                "* X {x}\r\n",
                "* X {3}x\r\n",
                "* X 3}\r\n",
                NEXT,
            ],
        ),
        (
            27,
            Response,
            &[
                "* X {+}\r\n",
                "* X }\r\n",
                "* X {3\r\n",
                "}\r\n",
                "3}\r\n",
                NEXT,
            ],
        ),
        (
            27,
            Command,
            &[
                "a X {3} \r\n",
                "a X {}\r\n",
                "a X {+}\r\n",
                "a X {-5}\r\n",
                "a X {x}\r\n",
                "a X {3++}\r\n",
                NOOP,
            ],
        ),
        (28, Response, &["* X {012}\r\nabcdefghijkl\r\n", NEXT]),
        (
            28,
            Command,
            &["a X {0000000000000000000000000000003}\r\nabc\r\n", NOOP],
        ),
        (
            29,
            Response,
            &[
                "* OK {18446744073709551616}\r\n",
                "* X \"{18446744073709551616}\r\n",
                NEXT,
            ],
        ),
        (30, Command, &["a LOGIN {3}\r\nabc {3}\r\n\r\n!\r\n", NOOP]),
        (
            31,
            Command,
            &[
                "a LOGIN {3+}\r\nabc {2}\r\n\"\"\r\n",
                "a APPEND x ~{3+}\r\n\0\r\n\r\n",
                NOOP,
            ],
        ),
        (32, Command, &["a LOGIN \"x {3}\r\n", NOOP]),
        (
            33,
            Command,
            &["a NO see {3}\r\nabc\r\n", "a OK {3+}\r\nabc\r\n", NOOP],
        ),
        (
            34,
            AuthenticateData,
            &["{3}\r\n", "{3+}\r\n", "\r\n", "*\r\n"],
        ),
        (34, IdleDone, &["{3}\r\n", "DONE\r\n"]),
        (35, Response, &["* X {3}\n\r\n", "* X {3}\nab\r\n", NEXT]),
        (35, Command, &["a X {3}\n\r\n", NOOP]),
        (36, Command, &["a LOGIN {1}\r\n\r\n x\r\n", NOOP]),
    ]
};

#[test]
fn table() {
    for (row, mode, messages) in TABLE {
        let got: Vec<_> = Setup::new(*mode)
            .frames(messages.concat().as_bytes())
            .into_iter()
            .filter(|got| !matches!(got, Got::Offer(_)))
            .map(|got| match got {
                Got::Message { bytes, .. } => alloc::string::String::from_utf8(bytes).unwrap(),
                got => panic!("row {row}: {got:?}"),
            })
            .collect();
        assert_eq!(got, *messages, "row {row}");
        // The same, by those who hold all bytes.
        let all = messages.concat();
        let mut rest = all.as_bytes();
        for message in *messages {
            let length = message_len(*mode, &Options::tolerant(), rest);
            assert_eq!(length, Ok(Some(message.len())), "row {row}");
            for cut in 0..message.len() {
                assert_eq!(
                    message_len(*mode, &Options::tolerant(), &rest[..cut]),
                    Ok(None),
                    "row {row}"
                );
            }
            rest = &rest[message.len()..];
        }
        assert!(rest.is_empty());
    }
}

#[test]
fn every_row_is_tested() {
    for row in 1..=36 {
        assert!(TABLE.iter().any(|(number, ..)| *number == row), "row {row}");
    }
}

#[test]
fn lone_lf_by_wish() {
    let mut setup = Setup::new(Mode::Command);
    setup.options = setup.options.lone_lf();
    let lf = |at| Deviation::new(Quirk::LoneLf, at..at + 1);
    let blank = Deviation::new(Quirk::BlankLine, 0..0);
    let got = setup.frames(b"a NOOP\nb X {3+}\n\n\n\n y\r\n\n\r\nc NOOP\r\n");
    let expected = [
        mended(b"a NOOP\n", &[lf(6)]),
        mended(b"b X {3+}\n\n\n\n y\r\n", &[lf(8)]),
        mended(b"c NOOP\r\n", &[blank]),
    ];
    assert_eq!(got, expected);
    // A line end that waits for the byte behind it is found twice and told once.
    let mut fetch = Setup::new(Mode::Response);
    fetch.options = fetch.options.lone_lf();
    let got = fetch.frames(b"* 1 FETCH (BODY[] {1}\r\nx\n UID 1)\r\n");
    let expected = [mended(
        b"* 1 FETCH (BODY[] {1}\r\nx\n UID 1)\r\n",
        &[lf(24)],
    )];
    assert_eq!(got, expected);
    setup.options = Options::strict();
    assert_eq!(
        setup.frames(b"a NOOP\nb NOOP\r\n"),
        [message(b"a NOOP\nb NOOP\r\n")]
    );
}
