import { type Check, fail, pass } from './check.ts';

export const check: Check = {
  id: 'close-answered',
  level: 'MUST',
  fault: 'does not answer a close frame',
  source: 'RFC 6455, section 5.5.1',
  needs: [],
  sends: 'a close frame with 1000, from an honest client',
  expects: 'a close frame',
  why: 'A client that waits for the answer cannot tell a clean end from a lost connection, and comes back.',
  mend: 'Answer a close frame with one, then end the connection.',
  ws: 'ws answers; do not call terminate() on close.',
  python: 'websockets and aiohttp answer.',
  async run(probe) {
    const visit = await probe.honest('a client that closes');
    visit.sendClose(1000);
    await visit.until(() => !visit.isOpen, 10_000);
    visit.leave();
    if (visit.close) return pass('The close frame was answered.');
    return fail(
      visit.ended
        ? 'The connection was dropped without a close frame.'
        : 'A close frame had no answer within 10 s.',
    );
  },
};
