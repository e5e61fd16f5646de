// A client and a server in one page: octets go from one to the other, one step at a time. The mail is here.

import { el, plain } from './dom.js';
import { fromBase64 } from './built/imap.js';

const $ = (id) => document.getElementById(id);
const STATES = { greeting: 'before the greeting', not_authenticated: 'not authenticated', authenticated: 'authenticated', selected: 'selected', logout: 'logout' };

const letter = (n, subject, from, text) => `From: ${from} <${from.toLowerCase()}@example.org>\r\nTo: Alice <alice@example.org>\r\nSubject: ${subject}\r\nMessage-ID: <${n}@example.org>\r\nDate: Mon, ${n} Jun 2026 10:0${n % 10}:00 +0000\r\n\r\n${text}\r\n`;

const MAIL = [
  { uid: 4, flags: ['\\Seen'], mail: letter(1, 'Welcome', 'Bob', 'Good to have you here.') },
  { uid: 7, flags: ['\\Flagged'], mail: letter(2, 'Lunch on Thursday?', 'Carol', 'Noodles at one?') },
  { uid: 9, flags: [], mail: letter(3, 'The minutes', 'Dave', 'Please find them below.\r\n\r\n1. We met.\r\n2. We agreed.') },
];

const COMMANDS = [
  ['LOGIN', 'LOGIN alice secret'],
  ['LIST', 'LIST "" *'],
  ['SELECT', 'SELECT INBOX'],
  ['FETCH', 'FETCH 1:* (UID FLAGS RFC822.SIZE ENVELOPE)'],
  ['a body', 'FETCH 2 BODY[]'],
  ['STORE', 'STORE 3 +FLAGS (\\Seen)'],
  ['SEARCH', 'SEARCH UNSEEN'],
  ['APPEND', 'APPEND INBOX (\\Seen) {mail}'],
  ['IDLE', 'IDLE'],
  ['DONE', 'DONE'],
  ['LOGOUT', 'LOGOUT'],
];

/** For people: also of integers that JSON could not give back. */
const json = (value, indent) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one), indent);

/** The application behind the server: what it knows, and how it answers. */
class Store {
  constructor(server) {
    this.server = server;
    this.messages = structuredClone(MAIL);
    this.asked = [];
  }

  get next() {
    return Math.max(0, ...this.messages.map((message) => message.uid)) + 1;
  }

  arrive(mail, flags = []) {
    const uid = this.next;
    this.messages.push({ uid, flags, mail });
    this.server.tell({ arrived: uid });
    return uid;
  }

  find(uid) {
    return this.messages.find((message) => message.uid === uid);
  }

  /** An event of the server's. */
  hear(event) {
    const { handle } = event;
    if (event.type === 'fetch_next') {
      const message = this.find(event.uid);
      if (message) this.server.tell({ fetched: { handle, items: this.items(message) } });
      else this.server.tell({ fetch_gone: handle });
    } else if (event.type === 'literal_offered' && event.answer === 'asked') {
      this.server.tell({ accept_literal: handle });
    } else if (event.type === 'command') {
      this.answer(handle, event.command);
    }
  }

  answer(handle, command) {
    const [name, body] = typeof command === 'string' ? [command] : Object.entries(command)[0];
    if (name === 'Uid') return this.one(handle, ...Object.entries(body)[0], true);
    return this.one(handle, name, body, false);
  }

