/** Rows of what the server tells. */
import type { TraceFact } from '../../../protocol/trace.ts';
import { causes, kinds, labels, parties, sentences } from '../../words/diagram.ts';
import { beginsMessage, type Sending, type ServerMoment } from './facts.ts';
import { frameRow } from './frames.ts';
import { amend, credentialOf, type Known } from './known.ts';
import { later } from './later.ts';
import { duration } from './rows.ts';
import { arrow, band, check, endRow, note, requestLabel, type Sketch, tlsBand } from './sketches.ts';

const { client, server, auth } = parties;

/** Rows, what to set aside the row before, or nothing. */
export type Drawn = Sketch | readonly Sketch[] | string | undefined;

export function drawServer({ fact, at, sending }: ServerMoment, known: Known): Drawn {
  const { current } = known;
  switch (fact.type) {
    case 'tls':
      return tlsBand(fact);
    case 'request':
      current.requested = true;
      current.ended = false;
      current.webSocketKey = headerOf(fact, 'sec-websocket-key');
      return arrow(client, server, requestLabel(fact.line), {
        what: kinds.request,
        payload: fact.line,
        headers: fact.headers,
        explanation: sentences.request,
      });
    case 'response':
      return responseRow(fact, known);
    case 'deadlineStarted':
      known.waiting = { for: 'deadline', until: at + fact.ms };
      return labels.deadlineStarts(duration(fact.ms));
    case 'deadlineStopped': {
      const ran = known.waiting?.for === 'deadline';
      known.waiting = { for: 'more' };
      // A passed deadline stops as well; the refusal that follows says so.
      return ran && current.accepted && current.stage === 'checking' ? labels.deadlineStops : undefined;
    }
    case 'checkStarted':
      // A token that is renewed is checked on an open connection.
      if (current.stage === 'first') current.stage = 'checking';
      current.what = current.presented ?? credentialOf(fact.method);
      return check(server, auth, labels.question(current.what), sentences.question(current.what));
    case 'checkEnded':
      return fact.refusal || current.checksItself ? later.draw?.(fact, known) : answerRow(fact, known);
    case 'checkFailed':
      amend(current.question, { stops: true, tone: 'bad' }, sentences.unanswered);
      return {
        ...note(server, labels.noAnswerAfter(duration(fact.ms)), sentences.checkFailed, kinds.answer),
        tone: 'bad',
      };
    case 'authenticated':
      current.stage = 'open';
      return {
        ...band(labels.open, kinds.authenticated(fact.user), sentences.open, 'good'),
        user: fact.user,
      };
    case 'refused': {
      const { cause } = fact;
      const label =
        cause === 'credential not accepted' ? labels.notAccepted(current.what) : (causes[cause] ?? cause);
      return { ...note(server, label, sentences.refused, kinds.refused), tone: 'bad', cause };
    }
    case 'frame':
      return drawFrame(fact, sending, current);
    case 'ended':
      current.ended = true;
      known.waiting = undefined;
      return endRow(fact.by, fact.clean);
    case 'gap':
      known.hasGap = true;
      return note(server, labels.leftOut(fact.missed), sentences.missed);
    default:
      return later.draw?.(fact, known);
  }
}

function drawFrame(
  fact: Extract<TraceFact, { type: 'frame' }>,
  sending: Sending | undefined,
  current: Known['current'],
): Sketch {
  const { stage, what, messages, heardWhenIn } = current;
  const crosses = stage === 'open' && sending !== undefined && sending.heard < heardWhenIn;
  if (fact.opcode === 8) current.stage = 'closing';
  if (fact.from === 'server' && stage === 'checking') current.heardWhenIn = messages.length + 1;
  return {
    ...frameRow(fact.from, fact, crosses ? 'crossing' : stage, what),
    learned: beginsMessage(fact) ? 1 : 0,
  };
}

function answerRow({ user, ms }: Extract<TraceFact, { type: 'checkEnded' }>, { current }: Known): Sketch {
  if (user === undefined) {
    const row = check(auth, server, labels.notValid, sentences.notAccepted(current.what), ms);
    return { ...row, tone: 'bad' };
  }
  current.accepted = true;
  return {
    ...check(auth, server, labels.valid(user), sentences.accepted(current.what), ms),
    tone: 'good',
  };
}

function responseRow(fact: Extract<TraceFact, { type: 'response' }>, { current }: Known): Sketch {
  const line = fact.line.replace(/^HTTP\/\S+ /, '');
  const common = { what: kinds.response, headers: fact.headers };
  if (fact.status !== 101) {
    current.refusedWith = fact.status;
    const explanation = sentences.httpRefusal(fact.status);
    const detail = { ...common, payload: `${fact.line}\n${fact.body}`.trim(), explanation };
    return { ...arrow(server, client, labels.refused(line), detail), tone: 'bad' };
  }
  current.switched = true;
  const accept = headerOf(fact, 'sec-websocket-accept');
  const key = current.webSocketKey;
  const row = arrow(server, client, line, {
    ...common,
    payload: fact.line,
    explanation: current.accepted ? sentences.switchedForKnown : sentences.switched,
    ...(key !== undefined && accept !== undefined && { handshake: { key, accept } }),
  });
  return { ...row, learned: 1 };
}

function headerOf({ headers }: { headers: readonly (readonly [string, string])[] }, name: string) {
  return headers.find(([field]) => field.toLowerCase() === name)?.[1];
}
