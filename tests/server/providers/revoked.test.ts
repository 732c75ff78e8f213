import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closes } from '../../../protocol/outcomes.ts';
import type { Identity } from '../../../server/auth/verifier.ts';
import { KEPT_MS, memoryRevocations } from '../../../server/bus/revocations.ts';
import { createLifetimes } from '../../../server/connection/lifetimes.ts';
import { createRevoked } from '../../../server/providers/revoked.ts';

const issuer = 'https://issuer.example';

function identity(user: string, issuedAt: number, session?: string, by = issuer): Identity {
  return {
    user,
    permissions: [],
    provider: { issuer: by, issuedAt, ...(session !== undefined && { session }) },
  };
}

describe('What a provider has called back', () => {
  it('is a person or a session, up to a moment, and of that provider only', () => {
    const revoked = createRevoked(() => 0);
    revoked.add({ issuer, subject: 'alice', issuedUntil: 100 });
    revoked.add({ issuer, subject: 'bob', session: 's', issuedUntil: 100 });
    revoked.add({ issuer, session: 'only', issuedUntil: 100 });
    const answers = [
      [identity('alice', 100), true],
      [identity('alice', 99, 'any session'), true],
      [identity('alice', 101), false],
      // These two do not say when they were issued, and nobody has called back what is carol's.
      [identity('alice', 0), true],
      [identity('carol', 0), false],
      [identity('alice', 100, undefined, 'https://other.example'), false],
      [{ user: 'alice', permissions: [] }, false],
      [identity('bob', 100, 's'), true],
      [identity('bob', 100, 'another session'), false],
      // It does not say which session it is of.
      [identity('bob', 100), true],
      [identity('carol', 100, 'only'), true],
      [identity('carol', 100), false],
    ] as const;
    for (const [who, isRevoked] of answers) assert.equal(revoked.has(who), isRevoked, JSON.stringify(who));
  });

  it('is not taken back by an older logout that comes late', () => {
    const revoked = createRevoked(() => 0);
    revoked.add({ issuer, subject: 'alice', issuedUntil: 100 });
    revoked.add({ issuer, subject: 'alice', issuedUntil: 50 });
    assert.equal(revoked.has(identity('alice', 100)), true);
  });

  it('is kept for a day, and then every token of that provider is refused that is as old', () => {
    const clock = { now: 0 };
    const revoked = createRevoked(() => clock.now);
    revoked.add({ issuer, subject: 'alice', issuedUntil: 100 });
    clock.now = KEPT_MS - 1;
    assert.deepEqual([revoked.has(identity('alice', 100)), revoked.has(identity('bob', 100))], [true, false]);
    clock.now = KEPT_MS;
    assert.deepEqual([revoked.has(identity('alice', 100)), revoked.has(identity('bob', 100))], [true, true]);
    assert.equal(revoked.has(identity('bob', 101)), false);
    assert.equal(revoked.has(identity('bob', 100, undefined, 'https://other.example')), false);
  });

  it('takes no more memory than for so many', () => {
    const revoked = createRevoked(() => 0, 2);
    for (const [index, subject] of ['alice', 'bob', 'carol'].entries()) {
      revoked.add({ issuer, subject, issuedUntil: index });
    }
    assert.equal(
      revoked.has(identity('alice', 0)),
      true,
      'forgotten, so everybody with a token as old is refused',
    );
    assert.equal(revoked.has(identity('dave', 0)), true);
    assert.equal(revoked.has(identity('dave', 1)), false);
  });
});

describe('A logout at a provider', () => {
  it('ends the connections it concerns, and one that begins while it arrives', async () => {
    const bus = memoryRevocations();
    const revoked = createRevoked(() => 0);
    bus.revoked(revoked.add);
    const lifetimes = createLifetimes(() => 0, revoked.has);
    bus.revoked(lifetimes.endRevoked);
    const closed: string[] = [];
    const begin = (name: string, who: Identity) =>
      lifetimes.begin(who, { close: (outcome) => closed.push(`${name} ${outcome.reason}`) });
    begin('alice', identity('alice', 100));
    begin('alice later', identity('alice', 101));
    begin('alice elsewhere', identity('alice', 100, undefined, 'https://other.example'));
    begin('our alice', { user: 'alice', permissions: [] });
    const renewed = begin('renewed', identity('alice', 100));
    renewed.renew(identity('alice', 101));
    const gone = begin('gone', identity('alice', 100));
    gone.end();
    assert.deepEqual(lifetimes.sessions(), [], "a provider's sessions are not those of our auth server");
    await bus.revoke({ issuer, subject: 'alice', issuedUntil: 100 });
    assert.deepEqual(closed, [`alice ${closes.sessionEnded.reason}`]);
    // Its token was checked before the logout, and its connection begins after it.
    begin('late', identity('alice', 100));
    renewed.renew(identity('alice', 100));
    assert.deepEqual(
      closed.slice(1),
      ['late', 'renewed'].map((name) => `${name} ${closes.sessionEnded.reason}`),
    );
  });
});
