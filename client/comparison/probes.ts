/** What depends on the browser, asked of the browser itself. Only what can be tried on this server without harm. */
import type { LabFacts } from '../../protocol/lab.ts';
import { attempt } from './attempt.ts';
import { type QuestionId, questionIds, questions } from './questions.ts';
import type { Runner, Side } from './runner.ts';
import { pageSaw, type ServerSide, serverSide } from './seen.ts';

export interface Probe {
  readonly id: QuestionId;
  readonly question: string;
  readonly answer: string;
  /** What was seen, in a sentence. */
  readonly evidence: string;
  /** ISO 8601. */
  readonly at: string;
}

type Answer = readonly [answer: string, evidence: string] | undefined;

/** @returns undefined where this server cannot be asked */
type Ask = (lab: LabFacts, runner: Runner) => Answer | Promise<Answer>;

/** The questions that a page can ask by itself. */
const asks: Readonly<Partial<Record<QuestionId, Ask>>> = {
  'url-credentials-accepted'(_lab, runner) {
    const result = runner.result('basic', 'valid');
    if (!result || 'problem' in result) return undefined;
    return result.thrown === undefined
      ? ['yes', 'It does not throw.']
      : ['no', `It throws ${result.thrown}.`];
  },
  'url-credentials-sent'(_lab, runner) {
    return whenSent(
      sideOf(runner, 'invalid'),
      'If this page was run before, the browser has been challenged before.',
    );
  },
  'url-credentials-again'(_lab, runner) {
    return whenSent(sideOf(runner, 'valid'), 'A wrong password had been refused just before.');
  },
  async 'basic-cached'({ methods }, runner) {
    if (!methods.basic || !isIn(runner)) return undefined;
    const { accepted } = await attempt({ opening: { url: methods.basic, protocols: [] } }, () => {});
    return accepted
      ? ['yes', 'A WebSocket opened without any password got in.']
      : ['no', 'A WebSocket opened without a password was refused.'];
  },
  async 'basic-elsewhere'({ methods }, runner) {
    const url = methods['bearer-header'];
    if (!url || !isIn(runner)) return undefined;
    const { told } = await attempt({ opening: { url, protocols: [] } }, () => {});
    const sent = serverSide(told)?.requests[0]?.get('authorization')?.startsWith('Basic') ?? false;
    return sent
      ? ['yes', 'A WebSocket to /ws/bearer-header brought it along.']
      : ['no', 'A WebSocket to /ws/bearer-header came without it.'];
  },
  'cookie-same-origin'(_lab, runner) {
    const result = runner.result('cookie', 'valid');
    const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
    if (!side) return undefined;
    return side.requests.some((headers) => headers.has('cookie'))
      ? ['yes', 'The handshake had a Cookie header that no script could read or set.']
      : ['no', 'The handshake had no Cookie header.'];
  },
  origin(_lab, runner) {
    const result = runner.result('query-token', 'valid');
    const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
    const sent = side?.requests[0]?.get('origin');
    if (sent === undefined) return undefined;
    return [sent === location.origin ? 'that of the page' : 'another than the page’s', `It was ${sent}.`];
  },
  'headers-option'({ methods }) {
    const thrown = throws(methods['bearer-header'], { headers: { Authorization: 'Bearer x' } });
    return thrown === undefined
      ? ['no', 'The option is ignored.']
      : ['no', `new WebSocket(url, { headers }) throws ${thrown}: the second argument is for subprotocols.`];
  },
  'client-certificate'(_lab, runner) {
    const result = runner.result('client-certificate', 'invalid');
    if (!result || 'problem' in result) return undefined;
    const request = serverSide(result.told) ? 'a request arrives, without one' : 'not even a request arrives';
    return [result.accepted ? 'yes' : `no: ${request}`, `The page was told ${pageSaw(result)}.`];
  },
  'subprotocol-refused'({ methods }) {
    const url = methods.subprotocol;
    if (!url) return undefined;
    const characters = [...subprotocolCharacters].filter((one) => throws(url, `a${one}b`) !== undefined);
    const others = Object.entries(subprotocolLists).filter(([, list]) => throws(url, list) !== undefined);
    const names = [
      ...characters.map((one) => (one === ' ' ? 'space' : one)),
      ...others.map(([name]) => name),
    ];
    return [names.join('  ') || 'none of those tried', 'It throws before anything is sent.'];
  },
  async 'subprotocol-unselected'({ methods }) {
    const url = methods['first-message'];
    if (!url) return undefined;
    const tried = await attempt({ opening: { url, protocols: ['lab.none'] } }, () => {});
    const status = serverSide(tried.told)?.statuses[0];
    return tried.opened
      ? ['the connection opens', 'The page got the open event.']
      : [
          'the connection fails',
          `The server said ${status ?? 'something'}, the page was told ${pageSaw(tried)}.`,
        ];
  },
  'refusal-before-101'(_lab, runner) {
    const result = runner.result('query-token', 'invalid');
    if (!result || 'problem' in result) return undefined;
    return [pageSaw(result), 'No status, no header, no sentence.'];
  },
  'close-codes'({ methods }) {
    const url = methods['first-message'];
    if (!url) return undefined;
    const socket = new WebSocket(url);
    const thrown = new Map(closeCodes.map((code) => [code, thrownBy(() => socket.close(code))]));
    const allowed = closeCodes.filter((code) => thrown.get(code) === undefined);
    const names = new Set([...thrown.values()].filter((name) => name !== undefined));
    return [`${allowed.join(', ')}; ${[...names].join(', ')}`, `Tried: ${closeCodes.join(', ')}.`];
  },
  'close-reason'({ methods }) {
    const url = methods['first-message'];
    if (!url) return undefined;
    const socket = new WebSocket(url);
    const thrown = (reason: string) => thrownBy(() => socket.close(1000, reason));
    const oneMore = thrown('x'.repeat(124));
    const isLimit = thrown('x'.repeat(123)) === undefined && oneMore !== undefined;
    // Half as many characters, of two bytes each in UTF-8.
    const countsBytes = thrown('é'.repeat(61)) === undefined && thrown('é'.repeat(62)) !== undefined;
    return isLimit && countsBytes
      ? [`123 bytes of UTF-8; ${oneMore}`, 'Tried: 123 and 124 bytes, of one and of two bytes a character.']
      : ['not 123 bytes of UTF-8', 'The standard says 123.'];
  },
};

