/**
 * The pages in three engines, and what these make of WebSockets: `npm run test:browsers`. With `--write` the answers go
 * into client/comparison/engines.json and the documents; otherwise they have to be those that stand there.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { argv, env } from 'node:process';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Answers } from '../../client/comparison/questions.ts';
import { type StoryId, storyIds } from '../../client/demo/stories.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Browser } from './browser.ts';
import { type EngineName, engineNames, findEngine, type Launch } from './engines.ts';
import { readFindings, writeFindings } from './findings.ts';
import * as pages from './pages.ts';
import { askDoubting, askTrusting, type Places } from './truth.ts';
import { openWitness } from './witness.ts';

const mayWrite = argv.includes('--write');
const committed = readFindings();
const found = new Map<string, { readonly version: string; readonly answers: Answers }>();

/** What browsers say of a WebSocket that was refused, or given up by the page, as some are on purpose. */
const failedHandshake =
  /^WebSocket connection to '[^']+' failed|can’t establish a connection to the server|was interrupted while the page/;

/** Stories that end with the deadline. */
const untilDeadline: readonly StoryId[] = ['silence', 'token-late'];

const engines: [EngineName, Awaited<ReturnType<typeof findEngine>>][] = [];
// One after the other: there is one package manager.
for (const name of engineNames) engines.push([name, await findEngine(name)]);

// A signal alone would not let the process end its browsers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

describe('In three engines', { concurrency: true }, () => {
  for (const [name, engine] of engines) {
    if ('launch' in engine) describe(name, { concurrency: 1 }, () => test(name, engine.launch));
    // Where everything has to be tested, a test that was not run has failed.
    else it(name, { skip: env.CI ? false : engine.missing }, () => assert.fail(engine.missing));
  }
});

after(() => {
  if (!mayWrite) return;
  const at = new Date().toISOString().slice(0, 10);
  writeFindings({
    at,
    engines: committed.engines.map((engine) => ({ ...engine, ...found.get(engine.name) })),
  });
});

function test(name: EngineName, launch: Launch): void {
  // Three browsers at once leave the verifier less time than it is used to.
  const settings = { port: 0, demo: true, authFailuresPerMinute: 0, authDeadlineMs: 15_000 };
  const lab = createLab(settings, createLog('silent'));
  const hasty = createLab({ ...settings, authDeadlineMs: 1200 }, createLog('silent'));
  let browser: Browser;
  let ran: Promise<pages.MethodsRun> | undefined;
  const running = () => ({ browser, lab });
  /** Once for both tests that look at it. */
  const runMethods = () => {
    ran ??= pages.runMethods(running());
    return ran;
  };

  before(async () => {
    await lab.listen();
    await hasty.listen();
    browser = await launch({ acceptInsecureCerts: true });
  });
  after(async () => {
    await browser?.close();
    await lab.close();
    await hasty.close();
  });

  /** A test after which the browser must have nothing to complain of. */
  function check(title: string, run: (t: TestContext) => Promise<void>, expected = /^$/): void {
    it(title, async (t) => {
      try {
        await run(t);
        const complaints = await browser.complaints();
        assert.deepEqual(
          complaints.filter((text) => !expected.test(text)),
          [],
        );
      } catch (error) {
        t.diagnostic(await keepScreenshot(browser, `${name} ${title}`).catch(String));
        throw error;
      }
    });
  }

  check('C01 a valid token opens the connection, which then echoes', () => pages.connectValid(running()));
  check('C02 a wrong token ends it with 1011, and the page says why', () => pages.connectInvalid(running()));
  check('the demo goes by keyboard alone', () => pages.goByKeyboard(running()));
  for (const id of storyIds) {
    const where = untilDeadline.includes(id) ? hasty : lab;
    check(`the story ${id} is told to its end`, () => pages.tellStory({ browser, lab: where }, id));
  }
  check('a story is told in Italian, to its last sentence', () => pages.tellInItalian(running()));
  check('the board shows figures and charts', (t) => pages.watchBoard(t, running()));
  check(
    'C23 all eleven methods do live what they say',
    async () => pages.expectMethods(await runMethods()),
    failedHandshake,
  );

  it('it answers as docs/browsers.md says', async (t) => {
    const { answers: fromPage } = await runMethods();
    const places = await openPlaces(t, lab.tls);
    const answers: Answers = {
      ...(await askTrusting(browser, places)),
      ...(await askDoubtingBrowser(launch, places)),
    };
    const { version } = browser;
    found.set(name, { version, answers: { ...fromPage, ...answers } });
    // Where both asked, the page told what the bytes say.
    assert.deepEqual({ ...answers, ...fromPage }, found.get(name)?.answers);
    if (mayWrite) return;
    const engine = committed.engines.find((one) => one.name === name);
    assert.deepEqual(
      found.get(name)?.answers,
      engine?.answers,
      `${name} ${version} answers otherwise than ${engine?.version} did: npm run test:browsers -- --write`,
    );
  });
}

/** Starts a browser that doubts the certificate, for this alone. */
async function askDoubtingBrowser(launch: Launch, places: Places): Promise<Answers> {
  const browser = await launch({ acceptInsecureCerts: false });
  try {
    return await askDoubting(browser, places);
  } finally {
    await browser.close();
  }
}

/** Opens the servers that questions take; they end with the test. */
async function openPlaces(t: TestContext, tls: { cert: string; key: string } | undefined): Promise<Places> {
  const [here, there, plain] = await Promise.all([openWitness(tls), openWitness(tls), openWitness()]);
  t.after(() => Promise.all([here, there, plain].map((witness) => witness.close())));
  const closed = createServer().listen(0, 'localhost');
  await once(closed, 'listening');
  const address = closed.address();
  assert.ok(typeof address === 'object' && address !== null);
  closed.close();
  await once(closed, 'close');
  return { here, there, plain, deadOrigin: `wss://localhost:${address.port}/` };
}

/** @returns where it is */
async function keepScreenshot(browser: Browser, title: string): Promise<string> {
  const folder = path.join(projectRoot, 'test-results', 'browsers');
  const file = path.join(folder, `${title.replace(/\W+/g, '-')}.png`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, await browser.screenshot());
  return file;
}
