import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createSessions, type Session } from '../../../server/auth/accounts/sessions.ts';
import type { User } from '../../../server/auth/accounts/users.ts';
import { memoryStore } from '../../../server/auth/stores/memory.ts';
import { createAccessTokens } from '../../../server/auth/tokens/access-tokens.ts';
import { createTickets, type TicketRecord } from '../../../server/auth/tokens/tickets.ts';
import { identityOf, type Question } from '../../../server/auth/verifier.ts';
import { createClock } from '../../../server/basics/clock.ts';

const HOUR_MS = 3_600_000;
const alice = { name: 'alice', permissions: ['echo'] };

/** Everything that is issued and expires, by two clocks that tests set. */
function setUp(t: TestContext) {
  const clocks = { wall: 1_800_000_000_000, steady: 5000 };
  const now = createClock(
    () => clocks.wall,
    () => clocks.steady,
  );
  const kept = { sessions: memoryStore<User>(now), tickets: memoryStore<TicketRecord>(now) };
  t.after(() => Promise.all([kept.sessions.close(), kept.tickets.close()]));
  const sessions = createSessions({ store: kept.sessions, now, ended: () => {} });
  const tickets = createTickets({ store: kept.tickets, sessions, now });
  const accessTokens = createAccessTokens({ sessions, now });
  const { signal } = new AbortController();
  const question = (method: Question['method']): Question => ({ method, signal });
  return {
    clocks,
    sessions,
    async ticketOf(session: Session) {
      const issued = await tickets.issue(session, 'first-message');
      return issued.ok ? issued.ticket : issued.waitMs;
    },
    accessTokenOf: accessTokens.issue,
    async isTicket(ticket: string | number) {
      return (
        identityOf(await tickets.verifier.verify(String(ticket), question('first-message'))) !== undefined
      );
    },
    async isAccessToken(token: string) {
      return identityOf(await accessTokens.verifier.verify(token, question('token-refresh'))) !== undefined;
    },
  };
}

describe('A clock that is set back', () => {
  it('prolongs no ticket and ends none', async (t) => {
    const { clocks, sessions, ticketOf, isTicket } = setUp(t);
    const { session } = await sessions.start(alice);
    const [early, late] = [await ticketOf(session), await ticketOf(session)];
    clocks.wall -= HOUR_MS;
    clocks.steady += 29_999;
    assert.equal(await isTicket(early), true);
    clocks.steady += 1;
    assert.equal(await isTicket(late), false);
  });

  it('makes nobody wait for a ticket for longer than a ticket lives', async (t) => {
    const { clocks, sessions, ticketOf } = setUp(t);
    const { session } = await sessions.start(alice);
    for (let count = 0; count < 8; count++) assert.equal(typeof (await ticketOf(session)), 'string');
    clocks.wall -= HOUR_MS;
    assert.equal(await ticketOf(session), 30_000);
  });

  it('prolongs no access token and ends none', async (t) => {
    const { clocks, sessions, accessTokenOf, isAccessToken } = setUp(t);
    const { session } = await sessions.start(alice);
    const token = await accessTokenOf(session);
    clocks.wall -= HOUR_MS;
    assert.equal(await isAccessToken(token), true);
    clocks.steady += 60_000;
    assert.equal(await isAccessToken(token), false);
  });

  it('prolongs no session and ends none', async (t) => {
    const { clocks, sessions } = setUp(t);
    const { secret } = await sessions.start(alice);
    clocks.wall -= 24 * HOUR_MS;
    clocks.steady += 8 * HOUR_MS - 1;
    assert.ok(await sessions.find(secret));
    clocks.steady += 1;
    assert.equal(await sessions.find(secret), undefined);
  });
});

describe('A machine that sleeps', () => {
  it('finds tickets, access tokens and sessions over when it wakes', async (t) => {
    const { clocks, sessions, ticketOf, isTicket, accessTokenOf, isAccessToken } = setUp(t);
    const { session, secret } = await sessions.start(alice);
    const ticket = await ticketOf(session);
    const token = await accessTokenOf(session);
    clocks.wall += 60_000;
    assert.deepEqual([await isTicket(ticket), await isAccessToken(token)], [false, false]);
    assert.ok(await sessions.find(secret));
    clocks.wall += 8 * HOUR_MS;
    assert.equal(await sessions.find(secret), undefined);
  });
});
