import { type Entry, endingOf, isOwnLimit } from '../run/entry.ts';
import { list } from '../run/probe.ts';
import { type Check, fail, Obstacle, pass } from './check.ts';

/** How it ended, without words, which may hold a number or a name that differs each time. */
export function codeOf(entry: Entry): string {
  const { visit } = entry;
  return visit.upgraded && visit.close ? `close ${visit.close.code}` : endingOf(entry);
}

export const check: Check = {
  id: 'guess-limit',
  level: 'SHOULD',
  fault: 'answers 200 wrong credentials from one address all alike',
  source: 'CWE-307',
  needs: ['loopback', 'secret'],
  phase: 'load',
  intrusive: true,
  sends: '200 wrong credentials, ten at a time',
  expects: 'another answer after some of them, best HTTP 429 with Retry-After',
  why: 'Without a limit a stranger guesses as fast as the server answers.',
  mend: 'Count failures by address, and turn an address away for a while.',
  ws: 'rate-limiter-flexible: consume(address) on every failure, 429 before the 101.',
  python: 'Count failures by peer address in process_request.',
  async run(probe) {
    const { session } = probe;
    const endings = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const entries = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const plan = await probe.planWith(await probe.wrongCredential(1 + ((round * 10 + index) % 8)));
          const entry = await session.tryToEnter(
            plan,
            'one of 200 wrong credentials',
            Math.max(session.quietMs, 3000),
          );
          entry.visit.leave();
          if (round === 0 && index === 0) probe.evidence.push(entry.visit.transcript);
          if (isOwnLimit(entry.visit))
            throw new Obstacle(`The probe could open no more connections: ${endingOf(entry)}.`);
          return entry;
        }),
      );
      // What has had no answer yet says nothing about the answer, nor does one that was let in.
      for (const entry of entries)
        if (['refused', 'unreachable'].includes(entry.how)) endings.add(codeOf(entry));
      if (endings.size > 1)
        return pass(
          `The answers changed within ${10 * (round + 1)} wrong credentials: ${list([...endings])}.`,
        );
    }
    if (endings.size === 0) throw new Obstacle('None of 200 wrong credentials was refused.');
    return fail(`200 wrong credentials were all answered alike: ${list([...endings])}.`);
  },
};
