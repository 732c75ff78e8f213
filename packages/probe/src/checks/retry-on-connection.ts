import { endOf } from '../run/entry.ts';
import { type Check, fail, pass } from './check.ts';

export const check: Check = {
  id: 'retry-on-connection',
  level: 'SHOULD',
  fault: 'lets one connection guess again and again',
  source: 'CWE-307',
  needs: ['message'],
  sends: 'four wrong credentials one after the other on one connection, then the right one',
  expects: 'the end of the connection after three wrong credentials at most',
  why: 'Guesses on one connection pass every limit that counts connections or handshakes.',
  mend: 'Close the connection with the first wrong credential.',
  ws: '`if (!user) return socket.close(3000, "unauthorized")`.',
  python: '`await websocket.close(3000)` and return.',
  async run(probe) {
    const { session } = probe;
    const right = await probe.honestPlan();
    const visit = await probe.openWebSocket(
      await probe.planWith(undefined),
      'four wrong credentials, then the right one',
    );
    for (let guess = 1; guess <= 4 && visit.isOpen; guess++) {
      const first = await session.firstMessage(
        visit,
        await probe.planWith(await probe.wrongCredential(guess)),
      );
      const before = visit.messages.length;
      if (first !== undefined) visit.send(first);
      await visit.until(() => !visit.isOpen || visit.messages.length > before, session.quietMs / 2);
    }
    if (!visit.isOpen) return pass(`The connection ended after a wrong credential: ${endOf(visit)}.`);
    await session.authenticate(visit, right, session.quietMs);
    const isIn = await probe.isServed(visit, session.quietMs);
    if (!isIn) await probe.assertServed();
    visit.leave();
    return isIn
      ? fail('After four wrong credentials on one connection the right one was still taken.')
      : pass('After four wrong credentials the right one did not count any more.');
  },
};
