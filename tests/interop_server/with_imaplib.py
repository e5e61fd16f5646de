"""Python's imaplib against the example server: with_imaplib.py PORT TLS_PORT CERTIFICATE. What it is told is checked."""
import email
import imaplib
import ssl
import sys

port, tls_port, certificate = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
context = ssl.create_default_context(cafile=certificate)


def ok(answer):
    state, data = answer
    assert state == "OK", answer
    return data


M = imaplib.IMAP4("localhost", port)
assert "IMAP4REV1" in M.capabilities and "STARTTLS" in M.capabilities, M.capabilities
ok(M.starttls(context))
ok(M.login("alice", "secret"))
assert ok(M.namespace()) == [b'(("" "/")) NIL NIL']
names = ok(M.list())
assert len(names) == 10 and b'(\\Sent \\HasNoChildren) "/" Sent' in names, names
assert len(ok(M.lsub())) == 8
assert ok(M.select("INBOX")) == [b"30"]
assert M.response("UIDVALIDITY")[1] != [None]
assert ok(M.search(None, "ALL"))[0].split() == [b"%d" % n for n in range(1, 31)]
assert ok(M.search(None, "FLAGGED", "FROM", "alice")) == [b"2"]
M.literal = "Grüße".encode()
assert ok(M.search("UTF-8", "SUBJECT")) == [b"5 6"]
# Every message, and each can be read.
messages = ok(M.fetch("1:*", "(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"))
bodies = [part[1] for part in messages if isinstance(part, tuple)]
assert len(bodies) == 30 and all(email.message_from_bytes(body) for body in bodies)
for part in [part for part in messages if isinstance(part, tuple)]:
    assert b"RFC822.SIZE %d " % len(part[1]) in part[0], part[0]
assert imaplib.Internaldate2tuple(messages[0][0])
assert len(ok(M.uid("FETCH", "1:*", "(FLAGS)"))) == 30
[(_, header), _] = ok(M.fetch("13", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
assert b"(paren) [bracket]" in header
order = ok(M.sort("(REVERSE DATE)", "UTF-8", "ALL"))[0].split()
assert len(order) == 30 and order[0] == b"28", order
threads = ok(M.thread("REFERENCES", "UTF-8", "ALL"))[0]
assert b"(2 (3)(4))" in threads or b"(2 3 4)" in threads, threads
assert b"(FLAGS (\\Seen kw))" in ok(M.store("3", "+FLAGS", "(\\Seen kw)"))[0]
assert b"kw" not in ok(M.store("3", "-FLAGS", "(kw)"))[0]
ok(M.store("3", "FLAGS.SILENT", "(\\Deleted)"))
ok(M.create('"Made here"'))
ok(M.append('"Made here"', "\\Seen kw2", imaplib.Time2Internaldate(1700000000), b"Subject: x\r\n\r\ny\r\n"))
ok(M.copy("1:2", '"Made here"'))
assert ok(M.status('"Made here"', "(MESSAGES UIDNEXT UNSEEN)")) == [b'"Made here" (MESSAGES 3 UIDNEXT 4 UNSEEN 1)']
ok(M.check())
assert ok(M.expunge()) == [b"3"]
ok(M.noop())
ok(M.unselect())
assert ok(M.select('"Made here"', True)) == [b"3"]
ok(M.subscribe('"Made here"'))
ok(M.unsubscribe('"Made here"'))
ok(M.close())
ok(M.rename('"Made here"', '"Made anew"'))
ok(M.delete('"Made anew"'))
assert M.select("Made")[0] == "NO"
ok(M.enable("UTF8=ACCEPT"))
assert ok(M.select('"Größe & Löwen"')) == [b"1"]
M.logout()

M = imaplib.IMAP4_SSL("localhost", tls_port, ssl_context=context)
ok(M.authenticate("PLAIN", lambda _: b"\0alice\0secret"))
ok(M.select("Odd"))
for n in range(1, 17):
    ok(M.fetch(str(n), "(ENVELOPE BODYSTRUCTURE BODY[1])"))
M.logout()
print("all seen")
