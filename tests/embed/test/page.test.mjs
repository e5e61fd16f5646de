// The page, in a browser without a window: it is clicked through and typed through, and pictures are taken of it.
//
//   node --test page.test.mjs        environment: CHROMIUM (default /usr/bin/chromium), PICTURES (a directory; none: not kept)

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pictures = process.env.PICTURES;

let server, context, page, profile, origin;
/** What should not happen: errors of the page, and requests to anywhere else. */
const wrong = [];

before(async () => {
  // A plain file server, as the README has it.
  server = spawn('python3', ['-u', '-m', 'http.server', '-d', here('../page'), '-b', '127.0.0.1', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the file server does not answer')), 20000);
    server.stdout.on('data', (data) => {
      const found = /port (\d+)/.exec(data);
      if (found) { clearTimeout(late); resolve(found[1]); }
    });
    server.on('exit', () => reject(new Error('the file server has ended')));
  });
  origin = `http://127.0.0.1:${port}`;
  profile = await mkdtemp(join(tmpdir(), 'imap-page-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1440, height: 920 },
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
    colorScheme: 'light',
    timeout: 60000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  context.setDefaultTimeout(15000);
  page = await context.newPage();
  page.on('pageerror', (error) => wrong.push(error.stack));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push(message.text()); });
  page.on('request', (request) => { if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) wrong.push(`request: ${request.url()}`); });
  await page.goto(`${origin}/`);
  await page.waitForSelector('html[data-ready]');
});

after(async () => {
  await context?.close();
  server?.kill();
  if (profile) await rm(profile, { recursive: true, force: true });
  assert.deepEqual(wrong, []);
});

/** From the top of the page, unless it says otherwise. */
const picture = async (name) => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) }); };
const sample = async (name) => { await page.click(`.samples button:text-is("${name}")`); await page.waitForSelector(`.samples button[aria-pressed="true"]:text-is("${name}")`); await page.waitForSelector('#status:not([aria-busy])'); };
const rows = () => page.locator('#messages .row');
const row = (text) => page.locator('#messages .row', { hasText: text }).first();
const node = (key) => page.locator('#tree [role=treeitem]', { has: page.locator(`> .node > .key:text-is("${key}")`) }).first();
const lit = () => page.locator('#octets .hot').allTextContents().then((all) => all.join(''));
const text = (selector) => page.textContent(selector);

