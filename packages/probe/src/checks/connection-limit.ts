import { Visit } from '../visit/visit.ts';
import { type Check, fail, pass } from './check.ts';

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
  cases: ['CVE-2021-42340 (Apache Tomcat): connections were never freed.'],
  async run(probe) {
    const { session } = probe;
    const isMessage = probe.dialect.carrier === 'message';
    const visits: Visit[] = [];
    for (let round = 0; round < 20; round++) {
      visits.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, async () => {
            const plan = await probe.planWith(undefined);
            const visit = new Visit({ label: 'one of 1,000', signal: probe.signal });
            session.connections++;
            await visit.connect(probe.target, false, probe.signal);
            if (isMessage && visit.failure === undefined) {
              visit.request(plan);
              await visit.until(() => visit.head !== undefined || visit.ended, 10_000);
            }
            return visit;
          }),
        )),
      );
      if (visits.some((visit) => !visit.isOpen || (isMessage && !visit.upgraded))) break;
    }
    // When somebody who comes later has been answered, the server has seen all of them.
    await session.enterHonestly();
    await new Promise((resolve) => setTimeout(resolve, session.quietMs));
    const kept = visits.filter((visit) => visit.isOpen && (!isMessage || visit.upgraded)).length;
    for (const visit of visits) visit.connection?.destroy();
    return kept === 1000
      ? fail('1,000 connections without credential were kept.')
      : pass(`Of ${visits.length} connections without credential ${kept} were kept.`);
  },
};
