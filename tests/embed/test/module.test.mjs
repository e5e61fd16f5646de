// The module, in Node: what it imports, whether it says what native code says, what it bears, what it frees.
//
//   node --test module.test.mjs        environment: NATIVE, the program of ../native; SEED, MUTATIONS, DECODES

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ImapError, fromBase64, load, parse, stringify, toBase64 } from '../js/imap.js';
import { mutations, random } from './mutate.mjs';
import { raw } from './raw.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bytes = readFileSync(here('../js/imap.wasm'));
const compiled = new WebAssembly.Module(bytes);
const imap = await load(bytes);
const text = (octets) => Buffer.from(octets).toString('latin1');

test('it imports nothing, and exports what it says', () => {
  assert.deepEqual(WebAssembly.Module.imports(compiled), []);
  const names = WebAssembly.Module.exports(compiled).map(({ name }) => name).filter((name) => !name.startsWith('__'));
  assert.deepEqual(names.sort(), ['imap_allocate', 'imap_close', 'imap_feed', 'imap_free', 'imap_in_use', 'imap_next',
    'imap_open', 'imap_result', 'imap_result_len', 'imap_tell', 'memory']);
});

test('it is loaded from octets, a module, a file and beside itself', async () => {
  for (const source of [bytes, compiled, new URL('../js/imap.wasm', import.meta.url), undefined]) {
    const one = await load(source);
    assert.deepEqual(one.decode('response', '* 3 EXISTS\r\n').value, { Data: { Exists: 3 } });
  }
});

/** Rows of the golden files: octets as the file writes them, and the value. */
function golden(kind) {
  return parse(readFileSync(here(`../../golden/${kind}.json`), 'utf8')).map(({ wire, value }) => {
    const escaped = /^b"(.*)"$/s.exec(wire);
    const octets = escaped
      ? Buffer.from(escaped[1].replace(/\\(x[0-9a-f]{2}|.)/g, (_, c) => ({ r: '\r', n: '\n', t: '\t' })[c] ?? (c.length === 3 ? String.fromCharCode(parseInt(c.slice(1), 16)) : c)), 'latin1')
      : Buffer.from(wire);
    return { octets, value };
  });
}

for (const kind of ['greeting', 'response', 'command', 'authenticate_data']) {
  test(`${kind}: every row of tests/golden is read and written`, () => {
    const options = { policy: 'strict', utf8: true };
    const rows = golden(kind);
    assert.ok(rows.length > 1);
    let written = 0;
    for (const { octets, value } of rows) {
      written += 1;
      if (!text(octets).endsWith('\r\n')) {
        // A row of a secret that is shown, without octets.
        const own = imap.encode(kind, value);
        assert.deepEqual(imap.decode(kind, own, { ...options, reveal: true }).value, value);
        continue;
      }
      const message = imap.decode(kind, octets, options);
      assert.deepEqual(message.value, value, text(octets));
      // A secret that is not shown cannot be written.
      if (stringify(value).includes('"redacted":')) {
        assert.throws(() => imap.encode(kind, value), ImapError);
        const shown = imap.decode(kind, octets, { ...options, reveal: true }).value;
        assert.ok(!stringify(shown).includes('"redacted":'), stringify(shown));
        assert.deepEqual(imap.decode(kind, imap.encode(kind, shown, { utf8: true, literal8: true }), options).value, value);
      } else {
        const again = imap.encode(kind, value, { utf8: true, literal8: true });
        assert.deepEqual(imap.decode(kind, again, options).value, value, text(again));
      }
    }
    assert.equal(written, rows.length);
  });
}

test('continue and idle_done, both ways', () => {
  const ask = imap.decode('continue', '+ go on\r\n').value;
  assert.deepEqual(ask, { text: { code: null, text: 'go on' } });
  assert.equal(text(imap.encode('continue', ask)), '+ go on\r\n');
  assert.deepEqual(imap.decode('idle_done', 'done\r\n').value, {});
  assert.equal(text(imap.encode('idle_done', {})), 'DONE\r\n');
});

