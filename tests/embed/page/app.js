// The page: what is read, and a client and a server that talk to each other.

import { load } from './built/imap.js';
import { byTheGrammar, pasted, read } from './conversation.js';
import { el, place, plain, wrap } from './dom.js';
import { draw as drawOctets } from './octets.js';
import { start as startPair } from './pair.js';
import { samples } from './samples.js';
import { draw as drawTree, hull, redacted } from './tree.js';

const $ = (id) => document.getElementById(id);
const STATES = { greeting: 'before the greeting', not_authenticated: 'not authenticated', authenticated: 'authenticated', selected: 'mailbox selected', logout: 'logout' };

let imap;
/** What was given, to be read again when a choice changes. */
let source = { bytes: new Uint8Array(), name: '', pasted: true };
let conversation = { messages: [], flights: [] };
let shown = [];
let selected = -1;

// ---- choices ----

const choice = (name) => document.querySelector(`input[name="${name}"]:checked`).value;
const choose = (name, value) => { document.querySelector(`input[name="${name}"][value="${value}"]`).checked = true; };
const choices = () => ({ side: choice('side'), policy: choice('policy'), utf8: $('utf8').checked, reveal: $('reveal').checked });

function readIt(keep = false) {
  const before = keep ? selected : -1;
  const options = { ...choices(), name: source.name };
  const begun = performance.now();
  try {
    conversation = read(imap, source.bytes, options);
  } catch (error) {
    conversation = { messages: [], flights: [] };
    $('status').replaceChildren(el('span.chip.bad', {}, error.message));
  }
  const took = performance.now() - begun;
  if (conversation.messages.length > 0) summary(took);
  else if (source.bytes.length === 0) $('status').replaceChildren(el('span.quiet', {}, 'Nothing to read yet.'));
  document.querySelector('.panes').hidden = conversation.messages.length === 0;
  timeline();
  list();
  if (shown.length > 0) select(before >= 0 && before < conversation.messages.length ? before : firstOfInterest());
}

/** What is wrong is looked at first in a short text, the beginning in a long one. */
function firstOfInterest() {
  const { messages } = conversation;
  const odd = messages.findIndex((message) => message.error || message.deviations || message.salvaged);
  return messages.length <= 12 && odd >= 0 ? odd : 0;
}

function summary(took) {
  const { messages, recording } = conversation;
  const all = messages.filter((message) => message.type === 'message');
  const count = (test) => all.filter(test).length;
  const errors = count((message) => message.error);
  const mended = count((message) => message.deviations || message.salvaged);
  const octets = source.bytes.length.toLocaleString('en');
  $('status').replaceChildren(
    el('b', {}, `${all.length.toLocaleString('en')} message${all.length === 1 ? '' : 's'}`),
    el('span.quiet', {}, `${recording ? 'of both directions' : `of a ${conversation.side}`}, ${octets} octets, read in ${took.toFixed(took < 10 ? 1 : 0)} ms`),
    errors > 0 ? el('span.chip.bad', {}, `${errors} not understood`) : el('span.chip.good', {}, 'all understood'),
    mended > 0 ? el('span.chip.warn', {}, `${mended} mended`) : '',
    ...[...(conversation.summary?.findings ?? [])
      .filter((finding) => ['only-we', 'both-refuse', 'only-server'].includes(finding.what))
      .reduce((kinds, { what }) => kinds.set(what, (kinds.get(what) ?? 0) + 1), new Map())
      .entries()].map(([what, n]) => el('span.chip', { title: WHAT[what] }, `${n} ${NAMES[what]}`)),
  );
}

const NAMES = { 'only-we': 'refused by the server alone', 'both-refuse': 'refused by both', 'only-server': 'taken by the server alone' };

const WHAT = {
  'only-we': 'understood here, refused by the server',
  'both-refuse': 'understood by neither',
  'only-server': 'not understood here, and the server understood it or has not said',
};

// ---- the timeline ----

