// The types of imap.js, and what its JSON means.
//
// Values (of messages, commands, data) have the serde form of the Rust crate imap-types: a struct is an object; an
// alternative is `"Name"` or `{ Name: … }`; octets are a string if they are UTF-8, else `{ b64 }`; what is absent is null.
// `tests/golden/*.json` has every kind of message beside its octets, and keeps the form stable. Integers that a double
// cannot hold (mod-sequences, sizes, Gmail's ids) are BigInts. Secrets are `{ redacted: n }`, n octets, unless `reveal` is
// set. Ranges are [from, to) in octets: of a message from its start, of `range` itself from the start of the stream.

/** What JSON can say, and integers beyond 2^53. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [name: string]: Json };
/** Octets [from, to). */
export type Range = [from: number, to: number];
/** A string is sent as UTF-8. */
export type Octets = string | ArrayBuffer | ArrayBufferView;

/** Octets in JSON: text if they are UTF-8. */
export type Text = string | { b64: string };
/** What stands in the place of a secret. */
export type Redacted = { redacted: number };

/** The kinds of messages. */
export type Kind = 'greeting' | 'response' | 'continue' | 'command' | 'authenticate_data' | 'idle_done';
/** A kind, or all that one side says: a server its greeting and responses, a client commands and what belongs to them. */
export type Stream = Kind | 'server' | 'client';

/** Code and text of a status. `code` is an alternative of `resp-text-code`, e.g. `"Alert"`, `{ UidNext: 7 }`. */
export interface RespText { code: Json; text: Text }
export type State = 'OK' | 'NO' | 'BAD';
export interface Greeting { kind: 'OK' | 'PREAUTH' | 'BYE'; text: RespText }
export interface Continue { text: RespText }
/** What a server says. `Data` is an alternative: `{ Exists: 3 }`, `{ Fetch: { seq, items } }`, … */
export type Response =
  | { Continue: Continue }
  | { Data: Data }
  | { Status: { kind: 'OK' | 'NO' | 'BAD' | 'BYE'; text: RespText } }
  | { Tagged: { tag: Text; state: State; text: RespText } };
export type Data = string | { [name: string]: Json };
/** An alternative of `command`: `"Noop"`, `{ Select: { mailbox: "INBOX", parameters: [] } }`, … */
export type CommandBody = string | { [name: string]: Json };
export interface Command { tag: Text; body: CommandBody }
export type AuthenticateData = { Response: Text | Redacted } | 'Cancel';

/** The value of each kind. */
export interface Values {
  greeting: Greeting;
  response: Response;
  continue: Continue;
  command: Command;
  authenticate_data: AuthenticateData;
  idle_done: Record<string, never>;
}

/** Something that was mended. `summary` and `source` are for people. */
export interface Deviation { quirk: string; summary: string; source: string; range: Range }
/** Where the octets leave the grammar; `place` is the section that rules what was expected. */
export interface Refusal {
  offset: number; expected: string; within: string; place: string; tag: Range | null;
  /** The line and a caret, for a terminal. Without secrets, unless `reveal` is set. */
  rendered: string;
}
/** An item that could not be read and was left out. */
export interface LeftOut { slot: string; range: Range; error: Refusal }
/** A name that no table has; it was kept as it came. */
export interface Kept { slot: string; range: Range }

/** By JSON pointer (RFC 6901) into `value`: which octets a value was read from, and where its name stands. */
export interface Spans { values: Record<string, Range>; names: Record<string, Range> }

/** A message. */
export interface Message<K extends Kind = Kind> {
  type: 'message';
  kind: K;
  /** In the stream, from its start. */
  range: Range;
  /** Absent, if it could not be read: then there is an `error`. Absent under `terse`. */
  value?: Values[K];
  error?: Refusal;
  deviations?: Deviation[];
  salvaged?: LeftOut[];
  others?: Kept[];
  /** Octets that may be secret. */
  secrets?: Range[];
  /** If `spans` was set. */
  spans?: Spans;
}
/** Octets that are in no message: blank lines, lines beyond a limit, what was cut off. */
export interface Rest { type: 'rest'; range: Range; why: string }

export interface ReadOptions {
  /** `tolerant`: the grammar first, then what real peers send. `chosen`: the quirks of `quirks`. Default: tolerant. */
  policy?: 'strict' | 'tolerant' | 'chosen';
  quirks?: string[];
  /** UTF-8 in quoted strings and text, as after ENABLE UTF8=ACCEPT. */
  utf8?: boolean;
  spans?: boolean;
  /** Write secrets in clear. */
  reveal?: boolean;
}
export interface DecodeOptions extends ReadOptions {
  /** Write no values. */
  terse?: boolean;
}
export interface EncodeOptions {
  /** How a client's literals are announced: `{n}`, `{n+}` up to 4096 octets, `{n+}`. Default: plus. */
  literals?: 'sync' | 'minus' | 'plus';
  /** `~{n}` in APPEND. */
  literal8?: boolean;
  utf8?: boolean;
}
/** Octets to send. `waits`: what follows may only be sent when the peer has asked for it (`+`). */
export interface Piece { type: 'octets'; octets: Uint8Array; waits: boolean }