test('it opens with a decoded recording', async () => {
  assert.match(await text('#status'), /^110 messages.*of both directions.*all understood/);
  assert.equal(await rows().count(), 110);
  assert.match(await text('#octets'), /^\* OK \[CAPABILITY IMAP4rev1/);
  assert.match(await text('#tree'), /Capability/);
  assert.match(await page.getAttribute('#timeline .track', 'aria-label'), /not authenticated, then authenticated, then mailbox selected, then logout; \d+ commands, of which 0 have no answer/);
  assert.ok(await page.locator('#timeline .flight').count() > 20);
});

test('value and octets are linked, both ways', async () => {
  await row('FETCH (').click();
  await page.locator('#messages .row', { hasText: /^S\* \d+ FETCH \(.*FLAGS/ }).first().click();
  await page.evaluate(() => scrollTo(0, 0));
  const size = node('seq');
  await size.locator('> .node').hover();
  assert.match(await lit(), /^\d+$/);
  const seq = await lit();
  assert.equal(await size.locator('> .node > .value').textContent(), seq);
  // From the octets to the value.
  await page.locator('#octets [data-from="2"]').hover();
  assert.equal(await page.locator('#tree .hot > .node > .key').first().textContent(), 'seq');
  await picture('page-read');
});

test('secrets are hidden until they are asked for', async () => {
  await row('A0001 LOGIN').click();
  assert.match(await text('#tree'), /password.*octets hidden/);
  assert.match(await text('#octets'), /LOGIN .*•/);
  assert.ok(!(await text('body')).includes('LOGIN alice pw'));
  await page.check('#reveal');
  assert.ok(!(await text('#tree')).includes('hidden'));
  assert.ok(!(await text('#octets')).includes('•'));
  await page.uncheck('#reveal');
  assert.match(await text('#tree'), /hidden/);
});

test('a click on the timeline leads to the message', async () => {
  await page.locator('#timeline .flight').nth(3).click();
  assert.equal(await page.locator('#messages [aria-selected="true"] .side').textContent(), 'C');
});

test('what was mended and what is wrong is pointed at, with the section that rules it', async () => {
  await sample('What servers really send');
  assert.match(await text('#status'), /10 mended/);
  await row('* SEARCH').click();
  assert.match(await text('#notes'), /Mended: SP at the end of a SEARCH response/);
  assert.match(await text('#notes'), /By the grammar alone/);
  assert.match(await page.getAttribute('#notes a', 'href'), /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+\.html#(section|appendix)-/);
  assert.equal(await page.locator('#octets .warned').count(), 1);
  await row('* 2 FETCH').click();
  assert.match(await text('#notes'), /Left out: msg-att/);
  assert.ok(await page.locator('#octets .left-out').count() > 0);
  assert.match(await text('#tree'), /Subject: hi/);
  await picture('page-mended');
  await page.check('input[value="strict"]', { force: true });
  assert.match(await text('#status'), /\d+ not understood/);
  await page.check('input[value="tolerant"]', { force: true });
  await sample('One broken line');
  const note = await text('#notes .note pre');
  assert.equal(note, '  A3 STATUS blurdybloop (UIDNEXT (MESSAGES))\n                                 ^');
  assert.equal(await page.getAttribute('#notes a', 'href'), 'https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.11');
  assert.equal(await page.locator('#octets .stop').count(), 1);
});

test('all of it goes by keyboard', async () => {
  await sample('IDLE, two sessions');
  await page.focus('#messages');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getAttribute('#messages', 'aria-activedescendant'), 'm2');
  await page.keyboard.press('End');
  assert.equal(await page.locator('#messages [aria-selected="true"]').getAttribute('data-row'), String(await rows().count() - 1));
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement.querySelector('.key')?.textContent);
  assert.equal(await focused(), 'Tagged');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'tag');
  assert.equal(await lit(), 'B009', 'the focus lights up the octets too');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded')), 'false');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'messages');
  await page.keyboard.press('/');
  await page.keyboard.type('error');
  assert.equal(await rows().count(), 1);
  assert.match(await text('#notes'), /"DONE" expected at octet 0/);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.focus('#tab-read');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getAttribute('#tab-pair', 'aria-selected'), 'true');
  assert.ok(await page.isVisible('#pair'));
  await page.keyboard.press('ArrowLeft');
  assert.ok(await page.isVisible('#read'));
});

test('text is pasted, a file is opened, and hostile input is only text', async () => {
  const evil = '* 1 FETCH (ENVELOPE (NIL "<img src=x onerror=document.title=1><script>document.title=2</script>" NIL NIL NIL NIL NIL NIL NIL NIL))';
  await page.fill('#text', `${evil}\n* LIST (\\<b>) "/" "</pre><script>document.title=3</script>"\n* OK [<i>X</i>] <u>\u202e`);
  await page.click('#go');
  assert.equal(await rows().count(), 3);
  for (let at = 0; at < 3; at += 1) {
    await rows().nth(at).click();
    assert.equal(await page.locator('#read img, #read script, #tree b, #octets i, #octets u, #notes b i').count(), 0);
  }
  assert.equal(await page.title(), 'IMAP, read and spoken');
  await page.setInputFiles('#file', { name: 'raw.bin', mimeType: 'application/octet-stream', buffer: Buffer.concat([Buffer.from('* 1 FETCH (BODY[] {2000}\r\n'), Buffer.alloc(2000, 'x'), Buffer.from(')\r\n* OK \x00\xff\r\n', 'latin1')]) });
  await page.waitForFunction(() => document.querySelectorAll('#messages .row').length === 2);
  await rows().first().click();
  const before = (await text('#octets')).length;
  assert.ok(before < 400, 'a literal is folded');
  await page.click('#octets .fold');
  assert.ok((await text('#octets')).length > 2000);
  await page.fill('#text', '');
  await page.click('#go');
  assert.match(await text('#status'), /Nothing to read/);
});

test('every sample is read', async () => {
  const names = await page.locator('.samples button').allTextContents();
  assert.ok(names.length >= 8);
  for (const name of names) {
    await sample(name);
    await page.waitForFunction(() => document.querySelectorAll('#messages .row').length > 0);
    assert.match(await text('#status'), /message/, name);
  }
  await sample('Where peers disagree');
  assert.match(await text('#status'), /taken by the server alone/);
});

