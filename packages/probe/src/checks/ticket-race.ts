import { newKey, withField } from '../visit/plan.ts';
import { Visit } from '../visit/visit.ts';
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
        const visit = new Visit({ label: `use ${index + 1} of the ticket`, signal: probe.signal });
        probe.evidence.push(visit.transcript);
        session.connections++;
        await visit.connect(target, plan.certificate, probe.signal);
        if (visit.failure) throw new Obstacle(`There was no connection: ${visit.failure.message}.`);
        if (plan.first !== undefined) {
          visit.request(withField(plan, 'Sec-WebSocket-Key', newKey()));
          await visit.until(() => visit.head !== undefined || visit.ended, 10_000);
        }
        return visit;
      }),
    );
    const expected = session.newMessage();
    for (const visit of racers) {
      if (plan.first === undefined) visit.request(withField(plan, 'Sec-WebSocket-Key', newKey()));
      else visit.send(plan.first);
    }
    const served = await Promise.all(
      racers.map(async (visit) => {
        await visit.until(() => visit.head !== undefined || visit.ended, 10_000);
        if (!visit.upgraded) return false;
        const { in: said } = target.dialect;
        if (said !== undefined) {
          await visit.until(
            () => !visit.isOpen || visit.messages.some((text) => text.includes(said)),
            session.quietMs,
          );
        }
        return session.isAnswered(visit, expected, 2 * session.quietMs);
      }),
    );
    for (const visit of racers) visit.leave();
    const winners = served.filter(Boolean).length;
    if (winners === 0) throw new Obstacle('The ticket let nobody in. Look at ticket.');
    return winners > 1 ? fail(`One ticket let ${winners} clients in.`) : pass('One of 20 got in.');
  },
};
