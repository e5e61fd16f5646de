"""imapclient against the example server: with_imapclient.py PORT TLS_PORT CERTIFICATE. What it is told is checked."""
import ssl
import sys
from datetime import datetime, timezone

from imapclient import DELETED, SEEN, IMAPClient
from imapclient.exceptions import LoginError

port, tls_port, certificate = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
context = ssl.create_default_context(cafile=certificate)

try:
    IMAPClient("localhost", port=port, ssl=False).login("alice", "wrong")
    assert False
except LoginError:
    pass

c = IMAPClient("localhost", port=port, ssl=False, use_uid=True)
c.starttls(context)
c.login("alice", "secret")
assert b"name" in dict(zip(*[iter(c.id_({"name": "IMAPClient", "vendor": 'x "y"'}))] * 2)) or c.id_()
assert c.namespace().personal == (("", "/"),)
folders = c.list_folders()
names = [name for _, _, name in folders]
assert "Größe & Löwen" in names and "Lists/dev" in names and len(names) == 10, names
assert c.find_special_folder(b"\\Sent") == "Sent"
assert len(c.list_sub_folders()) == 8
assert c.enable("CONDSTORE") == [b"CONDSTORE"]
selected = c.select_folder("INBOX")
assert selected[b"EXISTS"] == 30 and selected[b"HIGHESTMODSEQ"] > 30
assert c.search(["FLAGGED"]) == [2, 16]
assert c.search(["SUBJECT", "Grüße"], charset="UTF-8") == [5, 6]
assert c.search([["NOT", "SEEN"], "OR", "SUBJECT", "deep", "BODY", "deepest"]) == [18]
assert c.search(["SINCE", datetime(2024, 3, 30), "LARGER", 100]) == []
assert c.sort(["REVERSE SIZE"])[0] == 27
threads = c.thread()
flat = []
def walk(tree):
    for node in tree:
        walk(node) if isinstance(node, tuple) else flat.append(node)
walk(threads)
assert sorted(flat) == list(range(1, 31)) and any(thread[0] == 2 and len(thread) > 1 for thread in threads), threads
uids = c.search()
got = c.fetch(uids, ["FLAGS", "INTERNALDATE", "ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE", "BODY.PEEK[]"])
assert len(got) == 30
for uid in uids:
    assert got[uid][b"RFC822.SIZE"] == len(got[uid][b"BODY[]"])
assert got[1][b"ENVELOPE"].subject == b"Welcome" and got[1][b"ENVELOPE"].date.year == 2024
groups = got[12][b"ENVELOPE"].to
assert groups[0].mailbox == b"A Group" and any(address.mailbox == b"ed" for address in groups), groups
structure = got[16][b"BODYSTRUCTURE"]
assert structure.is_multipart and structure[0][0].is_multipart, structure
# The parts of a message in a message in a message, and what stands in them.
parts = c.fetch(17, ["BODY.PEEK[2.HEADER]", "BODY.PEEK[2.1.1]", "BODY.PEEK[2.2.MIME]", "BODY.PEEK[1]<0.5>", "BODY.PEEK[9]"])[17]
assert b"Subject: mid" in parts[b"BODY[2.HEADER]"] and parts[b"BODY[2.1.1]"] == b"inner body\r\n" and parts[b"BODY[1]<0>"] == b"siehe" and parts[b"BODY[9]"] is None, parts
# (It knows no literal8: what has NUL in it is not for imapclient.)
binary = c.fetch(7, ["BINARY.PEEK[1]", "BINARY.SIZE[1]"])[7]
assert binary[b"BINARY[1]"].decode() == "Die Löwen brüllen. 日本\r\n" and binary[b"BINARY.SIZE[1]"] == len(binary[b"BINARY[1]"]), binary
assert c.fetch(26, ["BINARY.SIZE[1]"])[26][b"BINARY.SIZE[1]"] == 256
assert c.fetch(6, ["PREVIEW"])[6][b"PREVIEW"].decode().startswith("ÄÖÜ ß")
assert c.add_flags([1, 2], [SEEN, b"kw"])[1] == (SEEN, b"kw")
highest = c.folder_status("INBOX", ["HIGHESTMODSEQ"])[b"HIGHESTMODSEQ"]
c.remove_flags([2], [b"kw"])
changed = c.fetch(uids, ["FLAGS"], modifiers=["CHANGEDSINCE %d" % highest])
assert list(changed) == [2] and changed[2][b"MODSEQ"][0] > highest, changed
c.set_flags([1], [], silent=True)
assert c.get_flags([1]) == {1: ()}
name = "Übung & Co/ü"
c.create_folder(name)
answer = c.append(name, "Subject: x\r\n\r\nü\r\n".encode(), flags=[SEEN], msg_time=datetime(2024, 2, 29, 12, tzinfo=timezone.utc))
assert b"APPENDUID" in answer, answer
c.multiappend(name, [b"Subject: 1\r\n\r\nx", {"msg": b"Subject: 2\r\n\r\ny", "flags": [SEEN]}])
assert c.folder_status(name, ["MESSAGES", "UNSEEN"]) == {b"MESSAGES": 3, b"UNSEEN": 1}
c.copy([1, 2], name)
c.move([30], name)
assert c.folder_status(name, ["MESSAGES"])[b"MESSAGES"] == 6 and len(c.search()) == 29
c.add_flags([28, 29], [DELETED])
c.expunge([28])
assert c.search(["DELETED"]) == [29]
# IDLE, and another session that changes something meanwhile.
other = IMAPClient("localhost", port=tls_port, ssl_context=context)
other.login("alice", "secret")
c.idle()
other.append("INBOX", b"Subject: news\r\n\r\nz\r\n")
heard = c.idle_check(timeout=10)
assert (29, b"EXISTS") in heard, heard
other.select_folder("INBOX")
other.delete_messages([1])
other.expunge([1])
heard = []
while not any(b"EXPUNGE" in one for one in heard):
    heard += c.idle_check(timeout=10)
c.idle_done()
other.logout()
c.noop()
c.unselect_folder()
c.rename_folder(name, "Übung 2")
c.delete_folder("Übung 2")
c.logout()
print("all seen")
