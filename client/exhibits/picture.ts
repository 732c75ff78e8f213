/** From the facts of an attack to rows with life lines. Pure: no page, no clock. */

import type { LifeLine } from '@websocket-auth-lab/diagram';
import type { AttackFact, Position } from '../../protocol/attack-facts.ts';
import { type AttackParty, attacks } from '../../protocol/exhibits.ts';
import type { Row } from '../diagram/model/rows.ts';
import type { Picture } from '../diagram/model/shown.ts';
import { tellFact } from '../words/attacks.ts';
import { partyNames, rowWords } from '../words/exhibits.ts';

export type Cast = Readonly<Partial<Record<AttackParty, LifeLine>>>;

/** Who takes part, from left to right. */
export function castOf({ name, fixed }: Position): Cast {
  const parties = attacks[name].parties[fixed ? 'fixed' : 'weak'];
  const last = parties.length - 1;
  return Object.fromEntries(
    parties.map((party, index) => {
      const names = party === 'twin' ? partyNames.twin[fixed ? 'fixed' : 'weak'] : partyNames[party];
      return [party, { ...names, at: index / last }];
    }),
  );
}

/** A fact, and when the page was told of it, on its own clock. */
export interface Told {
  readonly fact: AttackFact;
  readonly toldAt: number;
}

/**
 * @param isOver - nothing more will come
 */
export function drawAttack(told: readonly Told[], cast: Cast, isOver: boolean): Picture {
  const rows: Row[] = [];
  let asked: AttackFact | undefined;
  let before = 0;
  for (const [index, { fact }] of told.entries()) {
    if (fact.type === 'response' && isPlainAnswer(asked, fact)) {
      const last = rows.pop();
      if (last) rows.push({ ...last, aside: tellFact(fact) });
      asked = undefined;
      continue;
    }
    let row = rowOf(fact, cast, String(index));
    if (!row) continue;
    const pauseMs = fact.at - before;
    before = fact.at;
    const previous = rows.at(-1);
    if (row.begins && previous?.kind === 'note') {
      // What somebody is about to try belongs to the connection they try it with.
      rows.splice(-1, 1, { ...previous, begins: true });
      row = { ...row, begins: false };
    }
    rows.push(pauseMs > PAUSE_MS && previous ? { ...row, pauseMs } : row);
    asked = fact;
  }
  const last = told.at(-1);
  const waitMs = last?.fact.type === 'note' ? last.fact.waitMs : undefined;
  const waiting =
    last && waitMs !== undefined
      ? ({ for: 'time', until: last.toldAt + waitMs } as const)
      : ({ for: 'more' } as const);
  return { rows, waiting: isOver ? undefined : waiting, complete: true };
}

/** A pause longer than this is marked. */
const PAUSE_MS = 1000;

/** What is asked over plain HTTP needs no row for a good answer. */
function isPlainAnswer(
  asked: AttackFact | undefined,
  answer: Extract<AttackFact, { type: 'response' }>,
): boolean {
  return (
    asked?.type === 'request' &&
    !asked.line.startsWith('GET') &&
    asked.from === answer.to &&
    asked.to === answer.from &&
    answer.status < 300
  );
}

function rowOf(fact: AttackFact, cast: Cast, key: string): Row | undefined {
  const from = cast[fact.from];
  const to = fact.to === undefined ? from : cast[fact.to];
  if (!from || !to) return undefined;
  const common = { key, at: fact.at, from, to, dashed: false, learned: 0 } as const;
  const label = tellFact(fact);
  switch (fact.type) {
    case 'request': {
      const isOpening = fact.line.startsWith('GET');
      const aside = fact.fields.join(' · ');
      return {
        ...common,
        kind: 'arrow',
        label: fact.line,
        literal: true,
        tone: 'neutral',
        begins: isOpening,
        ...(aside !== '' && { aside }),
        detail: {
          ...(isOpening ? rowWords.opening : rowWords.request),
          payload: contents(fact.line, fact.fields),
        },
      };
    }
    case 'response': {
      const isRefusal = fact.status >= 400;
      const aside = fact.fields.join(' · ');
      const words = isRefusal ? rowWords.refused : fact.status === 101 ? rowWords.opened : rowWords.answered;
      return {
        ...common,
        kind: 'arrow',
        label: `HTTP ${fact.status}`,
        ...(aside !== '' && { aside }),
        literal: true,
        tone: isRefusal && fact.to === 'attacker' ? 'good' : 'neutral',
        detail: { ...words, payload: contents(`HTTP ${fact.status}`, fact.fields) },
      };
    }
    case 'message':
      return {
        ...common,
        kind: 'arrow',
        label,
        literal: true,
        tone: 'neutral',
        detail: { ...(fact.isBinary ? rowWords.binary : rowWords.message), payload: label },
      };
    case 'close':
      return {
        ...common,
        kind: 'arrow',
        label,
        literal: false,
        tone: fact.to === 'attacker' ? 'good' : 'neutral',
        detail: { ...(fact.code === 1006 ? rowWords.broken : rowWords.close), payload: label },
      };
    case 'note':
      return {
        ...common,
        kind: fact.to === undefined ? 'note' : 'arrow',
        label,
        literal: false,
        tone: 'neutral',
        detail: {
          what: fact.to === undefined ? rowWords.deed : rowWords.passing,
          explanation: sentence(label),
        },
      };
  }
}

function contents(line: string, fields: readonly string[]): string {
  return [line, ...fields].join('\n');
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