function timeline() {
  const box = $('timeline');
  const { messages, flights, recording } = conversation;
  box.hidden = !recording || messages.length < 2;
  if (box.hidden) return;
  const total = messages.length;
  // Numbers of messages are not numbers of rows: bytes in no message have a row too.
  const rows = new Map(messages.map((message, row) => [message.index, row]));
  const percent = (row) => `${(row / total) * 100}%`;
  const track = el('div.track', { role: 'img', 'aria-label': describe(messages, flights) });
  let from = 0;
  for (let row = 1; row <= total; row += 1) {
    if (row < total && messages[row].state === messages[from].state) continue;
    const state = messages[from].state;
    track.append(el(`div.band.s-${state}`, { title: STATES[state], style: { left: percent(from), width: `calc(${percent(row - from)} - 1px)` } }));
    from = row;
  }
  messages.forEach((message, row) => {
    const odd = message.error ? '' : message.deviations || message.salvaged ? '.warn' : undefined;
    if (odd !== undefined) track.append(el(`div.tick${odd}`, { style: { left: percent(row) }, title: message.error ? 'not understood' : 'mended' }));
  });
  const lanes = [];
  for (const flight of flights) {
    const [begin, end] = [rows.get(flight.from), flight.to === undefined ? total : rows.get(flight.to) + 1];
    let lane = lanes.findIndex((busy) => busy <= begin);
    if (lane < 0) lane = lanes.length < 8 ? lanes.length : 7;
    lanes[lane] = end;
    track.append(el(`div.flight.${flight.status ?? 'none'}`, {
      title: `${plain(messages[begin].bytes.subarray(0, 60)).replace(/↵.*/, '').replace(/(LOGIN|AUTHENTICATE \S+) .*/i, '$1 …')}: ${flight.status ?? 'no answer'}`,
      style: { left: percent(begin), width: `max(4px, calc(${percent(end - begin)} - 2px))`, top: `${20 + lane * 11}px` },
      data: { row: begin },
    }));
  }
  track.style.height = `${22 + Math.max(1, lanes.length) * 11}px`;
  track.append(el('div.cursor', { id: 'cursor' }));
  track.addEventListener('click', (event) => {
    const row = event.target.dataset.row ?? Math.floor(((event.clientX - track.getBoundingClientRect().left) / track.clientWidth) * total);
    select(Math.max(0, Math.min(total - 1, Number(row))));
  });
  const states = [...new Set(messages.map((message) => message.state))];
  box.replaceChildren(
    el('div.legend', {}, el('b', {}, 'States'), ...states.map((state) => el('span', {}, el(`i.s-${state}`), STATES[state])),
      el('span.grow'), el('b', {}, 'Commands in flight'),
      ...[['', 'OK', '--client'], ['', 'NO', '--warn'], ['', 'BAD or none', '--bad']].map(([, label, colour]) => el('span', {}, el('i', { style: { background: `var(${colour})` } }), label))),
    track,
  );
}

function describe(messages, flights) {
  const states = messages.map((message) => message.state).filter((state, at, all) => state !== all[at - 1]);
  return `The session: ${states.map((state) => STATES[state]).join(', then ')}; ${flights.length} commands, of which ${flights.filter((flight) => flight.status === undefined).length} have no answer.`;
}

// ---- the list ----

const line = (message) => {
  const hide = !choices().reveal;
  const { bytes } = message;
  const first = bytes.indexOf(10);
  const end = first < 0 ? bytes.length : first + 1;
  let text = '';
  let at = 0;
  for (const [from, to] of (hide && message.secrets) || []) {
    if (from >= end) break;
    text += `${plain(bytes.subarray(at, from), 300)}••••`;
    at = Math.min(to, end);
  }
  return (text + plain(bytes.subarray(at, end), 300)).replace(/↵(…?)$/, '$1');
};

const KINDS = { greeting: 'greeting', response: '', continue: 'continuation', command: '', authenticate_data: 'SASL', idle_done: 'end of IDLE' };

