//! What a person reads when a message is refused: where, what was wanted, inside what, which rule says so; and no secret.

use imap_codec::{
    AuthenticateDataDecoder, CommandDecoder, DecodeError, IdleDoneDecoder, Options, ResponseDecoder,
};

/// The drawing's lines: the message, the first line, the line as drawn, the line of the caret up to it.
#[track_caller]
fn drawn(wire: &[u8], error: &DecodeError, [what, line, caret]: [&str; 3]) {
    let rendered = error.render(wire);
    let lines: Vec<_> = rendered.lines().collect();
    let [first, second, third, ref help @ ..] = lines[..] else {
        panic!("not three lines:\n{rendered}");
    };
    match (error.quirk, help) {
        (None, []) => {}
        (Some(quirk), [help]) => {
            assert!(help.contains(quirk.as_str()) && help.contains(quirk.summary()));
        }
        _ => panic!("\n{rendered}"),
    }
    assert!(first.ends_with(what), "\n{rendered}");
    assert_eq!(second.strip_prefix("  "), Some(line), "\n{rendered}");
    let column = third.find('^').unwrap();
    assert_eq!(third.get(2..column), Some(caret), "\n{rendered}");
    assert!(rendered.is_ascii(), "\n{rendered}");
}

#[test]
fn commands() {
    let rows: [(&[u8], [&str; 3]); 17] = [
        (
            b"A3 STATUS blurdybloop UIDNEXT\r\n",
            [
                "expected \"(\" at byte 22, in command",
                "A3 STATUS blurdybloop UIDNEXT",
                "                      ",
            ],
        ),
        (
            b"A3 STATUS x (UIDNEXT \"SIZE\")\r\n",
            [
                "expected status-att at byte 21, in command",
                "A3 STATUS x (UIDNEXT \"SIZE\")",
                "                     ",
            ],
        ),
        (
            b"A3 FETCH 1:0 FLAGS\r\n",
            [
                "expected sequence-set at byte 11, in command",
                "A3 FETCH 1:0 FLAGS",
                "           ",
            ],
        ),
        (
            b"A3 FETCH 1 (FLAGS ALL)\r\n",
            [
                "expected fetch-att at byte 18, in command",
                "A3 FETCH 1 (FLAGS ALL)",
                "                  ",
            ],
        ),
        (
            b"A3 FETCH 1 BODY[1.MIMI]\r\n",
            [
                "expected section at byte 18, in section",
                "A3 FETCH 1 BODY[1.MIMI]",
                "                  ",
            ],
        ),
        (
            b"A3 FETCH 1 BODY[]<0.0>\r\n",
            [
                "expected nz-number64 at byte 20, in partial",
                "A3 FETCH 1 BODY[]<0.0>",
                "                    ",
            ],
        ),
        (
            b"A3 SEARCH SINCE 1-Foo-1994\r\n",
            [
                "expected date at byte 16, in search-key",
                "A3 SEARCH SINCE 1-Foo-1994",
                "                ",
            ],
        ),
        (
            b"A3 SEARCH OR (SEEN DRAFT) (LARGER x)\r\n",
            [
                "expected number64 at byte 34, in search-key",
                "A3 SEARCH OR (SEEN DRAFT) (LARGER x)",
                "                                  ",
            ],
        ),
        (
            b"A3 STORE 1 +FLAGS (\\Seen\r\n",
            [
                "expected \")\" at byte 24, in command",
                "A3 STORE 1 +FLAGS (\\Seen",
                "                        ",
            ],
        ),
        (
            b"A3 LIST \"\" * RETURN CHILDREN\r\n",
            [
                "expected \"(\" at byte 20, in command",
                "A3 LIST \"\" * RETURN CHILDREN",
                "                    ",
            ],
        ),
        (
            b"A3 APPEND Sent (\\Seen) \"1-Feb-1994 21:52:25 -0800\" {3}\r\nabc\r\n",
            [
                "expected date-time at byte 23, in append-data",
                "A3 APPEND Sent (\\Seen) \"1-Feb-1994 2...13 bytes...\" {3}\\r\\n...3...",
                "                       ",
            ],
        ),
        // Behind a literal, whose octets are not shown.
        (
            b"A3 APPEND Sent {3}\r\nabcd\r\n",
            [
                "expected CRLF at byte 23, in command",
                "A3 APPEND Sent {3}\\r\\n...3 bytes...d",
                "                                   ",
            ],
        ),
        (
            b"A3 SEARCH TEXT {2}\r\n\xc3\xa9 LARGER x\r\n",
            [
                "expected number64 at byte 30, in search-key",
                "A3 SEARCH TEXT {2}\\r\\n...2 bytes... LARGER x",
                "                                           ",
            ],
        ),
        // Behind control and 8-bit characters, which are escaped.
        (
            b"A3 SELECT \"a\tb\" (\r\n",
            [
                "expected select-param at byte 17, in command",
                "A3 SELECT \"a\\tb\" (",
                "                  ",
            ],
        ),
        (
            b"A3 SELECT \"a\x1b\" x\r\n",
            [
                "expected CRLF at byte 14, in command",
                "A3 SELECT \"a\\x1b\" x",
                "                 ",
            ],
        ),
        (
            b"A3 SELECT \"caf\xe9\"\r\n",
            [
                "expected QUOTED-CHAR at byte 14, in command",
                "A3 SELECT \"caf\\xe9\"",
                "              ",
            ],
        ),
        (
            b"A3 NOOP\n",
            [
                "expected CRLF at byte 7, in command",
                "A3 NOOP\\n",
                "       ",
            ],
        ),
    ];
    for (wire, row) in rows {
        let error = CommandDecoder::new(Options::strict())
            .decode(wire)
            .unwrap_err();
        assert_eq!(error.tag, Some(0..2));
        drawn(wire, &error, row);
    }
}

