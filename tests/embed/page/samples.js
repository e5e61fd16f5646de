// What can be clicked on: recordings beside this page, and lines as real peers send them.

const LF = (text) => text.replace(/\n/g, '\r\n');

export const samples = [
  { name: 'A mail client fetches', file: 'samples/fetchmail.wire' },
  { name: 'IDLE, two sessions', file: 'samples/idle.wire' },
  { name: 'Synchronising (compressed)', file: 'samples/mbsync--inflated.wire' },
  { name: 'APPEND and literals', file: 'samples/append.wire' },
  { name: 'Where peers disagree', file: 'samples/disputed.wire' },
  {
    name: 'What servers really send',
    side: 'server',
    text: LF(`* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN X-FROB]
* SEARCH 2 84 882 \n* 11487 FETCH (UID 19436 FLAGS (\\Seen \\*) )
*  1688 EXISTS
* 1 FETCH (UID 7 ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700" "caf\u00e9" (("Terry Gray" NIL "gray" "cac.washington.edu")) NIL NIL ((NIL NIL "imap" "cac.washington.edu")) NIL NIL NIL "<B27397-0100000@cac.washington.edu>"))
* 2 FETCH (UID 8 FLAGS x BODY[HEADER] {32}
Subject: hi
From: a@b.example
)
* LIST (\\HasNoChildren) "/" ~peter/mail/\u53f0\u5317
* NO [ALERT] disk full caf\u00e9
+
A1 OK
`),
  },
  {
    name: 'Commands of a client',
    side: 'client',
    text: LF(`a1 LOGIN alice "correct horse"
a2 SELECT INBOX (CONDSTORE)
a3 UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]<0.1024>)
a4 SEARCH RETURN (MIN COUNT) OR UNSEEN (FROM "bob" SINCE 1-Feb-2024)
a5 APPEND Sent (\\Seen) {23+}
Subject: hello

Hello!

a6 STATUS INBOX (MESSAGES MESAGES
a7 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
a8 IDLE
DONE
a9 STORE 1:3 +FLAGS (\\Deleted $Junk)
`),
  },
  { name: 'One broken line', side: 'client', text: 'A3 STATUS blurdybloop (UIDNEXT (MESSAGES))' },
];
