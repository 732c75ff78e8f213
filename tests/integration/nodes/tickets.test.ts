/** Tickets by the thousand, and what single use is worth when Redis fails over. */
import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { createSessions } from '../../../server/auth/accounts/sessions.ts';
import { parseUser } from '../../../server/auth/accounts/users.ts';
import { redisStore } from '../../../server/auth/stores/redis.ts';
import { createTickets, parseTicketRecord } from '../../../server/auth/tokens/tickets.ts';
import { identityOf } from '../../../server/auth/verifier.ts';
import { noRedis, openRedis, type RunningRedis, startRedis } from '../../support/redis.ts';
import { eventually } from '../../support/until.ts';

const TICKETS = 2000;
const PER_SESSION = 8;

/** The sessions and tickets of one node. */
async function openNode(t: TestContext, server: Pick<RunningRedis, 'url'>) {
  const redis = await openRedis(t, server);
  const now = Date.now;
  const store = redisStore(redis, 'session', parseUser, now);
  const sessions = createSessions({ store, now, ended: () => {} });
  const tickets = createTickets({
    store: redisStore(redis, 'ticket', parseTicketRecord, now),
    sessions,
    now,
  });
  return { sessions, tickets };
}

type Node = Awaited<ReturnType<typeof openNode>>;

async function isLetIn({ tickets }: Node, ticket: string): Promise<boolean> {
  const { signal } = new AbortController();
  return identityOf(await tickets.verifier.verify(ticket, { method: 'first-message', signal })) !== undefined;
}

it('C35 2,000 tickets, each shown to three nodes at once, are let in 2,000 times', {
  skip: noRedis,
}, async (t) => {
  const server = await startRedis(t);
  const nodes = await Promise.all([1, 2, 3].map(() => openNode(t, server)));
  const [issuer] = nodes;
  assert.ok(issuer);
  let letIn = 0;
  for (let issued = 0; issued < TICKETS; issued += PER_SESSION) {
    // As many people as it takes, since each may have a thousand sessions.
    const { session } = await issuer.sessions.start({ name: `person ${issued % 80}`, permissions: [] });
    const tickets = await Promise.all(
      Array.from({ length: PER_SESSION }, () => issuer.tickets.issue(session, 'first-message')),
    );
    const verdicts = await Promise.all(
      tickets.flatMap((issue) => nodes.map((node) => issue.ok && isLetIn(node, issue.ticket))),
    );
    letIn += verdicts.filter((isIn) => isIn).length;
  }
  assert.equal(letIn, TICKETS);
  assert.deepEqual(
    (await server.keys()).filter((key) => key.startsWith('lab:ticket')),
    [],
    'none is left',
  );
});

it('a ticket may live again after a failover, since Redis replicates afterwards: the honest limit', {
  skip: noRedis,
}, async (t) => {
  const address = ['127.0.97.1', '6390'] as const;
  const master = await startRedis(t, '--bind', address[0], '--port', address[1]);
  const replica = await startRedis(t, '--replicaof', address.join(' '));
  const before = await openNode(t, master);
  const { session } = await before.sessions.start({ name: 'alice', permissions: [] });
  const issue = await before.tickets.issue(session, 'first-message');
  assert.ok(issue.ok);
  await eventually(t, async () => (await replica.keys()).some((key) => key.startsWith('lab:ticket:')));
  // The replica falls behind, and then it is all that is left.
  replica.signal('SIGSTOP');
  await master.ask('CLIENT', 'KILL', 'TYPE', 'replica');
  assert.equal(await isLetIn(before, issue.ticket), true);
  await master.kill();
  replica.signal('SIGCONT');
  await replica.ask('REPLICAOF', 'NO', 'ONE');
  const after = await openNode(t, replica);
  assert.equal(await isLetIn(after, issue.ticket), true, 'a second time');
  assert.equal(await isLetIn(after, issue.ticket), false, 'and no third');
});
