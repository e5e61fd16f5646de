#!/usr/bin/env python3
"""make.py: writes the messages of this folder anew, the same each time. A folder is a mailbox of the example server.

All names and addresses are invented, and below example.org, example.net, example.com, example and test (RFC 2606).
"""
import base64, pathlib, random, shutil
from email import policy
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

HERE = pathlib.Path(__file__).parent
R = random.Random(9051)
WORDS = "the of mail server sends a reply when client asks for it and nobody knows why this line is here but it flows".split()
TP = "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
out = {}


def text(n):
    return " ".join(R.choice(WORDS) for _ in range(n))


def para(lines):
    return "".join(text(R.randint(4, 11)).capitalize() + ".\r\n" for _ in range(lines))


def head(n, subject, frm="Alice Example <alice@example.org>", to="Bob <bob@example.net>", extra=""):
    when = "%d Mar 2024 %02d:%02d:00 +0100" % (1 + n % 28, 8 + n % 12, n % 60)
    day = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(n % 28 + 1) % 7]
    return (f"Return-Path: <alice@example.org>\r\nReceived: from mx{n}.example.org (mx.example.org [192.0.2.{n % 250}])\r\n"
            f"\tby in.example.net (Postfix) with ESMTPS id 4ABC{n}\r\n\tfor <bob@example.net>; {day}, {when} (CET)\r\n"
            f"Date: {day}, {when}\r\nFrom: {frm}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <m{n}@example.org>\r\n{extra}MIME-Version: 1.0\r\n")


def add(box, name, raw):
    if isinstance(raw, str):
        raw = raw.encode("utf-8")
    out[f"{box}/{len(out):02d}-{name}.eml"] = raw


def m(box, name, subject, body, **k):
    add(box, name, head(len(out), subject, **k) + body)


def refs(*numbers):
    ids = [f"<m{n}@example.org>" for n in numbers]
    return f"In-Reply-To: {ids[-1]}\r\nReferences: " + "\r\n\t".join(ids) + "\r\n"


# ---- INBOX ----
B = "INBOX"
m(B, "welcome", "Welcome", TP + "This mail is in the memory of a server that you have just started.\r\n\r\n"
  "Mark it, move it, delete it, append to it: when the server stops all is as it was.\r\n")
m(B, "hello", "Hello", TP + para(6))
m(B, "reply", "Re: Hello", TP + para(3), frm="Bob <bob@example.net>", to="alice@example.org", extra=refs(1))
m(B, "reply2", "Re: [list] RE: Hello (fwd)", TP + para(3), extra=refs(1, 2))
m(B, "encoded-words", "=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?= =?UTF-8?Q?Gr=C3=BC=C3=9Fe_?=\r\n =?utf-8?b?8J+YgA==?=",
  "Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\x1b$B$3$s$K$A$O\x1b(B\r\n",
  frm="=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.org>",
  to="=?iso-8859-1?q?Andr=E9?= <andre@example.com>,\r\n =?UTF-8?B?5bGx55Sw?= <yamada@example.net>")
m(B, "raw-utf8", "Grüße aus Köln — 日本語 😀", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÄÖÜ ß 日本語 😀\r\n",
  frm="Jürgen <jürgen@dömäin.example>", to="山田 <用户@例子.test>")
