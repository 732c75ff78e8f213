import { newKey, type Plan, withField } from '../visit/plan.ts';
import type { Visit } from '../visit/visit.ts';
import { type Check, fail, notApplicable, Obstacle, pass } from './check.ts';

export const check: Check = {
  id: 'ticket-race',
  level: 'MUST',
  fault: 'of 20 uses of a single-use credential at the same moment lets more than one in',
  source: 'CWE-367; CWE-362',
  needs: ['ticket'],
  sends: 'the same ticket on 20 connections at the same moment',
  expects: 'one client that gets in',
  why: 'Between looking a ticket up and striking it out another request asks for the same one.',
  mend: 'Take the ticket out of the store and check it in one step.',
  ws: 'No await between get and delete; in Redis GETDEL, in SQL DELETE … RETURNING.',
  python: 'tickets.pop(ticket, None); in Redis GETDEL, in SQL DELETE … RETURNING.',
  async run(probe) {
    const { session, target } = probe;
    if (target.ticket === undefined) return notApplicable('Not configured: ticket.');
    const plan = await probe.planWith(await session.ask(target.ticket));
    const racers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const visit = await probe.connect(plan, `use ${index + 1} of the ticket`);
        if (plan.first !== undefined) await shakeHands(visit, plan);
        return visit;
      }),
    );
    // All send the ticket in this turn of the event loop, before any waits for an answer.
    const served = await Promise.all(
      racers.map(async (visit) => {
        if (plan.first === undefined) await shakeHands(visit, plan);
        if (!visit.upgraded) return false;
        await session.authenticate(visit, plan, session.quietMs);
        return session.isAnswered(visit, session.newMessage(), 2 * session.quietMs);
      }),
    );
    for (const visit of racers) visit.leave();
    const winners = racers.filter((_, index) => served[index]);
    for (const visit of winners) probe.blame(visit);
    if (winners.length === 0) throw new Obstacle('The ticket let nobody in. Look at ticket.');
    return winners.length > 1
      ? fail(`One ticket let ${winners.length} clients in.`)
      : pass('One of 20 got in.');
  },
};

async function shakeHands(visit: Visit, plan: Plan): Promise<void> {
  visit.request(withField(plan, 'Sec-WebSocket-Key', newKey()));
  await visit.until(() => visit.head !== undefined || visit.ended, 10_000);
}
