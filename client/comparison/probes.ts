/** What depends on the browser, asked of the browser itself. Only what can be tried on this server without harm. */
import type { LabFacts } from '../../protocol/lab.ts';
import { attempt } from './attempt.ts';
import type { Runner } from './runner.ts';
import { pageSaw, serverSide } from './seen.ts';

export interface Probe {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  /** What was seen, in a sentence. */
  readonly evidence: string;
  /** ISO 8601. */
  readonly at: string;
}

type Answer = readonly [answer: string, evidence: string] | undefined;

interface Question {
  readonly question: string;
  /** Undefined where this server cannot be asked. */
  ask(lab: LabFacts, runner: Runner): Answer | Promise<Answer>;
}

const questions: Readonly<Record<string, Question>> = {
  'headers-option': {
    question: 'Can a page set a header of the handshake?',
    ask({ methods }) {
      const thrown = throws(methods['bearer-header'], { headers: { Authorization: 'Bearer x' } });
      return thrown === undefined
        ? ['no', 'The option is ignored.']
        : [
            'no',
            `new WebSocket(url, { headers }) throws ${thrown}: the second argument is for subprotocols.`,
          ];
    },
  },
  'url-credentials-accepted': {
    question: 'Does new WebSocket() take user and password in the URL?',
    ask(_lab, runner) {
      const result = runner.result('basic', 'valid');
      if (!result || 'problem' in result) return undefined;
      return result.thrown === undefined
        ? ['yes', 'It does not throw.']
        : ['no', `It throws ${result.thrown}.`];
    },
  },
  'url-credentials-sent': {
    question: 'When are they sent?',
    ask(_lab, runner) {
      const result = runner.result('basic', 'valid');
      const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
      if (!side) return undefined;
      const sent = side.requests.map((headers) => headers.has('authorization'));
      if (!sent.includes(true))
        return ['never', `Of ${sent.length} requests none had an Authorization header.`];
      return sent[0]
        ? ['at once', 'The first request had an Authorization header.']
        : ['only after a 401', 'The first request had none; after the challenge a second one had.'];
    },
  },
  'basic-cached': {
    question: 'Does the browser remember the password, and send it unasked?',
    async ask({ methods }, runner) {
      const valid = runner.result('basic', 'valid');
      if (!methods.basic || !valid || 'problem' in valid || !valid.accepted) return undefined;
      const { accepted } = await attempt({ opening: { url: methods.basic, protocols: [] } }, () => {});
      return accepted
        ? ['yes', 'A WebSocket opened without any password got in.']
        : ['no', 'A WebSocket opened without a password was refused.'];
    },
  },
  'basic-elsewhere': {
    question: 'Does it send the password to other paths of the server, too?',
    async ask({ methods }, runner) {
      const url = methods['bearer-header'];
      const valid = runner.result('basic', 'valid');
      if (!url || !valid || 'problem' in valid || !valid.accepted) return undefined;
      const { told } = await attempt({ opening: { url, protocols: [] } }, () => {});
      const sent = serverSide(told)?.requests[0]?.get('authorization')?.startsWith('Basic') ?? false;
      return sent
        ? ['yes', 'A WebSocket to /ws/bearer-header brought it along.']
        : ['no', 'A WebSocket to /ws/bearer-header came without it.'];
    },
  },
  'cookie-same-origin': {
    question: 'Is a SameSite=Strict, HttpOnly cookie sent with a WebSocket to the page’s own origin?',
    ask(_lab, runner) {
      const result = runner.result('cookie', 'valid');
      const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
      if (!side) return undefined;
      return side.requests.some((headers) => headers.has('cookie'))
        ? ['yes', 'The handshake had a Cookie header that no script could read or set.']
        : ['no', 'The handshake had no Cookie header.'];
    },
  },
  origin: {
    question: 'Which Origin does the browser send?',
    ask(_lab, runner) {
      const result = runner.result('query-token', 'valid');
      const side = result && !('problem' in result) ? serverSide(result.told) : undefined;
      const sent = side?.requests[0]?.get('origin');
      return sent === undefined
        ? undefined
        : [sent, sent === location.origin ? 'It is this page’s.' : 'It is not this page’s.'];
    },
  },
  'subprotocol-padding': {
    question: 'Which characters may a subprotocol not have?',
    ask({ methods }) {
      const url = methods.subprotocol;
      if (!url) return undefined;
      const refused = [...'=/ ,'].filter((character) => throws(url, `a${character}b`) !== undefined);
      const list = refused.map((character) => (character === ' ' ? 'space' : character)).join('  ');
      return [list || 'none of those tried', 'new WebSocket() throws a SyntaxError before anything is sent.'];
    },
  },
  'subprotocol-unselected': {
    question: 'What if the server selects none of the subprotocols offered?',
    async ask({ methods }) {
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
  },
  'refusal-before-101': {
    question: 'What does a page learn of an HTTP 401?',
    ask(_lab, runner) {
      const result = runner.result('query-token', 'invalid');
      if (!result || 'problem' in result) return undefined;
      return [pageSaw(result), 'No status, no header, no sentence.'];
    },
  },
  'client-certificate': {
    question: 'Does the browser get in where a client certificate is asked for?',
    ask(_lab, runner) {
      const result = runner.result('client-certificate', 'invalid');
      if (!result || 'problem' in result) return undefined;
      const request = serverSide(result.told) ? 'A request arrived' : 'Not even a request arrived';
      return [result.accepted ? 'yes' : 'no', `${request}; the page was told ${pageSaw(result)}.`];
    },
  },
};

/** Asks everything that can be asked after a run of all methods. */
export async function probeBrowser(lab: LabFacts, runner: Runner): Promise<Probe[]> {
  const probes: Probe[] = [];
  for (const [id, { question, ask }] of Object.entries(questions)) {
    const answer = await ask(lab, runner);
    if (answer) {
      probes.push({ id, question, answer: answer[0], evidence: answer[1], at: new Date().toISOString() });
    }
  }
  return probes;
}

/** What `new WebSocket()` throws, if it does; otherwise the socket is closed before it opens. */
function throws(url: string | undefined, second: unknown): string | undefined {
  try {
    const socket: WebSocket = Reflect.construct(WebSocket, [
      url ?? location.href.replace(/^http/, 'ws'),
      second,
    ]);
    socket.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