  one(handle, name, body, byUid) {
    const { server } = this;
    const done = (text = `${name} completed`) => server.tell({ ok: { handle, text } });
    switch (name) {
      case 'Login':
        if (body.user === 'alice' && body.password === 'secret') return server.tell({ authenticated: { handle, account: 'alice' } });
        return server.tell({ no: { handle, text: 'wrong user or password', code: 'AuthenticationFailed' } });
      case 'List':
        server.tell({ data: { handle, data: { List: { attributes: ['HasNoChildren'], delimiter: '/', mailbox: 'INBOX', extended: [] } } } });
        return done();
      case 'Select':
      case 'Examine':
        if (body.mailbox !== 'INBOX') return server.tell({ no: { handle, text: 'no such mailbox', code: 'NonExistent' } });
        return server.tell({ select: { handle, uid_validity: 1, uids: this.messages.map((message) => message.uid), uid_next: this.next, read_only: name === 'Examine' } });
      case 'Status':
        server.tell({ data: { handle, data: { Status: { mailbox: body.mailbox, items: [{ Messages: this.messages.length }, { Unseen: this.messages.filter((message) => !message.flags.includes('\\Seen')).length }] } } } });
        return done();
      case 'Fetch':
        this.asked = asked(body.items);
        return server.tell({ fetch: { handle, fetch: body } });
      case 'Store': {
        const [how, flags] = Object.entries(body.item)[0];
        const { messages } = server.tell({ messages: { set: body.set, by_uid: byUid } });
        for (const [, uid] of messages) {
          const message = this.find(uid);
          if (!message) continue;
          const others = message.flags.filter((flag) => !flags.includes(flag));
          message.flags = how.startsWith('Add') ? [...others, ...flags] : how.startsWith('Remove') ? others : flags;
          server.tell({ flags: { uid, flags: message.flags } });
        }
        return done();
      }
      case 'Search': {
        const { messages } = server.tell({ messages: { set: '1:*', by_uid: false } });
        const unseen = json(body.keys).includes('Unseen');
        const found = messages.filter(([, uid]) => !unseen || !this.find(uid)?.flags.includes('\\Seen'));
        server.tell({ data: { handle, data: { Search: { numbers: found.map(([seq, uid]) => (byUid ? uid : seq)), extension: null } } } });
        return done();
      }
      case 'Append': {
        const { data, flags } = body.messages[0];
        const content = data.Literal?.Here ?? data.Literal8?.Here ?? '';
        const mail = typeof content === 'string' ? content : new TextDecoder().decode(fromBase64(content.b64));
        this.arrive(mail, flags);
        return done();
      }
      case 'Expunge':
      case 'Close': {
        const gone = this.messages.filter((message) => message.flags.includes('\\Deleted'));
        this.messages = this.messages.filter((message) => !gone.includes(message));
        for (const { uid } of gone) server.tell({ expunged: uid });
        return done();
      }
      case 'Check':
      case 'Unselect':
      case 'Noop':
        return done();
      default:
        return server.tell({ no: { handle, text: `this page has no ${name}`, code: 'Cannot' } });
    }
  }

  items({ uid, flags, mail }) {
    const [head] = mail.split('\r\n\r\n');
    const field = (name) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? null;
    const address = (text) => {
      const match = /^(.*) <(.*)@(.*)>$/.exec(text ?? '');
      return match ? [{ name: match[1], adl: null, mailbox: match[2], host: match[3] }] : [];
    };
    const told = [];
    for (const item of this.asked) {
      const [name, body] = typeof item === 'string' ? [item] : Object.entries(item)[0];
      if (name === 'Flags') told.push({ Flags: flags });
      else if (name === 'Uid') told.push({ Uid: uid });
      else if (name === 'Rfc822Size') told.push({ Rfc822Size: mail.length });
      else if (name === 'InternalDate') told.push({ InternalDate: '01-Jun-2026 10:00:00 +0000' });
      else if (name === 'Envelope') {
        const from = address(field('From'));
        told.push({ Envelope: { date: field('Date'), subject: field('Subject'), from, sender: from, reply_to: from, to: address(field('To')), cc: [], bcc: [], in_reply_to: null, message_id: field('Message-ID') } });
      } else if (name === 'BodySection' || name === 'BodyPeek') {
        const section = body.section;
        const whole = section === 'Whole';
        const text = whole ? mail : json(section).includes('Text') ? mail.slice(head.length + 4) : `${head}\r\n\r\n`;
        told.push({ BodySection: { section, origin: null, data: { Here: text } } });
      }
    }
    return told.length > 0 ? told : [{ Uid: uid }];
  }
}

const asked = (items) => items.Items ?? { Fast: ['Flags', 'InternalDate', 'Rfc822Size'] }[items] ?? ['Flags', 'InternalDate', 'Rfc822Size', 'Envelope'];

