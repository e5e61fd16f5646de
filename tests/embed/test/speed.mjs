// Sizes, and how many octets a second are decoded, here and natively: the same recordings, the same code.
//
//   NATIVE=... node speed.mjs DIRECTORY SECONDS

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { load } from '../js/imap.js';
import { raw } from './raw.mjs';

const [directory, seconds] = [process.argv[2], Number(process.argv[3])];
const bytes = readFileSync(new URL('../js/imap.wasm', import.meta.url));
const kb = (n) => `${(n / 1000).toFixed(0)} KB`;
console.log(`size: ${kb(bytes.length)}, ${kb(gzipSync(bytes, { level: 9 }).length)} with gzip`);

const streams = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith('.wire')).sort().map((name) => {
  const file = readFileSync(join(directory, name));
  const said = [];
  for (let at = 0; at < file.length;) {
    const line = file.indexOf(10, at);
    const [side, length] = file.subarray(at, line).toString().split(' ');
    const end = line + 1 + Number(length);
    if (side === 'S') said.push(file.subarray(line + 1, end));
    at = end + 1;
  }
  return Buffer.concat(said);
});
const octets = streams.reduce((sum, stream) => sum + stream.length, 0);

function rate(round) {
  round();
  const begin = performance.now();
  let rounds = 0;
  while (performance.now() - begin < seconds * 1000) {
    round();
    rounds += 1;
  }
  return (octets * rounds) / ((performance.now() - begin) / 1000);
}

const module = raw.instance(new WebAssembly.Module(bytes));
const through = (config) => () => {
  for (const stream of streams) {
    const handle = module.open(config);
    module.feed(handle, stream);
    module.drain(handle);
    module.close(handle);
  }
};
const here = {
  terse: rate(through({ open: 'decode', kind: 'response', terse: true })),
  values: rate(through({ open: 'decode', kind: 'response' })),
};
const imap = await load(bytes);
const objects = rate(() => {
  for (const stream of streams) {
    const decoder = imap.decoder('response');
    decoder.feed(stream);
    decoder.close();
  }
});
const native = JSON.parse(execFileSync(process.env.NATIVE, ['speed', directory, String(seconds)], { encoding: 'utf8' }));
const rates = Object.fromEntries(native.rates);
if (native.octets !== octets) throw new Error(`${native.octets} octets there, ${octets} here`);
const mb = (n) => `${(n / 1e6).toFixed(1)} MB/s`;
console.log(`${streams.length} streams of servers, ${octets} octets; Node ${process.version}`);
console.log(`decoded, notes in JSON:  ${mb(here.terse)} here, ${mb(rates.terse)} natively: ${(here.terse / rates.terse).toFixed(2)}`);
console.log(`decoded, values in JSON: ${mb(here.values)} here, ${mb(rates.values)} natively: ${(here.values / rates.values).toFixed(2)}`);
console.log(`decoded to objects of JavaScript: ${mb(objects)}; natively without JSON: ${mb(rates.alone)}`);
