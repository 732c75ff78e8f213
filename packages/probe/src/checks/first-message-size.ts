import { splitForSpace } from '../run/large.ts';
import { type Check, notApplicable } from './check.ts';

export const check: Check = {
  id: 'first-message-size',
  level: 'SHOULD',
  fault: 'reads a first message of 1 MiB',
  source: 'CWE-770; CWE-400',
  needs: ['message'],
  sends: 'the right credential in a first message that white space makes 1 MiB long',
  expects: 'the end of the connection',
  why: 'A stranger decides how much memory and time the server spends before it knows anybody.',
  mend: 'Take a first message of a few kilobytes only, whatever authenticated clients may send.',
  ws: '`if (message.length > 4096) return socket.close(3000)`, and a small maxPayload for everybody.',
  python: '`websockets.serve(…, max_size=65536)`, and a check of len(first).',
  async run(probe) {
    const plan = await probe.honestPlan();
    const [before, after] = splitForSpace(plan.first ?? '') ?? ['', ''];
    if (after === '')
      return notApplicable('The first message is no JSON that white space could make longer.');
    const first = `${before}${' '.repeat(1_048_576)}${after}`;
    return probe.mustNotEnter([{ label: 'a first message of 1 MiB', plan: { ...plan, first } }]);
  },
};
