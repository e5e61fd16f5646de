// The octets of a message: text that can be read, literals folded, secrets hidden, each run linked to its value.

import { el, pieces } from './dom.js';

/** Literals: where `{n}` at the end of a line says that n octets follow. */
export function literals(bytes) {
  const all = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const line = String.fromCharCode(...bytes.subarray(Math.max(at, end - 40), end + 1));
    const length = /\{(\d+)\+?\}\r\n$/.exec(line);
    at = end + 1;
    if (length) {
      const to = Math.min(at + Number(length[1]), bytes.length);
      if (to > at) all.push([at, to]);
      at = to;
    }
  }
  return all;
}

const FOLD = 320;

/**
 * Draws into `root`. `marks`: { secrets, warned, leftOut, stop, edges }; `hover(offset | undefined)` is told where the
 * mouse is. Answers a function that lights ranges up: (range, name) => void.
 */
export function draw(root, bytes, marks, hover) {
  root.replaceChildren();
  const folds = literals(bytes).filter(([from, to]) => to - from > FOLD);
  const cuts = new Set([0, bytes.length]);
  const cut = ([from, to]) => cuts.add(from).add(to);
  [...marks.edges, ...marks.secrets, ...marks.warned, ...marks.leftOut, ...literals(bytes)].forEach(cut);
  for (const [from] of folds) cuts.add(from + FOLD / 2);
  if (marks.stop !== undefined) cuts.add(marks.stop);
  const edges = [...cuts].filter((edge) => edge <= bytes.length).sort((a, b) => a - b);
  const within = (ranges, from, to) => ranges.find((range) => range[0] <= from && to <= range[1]);
  const runs = [];
  const unfolded = new Set();
  const fill = () => {
    root.replaceChildren();
    runs.length = 0;
    for (let at = 0; at < edges.length; at += 1) {
      const [from, to] = [edges[at], edges[at + 1] ?? edges[at]];
      if (marks.stop === from) root.append(el('span.stop', { title: 'here it stops', role: 'img', 'aria-label': 'here it stops' }));
      if (from === to) continue;
      const fold = folds.find((range) => range[0] + FOLD / 2 <= from && to <= range[1]);
      if (fold && !unfolded.has(fold)) {
        if (from === fold[0] + FOLD / 2) {
          const more = fold[1] - from;
          root.append(el('button.fold', { onclick: () => { unfolded.add(fold); fill(); } }, `… ${more.toLocaleString('en')} octets more`));
        }
        continue;
      }
      const run = el('span', { data: { from, to } });
      const secret = within(marks.secrets, from, to);
      if (secret) {
        run.className = 'secret';
        run.title = 'hidden';
        run.append('•'.repeat(Math.min(to - from, 12)));
      } else {
        for (const piece of pieces(bytes.subarray(from, to))) {
          run.append(piece.kind === '' ? piece.text : el(`span.${piece.kind}`, {}, piece.text));
          if (piece.breaks) run.append('\n');
        }
      }
      if (within(marks.warned, from, to)) run.classList.add('warned');
      if (within(marks.leftOut, from, to)) run.classList.add('left-out');
      if (within(literals(bytes), from, to)) run.classList.add('literal');
      if (within(marks.edges, from, to)) run.classList.add('linked');
      runs.push(run);
      root.append(run);
    }
  };
  fill();
  root.onmousemove = (event) => {
    const run = event.target.closest('[data-from]');
    hover(run ? Number(run.dataset.from) : undefined);
  };
  root.onmouseleave = () => hover(undefined);
  return (range, name) => {
    let first;
    for (const run of runs) {
      const [from, to] = [Number(run.dataset.from), Number(run.dataset.to)];
      const hot = range !== undefined && range[0] <= from && to <= range[1];
      run.classList.toggle('hot', hot);
      run.classList.toggle('hot-name', name !== undefined && name[0] <= from && to <= name[1]);
      if (hot) first ??= run;
    }
    return first;
  };
}
