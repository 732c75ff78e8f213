import { list } from '../run/probe.ts';
import { comparable, refusals } from '../run/refusals.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

export const check: Check = {
  id: 'oracle-close',
  level: 'SHOULD',
  fault: 'ends differently for credentials that are wrong in different ways',
  source: 'CWE-204; RFC 6750, section 3.1',
  needs: ['secret'],
  sends:
    'credentials of the right shape, of another shape, too short, with a wrong end, of another type, and of a user that does not exist',
  expects: 'the same status or close code, and the same words, for all of them',
  why: 'Whoever guesses learns from the difference which part was right: that a user exists, that a token was real once.',
  mend: 'Give one answer to every wrong credential. Keep the cause for the log.',
  ws: 'One refusal for all causes: socket.close(3000, "unauthorized").',
  python: 'One refusal for all causes.',
  async run(probe) {
    const wrong = (await refusals(probe)).filter(({ kind, entry }) => kind === 'wrong' && entry.how !== 'in');
    const endings = new Map<string, string[]>();
    for (const refusal of wrong) {
      const ending = comparable(refusal, [...endings.keys()][0]);
      endings.set(ending, [...(endings.get(ending) ?? []), refusal.label]);
      // The one that ends unlike those before it shows the difference.
      if (endings.size > 1 && endings.get(ending)?.length === 1) probe.blame(refusal.entry.visit);
    }
    if (wrong.length < 2)
      return notApplicable('Fewer than two credentials were refused, so there is nothing to compare.');
    return endings.size > 1
      ? fail(
          `Different endings: ${list([...endings.values()].map((labels) => labels.join(', ')).map((labels, at) => `${labels} (${[...endings.keys()][at]})`))}.`,
        )
      : pass(`The same ending for all of them: ${[...endings.keys()][0]}.`);
  },
};
