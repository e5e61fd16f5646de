// Elements, and what the page says about octets. Data goes into text nodes and attributes, never into markup.

/** An element: tag.class.class, properties, children. */
export function el(spec, properties = {}, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'style') for (const [key, what] of Object.entries(value)) element.style.setProperty(key, what);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** Where a rule stands: `RFC 9051 section 6.3.11` as a link. */
export function place(text) {
  const rfc = /^RFC (\d+)(?:,? (section|appendix) ([A-Z0-9.]+))?/.exec(text);
  const draft = /^(draft-[a-z0-9-]+)(?: section ([0-9.]+))?/.exec(text);
  let href;
  if (rfc) href = `https://www.rfc-editor.org/rfc/rfc${rfc[1]}.html${rfc[3] ? `#${rfc[2]}-${rfc[3].replace(/\.$/, '')}` : ''}`;
  else if (draft) href = `https://datatracker.ietf.org/doc/html/${draft[1]}${draft[2] ? `#section-${draft[2]}` : ''}`;
  return href ? el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text) : document.createTextNode(text);
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** Octets as text, one line; nothing of them is lost. */
export function plain(bytes, length = 200) {
  let text = '';
  let at = 0;
  for (const piece of pieces(bytes.subarray(0, length))) {
    text += piece.text;
    at = piece.end;
  }
  return at < bytes.length ? `${text}…` : text;
}

const CONTROLS = new Map([[0, '\\0'], [9, '\\t'], [10, '\\n'], [13, '\\r']]);
const hex = (byte) => `\\x${byte.toString(16).padStart(2, '0')}`;

/** Octets in runs of one look: text, ends of lines, control characters, bytes that are no text. */
export function* pieces(bytes) {
  let at = 0;
  const look = (byte) => (byte < 0x20 || byte === 0x7f ? 'ctl' : byte < 0x80 ? '' : 'high');
  while (at < bytes.length) {
    const kind = look(bytes[at]);
    let end = at + 1;
    while (end < bytes.length && look(bytes[end]) === kind) end += 1;
    const run = bytes.subarray(at, end);
    if (kind === '') yield { text: String.fromCharCode(...run), kind, end };
    else if (kind === 'ctl') {
      while (at < end) {
        if (bytes[at] === 13 && bytes[at + 1] === 10) {
          at += 2;
          yield { text: '↵', kind, end: at, breaks: true };
        } else {
          const byte = bytes[at];
          at += 1;
          yield { text: CONTROLS.get(byte) ?? hex(byte), kind: 'esc', end: at, breaks: byte === 10 };
        }
      }
    } else {
      let text;
      try {
        text = strict.decode(run);
      } catch {
        text = undefined;
      }
      if (text !== undefined) yield { text, kind: '', end };
      else yield { text: Array.from(run, hex).join(''), kind: 'esc', end };
    }
    at = end;
  }
}

/** Moves the focus among children by arrows. */
export function wrap(index, length) {
  return ((index % length) + length) % length;
}
