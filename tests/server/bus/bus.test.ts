import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { Unavailable } from '../../../server/basics/unavailable.ts';
import type { Bus } from '../../../server/bus/bus.ts';
import { memoryBus } from '../../../server/bus/memory.ts';
import { redisBus } from '../../../server/bus/redis.ts';
import { redisRevocations } from '../../../server/bus/redis-revocations.ts';
import { memoryRevocations, type Revocation, type RevocationBus } from '../../../server/bus/revocations.ts';
import { noRedis, openRedis, startRedis } from '../../support/redis.ts';
import { eventually, until } from '../../support/until.ts';

const server = noRedis ? undefined : await startRedis({ after });

/** What two nodes have: in memory it is the same, since there is one node only. */
interface Backend {
  readonly skip: string | false;
  buses(t: TestContext): Promise<readonly [Bus, Bus]>;
  revocations(t: TestContext): Promise<readonly [RevocationBus, RevocationBus]>;
}

async function redisNode(t: TestContext) {
  assert.ok(server);
  return openRedis(t, server);
}

/** @param bus - in place of the node's own */
async function redisRevocationsOf(t: TestContext, bus?: Bus) {
  const redis = await redisNode(t);
  const revocations = redisRevocations(redis, bus ?? redisBus(redis));
  t.after(() => revocations.close());
  await revocations.open();
  return revocations;
}

const backends: Record<string, Backend> = {
  memory: {
    skip: false,
    async buses() {
      const bus = memoryBus();
      return [bus, bus];
    },
    async revocations() {
      const revocations = memoryRevocations();
      return [revocations, revocations];
    },
  },
  Redis: {
    skip: noRedis,
    buses: async (t) => [redisBus(await redisNode(t)), redisBus(await redisNode(t))],
    revocations: async (t) => [await redisRevocationsOf(t), await redisRevocationsOf(t)],
  },
};

const issuer = 'https://issuer.example';
let people = 0;

/** A revocation of somebody whom no other test knows. */
const somebody = (): Revocation => ({ issuer, subject: `person ${++people}`, issuedUntil: 100 });

/** Collects what concerns one person: the others belong to other tests. */
function heard(bus: RevocationBus, { subject }: Revocation): Revocation[] {
  const told: Revocation[] = [];
  bus.revoked((revocation) => {
    if (revocation.subject === subject) told.push(revocation);
  });
  return told;
}

for (const [name, { skip, buses, revocations }] of Object.entries(backends)) {
  describe(`A bus in ${name}`, { skip }, () => {
    it('tells every listener of a topic, at every node, and of no other topic', async (t) => {
      const [here, there] = await buses(t);
      const told: string[] = [];
      here.subscribe('news', (message) => told.push(`here ${message}`));
      there.subscribe('news', (message) => told.push(`there ${message}`));
      there.subscribe('news', (message) => told.push(`there too ${message}`));
      there.subscribe('weather', (message) => told.push(`weather ${message}`));
      // Behind it in line, so that what must not arrive would have arrived.
      there.subscribe('end', () => told.push('end'));
      // A subscription has no answer: this one is there when the message gets through.
      while (!told.includes('end')) {
        here.publish('end', '');
        await new Promise((resolve) => setImmediate(resolve));
      }
      here.publish('news', 'é "1"');
      await until(t, () => told.filter((line) => line.endsWith('é "1"')).length === 3);
      assert.deepEqual(
        told.filter((line) => line !== 'end').sort(),
        ['here é "1"', 'there too é "1"', 'there é "1"'].sort(),
      );
    });

    it('carries revocations to every node', async (t) => {
      const [here, there] = await revocations(t);
      const revocation = { ...somebody(), session: 'a session' };
      const told = [heard(here, revocation), heard(there, revocation)];
      await here.revoke(revocation);
      await until(t, () => told.every((list) => list.length > 0));
      assert.deepEqual(told, [[revocation], [revocation]]);
    });
  });
}

describe('Revocations in Redis', { skip: noRedis, concurrency: true }, () => {
  it('reach a node that did not hear of them, within a second', async (t) => {
    const deaf: Bus = { publish() {}, subscribe() {} };
    const [here, there] = [await redisRevocationsOf(t), await redisRevocationsOf(t, deaf)];
    const revocation = somebody();
    const told = heard(there, revocation);
    const start = performance.now();
    await here.revoke(revocation);
    await until(t, () => told.length > 0);
    assert.ok(performance.now() - start < 1000);
  });

  it('are told to a node that starts later, before it serves anybody', async (t) => {
    const revocation = somebody();
    await (await redisRevocationsOf(t)).revoke(revocation);
    const redis = await redisNode(t);
    const late = redisRevocations(redis, redisBus(redis));
    t.after(() => late.close());
    const told = heard(late, revocation);
    await late.open();
    assert.deepEqual(told, [revocation]);
  });

  it('are read on after Redis was emptied', async (t) => {
    const own = await startRedis(t);
    const redis = await openRedis(t, own);
    const revocations = redisRevocations(redis, redisBus(redis));
    t.after(() => revocations.close());
    await revocations.open();
    await revocations.revoke(somebody());
    await own.ask('FLUSHALL');
    const next = somebody();
    const told = heard(revocations, next);
    await revocations.revoke(next);
    await until(t, () => told.length > 0);
    assert.ok(Number(await own.ask('PTTL', 'lab:revocations')) > 0);
  });

  it('are read from the beginning in another Redis, whose clock may be behind', async (t) => {
    const own = await startRedis(t);
    const redis = await openRedis(t, own);
    const revocations = redisRevocations(redis, redisBus(redis));
    t.after(() => revocations.close());
    await revocations.open();
    const [first, next] = [somebody(), somebody()];
    const told = [heard(revocations, first), heard(revocations, next)];
    // Of the year 2255, by the clock of the first Redis.
    await own.ask('XADD', 'lab:revocations', '9000000000000-0', 'revocation', JSON.stringify(first));
    await until(t, () => told[0]?.length === 1);
    await own.restart();
    const isRevoked = () =>
      revocations.revoke(next).then(
        () => true,
        () => false,
      );
    await eventually(t, isRevoked);
    await until(t, () => told[1]?.length === 1);
  });

  it('fail, if they cannot be kept', async (t) => {
    const own = await startRedis(t);
    const redis = await openRedis(t, own);
    const revocations = redisRevocations(redis, redisBus(redis));
    await own.kill();
    await assert.rejects(revocations.revoke(somebody()), Unavailable);
  });
});