export interface LintOptions extends ReadOptions {
  /** The summary alone. */
  terse?: boolean;
  /** Findings that are no failures, too. */
  verbose?: boolean;
  /** What stands behind COMPRESS was inflated by whoever made the recording (`--inflated.wire`). */
  inflated?: boolean;
}
export type Phase = 'greeting' | 'not_authenticated' | 'authenticated' | 'selected' | 'logout';
export type LintEvent =
  | (Message & { index: number; side: 'C' | 'S'; state: Phase })
  | (Rest & { side: 'C' | 'S' })
  /** The message `answer` completes that of `command`; null, if nobody knows which. */
  | { type: 'completed'; command: number | null; answer: number; status: State; state: Phase }
  | { type: 'unanswered'; command: number | null; line: string };
/** The counts of `lint --json`. */
export interface Summary {
  type: 'summary'; client_messages: number; server_messages: number;
  bytes: { in: number; in_messages: number; elsewhere: Record<string, number>; balances: boolean };
  typed: number; other: number; repaired: number; salvaged: number; not_understood: number; failures: number;
  others: Record<string, number>; quirks: Record<string, number>;
  commands: { both_accept: number; both_refuse: number; only_we: number; only_server: number; unanswered: number; literal_refused: number };
  findings: { what: string; text: string }[];
}

/** How the session of a client or server stands. */
export interface Standing {
  state: Phase; tls: boolean; capabilities: Json[] | null; enabled: Json[];
  in_flight?: number; held?: number;
  /** Messages of the selected mailbox. */
  exists: number | null;
  /** When to ask `next` again at the latest, in milliseconds on the clock of `now`. */
  deadline: number | null;
}

export interface PeerOptions extends Omit<ReadOptions, 'spans'> {
  /** `required` (the default): STARTTLS before all that matters. `implicit`: TLS runs. `plain`: none. */
  tls?: 'required' | 'implicit' | 'plain';
  /** Bodies of more octets come in chunks. */
  stream_above?: number;
}
export interface ClientOptions extends PeerOptions {
  /** How tags begin. */
  tags?: string;
}
export interface ServerOptions extends PeerOptions {
  greeting?: string;
  capabilities?: Json[];
}
type Empty = Record<string, never>;

/** What a client can be told. `{ send }` is answered by `{ handle }`, `{ session }` by a Standing. */
export type ClientOrder =
  | { send: CommandBody }
  | { respond: { handle: number; b64: string } } | { cancel: number } | { done: number }
  | { supply: { handle: number; b64: string } }
  | { tls_started: Empty } | { compress_started: Empty }
  | { now: number } | { end: Empty } | { close: Empty } | { session: Empty };
/** What a client tells. */
export type ClientEvent =
  | Piece
  | { type: 'greeting'; value: Greeting } | { type: 'ready' }
  | { type: 'done'; handle: number; command: string; status: State; text: RespText }
  | { type: 'refused'; handle: number; why: string }
  | { type: 'lost'; handle: number; command: string; progress: string; why: string }
  | { type: 'exists'; before: number; now: number }
  | { type: 'expunged'; seq: number; uid: number | null } | { type: 'expunged_many'; seq: number; count: number }
  | { type: 'known'; seq: number; uid: number } | { type: 'lie'; lie: string } | { type: 'changed_much' }
  | { type: 'fetched'; value: { seq: number; items: Json[] } }
  | { type: 'body_head'; seq: number | null; uid: number | null; len: number }
  | { type: 'body'; seq: number | null; uid: number | null; at: number; b64: string }
  | { type: 'data'; value: Data } | { type: 'status'; value: { kind: string; text: RespText } }
  | { type: 'continue'; value: Continue }
  | { type: 'challenge'; handle: number; b64: string | null }
  | { type: 'idling'; handle: number } | { type: 'idle_renewed'; handle: number }
  | { type: 'want_data'; handle: number; max: number }
  | { type: 'unparsed'; handle: number | null; error: Refusal }
  | { type: 'mended'; deviations: Deviation[]; salvaged: LeftOut[] }
  | { type: 'unexpected'; value: Response } | { type: 'input_ended' }
  | Ending;
/** What both ends tell: switch the connection, or close it. */
export type Ending =
  | { type: 'start_tls' } | { type: 'start_compress' }
  | { type: 'closed'; reason: string } | { type: 'failed'; error: string } | { type: 'other'; debug: string };

