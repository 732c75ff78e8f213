/** From facts to rows. Pure: no page, no clock. */
import type { FrameFacts, TraceFact } from '../../protocol/trace.ts';
import {
  checkRefusals,
  explainBrowserClose,
  explainHttpRefusal,
  explainRefusal,
  explanations,
  type Stage,
} from './explain.ts';
import type { Moment, PageFact } from './facts.ts';
import { frameRow, messageRow } from './frames.ts';
import { duration, type Row } from './rows.ts';
import { arrow, band, check, endRow, note, requestLabel, type Sketch, tlsBand } from './sketches.ts';

/** A pause longer than this is marked. */
const PAUSE_MS = 1000;

export interface Picture {
  readonly rows: readonly Row[];
  /** More may come. */
  readonly waiting: boolean;
}

/** What is known of the connection so far. */
interface Known {
  traced: boolean;
  connections: number;
  /** The page tries to come back, and has not got its 101 yet. */
  returning: boolean;
  /** Where the rows of that attempt begin. */
  attemptFrom: number;
  stage: Stage;
  webSocketKey: string | undefined;
  refusedWith: number | undefined;
  /** The auth server said yes. */
  accepted: boolean;
  closed: boolean;
}

/** Draws moments, which must be in order. */
export function draw(moments: readonly Moment[]): Picture {
  const rows: Row[] = [];
  const start = moments[0]?.at ?? 0;
  const known: Known = {
    traced: true,
    connections: 0,
    returning: false,
    attemptFrom: 0,
    stage: 'first',
    webSocketKey: undefined,
    refusedWith: undefined,
    accepted: false,
    closed: false,
  };

  for (const moment of moments) {
    if (moment.by === 'page' && moment.fact.type === 'returning') {
      // An attempt that came to nothing gives way to the next: there may be hundreds.
      if (known.returning) rows.splice(known.attemptFrom);
      known.attemptFrom = rows.length;
    }
    const drawn = moment.by === 'page' ? drawPage(moment.fact, known) : drawServer(moment.fact, known);
    if (typeof drawn === 'string') setAside(rows, drawn);
    else if (drawn) rows.push(finish(drawn, moment, start, rows.at(-1)));
  }
  return { rows, waiting: known.connections > 0 && !known.closed };
}

function finish(sketch: Sketch, { key, at }: Moment, start: number, before: Row | undefined): Row {
  const since = Math.max(at - start, before?.at ?? 0);
  const pauseMs = since - (before?.at ?? since);
  return {
    kind: 'arrow',
    literal: false,
    tone: 'neutral',
    dashed: false,
    ...sketch,
    key: String(key),
    at: since,
    ...(pauseMs > PAUSE_MS && { pauseMs }),
  };
}

function setAside(rows: Row[], aside: string): void {
  const last = rows.pop();
  if (last) rows.push({ ...last, aside });
}

/** A row, what to set aside the row before, or nothing. */
type Drawn = Sketch | string | undefined;

function drawServer(fact: TraceFact, known: Known): Drawn {
  switch (fact.type) {
    case 'tls':
      return tlsBand(fact);
    case 'request':
      known.webSocketKey = headerOf(fact, 'sec-websocket-key');
      return arrow('client', 'server', requestLabel(fact.line), {
        what: 'HTTP request',
        payload: fact.line,
        headers: fact.headers,
        explanation: explanations.request,
      });
    case 'response':
      return responseRow(fact, known);
    case 'deadlineStarted':
      return `deadline ${duration(fact.ms)} starts`;
    case 'deadlineStopped':
      // A passed deadline stops as well; the refusal that follows says so.
      return known.accepted && known.stage === 'checking' ? 'deadline stops' : undefined;
    case 'checkStarted':
      known.stage = 'checking';
      return check('server', 'auth', 'is this token valid?', explanations.checkStarted);
    case 'checkEnded':
      if (fact.refusal !== undefined) {
        const { label, explanation } = checkRefusals[fact.refusal];
        return { ...check('auth', 'server', label, explanation, fact.ms), tone: 'bad' };
      }
      if (fact.user === undefined) {
        return { ...check('auth', 'server', 'not valid', explanations.notAccepted, fact.ms), tone: 'bad' };
      }
      known.accepted = true;
      return {
        ...check('auth', 'server', `valid, user ${fact.user}`, explanations.accepted, fact.ms),
        tone: 'good',
      };
    case 'checkFailed':
      return { ...check('auth', 'server', 'no answer', explanations.checkFailed, fact.ms), tone: 'bad' };
    case 'authenticated':
      known.stage = 'open';
      return band('open: both may speak', `authenticated as ${fact.user}`, explanations.open, 'good');
    case 'refused':
      return { ...note('server', fact.cause, explainRefusal(fact.cause), 'refused'), tone: 'bad' };
    case 'frame': {
      const row = frameRow(fact.from, fact, known.stage);
      known.stage = stageAfter(known.stage, fact);
      return row;
    }
    case 'ended':
      known.closed = true;
      return endRow(fact.by, fact.clean);
    case 'gap':
      return note('server', `${fact.missed} events left out`, explanations.missed);
  }
}

