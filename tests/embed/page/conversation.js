// What was pasted or dropped becomes a list of messages: octets, what the module says about them, and who said it.

/** The records of a `.wire` file: `C <n>` or `S <n>`, newline, n octets, newline. `undefined`: it is none. */
export function records(file) {
  const all = [];
  let at = 0;
  while (at < file.length) {
    const line = file.indexOf(10, at);
    const head = line < 0 || line - at > 24 ? '' : String.fromCharCode(...file.subarray(at, line));
    const match = /^([CS]) (\d+)$/.exec(head);
    const end = match ? line + 1 + Number(match[2]) : 0;
    if (!match || end >= file.length || file[end] !== 10) return undefined;
    all.push({ side: match[1], bytes: file.subarray(line + 1, end) });
    at = end + 1;
  }
  return all.length > 0 ? all : undefined;
}

const join = (parts) => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const encoder = new TextEncoder();

/** Text as a user pastes it: lines end in LF there, and the last one perhaps in nothing. */
export function pasted(text) {
  let lines = text.replace(/\r?\n/g, '\r\n');
  if (lines !== '' && !lines.endsWith('\r\n')) lines += '\r\n';
  return encoder.encode(lines);
}

/** Does a client say this? By the first line: a tag and a word that is no status. */
function client(imap, bytes, policy) {
  const end = bytes.indexOf(10);
  const first = String.fromCharCode(...bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 4000)));
  return !/^[*+]/.test(first) && !/^\S+ (OK|NO|BAD)\b/i.test(first);
}

/** `input`: octets. Answers messages, and how they hang together where both directions are known. */
export function read(imap, input, { side, policy, utf8, reveal, name = '' }) {
  const options = { policy, utf8, reveal, spans: true };
  const recording = records(input);
  if (recording) {
    const streams = {
      C: join(recording.filter((record) => record.side === 'C').map((record) => record.bytes)),
      S: join(recording.filter((record) => record.side === 'S').map((record) => record.bytes)),
    };
    const inflated = name.endsWith('--inflated.wire');
    const { events, summary } = imap.lint(input, { ...options, inflated, verbose: true });
    const messages = [];
    const flights = [];
    let state = 'greeting';
    for (const event of events) {
      if (event.type === 'message') {
        const bytes = streams[event.side].subarray(...event.range);
        messages.push({ ...event, bytes });
        if (event.kind === 'command') flights.push({ from: event.index, to: undefined, status: undefined });
        state = event.state;
      } else if (event.type === 'completed') {
        const answer = messages.find((message) => message.index === event.answer);
        if (answer) {
          answer.state = event.state;
          answer.answers = event.command ?? undefined;
        }
        const flight = flights.find((one) => one.from === event.command);
        if (flight) Object.assign(flight, { to: event.answer, status: event.status });
        state = event.state;
      } else if (event.type === 'rest') {
        messages.push({ ...event, bytes: streams[event.side].subarray(...event.range), state });
      }
    }
    return { recording: true, messages, flights, summary };
  }
  const speaks = side === 'auto' ? (client(imap, input, policy) ? 'client' : 'server') : side;
  const stream = imap.decoder(speaks, options);
  const told = [...stream.feed(input), ...stream.end()];
  stream.close();
  const letter = speaks === 'client' ? 'C' : 'S';
  const messages = told.map((one, index) => ({ ...one, index, side: letter, bytes: input.subarray(...one.range) }));
  return { recording: false, side: speaks, messages, flights: [] };
}

/** What the grammar alone says about a message that was mended. */
export function byTheGrammar(imap, message, { utf8, reveal }) {
  try {
    return imap.decode(message.kind, message.bytes, { policy: 'strict', utf8, reveal }).error;
  } catch {
    return undefined;
  }
}