type Answer = { handle: number; text: string; code?: Json };
/** What a server can be told: the answers to its events. */
export type ServerOrder =
  | { ok: Answer } | { no: Answer } | { bad: Answer }
  | { authenticated: { handle: number; account: string } } | { challenge: { handle: number; b64: string } }
  | { select: { handle: number; uid_validity: number; uids: number[]; uid_next?: number; flags?: string[]; recent?: number; unseen?: number; read_only?: boolean } }
  | { data: { handle: number; data: Data } } | { tell: Data }
  | { fetch: { handle: number; fetch: Json } } | { fetched: { handle: number; items: Json[] } } | { fetch_gone: number }
  | { message: { handle: number; uid: number; items: Json[] } } | { supply: { handle: number; b64: string } }
  | { accept_literal: number } | { refuse_literal: { handle: number; code?: Json } }
  | { arrived: number } | { expunged: number } | { flags: { uid: number; flags: string[] } }
  /** Answered by `{ messages: [seq, uid][] }`. */
  | { messages: { set: string; by_uid: boolean } }
  | { bye: { text: string; code?: Json } }
  | { tls_started: Empty } | { compress_started: Empty } | { now: number } | { end: Empty } | { session: Empty };
/** What a server tells. Under `reveal` passwords are in it, which an application has to check. */
export type ServerEvent =
  | Piece
  | { type: 'command'; handle: number; command: CommandBody } | { type: 'answered'; command: CommandBody }
  | { type: 'refused'; command: CommandBody; why: string } | { type: 'unparsed'; error: Refusal }
  | { type: 'too_long'; len: number }
  | { type: 'authenticate_data'; handle: number; data: AuthenticateData } | { type: 'authenticate_failed'; handle: number; error: string }
  | { type: 'literal_offered'; handle: number; len: number; state: Phase; answer: 'asked' | 'accepted' | 'refused' | 'other' }
  | { type: 'append_head'; handle: number; len: number } | { type: 'append_chunk'; handle: number; b64: string }
  | { type: 'append_aborted'; handle: number } | { type: 'discarded'; bytes: number }
  | { type: 'fetch_next'; handle: number; seq: number; uid: number } | { type: 'room'; handle: number }
  | { type: 'want_data'; handle: number; max: number }
  | Ending;

/** A call that had no effect. */
export class ImapError extends Error {}

/** Loads imap.wasm: that beside imap.js, or from a URL, a Response, octets, a compiled module. */
export function load(source?: URL | string | Response | BufferSource | WebAssembly.Module): Promise<Imap>;

/** The module, loaded. Everything in it is synchronous. */
export interface Imap {
  /** One whole message. @throws ImapError if it is none, or more than one; what cannot be read has an `error`. */
  decode<K extends Kind>(kind: K, input: Octets, options?: DecodeOptions): Message<K>;
  /** The octets of a value, literals and all. @throws ImapError */
  encode<K extends Kind>(kind: K, value: Values[K], options?: EncodeOptions): Uint8Array;
  /** The same with a stop behind each piece that waits. */
  fragments<K extends Kind>(kind: K, value: Values[K], options?: EncodeOptions): Piece[];
  /** One direction of a connection. */
  decoder(kind?: Stream, options?: DecodeOptions): Decoder;
  /** A recorded session: records of `C <n>` or `S <n>`, newline, n octets, newline. @throws ImapError if it is none. */
  lint(file: Octets, options?: LintOptions): { events: LintEvent[]; summary: Summary };
  client(options?: ClientOptions): Peer<ClientOrder, ClientEvent>;
  server(options?: ServerOptions): Peer<ServerOrder, ServerEvent>;
  /** A session, as the C functions have it. */
  open(config: { open: 'decode' | 'encode' | 'lint' | 'client' | 'server'; [option: string]: Json }): Session;
  /** Octets that are allocated in the module now. */
  readonly allocated: number;
  /** Octets of its memory. */
  readonly memory: number;
}

/** A session. Close it when it is not wanted any more; one that is forgotten is closed by the garbage collector. */
export interface Session {
  readonly handle: number;
  feed(input: Octets): undefined;
  tell(order: Json): any;
  next(): any;
  rest(): any[];
  close(): boolean;
}
export interface Decoder {
  /** Octets came: what is whole now. */
  feed(input: Octets): (Message | Rest)[];
  /** Nothing comes any more: what was cut off. */
  end(): (Message | Rest)[];
  utf8(on: boolean): void;
  close(): void;
}
/** One end of a connection. Feed it what the other end sent, send the octets that come of `next`. */
export interface Peer<Order, Event> {
  feed(input: Octets): void;
  tell(order: Order): any;
  /** `undefined`: nothing, before something is fed or told. */
  next(): Event | undefined;
  rest(): Event[];
  /** Client: sends a command; answers its handle. @throws ImapError why it may not be sent. */
  send(command: CommandBody): number;
  readonly session: Standing;
  close(): void;
}

export function toBase64(input: Octets): string;
export function fromBase64(text: string): Uint8Array;
/** Octets of a string, or a view of what is given. */
export function octets(input: Octets): Uint8Array;
/** JSON in which integers that a double cannot hold are BigInts. */
export function parse(text: string): any;
export function stringify(value: unknown): string;