function list() {
  const words = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const { messages } = conversation;
  const texts = messages.map(line);
  const matches = (message, row) => words.every((word) => {
    if (word === 'c' || word === 's') return message.side === word.toUpperCase();
    if (word === 'error') return message.error !== undefined || message.type === 'rest';
    if (word === 'mended') return message.deviations !== undefined || message.salvaged !== undefined;
    if (word === 'other') return message.others !== undefined;
    return texts[row].toLowerCase().includes(word);
  });
  shown = messages.map((message, row) => row).filter((row) => matches(messages[row], row));
  const box = $('messages');
  box.replaceChildren(...shown.map((row) => {
    const message = messages[row];
    const note = message.type === 'rest' ? message.why
      : message.error ? 'not understood' : message.deviations ? 'mended' : message.salvaged ? 'left out' : '';
    const dot = message.error ? 'bad' : message.deviations || message.salvaged ? 'warn' : message.others ? 'other' : undefined;
    return el(`div.row${message.type === 'rest' ? '.rest' : ''}`, { role: 'option', id: `m${row}`, 'aria-selected': 'false', data: { row } },
      el(`span.side.${message.side}`, { 'aria-label': message.side === 'C' ? 'client' : 'server' }, message.side),
      el('span.line', {}, texts[row]),
      el('span.kind', {}, KINDS[message.kind] ?? '', note ? ` ${note}` : '', dot ? el(`span.dot.${dot}`, { 'aria-hidden': 'true' }) : undefined));
  }));
  $('list-title').textContent = shown.length === messages.length ? `Messages` : `${shown.length} of ${messages.length}`;
}

function select(row, scroll = true) {
  selected = row;
  const box = $('messages');
  box.querySelector('[aria-selected="true"]')?.setAttribute('aria-selected', 'false');
  const option = $(`m${row}`);
  if (option) {
    option.setAttribute('aria-selected', 'true');
    box.setAttribute('aria-activedescendant', option.id);
    if (scroll) box.scrollTop += option.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
  }
  const cursor = $('cursor');
  if (cursor) cursor.style.left = `${((row + 0.5) / conversation.messages.length) * 100}%`;
  for (const flight of document.querySelectorAll('.flight')) flight.classList.toggle('on', Number(flight.dataset.row) === row);
  detail(conversation.messages[row]);
}

// ---- one message ----

/** A line of the message, and carets below some of it. */
function excerpt(bytes, [from, to], hide, secrets) {
  const clean = Uint8Array.from(bytes);
  if (hide) for (const [a, b] of secrets ?? []) clean.fill(0x2a, a, b);
  const begin = Math.max(clean.lastIndexOf(10, from - 1) + 1, from - 50, 0);
  const next = clean.indexOf(10, Math.max(from, to - 1));
  const end = Math.min(next < 0 ? clean.length : next + 1, Math.max(to, from) + 30);
  const lead = plain(clean.subarray(begin, from), 1000);
  const middle = plain(clean.subarray(from, to), 300);
  const dots = begin > 0 && clean[begin - 1] !== 10 ? '…' : '';
  return el('pre', {}, `${dots}${lead}${middle}${plain(clean.subarray(to, end), 100)}\n${' '.repeat([...dots, ...lead].length)}`,
    el('span.caret', {}, '^'.repeat(Math.max(1, [...middle].length))));
}

/** `error[…]: …`, the line, the caret and perhaps some help, as the codec draws them. */
function rendered(error) {
  const [line, caret = '', ...help] = error.rendered.trimEnd().split('\n').slice(1);
  const before = ' '.repeat(Math.max(0, caret.indexOf('^')));
  return el('pre', {}, `${line}\n${before}`, el('span.caret', {}, '^'), help.map((text) => `\n${text}`).join(''));
}

const expects = (error) => [el('b', {}, error.expected), ` expected at octet ${error.offset}, in `, el('b', {}, error.within), '. ', place(error.place)];

function notes(message) {
  const { reveal } = choices();
  const all = [];
  if (message.type === 'rest') {
    all.push(el('div.note.bad', {}, `Octets that are in no message: ${message.why}.`));
  }
  if (message.error) all.push(el('div.note.bad', { role: 'note' }, 'Not understood: ', ...expects(message.error), rendered(message.error)));
  for (const deviation of message.deviations ?? []) {
    all.push(el('div.note.warn', { role: 'note' }, el('b', {}, 'Mended: '), `${deviation.summary} `, el('span.quiet', {}, `(${deviation.quirk}; ${deviation.source})`),
      excerpt(message.bytes, deviation.range, !reveal, message.secrets)));
  }
  if (message.deviations) {
    const error = byTheGrammar(imap, message, choices());
    if (error) all.push(el('div.note.info', { role: 'note' }, 'By the grammar alone: ', ...expects(error), rendered(error)));
  }
  for (const item of message.salvaged ?? []) {
    all.push(el('div.note.bad', { role: 'note' }, el('b', {}, `Left out: ${item.slot}. `), ...expects(item.error),
      excerpt(message.bytes, item.range, !reveal, message.secrets)));
  }
  for (const other of message.others ?? []) {
    all.push(el('div.note.info', { role: 'note' }, `Kept as it came, since no standard has this ${other.slot}:`, excerpt(message.bytes, other.range, !reveal, message.secrets)));
  }
  return all;
}