#[test]
fn responses() {
    let rows: [(&[u8], [&str; 3]); 11] = [
        (
            b"* 12 FETCH (UID 7 FLAGS (\\Seen) RFC822.SIZE -1)\r\n",
            [
                "expected number64 at byte 44, in msg-att",
                "* 12 FETCH (UID 7 FLAGS (\\Seen) RFC822.SIZE -1)",
                "                                            ",
            ],
        ),
        (
            b"* 12 FETCH (BODY[] {10}\r\n0123456789 UID 0)\r\n",
            [
                "expected nz-number at byte 40, in msg-att",
                "* 12 FETCH (BODY[] {10}\\r\\n...10 bytes... UID 0)",
                "                                              ",
            ],
        ),
        (
            b"* 12 FETCH (BODY[TEXT] \"a long text that is not shown\" UID 0)\r\n",
            [
                "expected nz-number at byte 59, in msg-att",
                "* 12 FETCH (BODY[TEXT] \"a long text ...17 bytes...\" UID 0)",
                "                                                        ",
            ],
        ),
        (
            b"* 12 FETCH (ENVELOPE (NIL \"caf\xc3\xa9\" NIL))\r\n",
            [
                "expected QUOTED-CHAR at byte 30, in envelope",
                "* 12 FETCH (ENVELOPE (NIL \"caf\\xc3\\xa9\" NIL))",
                "                              ",
            ],
        ),
        (
            b"* LIST (\\Foo) / x\r\n",
            [
                "expected DQUOTE at byte 14, in mailbox-list",
                "* LIST (\\Foo) / x",
                "              ",
            ],
        ),
        (
            b"* STATUS x (MESSAGES 1 UIDNEXT 0)\r\n",
            [
                "expected nz-number at byte 31, in status-att",
                "* STATUS x (MESSAGES 1 UIDNEXT 0)",
                "                               ",
            ],
        ),
        (
            b"* OK [UIDNEXT 0] x\r\n",
            [
                "expected nz-number at byte 14, in resp-text-code",
                "* OK [UIDNEXT 0] x",
                "              ",
            ],
        ),
        (
            b"* OK [UIDNEXT 1]\r\n",
            [
                "expected SP at byte 16, in resp-text",
                "* OK [UIDNEXT 1]",
                "                ",
            ],
        ),
        (
            b"* 1 EXISTS",
            [
                "expected CRLF at byte 10, in response-data",
                "* 1 EXISTS",
                "          ",
            ],
        ),
        (
            b"* NAMESPACE ((\"\" \"/\")) () NIL\r\n",
            [
                "expected namespace-descr at byte 24, in namespace-descr",
                "* NAMESPACE ((\"\" \"/\")) () NIL",
                "                        ",
            ],
        ),
        (
            b"* ESEARCH (TAG) UID\r\n",
            [
                "expected SP at byte 14, in search-correlator",
                "* ESEARCH (TAG) UID",
                "              ",
            ],
        ),
    ];
    for (wire, row) in rows {
        let error = ResponseDecoder::new(Options::strict())
            .decode(wire)
            .unwrap_err();
        drawn(wire, &error, row);
    }
    let wire = b"A3 OKAY done\r\n";
    let error = ResponseDecoder::new(Options::strict())
        .decode(wire)
        .unwrap_err();
    assert_eq!(error.tag, Some(0..2));
    drawn(
        wire,
        &error,
        [
            "expected resp-cond-state at byte 3, in response-tagged",
            "A3 OKAY done",
            "   ",
        ],
    );
}

