import { endOf } from '../run/entry.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

/** Ends are often in whole seconds, and some servers look once a second. */
const MARGIN_MS = 2500;

export const check: Check = {
  id: 'expiry',
  level: 'MUST',
  fault: 'serves a connection after its credential has expired',
  source: 'CWE-613',
  needs: ['expiring'],
  sends: 'a message before and after the credential expires, on the same connection',
  expects: 'the end of the connection, or no more answers',
  why: 'A credential that ends is to end what it opened. Otherwise one moment of access lasts as long as the connection.',
  mend: 'Keep the end beside the connection, and close it by a timer.',
  ws: '`setTimeout(() => socket.close(3008, "token expired"), claims.exp * 1000 - Date.now())`.',
  python: '`asyncio.get_running_loop().call_later(exp - time.time(), …)`.',
  async run(probe) {
    const { session, target } = probe;
    const { expiring } = target;
    if (expiring === undefined) return notApplicable('Not configured: expiring.');
    const steady = await probe.witness();
    const credential = await session.ask(expiring.credential);
    const started = performance.now();
    const visit = await probe.honest(
      'a client whose credential expires',
      await session.honestPlan(credential),
    );
    const end = started + 1000 * expiring.seconds + MARGIN_MS;
    await visit.until(() => !visit.isOpen, end - performance.now());
    const isServed = await probe.isServed(visit, session.quietMs);
    const isOpen = visit.isOpen;
    if (!isServed && isOpen) await probe.assertServed();
    if (isServed) probe.blame(visit);
    visit.leave();
    steady?.leave();
    return isServed
      ? fail(
          `Still served ${Math.round((performance.now() - started) / 100) / 10} s after a credential of ${expiring.seconds} s was issued.`,
        )
      : pass(
          isOpen
            ? 'After the credential had expired there was no more answer.'
            : `The connection was ended: ${endOf(visit)}.`,
        );
  },
};
