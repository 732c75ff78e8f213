import { endOf } from '../run/entry.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

const MARGIN_MS = 500;

export const check: Check = {
  id: 'revocation',
  level: 'MUST',
  fault: 'serves a connection after its session was ended',
  source: 'CWE-613',
  needs: ['revoke', 'secret'],
  phase: 'last',
  sends: 'messages on a connection, before and after the command of revoke has ended its session',
  expects: 'the end of the connection, or no more answers, within revokedWithinSeconds',
  why: 'Who signs out, or throws somebody out, expects that to be the end. A connection that goes on is the way to stay.',
  mend: 'Keep the connections of each session, and close them when it ends, on every node.',
  ws: '`for (const socket of socketsOf.get(sessionId) ?? []) socket.close(3000, "session ended")` in the logout.',
  python: 'Keep a dict of sets of websockets by session, and close them in the logout.',
  async run(probe) {
    const { session, target } = probe;
    const { revoke, revokedWithinSeconds } = target;
    if (revoke === undefined) return notApplicable('Not configured: revoke.');
    const credential = await probe.credential();
    const visit = await probe.honest('a client whose session ends', await session.honestPlan(credential));
    await revoke(credential, probe.signal);
    const end = performance.now() + 1000 * revokedWithinSeconds + MARGIN_MS;
    await visit.until(() => !visit.isOpen, end - performance.now());
    const isServed = await probe.isServed(visit, session.quietMs);
    const isOpen = visit.isOpen;
    visit.leave();
    if (isServed) return fail(`Still served ${revokedWithinSeconds} s after the session was ended.`);
    return pass(
      isOpen
        ? 'After the session had ended there was no more answer.'
        : `The connection was ended: ${endOf(visit)}.`,
    );
  },
};
