/** Three real processes with one Redis behind nginx and behind HAProxy, as docs/ configures them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import { type NginxSettings, startNginx } from '../../../scripts/nodes/nginx.ts';
import { type LabNode, startNode } from '../../../scripts/nodes/node.ts';
import type { Started } from '../../../scripts/nodes/process.ts';
import { certificates, projectRoot } from '../../../server/basics/paths.ts';
import { loadOrMakeCertificates } from '../../../server/net/tls/tls.ts';
import { ask, fetchTicket, signIn } from '../../support/auth.ts';
import '../../support/built-page.ts';
import { temporaryFolder } from '../../support/certificates.ts';
import { connect } from '../../support/client.ts';
import { gather, type Member, sometime } from '../../support/crowd.ts';
import { noHaproxy, startHaproxy } from '../../support/haproxy.ts';
import { noNginx } from '../../support/nginx.ts';
import { noRedis, type RunningRedis, startRedis } from '../../support/redis.ts';

const CROWD = 60;

/** Milliseconds after which HAProxy knows that no node is ready: two checks and the time for their answers. */
const UNREADY_MS = 1500;

/** A bundle where tests/run.ts has made one. */
const bundle = path.join(process.env.COMPILED_PROGRAMS ?? '', 'server/main.js');
const program = existsSync(bundle) ? [bundle] : ['--import', 'tsx', path.join(projectRoot, 'server/main.ts')];

type StartProxy = (folder: string, listen: string, nodes: readonly string[]) => Promise<Started>;

const proxies: Readonly<Record<string, { lacking: string | false; startProxy: StartProxy }>> = {
  nginx: {
    lacking: noNginx,
    startProxy: (folder, listen, nodes) => {
      const settings: NginxSettings = { folder, listen: [listen], nodes };
      return startNginx(settings);
    },
  },
  HAProxy: { lacking: noHaproxy, startProxy: startHaproxy },
};

/** Where each proxy listens: all of 127.0.0.0/8 is ours. */
const listening = ['127.0.94.1:8443', '127.0.94.2:8443'] as const;

async function startNodes(t: TestContext): Promise<{ redis: RunningRedis; nodes: readonly LabNode[] }> {
  const redis = await startRedis(t);
  const origins = listening.flatMap((address) => ['--allow-origin', `https://${address}`]);
  const args = ['--no-tls', '--demo', '--trust-proxy', '1', '--log-level', 'error', ...origins];
  const nodes = await Promise.all(
    ['A', 'B', 'C'].map((name) =>
      startNode({ name, program, args, env: { ...process.env, LAB_REDIS: redis.url }, died: () => {} }),
    ),
  );
  t.after(() => Promise.all(nodes.map((node) => node.kill())));
  await Promise.all(nodes.map(({ address }) => ready(t, `http://${address}`)));
  return { redis, nodes };
}

async function startInFront(
  t: TestContext,
  startProxy: StartProxy,
  listen: string,
  nodes: readonly LabNode[],
) {
  await loadOrMakeCertificates({ directory: certificates });
  const folder = await temporaryFolder(t);
  const addresses = nodes.map(({ address }) => address);
  let proxy = await startProxy(folder, listen, addresses);
  const stopProxy = async () => {
    proxy.kill('SIGTERM');
    await proxy.ended;
  };
  t.after(stopProxy);
  const origin = `https://${listen}`;
  await ready(t, origin);
  return {
    origin,
    async restartProxy() {
      await stopProxy();
      proxy = await startProxy(folder, listen, addresses);
    },
  };
}

/** Waits until a node, or one of those behind a proxy, wants clients, or says otherwise. */
async function ready(t: TestContext, origin: string, wanted = 200): Promise<void> {
  const status = () =>
    ask(origin, '/readyz').then(
      (answer) => answer.status,
      () => 0,
    );
  while ((await status()) !== wanted) {
    t.signal.throwIfAborted();
    await pause(50);
  }
}

/** Waits until everybody is in again, and looks at how long the slow ones took. */
async function returned(t: TestContext, crowd: readonly Member[], since: number): Promise<void> {
  await sometime(t, () => crowd.every(({ isIn }) => isIn));
  const times = crowd.map(({ inAt }) => inAt - since).sort((one, other) => one - other);
  const most = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
  assert.ok(most < 8000, `95 % were back after ${Math.round(most)} ms`);
  assert.ok((times.at(-1) ?? 0) < 15_000, `the last was back after ${Math.round(times.at(-1) ?? 0)} ms`);
}

