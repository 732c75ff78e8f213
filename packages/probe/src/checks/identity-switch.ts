import { endOf } from '../run/entry.ts';
import { type Check, fail, notApplicable, Obstacle, pass } from './check.ts';

export const check: Check = {
  id: 'identity-switch',
  level: 'MUST',
  fault: 'lets an open connection become another user by a second credential message',
  source: 'CWE-384; CWE-287',
  needs: ['message', 'second', 'users'],
  sends: "the credential of the second user on a connection that is the first user's",
  expects: 'the first user, a refusal, or the end of the connection',
  why: "Whoever can send one message on somebody's connection turns it into their own, and what was set up for the one user serves the other.",
  mend: 'A connection stays with the user it was opened by. Refuse every further credential of another user.',
  ws: 'Handle the credential in the waiting state only.',
  python: 'Read the credential once, before the loop.',
  async run(probe) {
    const { session, target } = probe;
    const { second } = target;
    if (second === undefined) return notApplicable('Not configured: second.');
    const other = await session.honestPlan(await session.ask(second.credential));
    const alone = await session.visit(other, { label: 'the second user alone' });
    probe.evidence.push(alone.transcript);
    await alone.until(() => alone.head !== undefined || alone.ended, 10_000);
    await session.authenticate(alone, other, 10_000);
    const isSecond = await session.isAnswered(alone, session.newMessage(second.user), 10_000);
    alone.leave();
    if (!isSecond)
      // Once more in a second: a busy server may have ended it for its deadline.
      throw new Obstacle(
        'The second user does not get in alone, or the answer does not name them. Look at second and answer.',
        1,
      );
    const visit = await probe.honest('the first user, and then the second credential');
    await session.sendFirst(visit, other);
    await visit.until(() => !visit.isOpen, session.quietMs / 2);
    const asSecond = session.newMessage(second.user);
    const isSwitched = visit.isOpen && (await session.isAnswered(visit, asSecond, session.quietMs));
    const isOpen = visit.isOpen;
    if (isSwitched) probe.blame(visit);
    else await probe.assertServed();
    visit.leave();
    return isSwitched
      ? fail('After a second credential message the connection spoke for the second user.')
      : pass(
          isOpen
            ? 'The connection stayed with its first user.'
            : `The connection was ended: ${endOf(visit)}.`,
        );
  },
};
