// imap-codec and imap-state for JavaScript: an ES module in front of imap.wasm, which imports nothing. Runs in browsers,
// workers, Node and the like, without a bundler. Types and the meaning of all of it: imap.d.ts.
//
//   import { load } from './imap.js';
//   const imap = await load();                                       // imap.wasm beside this file
//   imap.decode('response', '* 3 EXISTS\r\n').value;                 // { Data: { Exists: 3 } }

const NOTHING = 0, JSON_TEXT = 1, OCTETS = 2, WAIT = 3;

/** A call that had no effect, or input that cannot be taken. */
export class ImapError extends Error {
  constructor(message) {
    super(message);
    this.name = 'ImapError';
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Numbers of IMAP have up to 64 bits: those that a double cannot hold are BigInts.
const TOKENS = /"(?:[^"\\]|\\.)*"|\d{16,}/g;
const MARK = `\u0000${Math.random()}n`;

/** JSON in which no integer is rounded. */
export function parse(text) {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  let large = false;
  const marked = text.replace(TOKENS, (token) => {
    if (token[0] === '"' || Number.isSafeInteger(Number(token))) return token;
    large = true;
    return JSON.stringify(MARK + token);
  });
  if (!large) return JSON.parse(text);
  const revive = (_, value) => (typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value);
  return JSON.parse(marked, revive);
}

/** The other way. */
export function stringify(value) {
  let large = false;
  const text = JSON.stringify(value, (_, one) => {
    if (typeof one !== 'bigint') return one;
    large = true;
    return MARK + one;
  });
  if (!large) return text;
  const mark = JSON.stringify(MARK).slice(0, -1);
  return text.replace(TOKENS, (token) => (token.startsWith(mark) ? token.slice(mark.length, -1) : token));
}

/** Octets of what a caller gives: strings are UTF-8. */
export function octets(input) {
  if (typeof input === 'string') return encoder.encode(input);
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError('octets are wanted: a string, an ArrayBuffer, or a view of one');
}