/** People who come one after the other while something happens. @returns how each was answered */
async function newcomers<Result>(
  t: TestContext,
  origin: string,
  act: () => Promise<Result>,
): Promise<string[]> {
  let isOver = false;
  const acted = act().finally(() => {
    isOver = true;
  });
  const answers: Promise<string>[] = [];
  while (!isOver) {
    answers.push(visit(t, origin));
    await pause(25);
  }
  await acted;
  return Promise.all(answers);
}

/** @returns what a newcomer was told first, or why they did not get in */
async function visit(t: TestContext, origin: string): Promise<string> {
  const webSocket = new WebSocket(origin.replace('https', 'wss'), {
    rejectUnauthorized: false,
    localAddress: '127.0.95.1',
  });
  t.after(() => webSocket.terminate());
  webSocket.on('open', () => webSocket.send(formatTokenMessage(DEMO_TOKEN)));
  const told = new Promise<string>((resolve) => {
    webSocket.on('message', (data) => {
      webSocket.close();
      resolve(String(data));
    });
    webSocket.on('error', (error) => resolve(error.message));
    webSocket.on('close', (code) => resolve(`closed ${code}`));
  });
  return told;
}

it('Three nodes behind a proxy that docs/ configures share their clients', { skip: noRedis }, async (t) => {
  const { redis, nodes } = await startNodes(t);
  const [first, second] = nodes;
  assert.ok(first && second);
  for (const [index, [name, { lacking, startProxy }]] of Object.entries(proxies).entries()) {
    await t.test(
      `${name}: a ticket of one node is good on all, and clients come back when a node is killed or told to stop, or the proxy restarts, and Redis away keeps nobody out who needs none`,
      { skip: lacking },
      async (t) => {
        const { origin, restartProxy } = await startInFront(t, startProxy, listening[index] ?? '', nodes);
        const alice = await signIn(origin);
        for (let round = 0; round < 12; round++) {
          const ticket = await fetchTicket(origin, alice);
          const client = await connect(t, origin.replace('https', 'wss'));
          client.send(formatTokenMessage(ticket));
          assert.equal(await client.next(), AUTHENTICATED_TEXT);
          client.webSocket.close();
        }

        const crowd = await gather(t, origin, CROWD);
        await killOne(t, crowd, first);
        await first.start();
        await ready(t, `http://${first.address}`);
        await stopOne(t, origin, crowd, second);
        await second.start();
        await ready(t, `http://${second.address}`);

        const restarted = performance.now();
        const before = crowd.map(({ losses }) => losses);
        await restartProxy();
        await sometime(t, () => crowd.every(({ losses }, member) => losses > (before[member] ?? 0)));
        await returned(t, crowd, restarted);

        const answers = await newcomers(t, origin, async () => {
          await redis.kill();
          for (const { address } of nodes) await ready(t, `http://${address}`, 503);
          await pause(UNREADY_MS);
        });
        assert.deepEqual(new Set(answers), new Set([AUTHENTICATED_TEXT]), 'the demo token needs no Redis');
        await redis.restart();
        for (const { address } of nodes) await ready(t, `http://${address}`);
      },
    );
  }
});

async function killOne(t: TestContext, crowd: readonly Member[], node: LabNode): Promise<void> {
  const killed = performance.now();
  await node.kill();
  await sometime(t, () => crowd.some(({ losses }) => losses > 0));
  await pause(50);
  await returned(
    t,
    crowd.filter(({ losses }) => losses > 0),
    killed,
  );
  const lost = crowd.filter(({ losses }) => losses > 0);
  assert.ok(lost.length > 0.2 * CROWD && lost.length < 0.6 * CROWD, `${lost.length} were on that node`);
  assert.ok(lost.every(({ losses, code }) => losses === 1 && code === 1006));
}

async function stopOne(
  t: TestContext,
  origin: string,
  crowd: readonly Member[],
  node: LabNode,
): Promise<void> {
  const before = crowd.map(({ losses }) => losses);
  let stopped = 0;
  const answers = await newcomers(t, origin, async () => {
    stopped = performance.now();
    await node.stop();
    const lost = () => crowd.filter(({ losses }, index) => losses > (before[index] ?? 0));
    await sometime(t, () => lost().length > 0 && lost().every(({ isIn }) => isIn));
    assert.deepEqual(new Set(lost().map(({ code }) => code)), new Set([1001]));
    await returned(t, lost(), stopped);
  });
  assert.ok(answers.length > 20);
  assert.deepEqual(
    answers.filter((answer) => answer !== AUTHENTICATED_TEXT),
    [],
  );
}