test('the JSON of all recordings is the native JSON, to the letter', (t) => {
  const program = process.env.NATIVE;
  if (!program) throw new Error('NATIVE is not set');
  const lines = execFileSync(program, ['values', here('../../../assets/traces')], { maxBuffer: 1 << 28, encoding: 'utf8' });
  const recordings = lines.trim().split('\n').map(parse);
  assert.ok(recordings.length > 150, 'all recordings');
  const kinds = { Greeting: 'greeting', Response: 'response', Command: 'command', AuthenticateData: 'authenticate_data', IdleDone: 'idle_done' };
  let compared = 0;
  for (const { path, messages, summary } of recordings) {
    const config = { open: 'lint', inflated: path.endsWith('--inflated.wire'), verbose: true };
    const told = raw(compiled, config, readFileSync(path), { end: {} });
    const own = told.filter((line) => line.startsWith('{"type":"message"'));
    assert.equal(own.length, messages.length, path);
    messages.forEach((native, at) => {
      const head = `{"type":"message","kind":"${kinds[native.kind]}","range":[`;
      assert.ok(own[at].startsWith(head), own[at].slice(0, 80));
      const value = own[at].slice(own[at].indexOf(']') + 1);
      if (native.text === null) {
        assert.ok(!value.startsWith(',"value":'), own[at]);
        assert.equal(parse(own[at]).error.offset, native.offset);
      } else {
        assert.ok(value.startsWith(`,"value":${native.text}`), `${path}\n${native.text}\n${value}`);
        assert.ok([',', '}'].includes(value[`,"value":${native.text}`.length]));
      }
      const message = parse(own[at]);
      assert.deepEqual([message.deviations, message.salvaged, message.others].map((list) => list?.length ?? 0), [native.mended, native.salvaged, native.others], path);
      compared += 1;
    });
    const { type, ...counts } = parse(told.at(-1));
    assert.equal(type, 'summary');
    assert.deepEqual(counts, summary, path);
    assert.ok(counts.bytes.balances);
  }
  t.diagnostic(`${recordings.length} recordings, ${compared} messages, all the same`);
  assert.ok(compared > 10000, `${compared} messages`);
});

test('in whatever pieces a stream comes, it says the same', () => {
  const file = readFileSync(here('../../../assets/traces/cyrus-3.6.1--fetchmail.wire'));
  const stream = Buffer.concat(records(file).filter(({ side }) => side === 'S').map((record) => record.octets));
  const whole = imap.decoder('server', { spans: true });
  const all = [...whole.feed(stream), ...whole.end()];
  whole.close();
  assert.ok(all.length > 80);
  for (const size of [1, 7, 1000]) {
    const pieces = imap.decoder('server', { spans: true });
    const told = [];
    for (let at = 0; at < stream.length; at += size) told.push(...pieces.feed(stream.subarray(at, at + size)));
    told.push(...pieces.end());
    pieces.close();
    assert.deepEqual(told, all, `pieces of ${size}`);
  }
});

/** The records of a recording. */
function records(file) {
  const all = [];
  for (let at = 0; at < file.length;) {
    const line = file.indexOf(10, at);
    const [side, length] = file.subarray(at, line).toString().split(' ');
    const end = line + 1 + Number(length);
    all.push({ side, octets: file.subarray(line + 1, end) });
    at = end + 1;
  }
  return all;
}

test('what stands between messages is told, and ranges count on', () => {
  const stream = imap.decoder('response');
  const told = [...stream.feed('\r\n* 1 EXISTS\r\n* OK {99999999999999999999}\r\n* 2 EXISTS\r\n* 3 EXI'), ...stream.end()];
  assert.deepEqual(told.map(({ type, range }) => [type, ...range]), [
    ['rest', 0, 2], ['message', 2, 14], ['message', 14, 43], ['message', 43, 55], ['rest', 55, 62],
  ]);
  assert.deepEqual(stream.feed('* 4 EXISTS\r\n').map(({ range, value }) => [range, value]), [[[62, 74], { Data: { Exists: 4 } }]]);
  stream.close();
});

test('a client is understood without its server', () => {
  const stream = imap.decoder('client');
  const told = stream.feed('a AUTHENTICATE PLAIN\r\nAGEAYg==\r\nb IDLE\r\nDONE\r\nc LOGIN {1}\r\na {1}\r\nb\r\nd NOOP\r\n');
  assert.deepEqual(told.map(({ kind, error }) => [kind, error]), ['command', 'authenticate_data', 'command', 'idle_done', 'command', 'command'].map((kind) => [kind, undefined]));
  stream.close();
});

