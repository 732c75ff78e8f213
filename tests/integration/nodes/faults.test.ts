/** What a node does while Redis is away, whatever the reason, and when it is back. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import { closes } from '../../../protocol/outcomes.ts';
import type { Options } from '../../../server/options/options.ts';
import { ask, askForTicket, signIn } from '../../support/auth.ts';
import { certificateFiles } from '../../support/certificates.ts';
import { connect, type TestClient } from '../../support/client.ts';
import { fetchRaw } from '../../support/http.ts';
import { type RunningLab, startLab } from '../../support/lab.ts';
import { attempt, cookieAttempt, present } from '../../support/methods.ts';
import { health, inside, ticketAt } from '../../support/nodes.ts';
import { noRedis, type RunningRedis, startRedis } from '../../support/redis.ts';
import { type RedisProxy, startRedisProxy } from '../../support/redis-proxy.ts';
import { eventually } from '../../support/until.ts';

interface Surroundings {
  readonly redis: RunningRedis;
  readonly proxy: RedisProxy;
}

interface Fault {
  strike(around: Surroundings): unknown;
  mend(around: Surroundings): unknown;
  /** In the log. */
  readonly cause: RegExp;
  /** Whether Redis has forgotten everything when it is back. */
  readonly forgets?: true;
  /** Whether what it has can still be read and removed. */
  readonly isReadable?: true;
}

const faults: Readonly<Record<string, Fault>> = {
  killed: {
    strike: ({ redis }) => redis.kill(),
    mend: ({ redis }) => redis.restart(),
    cause: /^(?:SocketClosedUnexpectedlyError|ClientOfflineError|ClientClosedError|E[A-Z]+)$/,
    forgets: true,
  },
  stopped: {
    strike: ({ redis }) => redis.signal('SIGSTOP'),
    mend: ({ redis }) => redis.signal('SIGCONT'),
    cause: /^no answer$/,
  },
  slow: {
    strike({ proxy }) {
      proxy.delayMs = 2000;
    },
    mend({ proxy }) {
      proxy.delayMs = 0;
    },
    cause: /^no answer$/,
  },
  unreachable: {
    strike: ({ proxy }) => proxy.cut(),
    mend: ({ proxy }) => proxy.mend(),
    cause: /^(?:SocketClosedUnexpectedlyError|ClientOfflineError|ClientClosedError|E[A-Z]+)$/,
  },
  full: {
    strike: ({ redis }) => redis.ask('CONFIG', 'SET', 'maxmemory', '1'),
    mend: ({ redis }) => redis.ask('CONFIG', 'SET', 'maxmemory', '0'),
    cause: /^OOM$/,
    isReadable: true,
  },
};

/** A Redis, a line to it, and one node. */
async function start(t: TestContext, settings: Partial<Options> = {}, ...redisOptions: string[]) {
  const redis = await startRedis(t, ...redisOptions);
  const proxy = await startRedisProxy(t, redis.socket);
  const url = `redis://127.0.0.1:${proxy.port}`;
  const node = await startLab(t, { redis: url, tls: false, method: ['cookie'], ...settings });
  return { redis, proxy, node };
}

const WATCH_MS = 10;

async function becomes(t: TestContext, node: RunningLab, status: number, withinMs: number): Promise<void> {
  const from = performance.now();
  // Time in which a busy machine does not let this process run is not the node's.
  let last = from;
  let stalledMs = 0;
  const watch = setInterval(() => {
    const now = performance.now();
    stalledMs += Math.max(0, now - last - 2 * WATCH_MS);
    last = now;
  }, WATCH_MS);
  await eventually(t, async () => (await health(node))[0] === status).finally(() => clearInterval(watch));
  const took = performance.now() - from - stalledMs;
  assert.ok(
    took < withinMs,
    `/readyz says ${status} after ${Math.round(took)} ms, and ${stalledMs} ms of stalling`,
  );
}