export function start(imap) {
  let client;
  let server;
  let store;
  let wires;
  /** What was sent and is no whole message yet. */
  let sent;
  let idle;
  let timer;
  /** Lines that are said when the client may speak. */
  let early;

  function anew() {
    for (const one of [client, server, wires?.C, wires?.S]) one?.close();
    stop();
    client = imap.client({ tls: 'plain' });
    server = imap.server({ tls: 'plain', reveal: true, greeting: 'a server in a page', capabilities: ['Imap4Rev1', 'Enable', 'Idle', 'LiteralPlus', 'SaslIr', 'Unselect'] });
    store = new Store(server);
    wires = { C: imap.decoder('client'), S: imap.decoder('server') };
    sent = { C: new Uint8Array(), S: new Uint8Array() };
    idle = undefined;
    early = [];
    for (const id of ['client-events', 'server-events', 'wire']) $(id).replaceChildren();
    $('pair-error').textContent = '';
    facts();
  }

  const scroll = (list) => { list.scrollTop = list.scrollHeight; };

  function tell(who, event) {
    const { type, ...rest } = event;
    const list = $(who === 'C' ? 'client-events' : 'server-events');
    const shown = structuredClone(rest);
    // What is needed to check a password is not shown.
    if (shown.command?.Login) shown.command.Login.password = '••••';
    const long = json(shown, 1);
    const title = el('b', {}, type.replaceAll('_', ' '));
    list.append(long.length > 60
      ? el('li', {}, el('details', {}, el('summary', {}, title, el('code', {}, ` ${json(shown).slice(0, 70)}…`)), el('pre', {}, long)))
      : el('li', {}, title, long === '{}' ? '' : el('code', {}, ` ${json(shown)}`)));
    scroll(list);
  }

  /** The next thing that happens; does anything? */
  function step() {
    $('pair-error').textContent = '';
    try {
      for (const [who, end] of [['S', server], ['C', client]]) {
        const event = end.next();
        if (event === undefined) continue;
        if (event.type === 'octets') {
          send(who, event.octets);
        } else {
          tell(who, event);
          if (who === 'S') store.hear(event);
          if (event.type === 'ready') {
            for (const line of early.splice(0)) say(line);
          }
          if (event.type === 'idling') idle = event.handle;
          if (event.type === 'done' && event.handle === idle) idle = undefined;
          if (event.type === 'closed' && who === 'S') client.tell({ end: {} });
        }
        facts();
        return true;
      }
    } catch (error) {
      $('pair-error').textContent = error.message;
      stop();
    }
    facts();
    return false;
  }

  /** Octets cross the wire, line by line, and are read on their way, so that what is secret in them is not shown. */
  function send(who, bytes) {
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(10, at);
      const piece = bytes.subarray(at, end < 0 ? bytes.length : end + 1);
      at += piece.length;
      sent[who] = Uint8Array.of(...sent[who], ...piece);
      // A message ends in a line of its own: there is one at most.
      for (const message of wires[who].feed(piece)) {
        show(who, message, sent[who]);
        sent[who] = new Uint8Array();
      }
      (who === 'C' ? server : client).feed(piece);
    }
  }

  function show(who, { value, secrets }, octets) {
    const list = $('wire');
    // What cannot be read may be a password all the same.
    const hides = value === undefined ? secrets !== undefined : json(value).includes('"redacted":');
    const text = hides ? `${plain(octets.subarray(0, secrets?.[0]?.[0] ?? 0), 400)}••••` : plain(octets, 700);
    list.append(el(`li.${who}`, {}, el(`span.side.${who}`, {}, who), el('span', {}, text.replaceAll('↵', '\n').trimEnd())));
    scroll(list);
  }

  function facts() {
    for (const [id, end] of [['client', client], ['server', server]]) {
      const session = end.session;
      const state = $(`${id}-state`);
      state.textContent = STATES[session.state];
      state.className = `state s-${session.state}`;
      const rows = [['capabilities', session.capabilities?.map((one) => (typeof one === 'string' ? one : Object.values(one)[0]?.name ?? Object.keys(one)[0])).join(' ') ?? 'not told yet']];
      if (session.exists !== null) rows.push(['messages', session.exists]);
      if (session.in_flight !== undefined) rows.push(['in flight', `${session.in_flight}${session.held ? `, ${session.held} held back` : ''}`]);
      $(`${id}-facts`).replaceChildren(...rows.flatMap(([name, what]) => [el('dt', {}, name), el('dd', {}, String(what))]));
    }
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    $('run').setAttribute('aria-pressed', 'false');
  }

  /** Until nothing happens any more. */
  function run() {
    if (timer) return stop();
    $('run').setAttribute('aria-pressed', 'true');
    const slow = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    timer = setInterval(() => { if (!step()) stop(); }, slow ? 120 : 0);
    return undefined;
  }

  function say(line) {
    $('pair-error').textContent = '';
    try {
      if (client.session.state === 'greeting') {
        early.push(line);
        if (!timer) run();
        return;
      }
      if (/^done$/i.test(line.trim())) {
        if (idle === undefined) throw new Error('no IDLE runs');
        client.tell({ done: idle });
      } else {
        const text = line.includes('{mail}')
          ? line.replace('{mail}', () => { const mail = letter(4, 'A note to myself', 'Alice', 'Do not forget.'); return `{${mail.length}+}\r\n${mail}`; })
          : line;
        const { value, error } = imap.decode('command', `x ${text}\r\n`, { reveal: true });
        if (error) throw new Error(`this is no command: ${error.expected} expected at octet ${error.offset - 2}`);
        const handle = client.send(value.body);
        tell('C', { type: 'send', command: typeof value.body === 'string' ? value.body : Object.keys(value.body)[0], handle });
      }
      if (!timer) run();
    } catch (error) {
      $('pair-error').textContent = error.message;
    }
    facts();
  }

  $('commands').append(...COMMANDS.map(([name, line]) => el('button', { onclick: () => say(line), title: line }, name)));
  $('step').addEventListener('click', () => { stop(); step(); });
  $('run').addEventListener('click', run);
  $('reset').addEventListener('click', () => { anew(); });
  $('arrive').addEventListener('click', () => {
    store.arrive(letter(5, 'News', 'Erin', 'Something has happened.'));
    if (!timer) run();
  });
  $('say').addEventListener('submit', (event) => {
    event.preventDefault();
    if ($('line').value.trim()) say($('line').value.trim());
  });
  anew();
}
