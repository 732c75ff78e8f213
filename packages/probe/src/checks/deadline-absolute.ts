import { opcodes } from '@websocket-auth-lab/wire';
import { list, type Probe } from '../run/probe.ts';
import { DEADLINE_MARGIN_MS, silence } from '../run/silence.ts';
import type { Visit } from '../visit/visit.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

const EVERY_MS = 500;

const stallings: Readonly<Record<string, (visit: Visit, index: number) => void>> = {
  pings: (visit) => visit.frames({ opcode: opcodes.ping, payload: 'still here' }),
  fragments: (visit, index) =>
    visit.frames({ opcode: index === 0 ? opcodes.text : opcodes.continuation, payload: ' ', fin: false }),
  'an unfinished frame': (visit, index) => {
    // The header of a text frame of 4,000 bytes, masked with zeros; then a byte at a time.
    if (index === 0)
      visit.bytes(Buffer.from([0x81, 0xfe, 0x0f, 0xa0, 0, 0, 0, 0]), 'header of a frame of 4,000 bytes');
    else visit.bytes(Buffer.from(' '), 'one byte of it');
  },
};

async function stall(
  probe: Probe,
  label: string,
  step: (visit: Visit, index: number) => void,
): Promise<boolean> {
  const visit = await probe.openWebSocket(await probe.planWith(undefined), label);
  const end = performance.now() + 1000 * probe.target.deadlineSeconds + DEADLINE_MARGIN_MS;
  for (let index = 0; performance.now() < end && visit.isOpen; index++) {
    step(visit, index);
    await visit.until(() => !visit.isOpen, Math.min(EVERY_MS, end - performance.now()));
  }
  const ended = !visit.isOpen;
  if (!ended) probe.blame(visit);
  visit.leave();
  return ended;
}

export const check: Check = {
  id: 'deadline-absolute',
  level: 'MUST',
  fault: 'lets pings, fragments or an unfinished frame put the deadline off',
  source: 'CWE-772; CWE-400',
  needs: ['message'],
  sends: 'before any credential: a ping a second; a message in ever more fragments; a frame a byte a second',
  expects: 'the end of the connection within deadlineSeconds, whatever comes',
  why: 'A timer that every byte starts anew is none: a stranger keeps the connection for ever at a byte a second.',
  mend: 'Never start the timer again before the client is in, and count from the 101.',
  ws: 'Do not touch the timer in on("ping") or on("message") before the client is in.',
  python: 'Put the wait_for around everything up to the credential, not around each recv().',
  async run(probe) {
    const silent = await silence(probe);
    if (silent.endedMs === undefined) {
      return notApplicable('There is no deadline that could be put off: see deadline.');
    }
    const results = await Promise.all(
      Object.entries(stallings).map(async ([label, stalling]) => ({
        label,
        ended: await stall(probe, label, stalling),
      })),
    );
    const kept = results.filter(({ ended }) => !ended);
    return kept.length > 0
      ? fail(`Still open after ${probe.target.deadlineSeconds} s: ${list(kept.map(({ label }) => label))}.`)
      : pass(`Ended in time: ${list(results.map(({ label }) => label))}.`);
  },
};