async function isInside(client: TestClient): Promise<void> {
  client.send('{"msg":"still here"}');
  assert.equal(await client.next(), '{"msg":"still here"}');
}

async function withToken(t: TestContext, node: RunningLab): Promise<TestClient> {
  const client = await connect(t, node.urls.webSocket);
  client.send(formatTokenMessage(DEMO_TOKEN));
  assert.equal(await client.next(), AUTHENTICATED_TEXT);
  return client;
}

const redisLines = ({ logged }: RunningLab) =>
  logged.filter(({ msg }) => String(msg).startsWith('Redis')).map(({ level, cause }) => ({ level, cause }));

const WARN = 40;
const INFO = 30;
const ERROR = 50;

describe('Nobody inside is dropped, who needs Redis is refused, and who does not gets in,', {
  skip: noRedis,
  concurrency: 2,
}, () => {
  for (const [name, { strike, mend, cause, forgets, isReadable }] of Object.entries(faults)) {
    it(`while Redis is ${name}`, async (t) => {
      const around = await start(t, { authFailuresPerMinute: 8 });
      const { node } = around;
      const signedIn = await signIn(node.urls.page);
      const [ofToken, ofSession] = [await withToken(t, node), await inside(t, node, signedIn)];
      const ticket = await ticketAt(node, signedIn);
      await strike(around);
      await becomes(t, node, 503, 1000);
      assert.deepEqual(await health(node), [503, 200]);

      await isInside(ofToken);
      await isInside(ofSession);
      await withToken(t, node);
      if (!isReadable) {
        assert.equal(await attempt(t, node, 'first-message', present['first-message'](ticket)), 1011);
        assert.equal(await attempt(t, node, 'query-ticket', present['query-ticket'](ticket)), 503);
        assert.equal(await attempt(t, node, 'cookie', cookieAttempt(node, signedIn)), 503);
      }
      const { status, headers, text } = await askForTicket(node.urls.page, signedIn);
      assert.deepEqual([status, headers['retry-after']], [503, '1']);
      assert.doesNotMatch(text, /redis/i, 'what is behind is nobody’s business');
      assert.match((await fetchRaw(node.urls.page, '/metrics')).body, /^lab_redis_up 0$/m);

      const { options } = present['bearer-header']('a-wrong-token');
      const guess = { options: { ...options, localAddress: '127.0.0.2' } };
      const answers = [];
      for (let count = 0; count < 9; count++) answers.push(await attempt(t, node, 'bearer-header', guess));
      assert.deepEqual(answers, [...Array(8).fill(401), 429], 'counted by a budget of its own');

      await mend(around);
      await becomes(t, node, 200, 3000);
      await isInside(ofToken);
      if (forgets) {
        const { code, reason } = closes.sessionEnded;
        assert.deepEqual(await ofSession.closed, { code, reason });
      } else {
        await isInside(ofSession);
      }
      await isInside(await inside(t, node, await signIn(node.urls.page)));
      assert.equal(await attempt(t, node, 'bearer-header', guess), 429, 'what was counted still counts');
      assert.match((await fetchRaw(node.urls.page, '/metrics')).body, /^lab_redis_up 1$/m);

      const [lost, back, ...more] = redisLines(node);
      assert.equal(lost?.level, WARN);
      assert.match(String(lost?.cause), cause);
      assert.deepEqual([back, more], [{ level: INFO, cause: undefined }, []]);
      assert.deepEqual(
        node.logged.filter(({ level }) => Number(level) >= ERROR),
        [],
      );
    });
  }
});