/** Base64 of octets. */
export function toBase64(input) {
  let binary = '';
  const bytes = octets(input);
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

/** Octets of base64. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/**
 * Loads the module: imap.wasm beside this file, unless a URL, a Response, octets or a compiled module are given.
 */
export async function load(source = new URL('./imap.wasm', import.meta.url)) {
  let module = source;
  if (typeof source === 'string') source = new URL(source, globalThis.location?.href ?? import.meta.url);
  if (source instanceof URL) {
    if (source.protocol === 'file:') {
      const { readFile } = await import('node:fs/promises');
      module = await readFile(source);
    } else {
      const response = await fetch(source);
      if (!response.ok) throw new ImapError(`${source.pathname}: ${response.status} ${response.statusText}`);
      module = response;
    }
  }
  // A file server need not know the type of .wasm, so that it is not compiled while it streams in.
  if (typeof Response === 'function' && module instanceof Response) module = await module.arrayBuffer();
  if (!(module instanceof WebAssembly.Module)) module = await WebAssembly.compile(module);
  return new Imap((await WebAssembly.instantiate(module, {})).exports);
}

/** The module, loaded. Everything in it is synchronous. */
class Imap {
  #wasm;
  #broken = false;
  #forgotten;
  #decoders = new Map();

  constructor(exports) {
    this.#wasm = exports;
    // What a caller forgets to close.
    this.#forgotten = new FinalizationRegistry((handle) => {
      if (!this.#broken) exports.imap_close(handle);
    });
  }

  /** Octets that are allocated in the module now. */
  get allocated() {
    return this.#wasm.imap_in_use();
  }

  /** Octets of the module's memory. It grows, and is never given back. */
  get memory() {
    return this.#wasm.memory.buffer.byteLength;
  }

  /** One whole message of this kind. */
  decode(kind, input, options = {}) {
    const stream = this.#decoder(kind, options);
    const told = stream.feed(input);
    told.push(...stream.end());
    const [message, ...rest] = told;
    if (rest.length > 0 || message?.type !== 'message') {
      const why = told.find((one) => one.type === 'rest')?.why;
      if (told.length === 0) throw new ImapError('there is no message');
      throw new ImapError(why ? `not one whole message: ${why}` : 'more than one message');
    }
    // The decoder is used again, and counts on.
    message.range = [0, message.range[1] - message.range[0]];
    return message;
  }

  /** A decoder that is kept for the next call: it is between messages. */
  #decoder(kind, options) {
    const key = JSON.stringify([kind, options]);
    let stream = this.#decoders.get(key);
    if (!stream) {
      if (this.#decoders.size >= 32) {
        for (const old of this.#decoders.values()) old.close();
        this.#decoders.clear();
      }
      stream = this.decoder(kind, options);
      // A stream of one kind has no greeting to wait for; one that has a state is not kept.
      if (kind !== 'server' && kind !== 'client') this.#decoders.set(key, stream);
    }
    return stream;
  }

  /** The octets of a value. */
  encode(kind, value, options = {}) {
    const pieces = this.fragments(kind, value, options).map((piece) => piece.octets);
    const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** The same in pieces: behind each but the last the peer has to ask for more. */
  fragments(kind, value, options = {}) {
    const session = this.open({ open: 'encode', kind, ...options });
    try {
      session.tell(value);
      return session.rest();
    } finally {
      session.close();
    }
  }

  /** One direction of a connection. */
  decoder(kind = 'server', options = {}) {
    return new Decoder(this.open({ open: 'decode', kind, ...options }));
  }

  /** What is to be said about a recorded session (`.wire`). */
  lint(file, options = {}) {
    const session = this.open({ open: 'lint', ...options });
    try {
      session.feed(file);
      session.tell({ end: {} });
      const events = session.rest();
      return { events, summary: events.pop() };
    } finally {
      session.close();
    }
  }

  /** A client's end of a connection. */
  client(options = {}) {
    return new Peer(this.open({ open: 'client', ...options }));
  }

  /** A server's end. */
  server(options = {}) {
    return new Peer(this.open({ open: 'server', ...options }));
  }

  /** A session, as the C functions have it. */
  open(config) {
    const handle = this.#give(encoder.encode(stringify(config)), (wasm, at, length) => wasm.imap_open(at, length));
    if (handle === 0) throw this.#error();
    const session = new Session(handle, {
      feed: (input) => this.#step(this.#give(octets(input), (wasm, at, length) => wasm.imap_feed(handle, at, length))),
      tell: (order) => {
        const text = encoder.encode(stringify(order));
        return this.#step(this.#give(text, (wasm, at, length) => wasm.imap_tell(handle, at, length)));
      },
      next: () => this.#step(this.#call((wasm) => wasm.imap_next(handle))),
      close: () => {
        this.#forgotten.unregister(session);
        return this.#call((wasm) => wasm.imap_close(handle)) === 1;
      },
    });
    this.#forgotten.register(session, handle, session);
    return session;
  }

  #call(call) {
    if (this.#broken) throw new ImapError('the module has stopped');
    try {
      return call(this.#wasm);
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }

  #give(bytes, call) {
    return this.#call((wasm) => {
      if (bytes.length === 0) return call(wasm, 0, 0);
      const at = wasm.imap_allocate(bytes.length);
      if (at === 0) throw new ImapError('out of memory');
      const room = () => new Uint8Array(wasm.memory.buffer, at, bytes.length);
      room().set(bytes);
      try {
        return call(wasm, at, bytes.length);
      } finally {
        // It may have been a password.
        room().fill(0);
        wasm.imap_free(at, bytes.length);
      }
    });
  }

  /** The result of the last call, copied. */
  #result() {
    const { imap_result, imap_result_len, memory } = this.#wasm;
    return new Uint8Array(memory.buffer, imap_result(), imap_result_len()).slice();
  }

  #error() {
    return new ImapError(parse(decoder.decode(this.#result())).error);
  }

  #step(step) {
    switch (step) {
      case NOTHING:
        return undefined;
      case JSON_TEXT:
        return parse(decoder.decode(this.#result()));
      case OCTETS:
      case WAIT:
        return { type: 'octets', octets: this.#result(), waits: step === WAIT };
      default:
        throw this.#error();
    }
  }
}

/** A session: what the C functions do with one handle. */
class Session {
  #handle;
  #calls;

  constructor(handle, calls) {
    this.#handle = handle;
    this.#calls = calls;
  }

  #open() {
    if (this.#calls === undefined) throw new ImapError('the session is closed');
    return this.#calls;
  }

  get handle() {
    return this.#handle;
  }

  feed(input) {
    return this.#open().feed(input);
  }

  tell(order) {
    return this.#open().tell(order);
  }

  next() {
    return this.#open().next();
  }

  /** All that comes of it now. */
  rest() {
    const all = [];
    for (let one = this.next(); one !== undefined; one = this.next()) all.push(one);
    return all;
  }

  close() {
    const calls = this.#calls;
    this.#calls = undefined;
    return calls === undefined ? false : calls.close();
  }

  [Symbol.dispose ?? Symbol.for('dispose')]() {
    this.close();
  }
}

/** One direction of a connection, decoded. */
class Decoder {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Octets came: the messages that are whole now. */
  feed(input) {
    this.#session.feed(input);
    return this.#session.rest();
  }

  /** Nothing comes any more. */
  end() {
    this.#session.tell({ end: {} });
    return this.#session.rest();
  }

  /** UTF-8 from here on, or no more. */
  utf8(on) {
    this.#session.tell({ utf8: on });
  }

  close() {
    this.#session.close();
  }

  [Symbol.dispose ?? Symbol.for('dispose')]() {
    this.close();
  }
}

/** One end of a connection. */
class Peer {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Octets of the other end. Then ask `next`. */
  feed(input) {
    this.#session.feed(input);
  }

  /** What is to be said or done. */
  tell(order) {
    return this.#session.tell(order);
  }

  /** What comes of it; `undefined`: nothing, before something is fed or told. */
  next() {
    return this.#session.next();
  }

  /** All of it. */
  rest() {
    return this.#session.rest();
  }

  /** Client: sends a command, and answers its handle. */
  send(command) {
    return this.#session.tell({ send: command }).handle;
  }

  /** How the session stands. */
  get session() {
    return this.#session.tell({ session: {} });
  }

  close() {
    this.#session.close();
  }

  [Symbol.dispose ?? Symbol.for('dispose')]() {
    this.close();
  }
}
