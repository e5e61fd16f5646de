// Proves that a module imports nothing, and runs it: node check.mjs module.wasm
import { readFileSync } from "node:fs";

const bytes = readFileSync(process.argv[2]);
const module = new WebAssembly.Module(bytes);
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) {
  console.error("imports:", imports);
  process.exit(1);
}
const { exports: imap } = new WebAssembly.Instance(module, {});
const memory = () => new Uint8Array(imap.memory.buffer);
const text = (at, n) => Buffer.from(memory().subarray(at, at + n)).toString();
const wire =
  "* OK ready\r\n* 12 FETCH (UID 7 FLAGS (\\Seen $Junk) BODY[] {5}\r\nhello)\r\n* LIST () \"/\" INBOX\r\n";

// In pieces of every size: the messages come out as they went in.
for (const size of [1, 2, 3, 7, 4096]) {
  let out = "";
  // The first message of a connection is its greeting; an OK is both.
  for (let from = 0; from < wire.length; from += size) {
    const piece = Buffer.from(wire.slice(from, from + size));
    const at = imap.input();
    memory().set(piece, at);
    if (imap.receive(piece.length) < 0) throw new Error("receive failed at " + from);
    out += text(imap.output(), imap.output_len());
  }
  if (out !== wire) throw new Error(`chunks of ${size}: ${JSON.stringify(out)}`);
}
const n = imap.noop();
if (text(imap.output(), n) !== "a NOOP\r\n") throw new Error("noop");
const crossed = imap.talk();
if (!(crossed > 300)) throw new Error(`a client and a server: ${crossed}`);
console.log(`${process.argv[2].split("/").pop()}: ${bytes.length} bytes, no imports, decodes and encodes, and talks to itself`);