m(B, "quoted-printable", "A text to look for", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nDie L=C3=B6wen br=C3=BCllen. =E6=97=A5=E6=9C=AC\r\n")
m(B, "long-subject", "\r\n ".join(text(9) for _ in range(20)), TP + "long subject, folded\r\n")
m(B, "long-line", "x" * 990, TP + "y" * 990 + "\r\n")
m(B, "long-word", "=?utf-8?q?" + "=C3=BC" * 100 + "?=", TP + "one long word\r\n")
m(B, "undisclosed", "no recipients", TP + "..\r\n.dot\r\n", to="undisclosed-recipients:;")
m(B, "groups", "groups", TP + "g\r\n", frm="\"Team\" <team@example.org>",
  to="A Group:Ed Jones <ed@a.test>,\"Quoted, Name\" <q@b.test>,joe@where.test;, Empty:;, last@example.org,\r\n  =?utf-8?q?Gr=C3=BCppe?=: x@y.test;")
m(B, "quoting", "\"quotes\" \\ back\\\\slash {5} {3+} (paren) [bracket] * % NIL ~ \t tab", TP + "w\r\n",
  frm="\"Joe \\\"Q\\\" \\\\ Public\" <\"joe \\\"q\\\" \\\\\"@example.org>",
  to="Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>,\r\n <@a.test,@b.test:c@d.test>, NIL <nil@nil.test>, joe@[192.0.2.1]")
m(B, "headers", "first subject", "X-Empty:\r\nX-Blank:   \r\nX-Fold:\r\n\t\r\n  value\r\nX-Tab:\ttab\tin\tit\r\nx-lower: y\r\n" + TP + "many headers\r\n")
m(B, "parameters", "odd parameters", "Content-Type: text/plain; charset=\"utf-8\"; name=\"a;b\\\"c\\\\d.txt\"; format=flowed; delsp=yes;\r\n x*0*=utf-8'de'%C3%BC; x*1=b; empty=\"\"\r\nContent-ID: <id@x.test>\r\n"
  "Content-Description: =?utf-8?q?Beschreibung_=C3=BC?= \"q\" \\ x\r\nContent-Language: de, en-GB\r\nContent-Location: http://example.org/a.html\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n"
  "Content-Disposition: attachment; filename*0*=UTF-8''%e2%82%ac%20; filename*1*=rates.txt; size=123; creation-date=\"Wed, 12 Feb 1997 16:29:51 -0500\"\r\n\r\nodd\r\n")
# An attachment beside two forms of a text, one of them with a picture.
msg = EmailMessage(policy=policy.SMTP)
msg["From"], msg["To"], msg["Subject"] = "Carol <carol@example.org>", "bob@example.net", "Angebot für Löwen 🦁"
msg["Message-ID"], msg["Date"] = "<offer@example.org>", "Tue, 05 Mar 2024 12:00:00 +0000"
msg.set_content("Hallo Löwe\n" * 4)
msg.add_alternative("<html><body><img src='cid:x@y.test'>Hallo L&ouml;we</body></html>\n", subtype="html")
msg.get_payload()[1].add_related(bytes(range(256)) * 3, "image", "png", cid="<x@y.test>", filename="bild.png")
msg.add_attachment(b"%PDF-1.4\n" + bytes(range(1, 256)) * 8, maintype="application", subtype="pdf", filename="Übersicht 2024 (final).pdf")
msg.add_attachment("a,b\n1,2\n", subtype="csv", filename="x.csv")
for part, letter in zip([x for x in msg.walk() if x.is_multipart()], "ABCDEF"):
    part.set_boundary(f"=_{letter}_boundary")
add(B, "attachments", msg.as_bytes())
# A message in a message in a message.
outer = MIMEMultipart("mixed", boundary="=_outer")
outer["Subject"], outer["From"], outer["To"], outer["Date"] = "Fwd: Angebot", "bob@example.net", "carol@example.org", "Wed, 06 Mar 2024 08:00:00 -0700"
outer.attach(MIMEText("siehe unten\n"))
inner = EmailMessage()
inner["Subject"], inner["From"], inner["Date"] = 'inner "one"', "inner@example.org", "Wed, 06 Mar 2024 07:00:00 -0700"
inner.set_content("inner body\n")
mid = MIMEMultipart("mixed", boundary="=_mid")
mid["Subject"], mid["To"] = "mid", "g1: a@b.test, d@e.test;"
mid.attach(MIMEMessage(inner))
mid.attach(MIMEText("mid text\n", "plain", "utf-8"))
outer.attach(MIMEMessage(mid))
add(B, "forwarded", outer.as_bytes(policy=policy.SMTP))
deep = "Content-Type: text/plain\r\n\r\ndeepest\r\n"
for i in range(25):
    deep = f"Content-Type: multipart/mixed; boundary=\"b{i}\"\r\n\r\n--b{i}\r\n{deep}\r\n--b{i}--\r\n"
m(B, "deep", "deep nesting", deep)
deep = head(900, "bottom") + TP + "bottom\r\n"
for i in range(8):
    deep = head(900 + i, f"level {i}") + "Content-Type: message/rfc822\r\n\r\n" + deep
add(B, "messages-in-messages", deep)
m(B, "wide", "sixty parts", "Content-Type: multipart/mixed; boundary=w\r\n\r\n" + "".join(f"--w\r\nContent-Type: text/plain; name=p{i}\r\n\r\np{i}\r\n" for i in range(60)) + "--w--\r\n")
m(B, "digest", "digest", "Content-Type: multipart/digest; boundary=dg\r\n\r\n" + "".join(f"--dg\r\n\r\nFrom: d{i}@x.test\r\nSubject: digest {i}\r\n\r\nbody {i}\r\n" for i in range(3)) + "--dg\r\nContent-Type: text/plain\r\n\r\nplain in digest\r\n--dg--\r\n")
m(B, "report", "Undelivered Mail Returned to Sender", "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"rp/1\"\r\n\r\n--rp/1\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nfailed\r\n--rp/1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; in.example.net\r\n\r\nFinal-Recipient: rfc822; x@y.test\r\nAction: failed\r\nStatus: 5.1.1\r\n--rp/1\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: lost\r\n--rp/1--\r\n", frm="MAILER-DAEMON@example.net (Mail Delivery System)", extra="Auto-Submitted: auto-replied\r\n")
m(B, "signed", "signed", "Content-Type: multipart/signed; micalg=pgp-sha256;\r\n protocol=\"application/pgp-signature\"; boundary=sg\r\n\r\n--sg\r\nContent-Type: text/plain\r\n\r\nsigned\r\n--sg\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----\r\n--sg--\r\n")
m(B, "external", "external and partial", "Content-Type: multipart/mixed; boundary=ex\r\n\r\n--ex\r\nContent-Type: message/external-body; access-type=URL;\r\n URL=\"ftp://x.test/a\"\r\n\r\nContent-Type: text/html\r\nContent-ID: <e@x.test>\r\n\r\n--ex\r\nContent-Type: message/partial; number=1; total=2; id=\"p@x.test\"\r\n\r\nSubject: part one\r\n\r\nx\r\n--ex--\r\n")
m(B, "calendar", "Invitation", "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBEGIN:VCALENDAR=0D=0AVERSION:2.0=0D=0ASUMMARY:B=C3=BCro=0D=0AEND:VCALENDAR=0D=0A=\r\n=0D=0A")
m(B, "binary", "octets with NUL, in base64", "Content-Type: application/octet-stream; name=\"all.bin\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=all.bin\r\n\r\n" + base64.encodebytes(bytes(range(256))).decode().replace("\n", "\r\n"))
m(B, "large", "a large attachment", "Content-Type: multipart/mixed; boundary=lg\r\n\r\n--lg\r\nContent-Type: text/plain\r\n\r\nA large attachment.\r\n--lg\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=large.bin\r\n\r\n" + base64.encodebytes(bytes(range(256)) * 1800).decode().replace("\n", "\r\n") + "--lg--\r\n")
m(B, "zones", "an old date", TP + "old\r\n", extra="Reply-To: r1@x.test, r2@x.test\r\nSender: s@x.test\r\nCc: c@x.test\r\nBcc: secret@x.test\r\nIn-Reply-To: Your message of Monday <a@b.test> and \"more\"\r\n")
m(B, "apple", "apple", "Content-Type: multipart/appledouble; boundary=ad\r\n\r\n--ad\r\nContent-Type: application/applefile; name=\"x\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAUWBwACAAA=\r\n--ad\r\nContent-Type: image/jpeg; name=\"x.jpg\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename=x.jpg\r\n\r\n/9j/4AAQ\r\n--ad--\r\n")
m(B, "last", "The newest", TP + para(4), frm="\"Dan, the man\" <dan@example.com>")

# ---- the others ----
for i in range(3):
    m("Archive", f"old{i}", f"Report {i + 1} of 3", TP + para(5 + i))
m("Drafts", "draft", "", TP + "not yet\r\n", frm="bob@example.net", to="")
m("Sent", "sent", "Lunch?", TP + "At one?\r\n", frm="Bob <bob@example.net>", to="Alice <alice@example.org>")
m("Sent", "sent-reply", "Re: Welcome", TP + "Thank you.\r\n", frm="Bob <bob@example.net>", to="Alice <alice@example.org>", extra=refs(0))
m("Junk", "junk", "=?utf-8?q?=E2=98=85_You_have_won_=E2=98=85?=", "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Click <a href='http://win.test/'>here</a></p>\r\n", frm="Luck <luck@win.test>")
m("Trash", "deleted", "Old news", TP + para(2))
first = len(out)
m("Lists/dev", "t0", "[dev] Weekly =?utf-8?q?=C3=9Cbersicht?=", TP + "-- \r\nsig\r\n", to="dev@lists.example.org", extra="List-Id: Dev <dev.lists.example.org>\r\nList-Unsubscribe: <mailto:u@x.test>, <https://x.test/u?a=1&b=2>\r\nPrecedence: list\r\n")
m("Lists/dev", "t1", "Re: [dev] Weekly =?utf-8?q?=C3=9Cbersicht?=", TP + para(2), frm="Erin <erin@example.com>", to="dev@lists.example.org", extra=refs(first))
m("Lists/dev", "t2", "Re: [dev] Weekly =?utf-8?q?=C3=9Cbersicht?=", TP + para(2), frm="Frank <frank@example.com>", to="dev@lists.example.org", extra=refs(first))
m("Lists/dev", "t3", "AW: [dev] Weekly =?utf-8?q?=C3=9Cbersicht?=", TP + para(2), frm="Gina <gina@example.com>", to="dev@lists.example.org", extra=refs(first, first + 1))
m("Lists/dev", "u0", "[dev] Release", TP + para(3), frm="Erin <erin@example.com>", to="dev@lists.example.org")
m("Lists/dev", "u1", "Re: [dev] Release", TP + para(1), to="dev@lists.example.org", extra=refs(first + 4))
m("Umlauts", "letter", "Größenwahn", "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n")

# ---- what is hardly mail ----
add("Odd", "latin1", head(len(out), "8 bits without a charset").encode() + b"\r\nGr\xfc\xdfe \xa4 \x80\x9f\xff\r\n")
add("Odd", "no-addresses", "Subject: no from, no to\r\nDate: Fri, 21 Nov 97 09:55:06 -0600\r\n\r\nbody\r\n")
m("Odd", "empty-addresses", "empty ones", TP + "e\r\n", frm="<>", to=" , ,<>, \"\" <>, nobody@, @example.org, <@>")
add("Odd", "header-only", "Subject: no body and no blank line\r\nFrom: a@b.test\r\n")
add("Odd", "no-header", "\r\nthis message has no header\r\n")
m("Odd", "no-boundary", "multipart without a boundary", "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nhello\r\n--x--\r\n")
m("Odd", "unterminated", "multipart without an end", "Content-Type: multipart/mixed; boundary=\"=_un (term) 'd'\"\r\n\r\npreamble\r\n--=_un (term) 'd'\r\n\r\npart 1\r\n--=_un (term) 'd'\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n")
m("Odd", "empty-multipart", "multipart with nothing", "Content-Type: multipart/mixed; boundary=e\r\n\r\n--e--\r\n")
m("Odd", "broken-type", "broken content type", "Content-Type: text\r\nContent-Disposition: ; filename=\r\nContent-Transfer-Encoding:\r\n\r\nbad\r\n")
m("Odd", "broken-type2", "broken content type 2", "Content-Type: ///; charset\r\n\r\nbad\r\n")
add("Odd", "binary8bit", head(len(out), "all octets but NUL, CR, LF").encode() + b"Content-Type: application/octet-stream; name=\"o.bin\"\r\nContent-Transfer-Encoding: binary\r\n\r\n" + bytes(b for b in range(1, 256) if b not in (10, 13)) + b"\r\n")
m("Odd", "bad-base64", "broken base64", "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD*!@#$\r\nREVGRw\r\n==Zg\r\n")
m("Odd", "uuencode", "uuencode", "Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\n")
m("Odd", "bad-date", "bad dates", TP + "d\r\n", extra="Date: Thu, 32 Foo 2024 99:99 XYZ\r\n")
add("Odd", "bare-lf", b"Subject: bare LF\nFrom: lf@x.test\n\nline1\nline2\nend\n")
m("Odd", "empty-text", "a part of no length", "Content-Type: multipart/alternative; boundary=z\r\n\r\n--z\r\nContent-Type: text/plain\r\n\r\n\r\n--z\r\nContent-Type: text/html\r\n\r\n--z--\r\n")

for folder in HERE.iterdir():
    if folder.is_dir():
        shutil.rmtree(folder)
for name, raw in out.items():
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
print(len(out), "messages,", sum(map(len, out.values())), "bytes")