test('a value is linked to the octets it was read from', (t) => {
  const line = Buffer.from('* 12 FETCH (UID 7 FLAGS (\\Seen) BODY[] {5}\r\nhel\xff\n)\r\n', 'latin1');
  const message = imap.decode('response', line, { spans: true });
  assert.deepEqual(message.spans.values['/Data/Fetch/items/2/BodySection/data/Here/b64'], [44, 49]);
  assert.deepEqual(message.spans.values['/Data/Fetch/seq'], [2, 4]);
  assert.deepEqual(message.spans.names['/Data/Fetch'], [5, 10]);
  assert.deepEqual(message.spans.values['/Data/Fetch/items/0/Uid'], [16, 17]);
  assert.deepEqual(message.spans.names['/Data/Fetch/items/0/Uid'], [12, 15]);
  assert.deepEqual(message.spans.values['/Data/Fetch/items/1/Flags/0'], [25, 30]);
  let [strings, linked, numbers, numbered] = [0, 0, 0, 0];
  const directory = readdirSync(here('../../../assets/traces'));
  for (const name of directory.filter((file) => file.endsWith('.wire'))) {
    const file = readFileSync(here(`../../../assets/traces/${name}`));
    const sides = { C: [], S: [] };
    for (const { side, octets } of records(file)) sides[side].push(octets);
    const streams = { C: Buffer.concat(sides.C), S: Buffer.concat(sides.S) };
    for (const event of imap.lint(file, { spans: true, reveal: true, inflated: name.endsWith('--inflated.wire') }).events) {
      if (event.type !== 'message' || event.value === undefined) continue;
      const octets = streams[event.side].subarray(...event.range);
      for (const [path, [from, to]] of Object.entries(event.spans.values)) {
        assert.ok(0 <= from && from <= to && to <= octets.length, `${name} ${path}`);
      }
      walk(event.value, '', (path, value) => {
        const span = event.spans.values[path];
        const read = span && octets.subarray(...span).toString('utf8');
        // These two tell how a flat list is a tree, and are not on the wire.
        if (/\/(level|children)$/.test(path)) {
          assert.equal(span, undefined, path);
        } else if (typeof value === 'number') {
          numbers += 1;
          if (span) { numbered += 1; assert.equal(Number(read), value, `${name} ${path}: ${read}`); }
        } else if (typeof value === 'string' && value !== '' && !path.endsWith('/b64')) {
          strings += 1;
          if (!span) return;
          linked += 1;
          const bare = (word) => word.toLowerCase().replace(/\+$/, 'plus').replace(/-$/, 'minus').replace(/[^a-z0-9]/g, '');
          // `COMPRESS=DEFLATE` is one name: its first word is linked.
          const begins = octets[span[1]] === 0x3d && bare(value).startsWith(bare(read));
          const same = read === value || read.replace(/\\(.)/gs, '$1') === value || read.toLowerCase() === value.toLowerCase() || bare(read) === bare(value) || begins;
          assert.ok(same, `${name} ${path}: ${JSON.stringify(read)} is not ${JSON.stringify(value)}`);
        }
      });
    }
  }
  t.diagnostic(`${linked} of ${strings} strings and ${numbered} of ${numbers} numbers are linked`);
  assert.ok(linked / strings > 0.97, `${linked} of ${strings} strings`);
  assert.ok(numbered / numbers > 0.97, `${numbered} of ${numbers} numbers`);
});

function walk(value, path, look) {
  if (value !== null && typeof value === 'object') {
    for (const [key, below] of Object.entries(value)) walk(below, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, look);
  } else look(path, value);
}

