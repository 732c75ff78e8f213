import { endingOf, endOf } from '../run/entry.ts';
import type { Probe } from '../run/probe.ts';
import { refusals } from '../run/refusals.ts';
import { type Check, fail, notApplicable, Obstacle, pass } from './check.ts';

const MARGIN_MS = 500;

/**
 * A server that has died serves nobody, too. The credential may be worth nothing by now, so a refusal is a sign of life:
 * one in words, or one like those of the time before. A gateway refuses in the name of a server that is gone.
 */
async function assertAlive(probe: Probe, credential: string, usual: readonly string[]): Promise<void> {
  const { session } = probe;
  const entry = await session.enterHonestly(
    await session.honestPlan(credential),
    'whether the server is there',
  );
  const { how, visit } = entry;
  probe.evidence.push(visit.transcript);
  if (how === 'in') return;
  const hasWords = visit.upgraded ? visit.close !== undefined : visit.head !== undefined;
  const isGateway = [502, 503, 504].includes(visit.status ?? 0);
  if (how === 'refused' && ((hasWords && !isGateway) || usual.includes(endingOf(entry)))) return;
  throw new Obstacle(`Afterwards the server did not answer any more: ${endingOf(entry)}.`);
}

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
    const usual = (await refusals(probe)).map(({ entry }) => endingOf(entry));
    const credential = await probe.credential();
    const visit = await probe.honest('a client whose session ends', await session.honestPlan(credential));
    await revoke(credential, probe.signal);
    const end = performance.now() + 1000 * revokedWithinSeconds + MARGIN_MS;
    await visit.until(() => !visit.isOpen, end - performance.now());
    const isServed = await probe.isServed(visit, session.quietMs);
    const isOpen = visit.isOpen;
    visit.leave();
    if (isServed) {
      probe.blame(visit);
      return fail(`Still served ${revokedWithinSeconds} s after the session was ended.`);
    }
    await assertAlive(probe, credential, usual);
    return pass(
      isOpen
        ? 'After the session had ended there was no more answer.'
        : `The connection was ended: ${endOf(visit)}.`,
    );
  },
};