function drawPage(fact: PageFact, known: Known): Drawn {
  switch (fact.type) {
    case 'asked':
      return arrow('client', 'auth', fact.line, { what: fact.why, explanation: explanations.asked });
    case 'answered': {
      const status = fact.status === 0 ? 'no answer' : String(fact.status);
      const row = arrow('auth', 'client', `${status}: ${fact.words}`, {
        what: 'answer of the auth server',
        explanation: fact.words,
      });
      return { ...row, tone: fact.ok ? 'good' : 'bad' };
    }
    case 'returning':
      known.traced = true;
      known.returning = true;
      return band(`attempt ${fact.attempt} to come back`, 'after a pause', explanations.returning);
    case 'untraced':
      known.traced = false;
      return note('server', 'its side is not told', explanations.untraced);
    case 'opening':
      return openingRow(fact.path, known);
    case 'opened':
      known.returning = false;
      if (known.traced) return undefined;
      return arrow('server', 'client', '101 Switching Protocols', {
        what: 'HTTP response',
        explanation: explanations.switched,
      });
    case 'sent':
      return known.traced ? undefined : messageRow('client', fact.text, 'open');
    case 'received':
      return known.traced ? undefined : messageRow('server', fact.text, 'open');
    case 'notSent':
      return { ...note('client', 'token not sent: too late', explanations.notSent), tone: 'bad' };
    case 'closed': {
      known.closed = true;
      const label = `browser: ${fact.code}, ${fact.reason || 'no reason'}`;
      const why = explainBrowserClose(fact.code, fact.opened, known.refusedWith);
      return { ...note('client', label, why), tone: fact.opened ? 'neutral' : 'bad' };
    }
    case 'folded':
      return band(`… ${fact.messages} messages …`, 'not drawn', explanations.folded);
  }
}

function openingRow(path: string, known: Known): Drawn {
  const number = known.returning ? 1 : ++known.connections;
  Object.assign(known, { stage: 'first', refusedWith: undefined, accepted: false, closed: false });
  if (known.traced) {
    return number === 1
      ? undefined
      : band(`connection ${number}`, 'another connection', explanations.another);
  }
  return arrow('client', 'server', requestLabel(`GET ${path}`), {
    what: 'HTTP request',
    explanation: explanations.request,
  });
}

function responseRow(fact: Extract<TraceFact, { type: 'response' }>, known: Known): Sketch {
  const line = fact.line.replace(/^HTTP\/\S+ /, '');
  const common = { what: 'HTTP response', headers: fact.headers };
  if (fact.status !== 101) {
    known.refusedWith = fact.status;
    const explanation = explainHttpRefusal(fact.status);
    const detail = { ...common, payload: `${fact.line}\n${fact.body}`.trim(), explanation };
    return { ...arrow('server', 'client', `refused: ${line}`, detail), tone: 'bad' };
  }
  const accept = headerOf(fact, 'sec-websocket-accept');
  const key = known.webSocketKey;
  return arrow('server', 'client', line, {
    ...common,
    payload: fact.line,
    explanation: explanations.switched,
    ...(key !== undefined && accept !== undefined && { handshake: { key, accept } }),
  });
}

function headerOf({ headers }: { headers: readonly (readonly [string, string])[] }, name: string) {
  return headers.find(([field]) => field.toLowerCase() === name)?.[1];
}

function stageAfter(stage: Stage, { opcode }: FrameFacts): Stage {
  return opcode === 8 ? 'closing' : stage;
}