test('secrets are not told unless it is asked for', () => {
  const token = '0123456789abcdef0123456789abcdef';
  for (const [kind, octets] of [
    ['command', 'a LOGIN alice pl4nted\r\n'],
    ['command', 'a LOGIN alice {7}\r\npl4nted\r\n'],
    ['command', `a AUTHENTICATE PLAIN ${toBase64('\0alice\0pl4nted')}\r\n`],
    ['command', 'a LOGIN alice pl4nted too much\r\n'],
    ['command', 'pl4nted\r\n'],
    ['authenticate_data', `${toBase64('pl4nted')}\r\n`],
    ['command', `a URLFETCH imap://x/x/;UID=1;urlauth=anonymous:internal:${token}\r\n`],
    ['response', `* GENURLAUTH "imap://x/x/;UID=1;urlauth=anonymous:internal:${token}"\r\n`],
  ]) {
    for (const options of [{}, { spans: true }, { spans: true, policy: 'strict' }]) {
      const told = stringify(imap.decode(kind, octets, options));
      for (const secret of ['pl4nted', toBase64('pl4nted'), toBase64('\0alice\0pl4nted'), token]) assert.ok(!told.includes(secret), told);
    }
    const message = imap.decode(kind, octets, { reveal: true });
    if (!message.error) assert.ok(!stringify(message).includes('redacted'), stringify(message));
    assert.ok(message.secrets.length > 0, octets);
  }
  const { spans, value } = imap.decode('command', 'a LOGIN alice {7}\r\npl4nted\r\n', { spans: true });
  assert.deepEqual(value.body.Login.password, { redacted: 7 });
  assert.deepEqual(spans.values['/body/Login/password'], [19, 26]);
});

test('literals wait where they have to', () => {
  const command = { tag: 'a', body: { Append: { mailbox: 'Sent', messages: [{ flags: [], date: null, extensions: [], data: { Literal: { Here: 'hello' } } }] } } };
  const pieces = (options) => imap.fragments('command', command, options).map(({ octets, waits }) => [text(octets), waits]);
  assert.deepEqual(pieces({ literals: 'sync' }), [['a APPEND Sent {5}\r\n', true], ['hello\r\n', false]]);
  assert.deepEqual(pieces({ literals: 'plus' }), [['a APPEND Sent {5+}\r\nhello\r\n', false]]);
});

test('integers of 64 bits are not rounded', () => {
  const { value } = imap.decode('response', '* 1 FETCH (MODSEQ (9007199254740993))\r\n');
  assert.equal(stringify(value), '{"Data":{"Fetch":{"seq":1,"items":[{"ModSeq":9007199254740993}]}}}');
  assert.equal(typeof value.Data.Fetch.items[0].ModSeq, 'bigint');
  assert.equal(text(imap.encode('response', value)), '* 1 FETCH (MODSEQ (9007199254740993))\r\n');
  assert.deepEqual(parse('["1234567890123456789", "\\u0000n12345678901234567890"]'), ['1234567890123456789', '\0n12345678901234567890']);
});

test('what cannot be done is an error, and changes nothing', () => {
  for (const config of ['', '{', '[]', '{}', '{"open":"song"}', '{"open":"decode","colour":1}', '{"open":"decode","policy":"chosen","quirks":["none such"]}', '{"open":"client","tags":"a b"}']) {
    assert.throws(() => raw(compiled, config), /^Error: /, config);
  }
  const client = imap.client({ tls: 'plain' });
  assert.throws(() => client.send('Noop'), /greeting/);
  assert.throws(() => client.send({ Login: { user: 'a' } }), ImapError);
  assert.throws(() => client.tell({ done: 99 }), /no command 99/);
  assert.throws(() => client.tell('nonsense'), ImapError);
  client.close();
  assert.throws(() => client.next(), /closed/);
  assert.throws(() => imap.decode('response', '* 1 EXISTS'), /cut off/);
  assert.throws(() => imap.decode('response', '* 1 EXISTS\r\n* 2 EXISTS\r\n'), /more than one/);
  assert.throws(() => imap.decode('response', ''), /no message/);
  assert.deepEqual(imap.decode('response', '* 2 EXISTS\r\n').range, [0, 12], 'as if nothing had been');
  assert.throws(() => imap.lint('no recording'), /no record begins at byte 0/);
});

/** Both ends, until nothing happens: what the client is told, and what crossed the wire. */
function talk(client, server, application, told = [], wire = []) {
  for (let steps = 0; steps < 10000; steps += 1) {
    const from = server.next();
    if (from?.type === 'octets') { wire.push(`S ${text(from.octets)}`); client.feed(from.octets); continue; }
    if (from) { application(from); continue; }
    const event = client.next();
    if (event === undefined) return { told, wire };
    if (event.type === 'octets') { wire.push(`C ${text(event.octets)}`); server.feed(event.octets); } else told.push(event);
  }
  throw new Error('it does not end');
}

