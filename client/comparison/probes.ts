/** What depends on the browser, asked of the browser itself. Only what can be tried on this server without harm. */
import type { LabFacts } from '../../protocol/lab.ts';
import { browserKey } from '../api/proof-key.ts';
import { evidence, questions } from '../words/methods.ts';
import { attempt } from './attempt.ts';
import { type QuestionId, questionIds } from './questions.ts';
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
      ? ['yes', evidence.doesNotThrow]
      : ['no', evidence.throws(result.thrown)];
  },
  'url-credentials-sent'(_lab, runner) {
    return whenSent(sideOf(runner, 'invalid'), evidence.challengedBefore);
  },
  'url-credentials-again'(_lab, runner) {
    return whenSent(sideOf(runner, 'valid'), evidence.refusedBefore);
  },
  async 'basic-cached'({ methods }, runner) {
    if (!methods.basic || !isIn(runner)) return undefined;
    const { accepted } = await attempt({ opening: { url: methods.basic, protocols: [] } }, () => {});
    return accepted ? ['yes', evidence.cached] : ['no', evidence.notCached];
  },
  async 'basic-elsewhere'({ methods }, runner) {
    const url = methods['bearer-header'];
    if (!url || !isIn(runner)) return undefined;
    const { told } = await attempt({ opening: { url, protocols: [] } }, () => {});
    const sent = serverSide(told)?.requests[0]?.get('authorization')?.startsWith('Basic') ?? false;
    return sent ? ['yes', evidence.elsewhere] : ['no', evidence.notElsewhere];
  },
  'cookie-same-origin'(_lab, runner) {
    const result = runner.result('cookie', 'valid');
    const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
    if (!side) return undefined;
    return side.requests.some((headers) => headers.has('cookie'))
      ? ['yes', evidence.cookie]
      : ['no', evidence.noCookie];
  },
  origin(_lab, runner) {
    const result = runner.result('query-token', 'valid');
    const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
    const sent = side?.requests[0]?.get('origin');
    if (sent === undefined) return undefined;
    return [sent === location.origin ? 'that of the page' : 'another than the page’s', evidence.origin(sent)];
  },
  'headers-option'({ methods }) {
    const thrown = throws(methods['bearer-header'], { headers: { Authorization: 'Bearer x' } });
    return thrown === undefined ? ['no', evidence.headersIgnored] : ['no', evidence.headersThrow(thrown)];
  },
  'client-certificate'(_lab, runner) {
    const result = runner.result('client-certificate', 'invalid');
    if (!result || 'problem' in result) return undefined;
    const request = serverSide(result.told) ? 'a request arrives, without one' : 'not even a request arrives';
    return [result.accepted ? 'yes' : `no: ${request}`, evidence.pageTold(pageSaw(result))];
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
    return [names.join('  ') || 'none of those tried', evidence.throwsFirst];
  },
  async 'subprotocol-unselected'({ methods }) {
    const url = methods['first-message'];
    if (!url) return undefined;
    const tried = await attempt({ opening: { url, protocols: ['lab.none'] } }, () => {});
    const status = serverSide(tried.told)?.statuses[0];
    return tried.opened
      ? ['the connection opens', evidence.opens]
      : ['the connection fails', evidence.fails(String(status ?? evidence.something), pageSaw(tried))];
  },
  'refusal-before-101'(_lab, runner) {
    const result = runner.result('query-token', 'invalid');
    if (!result || 'problem' in result) return undefined;
    return [pageSaw(result), evidence.noStatus];
  },
  'close-codes'({ methods }) {
    const url = methods['first-message'];
    if (!url) return undefined;
    const socket = new WebSocket(url);
    const thrown = new Map(closeCodes.map((code) => [code, thrownBy(() => socket.close(code))]));
    const allowed = closeCodes.filter((code) => thrown.get(code) === undefined);
    const names = new Set([...thrown.values()].filter((name) => name !== undefined));
    return [`${allowed.join(', ')}; ${[...names].join(', ')}`, evidence.codesTried(closeCodes.join(', '))];
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
      ? [`123 bytes of UTF-8; ${oneMore}`, evidence.bytesTried]
      : ['not 123 bytes of UTF-8', evidence.standardBytes];
  },
  async 'proof-key'() {
    // Elsewhere there is no WebCrypto.
    if (!isSecureContext) return undefined;
    const { privateKey } = await browserKey();
    return crypto.subtle.exportKey('jwk', privateKey).then(
      (): Answer => ['read it', evidence.keyRead],
      (error: Error): Answer => ['only use it', evidence.keyKept(error.name)],
    );
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
    const question = questions[id];
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
  if (!sent.includes(true)) return ['never', evidence.never(sent.length)];
  return sent[0] ? ['at once', evidence.first(circumstance)] : ['only after a 401', evidence.second];
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