/// Only as much of a long line as shows where one is; at its start, in its middle, at its end.
#[test]
fn long_lines() {
    for (before, after) in [(0, 500), (500, 500), (500, 0)] {
        let wire = format!(
            "* FLAGS ({}* {})\r\n",
            "abcd ".repeat(before),
            "efgh ".repeat(after)
        );
        let error = ResponseDecoder::new(Options::strict())
            .decode(wire.as_bytes())
            .unwrap_err();
        assert_eq!(error.offset, 9 + before * 5);
        let rendered = error.render(wire.as_bytes());
        let lines: Vec<_> = rendered.lines().collect();
        let column = lines[2].find('^').unwrap();
        assert_eq!(lines[1].as_bytes()[column], b'*', "\n{rendered}");
        assert!(lines[1].len() < 120, "\n{rendered}");
    }
}

/// Whatever a client says at the wrong time or in the wrong way, nothing of it is shown.
#[test]
fn secrets() {
    let commands: [&[u8]; 12] = [
        b"A3 LOGIN alice \"s3cr\\et\"\r\n",
        b"A3 LOGIN alice s3cret more\r\n",
        b"A3 login alice s3cret\n",
        b"A3  LOGIN alice s3cret\r\n",
        b" A3 LOGIN alice s3cret\r\n",
        b"A3 LOGIN {5}\r\nalice s3cr\"et\r\n",
        b"A3\tLOGIN alice s3cret\r\n",
        b"A3 LOGIN\talice s3cret\r\n",
        b"A3 AUTHENTICATE PLAIN s3cret\r\n",
        b"A3 AUTHENTICATE PLAIN  s3cret\r\n",
        b"s3cret\r\n",
        b"+s3cret\r\n",
    ];
    for wire in commands {
        let error = CommandDecoder::new(Options::strict())
            .decode(wire)
            .unwrap_err();
        let rendered = error.render(wire);
        assert!(
            !rendered.contains("s3cr") && !rendered.contains("et\""),
            "\n{rendered}"
        );
        assert!(!format!("{error:?} {error}").contains("s3c"));
        assert!(
            error.render_in_full(wire).contains("s3cr"),
            "the user's own terminal"
        );
    }
    let wire = b"A3 NOOP\r\nA4 LOGIN alice s3cret\r\n";
    let error = CommandDecoder::new(Options::strict())
        .decode(wire)
        .unwrap_err();
    drawn(
        wire,
        &error,
        [
            "expected end of message at byte 9, in end of message",
            "A3 NOOP\\r\\n...",
            "           ",
        ],
    );
    for wire in [
        &b"s3cret\r\n"[..],
        b"czNjcmV0 \r\n",
        b"czNjcmV0=s3cret\r\n",
        b"s3cret: \r\n",
    ] {
        let error = AuthenticateDataDecoder::new(Options::strict())
            .decode(wire)
            .unwrap_err();
        drawn(
            wire,
            &error,
            [
                &error.to_string().replace(" (in", ", in").replace(')', ""),
                "...",
                "",
            ],
        );
        let error = IdleDoneDecoder::new(Options::strict())
            .decode(wire)
            .unwrap_err();
        drawn(
            wire,
            &error,
            ["expected \"DONE\" at byte 0, in \"DONE\"", "...", ""],
        );
    }
}