test('a client and a server talk to each other', () => {
  const client = imap.client({ tls: 'plain' });
  const server = imap.server({ tls: 'plain', reveal: true, greeting: 'hello' });
  const application = ({ type, handle, command, uid }) => {
    if (type === 'fetch_next') server.tell({ fetched: { handle, items: [{ Flags: ['\\Seen'] }, { BodySection: { section: 'Whole', origin: null, data: { Here: `mail ${uid}` } } }] } });
    if (type !== 'command') return;
    if (command.Login) {
      if (command.Login.password === 'secret') server.tell({ authenticated: { handle, account: 'alice' } });
      else server.tell({ no: { handle, text: 'wrong', code: 'AuthenticationFailed' } });
    } else if (command.Select) server.tell({ select: { handle, uid_validity: 1, uids: [4, 7, 9] } });
    else if (command.Fetch) server.tell({ fetch: { handle, fetch: command.Fetch } });
    else server.tell({ bad: { handle, text: 'not here' } });
  };
  assert.deepEqual(talk(client, server, application).told.map(({ type }) => type).filter((type) => type !== 'status'), ['greeting', 'ready']);
  const run = (command) => { const handle = client.send(command); return [handle, talk(client, server, application)]; };
  // The answer to a login that failed is held back: time is the host's.
  const [wrong, nothing] = run({ Login: { user: 'alice', password: 'pl4nted' } });
  assert.equal(nothing.told.length, 0);
  assert.ok(server.session.deadline > 0);
  server.tell({ now: 1000 });
  const refused = talk(client, server, application).told.find(({ type, handle }) => type === 'done' && handle === wrong);
  assert.equal(refused.status, 'NO');
  run({ Login: { user: 'alice', password: 'secret' } });
  assert.equal(client.session.state, 'authenticated');
  run({ Select: { mailbox: 'INBOX', parameters: [] } });
  assert.deepEqual([client.session.state, client.session.exists, server.session.state], ['selected', 3, 'selected']);
  const { value } = imap.decode('command', 'x FETCH 2:3 (FLAGS BODY[])\r\n');
  const [fetch, { told, wire }] = run(value.body);
  assert.deepEqual(told.filter(({ type }) => type === 'fetched').map((event) => [event.value.seq, event.value.items[1].BodySection.data.Here]), [[2, 'mail 7'], [3, 'mail 9']]);
  assert.equal(told.find(({ type, handle }) => type === 'done' && handle === fetch).status, 'OK');
  assert.match(wire.join(''), /^C A\d+ FETCH 2:3 \(FLAGS BODY\[\]\)\r\n/);
  const [idle] = run('Idle');
  server.tell({ arrived: 12 });
  assert.ok(talk(client, server, application).told.some(({ type, now }) => type === 'exists' && now === 4));
  client.tell({ done: idle });
  const [, goodbye] = run('Logout');
  client.tell({ end: {} });
  const last = [...goodbye.told, ...talk(client, server, application).told].at(-1);
  assert.deepEqual(last, { type: 'closed', reason: 'logged out' });
  client.close();
  server.close();
});

test('STARTTLS is asked of the host', () => {
  const [client, server] = [imap.client(), imap.server({ reveal: true })];
  const events = [];
  const { told } = talk(client, server, (event) => events.push(event.type));
  assert.equal(told.at(-1).type, 'start_tls');
  assert.equal(events.at(-1), 'start_tls');
  server.tell({ tls_started: {} });
  client.tell({ tls_started: {} });
  const after = talk(client, server, () => {}).told.map(({ type }) => type);
  assert.equal(after.at(-1), 'ready');
  assert.ok(client.session.tls && server.session.tls);
  client.close();
  server.close();
});