/** What RFC 2616, section 2.2 calls separators, and two characters that are none. */
const subprotocolCharacters = '()<>@,;:\\"/[]?={} .~';

const subprotocolLists = {
  tab: 'a\tb',
  é: 'é',
  'the empty text': '',
  'the same one twice': ['a', 'a'],
};

const closeCodes = [999, 1000, 1001, 1005, 1006, 1008, 1011, 1015, 2999, 3000, 3999, 4000, 4999, 5000];

/** Asks everything that can be asked after a run of all methods. */
export async function probeBrowser(lab: LabFacts, runner: Runner): Promise<Probe[]> {
  const probes: Probe[] = [];
  for (const id of questionIds) {
    const answer = await asks[id]?.(lab, runner);
    if (!answer) continue;
    const [words, evidence] = answer;
    const question = questions[id].text;
    probes.push({ id, question, answer: words, evidence, at: new Date().toISOString() });
  }
  return probes;
}

/** Whether a page can ask it by itself. */
export function canAsk(id: QuestionId): boolean {
  return asks[id] !== undefined;
}

/** The server's side of the last run of `basic`. */
function sideOf(runner: Runner, side: Side): ServerSide | undefined {
  const result = runner.result('basic', side);
  return result && !('problem' in result) ? serverSide(result.told) : undefined;
}

/** Whether the last run of `basic` left the browser with a password to remember. */
function isIn(runner: Runner): boolean {
  const result = runner.result('basic', 'valid');
  return result !== undefined && !('problem' in result) && result.accepted;
}

function whenSent(side: ServerSide | undefined, circumstance: string): Answer {
  if (!side) return undefined;
  const sent = side.requests.map((headers) => headers.has('authorization'));
  if (!sent.includes(true)) return ['never', `Of ${sent.length} requests none had an Authorization header.`];
  return sent[0]
    ? ['at once', `The first request had an Authorization header. ${circumstance}`]
    : ['only after a 401', 'The first request had none; after the challenge a second one had.'];
}

/** What `new WebSocket()` throws, if it does; otherwise the socket is closed before it opens. */
function throws(url: string | undefined, second: unknown): string | undefined {
  return thrownBy(() => {
    const socket: WebSocket = Reflect.construct(WebSocket, [
      url ?? location.href.replace(/^http/, 'ws'),
      second,
    ]);
    socket.close();
  });
}

/** The name of what a step throws. */
function thrownBy(step: () => void): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
