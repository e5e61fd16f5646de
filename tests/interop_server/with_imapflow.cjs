// imapflow against the example server: with_imapflow.cjs PORT TLS_PORT. What it is told is checked.
const assert = require('node:assert/strict');
const { ImapFlow } = require('imapflow');
const [port, tlsPort] = process.argv.slice(2).map(Number);
const common = { host: 'localhost', auth: { user: 'alice', pass: 'secret' }, logger: false };
setTimeout(() => { console.error('no end'); process.exit(3); }, 60000);

(async () => {
    const wrong = new ImapFlow({ ...common, port, auth: { user: 'alice', pass: 'wrong' } });
    wrong.on('error', () => {});
    await assert.rejects(wrong.connect(), error => error.authenticationFailed === true);

    // By STARTTLS; it turns on COMPRESS, CONDSTORE and QRESYNC by itself.
    const c = new ImapFlow({ ...common, port, secure: false, doSTARTTLS: true, qresync: true });
    c.on('error', error => { throw error; });
    await c.connect();
    assert.ok(c.secureConnection);
    const list = await c.list({ statusQuery: { messages: true, unseen: true } });
    const inbox = list.find(one => one.path === 'INBOX');
    assert.equal(inbox.status.messages, 30);
    assert.equal(list.find(one => one.specialUse === '\\Sent').path, 'Sent');
    assert.ok(list.some(one => one.path === 'Größe & Löwen'));
    const status = await c.status('INBOX', { messages: true, uidNext: true, highestModseq: true });
    assert.equal(status.uidNext, 31);
    await c.mailboxCreate(['Flöw', 'sub & x']);
    await c.mailboxCreate('Flöw');
    await c.mailboxSubscribe('Flöw');
    const box = await c.mailboxOpen('INBOX');
    assert.equal(box.exists, 30);
    let count = 0;
    for await (const m of c.fetch('1:*', { uid: true, flags: true, envelope: true, bodyStructure: true, internalDate: true, size: true, threadId: true, headers: ['subject', 'date'], source: true })) {
        count += 1;
        assert.equal(m.source.length, m.size);
        assert.ok(m.bodyStructure.type && m.internalDate instanceof Date);
        if (m.uid === 5) assert.equal(m.envelope.from[0].name, 'Jürgen Müller');
        if (m.uid === 12) assert.ok(m.envelope.to.some(one => one.address === 'ed@a.test'));
    }
    assert.equal(count, 30);
    const one = await c.fetchOne('2', { source: { start: 0, maxLength: 50 }, bodyParts: ['1', 'TEXT'] });
    assert.equal(one.source.length, 50);
    // In many partial fetches.
    const down = await c.download('27', '2', { uid: true });
    let bytes = 0;
    for await (const piece of down.content) bytes += piece.length;
    assert.equal(bytes, 256 * 1800);
    const pdf = await c.download('16', '2', { uid: true });
    assert.equal(pdf.meta.contentType, 'application/pdf');
    assert.equal(pdf.meta.filename, 'Übersicht 2024 (final).pdf');
    for await (const _ of pdf.content);
    assert.deepEqual(await c.search({ subject: 'Grüße' }, { uid: true }), [5, 6]);
    assert.deepEqual(await c.search({ flagged: true, or: [{ seen: true }, { keyword: '$Forwarded' }] }, { uid: true }), [2, 16]);
    assert.ok((await c.search({ modseq: 1n, seen: false }, { uid: true })).length > 10);
    assert.ok(await c.messageFlagsAdd('1:2', ['\\Flagged', 'kw'], { uid: true }));
    assert.ok(await c.messageFlagsSet('1', ['\\Seen'], { uid: true }));
    assert.ok((await c.fetchOne('1', { flags: true }, { uid: true })).flags.has('\\Seen'));
    const appended = await c.append('INBOX', 'Subject: flow\r\n\r\nhällo\r\n', ['\\Seen'], new Date(1700000000000));
    assert.equal(appended.uid, 31);
    const copied = await c.messageCopy('1:2', 'Flöw', { uid: true });
    assert.deepEqual([...copied.uidMap], [[1, 1], [2, 2]]);
    const moved = await c.messageMove('31', 'Flöw', { uid: true });
    assert.deepEqual([...moved.uidMap], [[31, 3]]);
    assert.ok(await c.messageDelete('30', { uid: true }));

    // IDLE, and another session, by TLS from the start.
    const other = new ImapFlow({ ...common, port: tlsPort, secure: true });
    await other.connect();
    const heard = { exists: 0, expunge: 0, flags: 0 };
    for (const name of Object.keys(heard)) c.on(name, () => { heard[name] += 1; });
    const idle = c.idle();
    await new Promise(done => setTimeout(done, 300));
    await other.append('INBOX', 'Subject: news\r\n\r\nx\r\n');
    await other.mailboxOpen('INBOX');
    await other.messageFlagsAdd('4', ['\\Answered'], { uid: true });
    await other.messageDelete('3', { uid: true });
    for (let tries = 0; tries < 100 && !(heard.exists && heard.expunge && heard.flags); tries += 1) {
        await new Promise(done => setTimeout(done, 50));
    }
    assert.ok(heard.exists && heard.expunge && heard.flags, JSON.stringify(heard));
    await other.logout();
    await c.noop();
    await idle;
    await c.mailboxClose();
    await c.mailboxRename('Flöw', 'Flöw2');
    await c.mailboxDelete('Flöw2/sub & x');
    await c.mailboxDelete('Flöw2');
    await c.logout();
    console.log('all seen');
    process.exit(0);
})().catch(error => { console.error(error, error.responseText || ''); process.exit(1); });