test('mutated input never makes it stop, and all of it is freed', (t) => {
  const seed = Number(process.env.SEED ?? 20260101);
  const count = Number(process.env.MUTATIONS ?? 30000);
  const next = random(seed);
  const files = ['cyrus-3.6.1--fetchmail', 'dovecot-2.3.19--raw-idle', 'dovecot-2.3.19--raw-append', 'cyrus-3.6.1--raw-urlauth', 'dovecot-2.3.19--raw-notify', 'cyrus-3.6.1--raw-uidonly'].map((name) => readFileSync(here(`../../../assets/traces/${name}.wire`)));
  const lines = ['greeting', 'response', 'command', 'authenticate_data'].flatMap((kind) => golden(kind).map(({ octets }) => octets));
  const orders = ['command', 'response'].flatMap((kind) => golden(kind).map(({ value }) => Buffer.from(stringify(value))));
  const streams = files.flatMap((file) => ['C', 'S'].map((side) => Buffer.concat(records(file).filter((record) => record.side === side).map((record) => record.octets))));
  const talks = [
    (input) => [{ open: 'decode', kind: ['server', 'client', 'greeting', 'response', 'continue', 'command', 'authenticate_data', 'idle_done'][next(8)], policy: ['strict', 'tolerant'][next(2)], spans: next(2) === 0, reveal: next(2) === 0, utf8: next(2) === 0 }, input, { end: {} }],
    (input) => [{ open: 'client', tls: ['plain', 'implicit', 'required'][next(3)], stream_above: next(2) ? 10 : undefined }, input, { end: {} }],
    (input) => [{ open: 'server', tls: ['plain', 'implicit', 'required'][next(3)], reveal: true }, input, { end: {} }],
  ];
  // One instance for all: what one input does another would feel.
  const module = raw.instance(compiled);
  const before = module.inUse();
  let [told, refused] = [0, 0];
  for (let at = 0; at < count; at += 1) {
    const kind = next(10);
    let call;
    if (kind < 5) call = talks[0](mutations(next, lines[next(lines.length)]));
    else if (kind < 7) call = talks[1 + next(2)](mutations(next, streams[next(streams.length)]));
    else if (kind < 8) call = [{ open: 'lint', spans: true }, mutations(next, files[next(files.length)]), { end: {} }];
    else call = [{ open: 'encode', kind: ['command', 'response'][next(2)] }, undefined, mutations(next, orders[next(orders.length)])];
    try {
      told += module.run(...call).length;
    } catch (error) {
      // The module says no; a trap would be a RuntimeError.
      if (error.constructor !== Error) throw new Error(`input ${at} of seed ${seed}: ${error.stack}\n${call[1]?.toString('latin1')}`);
      refused += 1;
    }
  }
  t.diagnostic(`${count} inputs of seed ${seed}: ${told} things told, ${refused} refused, no trap; ${module.inUse() - before} octets left, memory ${module.memory() >> 10} KiB`);
  assert.ok(told > count && refused > 0);
  assert.equal(module.inUse(), before, 'all is freed');
});

test('memory stays flat', (t) => {
  const count = Number(process.env.DECODES ?? 100000);
  const line = Buffer.from('* 12 FETCH (UID 7 FLAGS (\\Seen $Junk) RFC822.SIZE 4711 INTERNALDATE "17-Jul-1996 02:44:25 -0700" ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "a subject" (("Terry Gray" NIL "gray" "cac.washington.edu")) NIL NIL ((NIL NIL "imap" "cac.washington.edu")) NIL NIL NIL "<B27397@cac.washington.edu>") BODY[HEADER] {20}\r\nSubject: a subject\r\n)\r\n');
  const round = (n) => { for (let at = 0; at < n; at += 1) imap.decode('response', line); };
  round(1000);
  const [memory, allocated] = [imap.memory, imap.allocated];
  const begin = process.hrtime.bigint();
  round(count);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  t.diagnostic(`${count} decodes to JavaScript values in ${seconds.toFixed(1)} s (${Math.round(count / seconds)} a second): ${imap.memory} octets of memory before and behind, ${allocated} allocated`);
  assert.equal(imap.memory, memory);
  assert.equal(imap.allocated, allocated);
});

test('sessions that are closed leave nothing behind', async () => {
  const one = await load(compiled);
  const before = one.allocated;
  for (let round = 0; round < 50; round += 1) {
    const sessions = [one.decoder('server'), one.decoder('client', { spans: true }), one.client(), one.server(), one.open({ open: 'lint' }), one.open({ open: 'encode', kind: 'command' })];
    for (const session of sessions) {
      try { session.feed('* OK hello\r\na LOGIN {5}\r\n'); } catch { /* an encoder is not fed */ }
    }
    for (const session of sessions) session.close();
  }
  assert.equal(one.allocated, before);
});

test('octets of base64 and back', () => {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at);
  assert.deepEqual(fromBase64(toBase64(all)), all);
});