function detail(message) {
  const { reveal } = choices();
  const who = message.side === 'C' ? 'Client' : 'Server';
  $('detail-title').replaceChildren(el(`span.side.${message.side}`, { 'aria-hidden': 'true' }, message.side), ` ${who}`);
  const facts = [KINDS[message.kind] || message.kind || 'no message', `${message.bytes.length.toLocaleString('en')} octets from ${message.range[0].toLocaleString('en')}`];
  if (message.state) facts.push(`then ${STATES[message.state]}`);
  if (message.answers !== undefined) facts.push(`answers message ${message.answers + 1}`);
  $('detail-kind').textContent = facts.join(' · ');
  $('notes').replaceChildren(...notes(message));

  const spans = message.spans ?? { values: {}, names: {} };
  const value = message.value;
  // Where the value says what is secret, that is hidden; where there is none, all that might be.
  let secrets = [];
  if (!reveal && message.secrets) {
    const found = value === undefined ? [] : redacted(value).map((pointer) => hull(spans, pointer));
    secrets = found.length > 0 && found.every(Boolean) ? found : message.kind === 'idle_done' && value ? [] : message.secrets;
  }
  const ranges = Object.values(spans.values).concat(Object.values(spans.names));
  const light = drawOctets($('octets'), message.bytes, {
    secrets,
    warned: (message.deviations ?? []).map((deviation) => deviation.range),
    leftOut: (message.salvaged ?? []).map((item) => item.range),
    stop: message.error?.offset,
    edges: ranges,
  }, (offset) => {
    // The deepest value that was read from here.
    const here = Object.entries(spans.values).concat(Object.entries(spans.names))
      .filter(([, [from, to]]) => offset !== undefined && from <= offset && offset < to)
      .sort(([, a], [, b]) => a[1] - a[0] - (b[1] - b[0]))[0];
    hover(here?.[0], here?.[1]);
  });
  let hot = [];
  const items = value === undefined ? new Map() : drawTree($('tree'), value, (pointer) => hover(pointer, undefined));
  function hover(pointer, range) {
    for (const item of hot) item.classList.remove('hot');
    hot = [];
    const item = pointer === undefined ? undefined : items.get(pointer);
    if (item) {
      item.classList.add('hot');
      hot.push(item);
    }
    light(range ?? (pointer === undefined ? undefined : hull(spans, pointer)), pointer === undefined ? undefined : spans.names[pointer]);
  }
  if (value === undefined) $('tree').replaceChildren(el('li.quiet', {}, 'There is no value.'));
}

// ---- what is given ----

function give(bytes, name, fromText) {
  source = { bytes, name, pasted: fromText };
  $('filter').value = '';
  readIt();
}

function press(button) {
  for (const other of document.querySelectorAll('.samples button')) other.setAttribute('aria-pressed', String(other === button));
}

// What is chosen last is read, whatever comes first.
let lastChosen = 0;

