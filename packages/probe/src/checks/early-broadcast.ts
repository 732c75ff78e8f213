import { type Check, fail, Obstacle, pass } from './check.ts';

export const check: Check = {
  id: 'early-broadcast',
  level: 'MUST',
  fault: "sends other clients' messages to connections that have not authenticated",
  source: 'CWE-306; CWE-200',
  needs: ['message'],
  sends: 'nothing on one connection, a wrong credential on another, while an honest client sends a message',
  expects: 'nothing of what the honest client said',
  why: 'A broadcast to all connections reaches those that nobody has let in: a stranger listens without saying a word.',
  mend: 'Keep a set of the clients that are in, and send to that set only.',
  ws: 'Not `wss.clients.forEach(…)`: keep a Set of your own, add on authentication, delete on close.',
  python: "Add to the set of connections after the check, not in the handler's first line.",
  async run(probe) {
    const { session } = probe;
    const honest = await probe.honest();
    const silent = await probe.openWebSocket(
      await probe.planWith(undefined),
      'a connection that says nothing',
    );
    const wrong = await probe.planWith(await probe.wrongCredential());
    const refused = await probe.openWebSocket(wrong, 'a connection with a wrong credential');
    await session.sendFirst(refused, wrong);
    const said = session.newMessage();
    const hearers = () =>
      [silent, refused].filter(({ messages }) => messages.some((text) => text.includes(said.nonce)));
    if (!(await session.isAnswered(honest, said, 10_000)))
      throw new Obstacle('An honest client that was in was not answered.');
    await probe.quiet(silent, () => hearers().length > 0);
    const heard = hearers();
    for (const visit of heard) probe.blame(visit);
    for (const visit of [honest, silent, refused]) visit.leave();
    return heard.length > 0
      ? fail('A connection without credential was sent what an honest client said.')
      : pass('Connections without credential heard nothing of what an honest client said.');
  },
};
