// Input that is nearly right, the same for the same seed.

/** Mulberry32: integers below n. */
export function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const WORDS = ['(', ')', '"', '\\', '{5}\r\n', '{0}\r\n', '{4294967295}\r\n', '{18446744073709551615}\r\n', '~{3}\r\n', 'NIL', '\r\n', '\n', '\r', '\0', '[', ']', '*', '%', '<0>', ' ', '0', '4294967296', '99999999999999999999', '\xff', '\xc3\xa9', '\xed\xa0\x80', '+ ', '* ', 'A1 OK ', 'null', '{}', '[]', '-1', '1e999', '"\\ud800"'].map((word) => Buffer.from(word, 'latin1'));

/** One to four changes: octets flipped, cut out, doubled, put in. */
export function mutations(next, input) {
  let octets = Buffer.from(input);
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    const at = next(octets.length + 1);
    const length = Math.min(octets.length - at, 1 + next(next(4) === 0 ? 200 : 8));
    switch (next(5)) {
      case 0:
        if (at < octets.length) octets[at] ^= 1 << next(8);
        break;
      case 1:
        octets = Buffer.concat([octets.subarray(0, at), octets.subarray(at + length)]);
        break;
      case 2:
        octets = Buffer.concat([octets.subarray(0, at + length), octets.subarray(at)]);
        break;
      case 3: {
        const word = WORDS[next(WORDS.length)];
        octets = Buffer.concat([octets.subarray(0, at), word, octets.subarray(at)]);
        break;
      }
      default: {
        // Parentheses as deep as it can bear, now and then.
        const deep = Buffer.alloc(1 + next(next(8) === 0 ? 3000 : 90), next(2) === 0 ? '(' : '[');
        octets = Buffer.concat([octets.subarray(0, at), deep, octets.subarray(at)]);
      }
    }
  }
  return octets;
}
