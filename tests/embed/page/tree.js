// A decoded value as a tree, linked to the octets it was read from.

import { el } from './dom.js';

const escape = (step) => String(step).replace(/~/g, '~0').replace(/\//g, '~1');

/** The octets of all that stands at or below a pointer. */
export function hull(spans, pointer) {
  let range;
  const add = ([from, to]) => {
    range = range ? [Math.min(range[0], from), Math.max(range[1], to)] : [from, to];
  };
  for (const map of [spans.values, spans.names]) {
    for (const [path, span] of Object.entries(map)) {
      if (path === pointer || path.startsWith(`${pointer}/`)) add(span);
    }
  }
  return range;
}

/** Whom the focus in a tree is told; there is one listener for each root. */
const hovers = new WeakMap();

const isRedacted = (value) =>
  value !== null && typeof value === 'object' && Object.keys(value).length === 1 && typeof value.redacted === 'number';

/** Pointers of what is not shown. */
export function redacted(value, pointer = '') {
  if (value === null || typeof value !== 'object') return [];
  if (isRedacted(value)) return [pointer];
  return Object.entries(value).flatMap(([key, below]) => redacted(below, `${pointer}/${escape(key)}`));
}

function leaf(value) {
  if (isRedacted(value)) return el('span.value.redacted', {}, `${value.redacted} octets hidden`);
  if (value === null) return el('span.value.null', {}, 'nothing');
  if (Array.isArray(value)) return el('span.value.null', {}, 'none');
  if (typeof value === 'object') return el('span.value.null', {}, '{}');
  if (typeof value === 'string') {
    const shown = value.length > 600 ? `${value.slice(0, 600)}…` : value;
    const visible = shown.replaceAll('\r\n', '↵\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
    return el('span.value.string', { title: value.length > 600 ? `${value.length} characters` : undefined }, visible);
  }
  return el(`span.value.${typeof value === 'bigint' ? 'number' : typeof value}`, {}, String(value));
}

/** Is it told by its children? */
const isInner = (value) => value !== null && typeof value === 'object' && !isRedacted(value) && Object.keys(value).length > 0;

/** Fills `root` (role=tree). `hover(pointer | undefined)` is told where the mouse or the focus is. */
export function draw(root, value, hover) {
  root.replaceChildren();
  const items = new Map();
  let first = true;
  const node = (key, below, pointer, level) => {
    // What stands in a list under its name is one line with it: `4 Auth`.
    if (typeof key === 'number' && isInner(below) && !Array.isArray(below) && Object.keys(below).length === 1) {
      const [[name, one]] = Object.entries(below);
      return node(`${key}\u2002${name}`, one, `${pointer}/${escape(name)}`, level);
    }
    const inner = isInner(below);
    const many = inner ? Object.keys(below).length : 0;
    const label = el('span.node', {},
      el('span.twist', { 'aria-hidden': 'true' }),
      key === undefined ? undefined : el(`span.key${typeof key === 'number' ? '.index' : ''}`, {}, String(key)),
      inner ? el('span.count', {}, Array.isArray(below) ? `${many}` : '') : leaf(below));
    const item = el(`li${inner ? '' : '.leaf'}`, {
      role: 'treeitem', tabindex: first ? 0 : -1, 'aria-level': level, 'aria-expanded': inner ? 'true' : undefined,
      data: { pointer },
    }, label);
    first = false;
    items.set(pointer, item);
    label.addEventListener('mouseenter', () => hover(pointer));
    label.addEventListener('mouseleave', () => hover(undefined));
    label.addEventListener('click', (event) => {
      if (inner && event.target.classList.contains('twist')) toggle(item);
      focus(item);
    });
    if (inner) {
      const list = el('ul', { role: 'group' });
      // A long list unfolds when somebody wants it.
      const fill = () => {
        const entries = Array.isArray(below) ? below.map((one, at) => [at, one]) : Object.entries(below);
        const show = (from) => {
          for (const [step, one] of entries.slice(from, from + 200)) {
            list.append(node(step, one, `${pointer}/${escape(step)}`, level + 1));
          }
          if (from + 200 < entries.length) {
            const more = el('li.leaf', { role: 'treeitem', tabindex: -1, 'aria-level': level + 1 },
              el('button.fold', { onclick: () => { more.remove(); show(from + 200); } }, `${entries.length - from - 200} more`));
            list.append(more);
          }
        };
        show(0);
      };
      fill();
      item.append(list);
    }
    return item;
  };
  const toggle = (item, open = item.getAttribute('aria-expanded') !== 'true') => {
    if (item.hasAttribute('aria-expanded')) item.setAttribute('aria-expanded', String(open));
  };
  const focus = (item) => {
    root.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    item.setAttribute('tabindex', '0');
    item.focus({ preventScroll: false });
  };
  const visible = () => [...root.querySelectorAll('[role=treeitem]')].filter((item) => !item.parentElement.closest('[aria-expanded="false"]'));
  // A single object's names are the top of the tree.
  const tops = isInner(value) && !Array.isArray(value) ? Object.entries(value) : [[undefined, value]];
  for (const [key, below] of tops) root.append(node(key, below, key === undefined ? '' : `/${escape(key)}`, 1));
  root.onkeydown = (event) => {
    const item = event.target.closest('[role=treeitem]');
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = visible();
    const at = all.indexOf(item);
    const open = item.getAttribute('aria-expanded');
    const go = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
    if (go) focus(go);
    else if (event.key === 'ArrowRight' && open === 'false') toggle(item, true);
    else if (event.key === 'ArrowRight' && open === 'true') focus(all[at + 1] ?? item);
    else if (event.key === 'ArrowLeft' && open === 'true') toggle(item, false);
    else if (event.key === 'ArrowLeft') focus(item.parentElement.closest('[role=treeitem]') ?? item);
    else if (event.key === 'Enter' || event.key === ' ') toggle(item);
    else if (event.key === 'Escape') { hover(undefined); document.getElementById('messages').focus(); }
    else if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (!hovers.has(root)) {
    root.addEventListener('focusin', (event) => hovers.get(root)(event.target.closest('[role=treeitem]')?.dataset.pointer));
    root.addEventListener('focusout', () => hovers.get(root)(undefined));
  }
  hovers.set(root, hover);
  return items;
}
