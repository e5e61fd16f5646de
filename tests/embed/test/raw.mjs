// The C functions of imap.wasm without imap.js: what is told as text, for comparisons and measurements.

const utf8 = new TextDecoder();
const bytesOf = (input) => (typeof input === 'string' || input instanceof Uint8Array ? Buffer.from(input) : Buffer.from(JSON.stringify(input)));

/** Opens a session, feeds it, tells it: all that comes of it, as text. @throws Error what the module says. */
export function raw(module, ...call) {
  return raw.instance(module).run(...call);
}

raw.instance = (module) => {
  const wasm = new WebAssembly.Instance(module, {}).exports;
  const result = () => new Uint8Array(wasm.memory.buffer, wasm.imap_result(), wasm.imap_result_len());
  const give = (octets, call) => {
    if (octets.length === 0) return call(0, 0);
    const at = wasm.imap_allocate(octets.length);
    if (at === 0) throw new Error('out of memory');
    new Uint8Array(wasm.memory.buffer).set(octets, at);
    const answer = call(at, octets.length);
    wasm.imap_free(at, octets.length);
    return answer;
  };
  const failed = () => new Error(JSON.parse(utf8.decode(result())).error);
  const check = (step) => {
    if (step < 0) throw failed();
    return step;
  };
  /** How much comes of a session; each thing is shown to `look`. */
  const drain = (handle, look) => {
    let count = 0;
    for (let step = check(wasm.imap_next(handle)); step > 0; step = check(wasm.imap_next(handle))) {
      look?.(result());
      count += 1;
    }
    return count;
  };
  const open = (config) => {
    const handle = give(bytesOf(config), (at, length) => wasm.imap_open(at, length));
    if (handle === 0) throw failed();
    return handle;
  };
  const feed = (handle, input) => check(give(input, (at, length) => wasm.imap_feed(handle, at, length)));
  return {
    run(config, input, order) {
      const handle = open(config);
      const told = [];
      const look = (octets) => told.push(utf8.decode(octets));
      try {
        if (input !== undefined) {
          feed(handle, input);
          drain(handle, look);
        }
        if (order !== undefined) {
          check(give(bytesOf(order), (at, length) => wasm.imap_tell(handle, at, length)));
          drain(handle, look);
        }
        return told;
      } finally {
        wasm.imap_close(handle);
      }
    },
    open,
    feed,
    drain,
    close: (handle) => wasm.imap_close(handle),
    inUse: () => {
      // The result of the last call is not of a session.
      wasm.imap_close(0);
      return wasm.imap_in_use();
    },
    memory: () => wasm.memory.buffer.byteLength,
  };
};