/// Each quirk that is off is named by the error that it would have spared, and no other.
#[test]
fn the_quirk_that_would_help() {
    use imap_codec::{
        AuthenticateDataKind, CommandKind, Decoder, GreetingKind, Kind, Policy, Quirk, Quirks,
        ResponseKind, SampleKind,
    };
    fn named<K: Kind>(quirk: Quirk, options: Options) -> Option<Quirk> {
        let error = Decoder::<K>::new(options).decode(quirk.sample().as_bytes());
        error.map(drop).unwrap_err().quirk
    }
    for quirk in Quirk::ALL.iter().copied() {
        let all_others = Options::strict().policy(Policy::Chosen(Quirks::ALL.without(quirk)));
        for options in [Options::strict(), all_others] {
            let named = match quirk.kind() {
                SampleKind::Greeting => named::<GreetingKind>(quirk, options),
                SampleKind::AuthenticateData => named::<AuthenticateDataKind>(quirk, options),
                SampleKind::Command => named::<CommandKind>(quirk, options),
                // Mended otherwise, or by the framer.
                _ if options.policy != Policy::Strict => continue,
                _ => named::<ResponseKind>(quirk, options),
            };
            let by_the_framer =
                matches!(quirk, Quirk::LeadingNul | Quirk::BlankLine | Quirk::LoneLf);
            assert_eq!(named, (!by_the_framer).then_some(quirk));
        }
    }
    // Nothing would.
    let error = ResponseDecoder::strict().decode(b"* 1 FETCH (UID x)\r\n");
    assert_eq!(error.unwrap_err().quirk, None);
    let error = ResponseDecoder::tolerant().decode(b"* SEARCH x\r\n");
    assert_eq!(error.unwrap_err().quirk, None);
    // Tolerant makes no guesses about literals.
    let error = ResponseDecoder::tolerant().decode(b"* LIST () \"/\" {-1}\r\nx\r\n");
    assert_eq!(error.unwrap_err().quirk, Some(Quirk::NegativeLiteral));
}

/// A report has all that is known: the code, the rule and its section, the place, the tag, what would help.
#[test]
fn reports() {
    use imap_codec::{FrameErrorKind, Framer, Mode, Quirk, Reports, Rule, Severity};
    let wire = b"A2 NOOP \r\n";
    let error = CommandDecoder::strict().decode(wire).unwrap_err();
    let report = error.report();
    assert_eq!(report.code, "CRLF");
    assert_eq!(
        (report.rule, report.within),
        (Some(Rule::Crlf), Some(Rule::Command))
    );
    assert_eq!(report.severity, Severity::Error);
    assert_eq!(report.labels[0].range, 7..7);
    assert_eq!(report.labels.last().unwrap().range, 0..2);
    assert!(report.url.unwrap().ends_with("rfc5234.html#appendix-B.1"));

    let wire = b"* SEARCH 1 2 3 \r\n";
    let strict = ResponseDecoder::strict().decode(wire).unwrap_err();
    assert_eq!(
        strict.report().render(wire),
        "error[nz-number]: expected nz-number\n --> byte 15, in response-data\n  |\n  | * SEARCH 1 2 3 \n  |                ^ expected nz-number\n  = RFC 9051 section 9, https://www.rfc-editor.org/rfc/rfc9051.html#section-9\n  = help: the quirk space-after-search (S1) would mend it: SP at the end of a SEARCH response\n"
    );
    let decoded = ResponseDecoder::tolerant().decode(wire).unwrap();
    let report = decoded.deviations[0].report();
    assert_eq!(
        (report.code, report.severity),
        (Quirk::SpaceAfterSearch.as_str(), Severity::Advice)
    );
    assert!(
        report
            .render(wire)
            .contains("\n  | * SEARCH 1 2 3 \n  |               ^ mended here\n")
    );

    let mut framer = Framer::new(Mode::Response, &Options::tolerant());
    framer.push(b"* 1 FETCH (BODY[] {99999999999999999999}\r\n");
    let error = framer.next().map(drop).unwrap_err();
    assert_eq!(error.kind, FrameErrorKind::LiteralLengthOverflow);
    let report = error.report();
    assert_eq!(report.code, "framing-literal-length-overflow");
    assert_eq!(report.labels[0].range.start, 18);
}

/// Long lines, 8-bit characters, secrets: as with `render`.
#[test]
fn reports_are_printable_and_redacted() {
    use imap_codec::Reports;
    for wire in [
        &b"A2 LOGIN alice s3cret too much\r\n"[..],
        b"A2 LOGIN \"alice\" s3cret too much\r\n",
        b"s3cret\r\n",
        b"A2 AUTHENTICATE PLAIN s3cret \xff\r\n",
    ] {
        let error = CommandDecoder::strict().decode(wire).unwrap_err();
        let (moved, text) = error.report().redacted(wire);
        for text in [
            error.report().render(wire),
            text.clone(),
            error.report().render_secret(wire),
        ] {
            assert!(text.is_ascii() && !text.contains("s3cret"), "{text}");
        }
        assert!(
            moved
                .labels
                .iter()
                .all(|label| label.range.end <= text.len())
        );
    }
    let wire = format!(
        "* FLAGS ({}* {})\r\n",
        "abcd ".repeat(900),
        "efgh ".repeat(900)
    );
    let error = ResponseDecoder::strict()
        .decode(wire.as_bytes())
        .unwrap_err();
    let rendered = error.report().render(wire.as_bytes());
    assert!(rendered.lines().all(|line| line.len() < 140), "{rendered}");
}
