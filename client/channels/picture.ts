/** From what happened on both connections to the rows of one picture. Pure: no page, no clock. */
import type { Row } from '../diagram/model/rows.ts';
import type { Picture } from '../diagram/model/shown.ts';
import { people, rows as words } from '../words/channels.ts';
import { labels } from '../words/diagram.ts';
import type { Fact, Said, Who } from './facts.ts';
import { heardRow, type Known, number, type Sketch, saidRow, text } from './message-rows.ts';

/** The life lines, from left to right. */
export const lifeLines = {
  alice: { name: people.alice, short: people.alice, at: 0 },
  server: { name: people.server, short: people.serverShort, at: 0.5 },
  bob: { name: people.bob, short: people.bob, at: 1 },
} as const;

/** A pause longer than this is marked, in milliseconds. */
const PAUSE_MS = 1000;

/** So many messages, one after the other to the same person, are drawn one by one; more become one row. */
const MOST_MESSAGES = 3;

export interface Told {
  readonly facts: readonly Fact[];
  /** Facts before these that are not drawn any more. */
  readonly dropped: number;
  /** Whether each one's first coming in is one row. */
  readonly isBrief: boolean;
  /** Nothing more will come. */
  readonly isOver: boolean;
}

export function drawBoth({ facts, dropped, isBrief, isOver }: Told): Picture {
  const drawn: Drawn[] = [];
  const known: Record<Who, Known> = { alice: nothingKnown(), bob: nothingKnown() };
  let key = dropped;
  for (const group of grouped(facts)) {
    const sketches = group.map((fact) => sketchOf(fact, known[fact.who], isBrief && dropped === 0));
    const rows = group.length > MOST_MESSAGES ? [oneOf(group, sketches)] : sketches;
    for (const [index, sketch] of rows.entries()) {
      const fact = group[index];
      if (!sketch || !fact) continue;
      const until = rows === sketches ? fact.at : (group.at(-1)?.at ?? fact.at);
      drawn.push({ sketch, at: fact.at, until, key: String(key + index) });
    }
    key += group.length;
  }
  return {
    rows: [...droppedRow(dropped), ...finish(drawn)],
    waiting: isOver ? undefined : { for: 'more' },
    complete: true,
  };
}

interface Drawn {
  readonly sketch: Sketch;
  readonly at: number;
  /** When the last of what it stands for happened. */
  readonly until: number;
  readonly key: string;
}

function nothingKnown(): Known {
  return { connections: 0, since: undefined, missedUntil: 0, comingIn: 0 };
}

/** Messages that one person was given one after the other are together; every other fact is alone. */
function grouped(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = [];
  for (const fact of facts) {
    const last = groups.at(-1);
    if (last?.[0]?.who === fact.who && isMessage(last[0]) && isMessage(fact)) last.push(fact);
    else groups.push([fact]);
  }
  return groups;
}

function isMessage(fact: Fact): fact is Extract<Fact, { type: 'said' | 'heard' }> {
  return fact.type === 'heard' && fact.message.type === 'message';
}

/** Many messages in one row. */
function oneOf(group: readonly Fact[], [first]: readonly (Sketch | undefined)[]): Sketch | undefined {
  const offsets = group.filter(isMessage).map(({ message }) => number(message, 'offset'));
  const { what, many, manyExplanation: explanation } = words.message;
  const label = many(offsets[0] ?? 0, offsets.at(-1) ?? 0);
  return first && { ...first, label, detail: { what, explanation }, learned: group.length };
}

function droppedRow(dropped: number): Row[] {
  if (dropped === 0) return [];
  const { alice, bob } = lifeLines;
  return [
    {
      ...{ key: 'dropped', at: 0, kind: 'band', from: alice, to: bob, label: labels.folded(dropped) },
      ...{ literal: false, tone: 'neutral', dashed: false, learned: dropped },
      detail: { what: words.message.what, explanation: words.message.manyExplanation },
    },
  ];
}

function finish(drawn: readonly Drawn[]): Row[] {
  const start = drawn[0]?.at ?? 0;
  let before = start;
  return drawn.map(({ sketch, at, until, key }) => {
    const pauseMs = at - before;
    before = until;
    return {
      kind: 'arrow',
      literal: false,
      tone: 'neutral',
      dashed: false,
      learned: 1,
      ...sketch,
      key,
      at: at - start,
      ...(pauseMs > PAUSE_MS && { pauseMs }),
    };
  });
}

function sketchOf(fact: Fact, known: Known, isBrief: boolean): Sketch | undefined {
  const me = lifeLines[fact.who];
  const { server } = lifeLines;
  if (fact.type === 'opened') known.connections++;
  if (isBrief && known.connections === 1 && known.comingIn >= 0) return comeIn(fact, known);
  switch (fact.type) {
    case 'opened': {
      const { label, what, explanation } = words.opened;
      return { from: me, to: server, label, begins: true, detail: { what, explanation } };
    }
    case 'said':
      return withPayload({ from: me, to: server, ...saidRow(fact.message, known) }, fact.message);
    case 'heard':
      return withPayload({ from: server, to: me, ...heardRow(fact.message, known) }, fact.message);
    case 'cut': {
      const { label, what, explanation } = words.cut;
      return { from: me, to: server, label, begins: true, detail: { what, explanation } };
    }
    case 'closed': {
      const isLost = fact.code === 1006;
      const { what, explanation } = isLost ? words.lost : words.closed;
      const label = isLost ? words.lost.label(fact.code) : words.closed.label(fact.code, fact.reason);
      return {
        ...(isLost ? { from: me, to: me, kind: 'note' } : { from: server, to: me }),
        ...{ label, tone: 'bad', detail: { what, explanation } },
      };
    }
    case 'sessionEnded': {
      const { label, what, explanation } = words.sessionEnded;
      return { from: me, to: me, kind: 'note', label, begins: true, detail: { what, explanation } };
    }
    case 'flood': {
      const { label, what, explanation } = words.flood;
      const { count, connections } = fact;
      const detail = { what, explanation: explanation(count) };
      return { from: me, to: me, kind: 'note', label: label(count, connections), detail };
    }
  }
}

/** Somebody comes in for the first time: one row, once it has come to its end. */
function comeIn(fact: Fact, known: Known): Sketch | undefined {
  known.comingIn++;
  if (fact.type !== 'heard' || fact.message.type !== 'subscribed') {
    const hasFailed = fact.type === 'closed' || fact.type === 'cut' || isError(fact);
    return hasFailed
      ? endComingIn(known, sketchOf({ ...fact }, { ...known, comingIn: -1 }, false))
      : undefined;
  }
  const { label, what, explanation } = words.cameIn;
  const { alice, server, bob } = lifeLines;
  const channel = text(fact.message, 'channel');
  return endComingIn(known, {
    kind: 'band',
    ...(fact.who === 'alice' ? { from: alice, to: server } : { from: server, to: bob }),
    label: label(people[fact.who]),
    tone: 'good',
    detail: { what, explanation: explanation(channel) },
  });
}

function isError(fact: Fact): boolean {
  return fact.type === 'heard' && fact.message.type === 'error';
}

function endComingIn(known: Known, sketch: Sketch | undefined): Sketch | undefined {
  const learned = known.comingIn;
  known.comingIn = -1;
  return sketch && { ...sketch, learned };
}

function withPayload(sketch: Sketch, message: Said): Sketch {
  return { ...sketch, detail: { ...sketch.detail, payload: JSON.stringify(message) } };
}
