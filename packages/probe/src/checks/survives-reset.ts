import { orObstacle, othersAreServed } from '../run/survival.ts';
import { type Plan, writePlan } from '../visit/plan.ts';
import type { Visit } from '../visit/visit.ts';
import type { Check, Obstacle } from './check.ts';

export const check: Check = {
  id: 'survives-reset',
  level: 'MUST',
  fault:
    'stops serving others after clients disconnect during the handshake or while the credential is checked',
  source: 'CWE-248; CWE-755',
  needs: [],
  phase: 'survival',
  sends: 'half a handshake, a whole one, and a credential, each followed by a TCP reset, five times',
  expects: 'everybody else is served on',
  why: 'Writing to a connection that is gone is an error, and one that nobody catches ends the process.',
  mend: 'Handle the error event of every socket, also of one that is still in its handshake.',
  ws: "`socket.on('error', () => {})` in the upgrade listener, and `webSocket.on('error', …)`.",
  python: 'Catch ConnectionClosed around every send().',
  cases: ['CVE-2022-41940 (engine.io): a connection that broke ended the process.'],
  async run(probe) {
    const { session } = probe;
    const witness = await probe.witness();
    const obstacles: (Obstacle | undefined)[] = [];
    const vanish = async (label: string, act: (visit: Visit, plan: Plan) => Promise<void> | void) => {
      const plan = await probe.honestPlan();
      const visit = await probe.connect(plan, label);
      await act(visit, plan);
      // What was written has to be on its way, or the reset overtakes it.
      await new Promise(setImmediate);
      visit.transcript.add('client', 'tcp', 'reset');
      visit.connection?.reset();
    };
    const vanishings = [
      () =>
        vanish('disconnects in the middle of the handshake', (visit, plan) => {
          const bytes = writePlan(plan);
          visit.bytes(bytes.subarray(0, bytes.length / 2), 'half a handshake');
        }),
      () => vanish('disconnects before the answer', (visit, plan) => visit.request(plan)),
      () =>
        vanish('disconnects during the check', async (visit, plan) => {
          visit.request(plan);
          await visit.until(() => visit.head !== undefined || visit.ended, 10_000);
          if (!visit.upgraded) return;
          if (plan.first === undefined) visit.send(session.newMessage().message);
          else await session.sendFirst(visit, plan);
        }),
    ];
    for (let round = 0; round < 5; round++)
      for (const one of vanishings) obstacles.push(await orObstacle(one()));
    return othersAreServed(probe, witness, 'clients that disconnected', obstacles);
  },
};
