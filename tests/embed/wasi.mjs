// Runs a program of wasm32-wasip1: node wasi.mjs PROGRAM ARGUMENT...

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { WASI } from 'node:wasi';

const [program, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [basename(program), ...args], env: {}, preopens: {}, returnOnExit: true });
const imports = wasi.getImportObject();
// Called from WebAssembly directly, Node 20's functions crash once the memory has grown much; called by way of JavaScript
// they do not.
for (const [name, call] of Object.entries(imports.wasi_snapshot_preview1)) {
  imports.wasi_snapshot_preview1[name] = (...given) => call(...given);
}
const module = await WebAssembly.compile(await readFile(program));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, imports));
