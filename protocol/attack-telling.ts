/** Facts of an attack in words, for a terminal and for whoever reads a picture instead of seeing it. */
import type { AttackFact, Position, Verdict } from './attack-facts.ts';
import { fill, notes, verdicts } from './attack-words.ts';

/** Longest text of a message that is told; of a longer one the beginning. */
const MOST_CHARACTERS = 120;

/** What happened, to go on behind who did it. */
export function tellFact(fact: AttackFact): string {
  switch (fact.type) {
    case 'request':
      return [fact.line, ...fact.fields].join(', ');
    case 'response':
      return [`HTTP ${fact.status}`, ...fact.fields].join(', ');
    case 'message':
      return shown(fact.text, fact.isBinary);
    case 'close':
      return `close ${fact.code} ${fact.reason}`.trimEnd();
    case 'note':
      return fill(notes[fact.note], fact.values);
  }
}

/** What came of a run, in one sentence. */
export function tellVerdict({ name }: Pick<Position, 'name'>, { succeeded, values }: Verdict): string {
  const { succeeded: won, failed: lost } = verdicts[name];
  return fill(succeeded ? won : lost, values);
}

/** On one line, without what would move a cursor. */
function shown(text: string, isBinary: boolean): string {
  const cut = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  const isPlain = !isBinary && !/\p{Cc}/u.test(cut);
  return isPlain ? cut : JSON.stringify(cut).slice(1, -1);
}
