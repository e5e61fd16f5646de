// Only compiled: the types fit, and say what they should. `// @ts-expect-error` is an error if there is none.
import { load, type ClientEvent, type Message, type ServerEvent } from '../js/imap.js';

const imap = await load();
const message: Message<'command'> = imap.decode('command', 'a NOOP\r\n', { policy: 'strict', spans: true });
const tag: string | { b64: string } | undefined = message.value?.tag;
const range: [number, number] | undefined = message.spans?.values['/tag'];
// @ts-expect-error a command has no kind
message.value?.kind;
// @ts-expect-error there is no such kind
imap.decode('song', 'a NOOP\r\n');
// @ts-expect-error there is no such policy
imap.decode('command', 'a NOOP\r\n', { policy: 'lax' });

const response = imap.decode('response', new Uint8Array(3)).value;
if (response && 'Tagged' in response) {
  const state: 'OK' | 'NO' | 'BAD' = response.Tagged.state;
  void state;
}
const octets: Uint8Array = imap.encode('command', { tag: 'a', body: { Select: { mailbox: 'INBOX', parameters: [] } } });
// @ts-expect-error a command needs a tag
imap.encode('command', { body: 'Noop' });
for (const piece of imap.fragments('command', { tag: 'a', body: 'Noop' }, { literals: 'sync' })) {
  const waits: boolean = piece.waits;
  void waits;
}

const client = imap.client({ tls: 'plain' });
const handle: number = client.send({ Login: { user: 'alice', password: 'secret' } });
client.tell({ done: handle });
// @ts-expect-error a server's word
client.tell({ authenticated: { handle, account: 'alice' } });
const on = (event: ClientEvent): string => {
  switch (event.type) {
    case 'octets': return String(event.octets.length);
    case 'done': return event.status;
    case 'fetched': return String(event.value.seq);
    default: return event.type;
  }
};
const server = imap.server({ tls: 'plain', reveal: true });
const answer = (event: ServerEvent): void => {
  if (event.type === 'fetch_next') server.tell({ fetched: { handle: event.handle, items: [{ Uid: event.uid }] } });
};
for (const event of imap.lint('').events) {
  if (event.type === 'completed') void event.answer;
  if (event.type === 'message') void event.side;
}
void [tag, range, octets, on, answer];