describe('Redis', { skip: noRedis, concurrency: 3 }, () => {
  it('may be slow: an answer after 300 ms is an answer', async (t) => {
    const { proxy, node } = await start(t);
    proxy.delayMs = 300;
    const signedIn = await signIn(node.urls.page);
    await isInside(await inside(t, node, signedIn));
    assert.deepEqual([await health(node), redisLines(node)], [[200, 200], []]);
  });

  it('may be full, and sessions can still be ended', async (t) => {
    const { redis, node } = await start(t);
    const signedIn = await signIn(node.urls.page);
    const { closed } = await inside(t, node, signedIn);
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
    await becomes(t, node, 503, 1000);
    const { status } = await ask(node.urls.page, '/auth/session', { method: 'DELETE', ...signedIn });
    assert.equal(status, 204);
    assert.equal((await closed).reason, closes.sessionEnded.reason);
  });

  it('may be emptied without a pause: sockets of its sessions end within a second, others stay', async (t) => {
    const { redis, node } = await start(t);
    const [ofToken, ofSession] = [
      await withToken(t, node),
      await inside(t, node, await signIn(node.urls.page)),
    ];
    await redis.ask('FLUSHALL');
    const from = performance.now();
    assert.equal((await ofSession.closed).reason, closes.sessionEnded.reason);
    assert.ok(performance.now() - from < 1000);
    await isInside(ofToken);
    await isInside(await inside(t, node, await signIn(node.urls.page)));
  });

  it('may have forgotten its scripts', async (t) => {
    const { redis, node } = await start(t);
    await redis.ask('SCRIPT', 'FLUSH');
    await isInside(await inside(t, node, await signIn(node.urls.page)));
  });

  it('may come later than the node', async (t) => {
    const redis = await startRedis(t);
    await redis.kill();
    const node = await startLab(t, { redis: redis.url, tls: false });
    assert.deepEqual(await health(node), [503, 200]);
    await isInside(await withToken(t, node));
    await redis.restart();
    await becomes(t, node, 200, 3000);
    await isInside(await inside(t, node, await signIn(node.urls.page)));
  });

  it('must take the password, and neither log nor answers show it', async (t) => {
    const canary = 'canary-5d20f1';
    const redis = await startRedis(t, '--requirepass', 'right');
    const settings = { redis: redis.url, labRedisPassword: canary, tls: false } as const;
    const node = await startLab(t, settings);
    assert.deepEqual(await health(node), [503, 200]);
    const answer = await ask(node.urls.page, '/auth/session', {
      method: 'POST',
      json: { user: 'alice', password: 'rabbit-hole' },
    });
    assert.equal(answer.status, 503);
    assert.deepEqual(redisLines(node), [{ level: WARN, cause: 'WRONGPASS' }]);
    const told = JSON.stringify([node.logged, answer, await fetchRaw(node.urls.page, '/readyz')]);
    assert.doesNotMatch(told, /canary|5d20f1|socket/);
    const right = await startLab(t, { ...settings, labRedisPassword: 'right' });
    assert.deepEqual(await health(right), [200, 200]);
  });

  it('must not be older than the oldest version that is tested', async (t) => {
    const redis = await startRedis(t);
    const proxy = await startRedisProxy(t, redis.socket);
    proxy.edit = (said) => said.replace(/redis_version:\d+\.\d/, 'redis_version:6.9');
    const node = await startLab(t, { redis: `redis://127.0.0.1:${proxy.port}`, tls: false });
    assert.deepEqual(await health(node), [503, 200]);
    const [{ cause } = { cause: undefined }, ...more] = redisLines(node);
    assert.match(String(cause), /^version 6\.9.*older than 7\.0$/);
    assert.deepEqual(more, []);
    proxy.edit = (said) => said;
    await becomes(t, node, 200, 3000);
  });

  it('must show a certificate that is trusted, if TLS is asked for', async (t) => {
    const redis = await startRedis(t);
    const { tls } = await certificateFiles(t);
    const { port } = await startRedisProxy(t, redis.socket, { cert: tls.cert, key: tls.key });
    const node = await startLab(t, { redis: `rediss://127.0.0.1:${port}`, tls: false });
    assert.deepEqual(await health(node), [503, 200]);
    assert.deepEqual(redisLines(node), [{ level: WARN, cause: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }]);
  });
});