async function sample(one, button) {
  const mine = ++lastChosen;
  press(button);
  choose('side', one.side ?? 'auto');
  if (one.text !== undefined) {
    $('status').removeAttribute('aria-busy');
    $('text').value = one.text.replace(/\r\n/g, '\n');
    give(pasted(one.text), one.name, true);
    return;
  }
  $('status').setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`built/${one.file}`);
    if (!response.ok) throw new Error(`${one.file}: ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (mine !== lastChosen) return;
    $('text').value = '';
    give(bytes, one.file, false);
  } catch (error) {
    if (mine === lastChosen) $('status').replaceChildren(el('span.chip.bad', {}, error.message));
  } finally {
    if (mine === lastChosen) $('status').removeAttribute('aria-busy');
  }
}

async function file(one) {
  const mine = ++lastChosen;
  press(undefined);
  const bytes = new Uint8Array(await one.arrayBuffer());
  if (mine !== lastChosen) return;
  $('status').removeAttribute('aria-busy');
  $('text').value = '';
  give(bytes, one.name, false);
}

function tabs() {
  const all = [...document.querySelectorAll('[role=tab]')];
  const go = (tab, focus) => {
    for (const one of all) {
      const on = one === tab;
      one.setAttribute('aria-selected', String(on));
      one.tabIndex = on ? 0 : -1;
      $(one.getAttribute('aria-controls')).hidden = !on;
    }
    if (focus) tab.focus();
    history.replaceState(null, '', tab.id === 'tab-pair' ? '#pair' : location.pathname + location.search);
  };
  all.forEach((tab, at) => {
    tab.addEventListener('click', () => go(tab, false));
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) go(all[wrap(at + step, all.length)], true);
    });
  });
  if (location.hash === '#pair') go($('tab-pair'), false);
}

function theme() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let own;
  try { own = localStorage.getItem('theme') ?? undefined; } catch { /* no storage, no memory */ }
  const apply = () => { document.documentElement.dataset.theme = own ?? (dark.matches ? 'dark' : 'light'); };
  apply();
  dark.addEventListener('change', apply);
  $('theme').addEventListener('click', () => {
    own = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('theme', own); } catch { /* as above */ }
    apply();
  });
}

function listen() {
  $('go').addEventListener('click', () => { press(undefined); give(pasted($('text').value), '', true); });
  $('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) $('go').click();
    if (event.key === 'Escape') $('messages').focus();
  });
  $('text').addEventListener('paste', () => setTimeout(() => $('go').click()));
  $('open').addEventListener('click', () => $('file').click());
  $('file').addEventListener('change', () => { if ($('file').files[0]) file($('file').files[0]); $('file').value = ''; });
  for (const input of document.querySelectorAll('input[name=side], input[name=policy], #utf8, #reveal')) input.addEventListener('change', () => readIt(true));
  $('filter').addEventListener('input', () => { list(); if (shown.length > 0 && !shown.includes(selected)) select(shown[0]); else if (shown.length > 0) select(selected); });
  const box = $('messages');
  box.addEventListener('click', (event) => {
    const row = event.target.closest('[data-row]');
    if (row) select(Number(row.dataset.row), false);
  });
  box.addEventListener('keydown', (event) => {
    const at = shown.indexOf(selected);
    const page = Math.max(1, Math.floor(box.clientHeight / 28) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: shown.length - 1 }[event.key];
    if (to !== undefined && shown.length > 0) {
      select(shown[Math.max(0, Math.min(shown.length - 1, to))]);
      event.preventDefault();
    } else if (event.key === 'Enter' || event.key === 'ArrowRight') {
      $('tree').querySelector('[tabindex="0"]')?.focus();
      event.preventDefault();
    } else if (event.key === '/') {
      $('filter').focus();
      event.preventDefault();
    }
  });
  $('filter').addEventListener('keydown', (event) => { if (event.key === 'Escape' || event.key === 'Enter') { box.focus(); event.preventDefault(); } });
  // Files, from anywhere.
  let depth = 0;
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  addEventListener('dragenter', (event) => { if (files(event)) { depth += 1; $('drop').hidden = false; } });
  addEventListener('dragleave', (event) => { if (files(event) && --depth <= 0) { depth = 0; $('drop').hidden = true; } });
  addEventListener('dragover', (event) => { if (files(event)) event.preventDefault(); });
  addEventListener('drop', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    $('drop').hidden = true;
    if (event.dataTransfer.files[0]) file(event.dataTransfer.files[0]);
  });
}

theme();
tabs();
listen();
try {
  imap = await load(new URL('./built/imap.wasm', import.meta.url));
  $('about').textContent = `imap.wasm: ${Math.round(imap.memory / 1024).toLocaleString('en')} KiB of memory, no imports`;
  const buttons = samples.map((one) => {
    const button = el('button', { 'aria-pressed': 'false', onclick: () => sample(one, button) }, one.name);
    return button;
  });
  document.querySelector('.samples').append(...buttons);
  startPair(imap);
  await sample(samples[0], buttons[0]);
  document.documentElement.dataset.ready = 'true';
} catch (error) {
  $('status').replaceChildren(el('span.chip.bad', {}, `The module did not load: ${error.message}. It is made by tests/embed/build.sh.`));
}
