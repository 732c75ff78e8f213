import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, signIn } from '../../support/auth.ts';
import { attempt, present, refusals } from '../../support/methods.ts';
import { at, health, startNodes, ticketAt } from '../../support/nodes.ts';
import { noRedis } from '../../support/redis.ts';

describe('Three nodes with one Redis', { skip: noRedis }, () => {
  it('know the same sessions, and are ready', async (t) => {
    const { nodes } = await startNodes(t);
    const [first, second] = nodes;
    const signedIn = await signIn(first.urls.page);
    const answer = await ask(second.urls.page, '/auth/session', at(second, signedIn));
    assert.deepEqual(answer.json, { user: 'alice', csrfToken: signedIn.csrfToken });
    for (const node of nodes) assert.deepEqual(await health(node), [200, 200]);
  });

  it('C35 let a ticket in once, wherever it is shown', async (t) => {
    const { nodes } = await startNodes(t);
    const [first] = nodes;
    const signedIn = await signIn(first.urls.page);
    for (let count = 0; count < 10; count++) {
      const ticket = await ticketAt(first, signedIn, 'query-ticket');
      const verdicts = await Promise.all(
        nodes.map((node) => attempt(t, node, 'query-ticket', present['query-ticket'](ticket))),
      );
      const refused = refusals['query-ticket'];
      assert.deepEqual(verdicts.toSorted(), [refused, refused, 'open']);
    }
  });
});
