import { endingOf } from '../run/entry.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

export const check: Check = {
  id: 'ticket-replay',
  level: 'MUST',
  fault: 'takes a single-use credential twice',
  source: 'CWE-294',
  needs: ['ticket'],
  sends: 'the same ticket on two connections, one after the other',
  expects: 'a refusal of the second',
  why: 'A ticket travels where logs keep it. It is worth nothing there only if it was good once.',
  mend: 'Take the ticket out of the store and check it in one step.',
  ws: '`const user = tickets.get(t); tickets.delete(t);` without an await in between; in Redis GETDEL.',
  python: '`tickets.pop(ticket, None)`; in Redis GETDEL.',
  async run(probe) {
    const { ticket } = probe.target;
    if (ticket === undefined) return notApplicable('Not configured: ticket.');
    const plan = await probe.planWith(await probe.session.ask(ticket));
    const first = await probe.honest('the ticket for the first time', plan);
    const second = await probe.tryToEnter({ label: 'the same ticket again', plan });
    first.leave();
    if (second.how === 'in') probe.blame(second.visit);
    return second.how === 'in'
      ? fail('A ticket that had let one client in let in another.')
      : pass(`The ticket was good once. The second time: ${endingOf(second)}.`);
  },
};
