import { isOwnLimit } from '../run/entry.ts';
import type { Probe } from '../run/probe.ts';
import type { Visit } from '../visit/visit.ts';
import { type Check, fail, Obstacle, pass } from './check.ts';

export const check: Check = {
  id: 'connection-limit',
  level: 'SHOULD',
  fault: 'keeps 1,000 connections of one address that have not authenticated',
  source: 'CWE-770',
  needs: ['loopback'],
  phase: 'load',
  intrusive: true,
  sends: '1,000 connections that do not authenticate',
  expects: 'a refusal of some of them',
  why: 'One stranger takes all the places there are.',
  mend: 'Limit connections by address before the 101.',
  ws: 'Count sockets by request.socket.remoteAddress in the upgrade listener, 429 beyond.',
  python: 'Count peers in process_request.',
  async run(probe) {
    const { session } = probe;
    const isMessage = probe.dialect.carrier === 'message';
    const visits: Visit[] = [];
    const isKept = (visit: Visit) => visit.isOpen && (!isMessage || visit.upgraded);
    try {
      while (visits.length < 1000 && visits.every(isKept)) {
        const fifty = Array.from({ length: 50 }, async () => visits.push(await openOne(probe, isMessage)));
        const failed = (await Promise.allSettled(fifty)).find(({ status }) => status === 'rejected');
        if (failed?.status === 'rejected') throw failed.reason;
      }
      // When somebody who comes later has been answered, the server has seen all of them.
      await session.enterHonestly();
      await new Promise((resolve) => setTimeout(resolve, session.quietMs));
      const kept = visits.filter(isKept).length;
      return kept === 1000
        ? fail('1,000 connections without credential were kept.')
        : pass(`Of ${visits.length} connections without credential ${kept} were kept.`);
    } finally {
      for (const visit of visits) visit.connection?.destroy();
    }
  },
};

async function openOne(probe: Probe, isMessage: boolean): Promise<Visit> {
  const plan = await probe.planWith(undefined);
  const visit = await probe.session.connect(plan, { label: 'one of 1,000' });
  if (probe.evidence.length === 0) probe.evidence.push(visit.transcript);
  if (isOwnLimit(visit))
    throw new Obstacle(`The probe could open no more connections: ${visit.failure?.message ?? 'unknown'}.`);
  if (isMessage && visit.failure === undefined) {
    visit.request(plan);
    if (!(await visit.until(() => visit.head !== undefined || visit.ended, 10_000))) {
      visit.connection?.destroy();
      throw new Obstacle('A handshake had no answer within 10 s.');
    }
  }
  return visit;
}
