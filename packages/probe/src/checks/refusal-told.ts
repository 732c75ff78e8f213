import { byEnding } from '../run/probe.ts';
import { type RefusalSeen, refusals, wasToldMore } from '../run/refusals.ts';
import { type Check, fail, pass } from './check.ts';

export const check: Check = {
  id: 'refusal-told',
  level: 'SHOULD',
  fault: 'drops a refused client without status or close code',
  source: 'RFC 6455, section 7.4.1',
  needs: ['credential'],
  sends: 'wrong credentials',
  expects: 'an HTTP status, a close frame with a code, or at least a message that says so',
  why: 'A client that is not told why it was dropped comes back, again and again, with the same credential.',
  mend: 'Send an HTTP status before the 101, and a close code after it, before the connection ends.',
  ws: '`socket.close(3000, "unauthorized")`, not terminate(); `socket.end("HTTP/1.1 401 …")`, not destroy().',
  python: '`await websocket.close(3000, "unauthorized")`.',
  async run(probe) {
    const dropped: RefusalSeen[] = [];
    for (const refusal of await refusals(probe)) {
      const { how, visit } = refusal.entry;
      if (how !== 'refused' || refusal.kind === 'broken') continue;
      const hasCode = visit.upgraded ? (visit.close?.code ?? 1005) !== 1005 : visit.head !== undefined;
      if (!hasCode && !(await wasToldMore(probe, visit))) dropped.push(refusal);
    }
    for (const { entry } of dropped) probe.blame(entry.visit);
    return dropped.length > 0
      ? fail(`Dropped without status or close code: ${byEnding(dropped)}.`)
      : pass('Every refused client was told a status, a close code or a message, or was not dropped.');
  },
};
