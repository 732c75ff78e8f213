/** From what happened on both connections to the rows of one picture. Pure: no page, no clock. */
import type { LifeLine, Tone } from '@websocket-auth-lab/diagram';
import type { Detail, Row } from '../diagram/rows.ts';
import type { Picture } from '../diagram/shown.ts';
import { people, rows as words } from '../words/channels.ts';
import { labels } from '../words/diagram.ts';
import type { Fact, Said, Who } from './facts.ts';

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

/** What is known of one of the two while the rows are drawn. */
interface Known {
  /** How many connections there have been. */
  connections: number;
  /** Where the one who came back asked to go on. */
  since: number | undefined;
  /** Messages up to this one had been missed. */
  missedUntil: number;
  /** Facts of coming in that wait for the row that stands for all of them. */
  comingIn: number;
}

interface Sketch {
  readonly from: LifeLine;
  readonly to: LifeLine;
  readonly label: string;
  readonly tone?: Tone;
  readonly kind?: Row['kind'];
  readonly literal?: boolean;
  readonly begins?: boolean;
  readonly learned?: number;
  readonly detail: Detail;
}

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

type Text = Omit<Sketch, 'from' | 'to'>;

function withPayload(sketch: Sketch, message: Said): Sketch {
  return { ...sketch, detail: { ...sketch.detail, payload: JSON.stringify(message) } };
}

function saidRow(message: Said, known: Known): Text {
  const channel = text(message, 'channel');
  switch (message.type) {
    case 'authenticate': {
      const { label, what, explanation, again } = words.authenticate;
      return { label, detail: { what, explanation: known.connections > 1 ? again : explanation } };
    }
    case 'subscribe': {
      const { label, since, what, explanation, sinceExplanation } = words.subscribe;
      const position = message.since;
      known.since = typeof position === 'object' && position ? number({ ...position }, 'offset') : undefined;
      return known.since === undefined
        ? { label: label(channel), detail: { what, explanation } }
        : { label: since(channel, known.since), detail: { what, explanation: sinceExplanation } };
    }
    case 'publish': {
      const { label, what, explanation } = words.publish;
      return { label: label(dataOf(message)), detail: { what, explanation } };
    }
    case 'refresh':
      return plain(words.refresh);
    case 'unsubscribe': {
      const { label, what, explanation } = words.unsubscribe;
      return { label: label(channel), detail: { what, explanation } };
    }
    default:
      return other(message);
  }
}

function heardRow(message: Said, known: Known): Text {
  const offset = number(message, 'offset');
  switch (message.type) {
    case 'authenticated': {
      const { label, what, explanation } = words.authenticated;
      return { label: label(text(message, 'user')), tone: 'good', detail: { what, explanation } };
    }
    case 'refreshed':
      return { ...plain(words.refreshed), tone: 'good' };
    case 'subscribed':
      return subscribedRow(message, offset, known);
    case 'published': {
      const { label, duplicate, what, explanation, duplicateExplanation } = words.published;
      return message.duplicate === true
        ? { label: duplicate(offset), detail: { what, explanation: duplicateExplanation } }
        : { label: label(offset), detail: { what, explanation } };
    }
    case 'message': {
      const { label, what, explanation, missed } = words.message;
      const isLate = offset <= known.missedUntil;
      return {
        label: label(offset, dataOf(message)),
        detail: { what, explanation: isLate ? missed : explanation },
      };
    }
    case 'presence': {
      const { enter, leave, what, enterExplanation, leaveExplanation } = words.presence;
      const user = text(message, 'user');
      return message.event === 'enter'
        ? { label: enter(user), detail: { what, explanation: enterExplanation } }
        : { label: leave(user), detail: { what, explanation: leaveExplanation } };
    }
    case 'unsubscribed':
      return plain(words.unsubscribed);
    case 'error': {
      const { label, what, explanation } = words.error;
      const why = text(message, 'capability') || text(message, 'problem');
      return { label: label(text(message, 'error'), why), tone: 'bad', detail: { what, explanation } };
    }
    default:
      return other(message);
  }
}

function subscribedRow(message: Said, offset: number, known: Known): Text {
  const { what, label, recovered, anew, explanation, recoveredExplanation, anewExplanation } =
    words.subscribed;
  if (message.recovered === true) {
    known.missedUntil = offset;
    return { label: recovered(offset), tone: 'good', detail: { what, explanation: recoveredExplanation } };
  }
  if (known.since === undefined) return { label: label(offset), tone: 'good', detail: { what, explanation } };
  return { label: anew(offset), tone: 'bad', detail: { what, explanation: anewExplanation } };
}

function plain({ label, what, explanation }: { label: string; what: string; explanation: string }): Text {
  return { label, detail: { what, explanation } };
}

function other(message: Said): Text {
  return { label: text(message, 'type'), literal: true, detail: words.other };
}

function text(message: Said, name: string): string {
  const value = message[name];
  return typeof value === 'string' ? value : '';
}

function number(message: Said, name: string): number {
  const value = message[name];
  return typeof value === 'number' ? value : 0;
}

/** What was published, as it is shown: it may be any JSON. */
export function dataOf({ data }: { readonly data?: unknown }): string {
  return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
}
