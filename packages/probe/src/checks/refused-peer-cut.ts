import { type Check, fail, notApplicable, pass } from './check.ts';

export const check: Check = {
  id: 'refused-peer-cut',
  level: 'SHOULD',
  fault: 'holds a refused client that never answers the close frame for more than 10 s',
  source: 'CWE-772; RFC 6455, section 7.1.1',
  needs: ['message'],
  sends: "a wrong credential, and nothing to the server's close frame",
  expects: 'the end of the TCP connection within 10 s',
  why: 'A stranger who is refused and stays silent holds a connection as well as one who was let in.',
  mend: 'Give a refused client a second to answer, then cut the connection.',
  ws: '`setTimeout(() => socket.terminate(), 1000).unref()` behind close(); ws waits 30 s by itself (closeTimeout).',
  python: '`websockets.serve(…, close_timeout=1)`.',
  async run(probe) {
    const { session, target } = probe;
    const plan = await probe.planWith(await probe.wrongCredential());
    const visit = await probe.openWebSocket(plan, 'a refused client that never answers', {
      answersClose: false,
    });
    await session.sendFirst(visit, plan);
    const patience = Math.max(session.quietMs, 1000 * target.deadlineSeconds + 1500);
    if (!(await visit.until(() => !visit.isOpen, patience))) {
      visit.leave();
      return notApplicable(
        'A wrong credential is not answered with the end of the connection here: see deadline.',
      );
    }
    const isCut = await visit.until(() => visit.ended, 10_500);
    visit.leave();
    return isCut
      ? pass('The connection was cut.')
      : fail('A refused client that never answered the close frame was still connected after 10 s.');
  },
};