test('a client and a server talk to each other, step by step', async () => {
  await page.click('#tab-pair');
  const idle = () => page.waitForFunction(() => document.getElementById('run').getAttribute('aria-pressed') === 'false');
  assert.equal(await page.locator('#wire li').count(), 0);
  await page.click('#step');
  assert.match(await text('#wire'), /\* OK \[CAPABILITY .*a server in a page/);
  assert.equal(await page.locator('#wire li').count(), 1);
  await page.click('#step');
  assert.match(await text('#client-events'), /greeting/);
  for (const name of ['LOGIN', 'SELECT', 'FETCH', 'a body', 'STORE', 'SEARCH', 'APPEND', 'IDLE']) {
    await page.click(`#commands button:text-is("${name}")`);
    await idle();
    assert.equal(await text('#pair-error'), '', name);
  }
  const wire = await text('#wire');
  assert.ok(!wire.includes('secret'), 'the password is not shown');
  assert.ok(!(await text('#server-events')).includes('"secret"'));
  for (const line of [/A\d LOGIN alice ••••|A\d LOGIN ••••/, /\* 3 EXISTS/, /OK \[READ-WRITE\]/, /\* 2 FETCH \(UID 7/, /Noodles at one\?/, /\* 3 FETCH \(FLAGS \(\\Seen\)\)/, /\* SEARCH/, /\* 4 EXISTS/, /\+ idling/]) assert.match(wire, line);
  assert.equal(await text('#client-state'), 'selected');
  await page.click('#arrive');
  await idle();
  assert.match(await text('#wire'), /\* 5 EXISTS/);
  await picture('page-pair');
  await page.click('#commands button:text-is("DONE")');
  await idle();
  await page.fill('#line', 'FETCH 9999 FLAGS (');
  await page.press('#line', 'Enter');
  assert.match(await text('#pair-error'), /no command/);
  await page.fill('#line', 'UID FETCH 4 (FLAGS BODY.PEEK[HEADER])');
  await page.press('#line', 'Enter');
  await idle();
  assert.match(await text('#wire'), /\* 1 FETCH \(.*UID 4/s);
  await page.click('#commands button:text-is("LOGOUT")');
  await idle();
  assert.equal(await text('#client-state'), 'logout');
  assert.match(await text('#client-events'), /logged out/);
  await page.click('#reset');
  assert.equal(await text('#client-state'), 'before the greeting');
});

test('light and dark, wide and narrow', async () => {
  await page.click('#tab-read');
  await sample('What servers really send');
  await row('ENVELOPE').click();
  await page.click('#theme');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  await page.locator('#tree .key:text-is("subject")').hover();
  assert.ok((await lit()).includes('caf'));
  await picture('page-dark');
  await page.setViewportSize({ width: 420, height: 900 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'no sideways scrolling');
  await page.setViewportSize({ width: 1440, height: 920 });
  await page.click('#theme');
});

test('names and roles are there for those who do not see it', async () => {
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input:not([type=file]), textarea, [role=tree], [role=listbox], [role=tab]')]
    .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim() || one.labels?.length))
    .map((one) => one.outerHTML));
  assert.deepEqual(nameless, []);
  const contrast = await page.evaluate(() => {
    const luminance = (colour) => { const [r, g, b] = colour.match(/\d+(\.\d+)?/g).map(Number).map((c) => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = (one) => { for (let at = one; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (!/, 0\)$|transparent/.test(colour)) return colour; } return 'rgb(255,255,255)'; };
    const ratio = (one) => { const [a, b] = [luminance(getComputedStyle(one).color), luminance(ground(one))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
    const low = [];
    for (const theme of ['light', 'dark']) {
      document.documentElement.dataset.theme = theme;
      for (const selector of ['h1', '.quiet', '#go', '.chip.warn', '.row .line', '.row .kind', '#tree .key', '#tree .string', '.note a', '.note b', '[role=tab]']) {
        const one = [...document.querySelectorAll(selector)].find((each) => each.offsetParent);
        if (one && ratio(one) < 4.5) low.push([theme, selector, ratio(one).toFixed(2)]);
      }
    }
    return low;
  });
  assert.deepEqual(contrast, []);
});

test('it says what is missing where the module is not there', async () => {
  const bare = await context.newPage();
  await bare.route('**/imap.wasm', (route) => route.fulfill({ status: 404, body: '' }));
  await bare.goto(`${origin}/`);
  await bare.waitForSelector('#status .chip.bad');
  assert.match(await bare.textContent('#status'), /did not load.*404.*build\.sh/);
  await bare.close();
  assert.ok((await readFile(here('../page/index.html'), 'utf8')).includes("default-src 'none'"));
});
