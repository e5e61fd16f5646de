"""The example server and Dovecot, which get the same mail: with_dovecot.py PORT DOVECOTS_PORT. Prints each difference that is not listed."""
import imaplib
import re
import sys

OURS = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]))
OURS.login("alice", "secret")
ITS = imaplib.IMAP4("127.0.0.1", int(sys.argv[2]))
ITS.login("alice", "pw")
imaplib._MAXLINE = 10_000_000

# Where the two differ, and why.
KNOWN = {
    ("INBOX", 5, "ENVELOPE"): "names are written in UTF-8, whatever charset they came in",
    ("INBOX", 6, "ENVELOPE"): "8 bits are written as encoded-words",
    ("INBOX", 13, "ENVELOPE"): "comments belong to names; a tab stays a tab",
    ("Odd", 3, "ENVELOPE"): "addresses without a domain: Dovecot gives them one",
    ("Odd", 14, "ENVELOPE"): "of two Date fields the first",
    ("INBOX", 15, "BODYSTRUCTURE"): "parameters in pieces (RFC 2231) stay as they are; Dovecot joins them",
    ("Odd", 6, "BODYSTRUCTURE"): "multipart without a boundary is text",
    ("Odd", 8, "BODYSTRUCTURE"): "multipart without parts",
    ("Odd", 9, "BODYSTRUCTURE"): "a media type that is none is text/plain",
    ("Odd", 10, "BODYSTRUCTURE"): "a media type that is none is text/plain",
    ("Odd", 15, "BODYSTRUCTURE"): "a lone LF is one octet",
    ("Odd", 4, "HEADER.FIELDS.NOT (SUBJECT TO X-FOLD)"): "the empty line is added where there is none",
    ("Odd", 6, "1"): "multipart without a boundary is text",
    ("Odd", 6, "1.MIME"): "multipart without a boundary is text",
    ("Odd", 8, "1"): "multipart without parts",
    ("Odd", 8, "1.MIME"): "multipart without parts",
    ("Odd", 16, "2.MIME"): "the empty line belongs to the header",
    ("INBOX", 0, "SORT SUBJECT"): "letters with accents: Dovecot sorts them as those without",
    ("INBOX", 0, "SORT SUBJECT REVERSE DATE"): "letters with accents",
}
compared, differences, met = 0, 0, set()


def compare(box, number, what, ours, its):
    global compared, differences
    compared += 1
    if ours == its:
        return
    if (box, number, what) in KNOWN:
        met.add((box, number, what))
        return
    differences += 1
    print(box, number, what, "\n  ours", ours[:500], "\n  Dovecot's", its[:500])


def whole(client, item):
    """Answers to FETCH 1:* by number, with literals as quoted strings."""
    answers, line = {}, b""
    for piece in client.fetch("1:*", "(%s)" % item)[1]:
        if isinstance(piece, tuple):
            head, text = piece
            line += re.sub(rb"\{\d+\}$", b"", head) + b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        else:
            line += piece
            number, rest = line.split(b" ", 1)
            answers[int(number)] = rest.upper()
            line = b""
    return answers


def section(client, number, name):
    """None: there is no such part."""
    piece = client.fetch(str(number), "(BODY.PEEK[%s])" % name)[1][0]
    if isinstance(piece, tuple):
        return piece[1].replace(b"\r\n", b"\n")
    text = piece.split(b"] ", 1)[1].rstrip(b")")
    return None if text == b"NIL" else text.strip(b'"')


SECTIONS = """1 2 3 4 60 1.1 1.2 1.1.1 1.1.2 1.2.1 2.1 2.2 2.1.1 2.2.1 1.1.1.1 1.1.1.1.1 HEADER TEXT 1.MIME 2.MIME 1.1.MIME 2.1.MIME 2.2.MIME
2.1.1.MIME 1.HEADER 1.TEXT 2.HEADER 2.TEXT 2.1.HEADER 2.1.TEXT 1.1.HEADER 1.1.TEXT 1.1.1.HEADER""".split()
FIELDS = ["HEADER.FIELDS (SUBJECT TO X-FOLD)", "HEADER.FIELDS.NOT (SUBJECT TO X-FOLD)", "2.HEADER.FIELDS (SUBJECT)"]

counts = {"INBOX": 30, "Odd": 16, "Lists/dev": 6}
for box, count in counts.items():
    OURS.select(box, True)
    if box != "INBOX":
        ITS.create(box)
    for number in range(1, count + 1):
        [(_, mail), _] = OURS.fetch(str(number), "(BODY.PEEK[])")[1]
        ITS.append(box, None, None, mail)
    ITS.select(box, True)
    for item in ["ENVELOPE", "BODYSTRUCTURE"]:
        ours, its = whole(OURS, item), whole(ITS, item)
        for number in range(1, count + 1):
            compare(box, number, item, ours[number], its[number])
    for number in range(1, count + 1):
        for name in SECTIONS + FIELDS:
            ours, its = section(OURS, number, name), section(ITS, number, name)
            # Dovecot takes 1.1 for 1 where 1 has no parts; by RFC 9051 there is no such section.
            if ours is None and its:
                above = re.sub(r"\.1(?=\.MIME$|$)", "", name)
                its = None if above != name and its == section(ITS, number, above) else its
            compare(box, number, name, ours or b"", its or b"")

for client in (OURS, ITS):
    client.select("INBOX", True)
for keys in ["SUBJECT hello", "FROM bob", "TO bob", "BODY server", "TEXT example.org", "LARGER 1000 SMALLER 5000", 'HEADER X-Empty ""', "HEADER Message-ID m1",
             "SENTSINCE 10-Mar-2024", "SENTBEFORE 10-Mar-2024", "SENTON 6-Mar-2024", "OR SUBJECT deep BODY deepest", "TEXT inner", 'BODY "inner body"', "CC c@x",
             "BCC secret", 'SUBJECT ""', "BODY digest", "1:5,*", "NOT 3:20", "HEADER References m0", "SUBJECT quotes", "BODY p59", "TEXT boundary", "BODY failed"]:
    compare("INBOX", 0, "SEARCH " + keys, OURS.search(None, keys)[1][0], ITS.search(None, keys)[1][0])
for text in ["Größe", "Grüße", "GRÜSSE", "löwe", "日本", "Büro", "こんにちは", "こん"]:
    for key in ["SUBJECT", "BODY", "TEXT", "FROM"]:
        found = []
        for client in (OURS, ITS):
            client.literal = text.encode()
            found.append(client.search("UTF-8", key)[1][0])
        compare("INBOX", 0, f"SEARCH {key} {text}", *found)
for order in ["SUBJECT", "DATE", "FROM", "TO", "CC", "SIZE", "REVERSE SIZE", "SUBJECT REVERSE DATE", "DISPLAYFROM", "DISPLAYTO"]:
    compare("INBOX", 0, "SORT " + order, *[client.sort(f"({order})", "UTF-8", "ALL")[1][0] for client in (OURS, ITS)])
for box in counts:
    for client in (OURS, ITS):
        client.select(box, True)
    for algorithm in ["REFERENCES", "ORDEREDSUBJECT"]:
        compare(box, 0, "THREAD " + algorithm, *[client.thread(algorithm, "UTF-8", "ALL")[1][0] for client in (OURS, ITS)])
OURS.logout()
ITS.logout()
for row in KNOWN:
    if row not in met:
        print(row, "is the same now")
        differences += 1
print(f"{compared} answers compared with Dovecot's, {len(met)} differences, all known" if not differences else f"{differences} differences")
if not differences:
    print("all the same")
