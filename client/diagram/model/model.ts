/** From facts to rows, in an order that is true for those who send them. Pure: no page, no clock. */
import { beginsMessage, type Moment, type Sending } from './facts.ts';
import { type Draft, isComplete, type Known, nothingKnown } from './known.ts';
import { drawPage } from './page-rows.ts';
import type { Row } from './rows.ts';
import { drawServer } from './server-rows.ts';
import type { Picture } from './shown.ts';
import type { Sketch } from './sketches.ts';

/** A pause longer than this is marked. */
const PAUSE_MS = 1000;

/** Messages whose sendings are no further apart were handed over in one go, before anything could come between. */
const TOGETHER_MS = 1;

/** Draws moments, which must be in order. */
export function draw(moments: readonly Moment[]): Picture {
  const drafts: Draft[] = [];
  const known = nothingKnown();
  let last: Draft | undefined;

  for (const moment of moments) {
    const forgotten = isReturning(moment) ? forgetAttempt(drafts, known) : 0;
    const drawn = moment.by === 'page' ? drawPage(moment, known) : drawServer(moment, known);
    if (typeof drawn === 'string') {
      if (last) last.sketch = { ...last.sketch, aside: drawn };
      continue;
    }
    for (const [index, sketch] of [drawn ?? []].flat().entries()) {
      const learned = (sketch.learned ?? 0) + (index === 0 ? forgotten : 0);
      last = insert(
        `${moment.key}.${index}`,
        moment,
        { ...sketch, learned, fact: moment.fact },
        drafts,
        known,
      );
    }
  }
  return { rows: finish(drafts), waiting: known.waiting, complete: isComplete(known) };
}

function isReturning({ by, fact }: Moment): boolean {
  return by === 'page' && fact.type === 'returning';
}

/**
 * An attempt that came to nothing gives way to the next: there may be hundreds.
 *
 * @returns how much the page had learned by its rows
 */
function forgetAttempt(drafts: Draft[], known: Known): number {
  const gone = known.returning ? drafts.splice(known.attemptFrom) : [];
  known.attemptFrom = drafts.length;
  return gone.reduce((sum, { sketch }) => sum + (sketch.learned ?? 0), 0);
}

/** Puts a row at the end or, where it was sent earlier than it arrived, there. */
function insert(key: string, moment: Moment, sketch: Sketch, drafts: Draft[], known: Known): Draft {
  const { current } = known;
  const { at } = moment;
  const sending = moment.by === 'server' ? moment.sending : undefined;
  if (sending) current.lag = Math.max(current.lag, sending.at - at);
  const index = sending ? indexOfSending(sending, drafts, current) : drafts.length;
  const [next, last] = [drafts[index], drafts.at(-1)];
  const draft: Draft =
    sending && next && last
      ? {
          key,
          at: Math.min(sending.at - current.lag, next.at),
          sketch: { ...sketch, arrivesAfter: last.key },
        }
      : { key, at, sketch };
  drafts.splice(index, 0, draft);
  if (sending) current.sent = { at: sending.at, draft };

  if (moment.by === 'page') {
    if (moment.fact.type === 'asked') known.asked = draft;
    if (moment.fact.type === 'opening') current.opening = draft;
  } else {
    if (moment.fact.type === 'checkStarted') current.question = draft;
    if (beginsMessage(moment.fact) && moment.fact.from === 'server') current.messages.push(draft);
  }
  return draft;
}

/**
 * Where a message belongs by the moment of its sending: before every message of the server that the page had not
 * received by then, right behind one that was sent together with it, and before what certainly happened later. The two
 * clocks decide nothing but the latter: the server's runs behind the page's by `lag` at least.
 */
function indexOfSending(
  { at, heard }: Sending,
  drafts: readonly Draft[],
  { messages, lag, sent }: Known['current'],
) {
  const unheard = messages[heard];
  let index = unheard ? drafts.indexOf(unheard) : drafts.length;
  if (sent && at - sent.at <= TOGETHER_MS) index = Math.min(index, drafts.indexOf(sent.draft) + 1);
  for (;;) {
    const before = drafts[index - 1];
    // The gate is open since the acknowledgement, whenever the server comes to say so.
    const isKnown = before?.sketch.learned || before?.sketch.user !== undefined;
    if (!before || isKnown || before.at + lag <= at) return index;
    index--;
  }
}

/** Gives each row its time, and marks the pauses between them. */
function finish(drafts: readonly Draft[]): Row[] {
  const start = drafts[0]?.at ?? 0;
  let before: number | undefined;
  return drafts.map(({ key, at, sketch }) => {
    const since = Math.max(at - start, before ?? 0);
    const pauseMs = since - (before ?? since);
    before = since;
    return {
      kind: 'arrow',
      literal: false,
      tone: 'neutral',
      dashed: false,
      learned: 0,
      ...sketch,
      key,
      at: since,
      ...(pauseMs > PAUSE_MS && { pauseMs }),
    };
  });
}
