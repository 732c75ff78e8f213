/**
 * What depends on the browser, as questions: asked of three engines by `npm run test:browsers`, and of the reader's own
 * by the methods page, as far as a page can ask it of this server.
 */
import type { MethodId } from '../../protocol/methods.ts';

export interface Question {
  readonly text: string;
  /** The methods for which the answer matters. */
  readonly concerns: readonly MethodId[];
}

const inMessages = ['first-message', 'authenticate-message', 'token-refresh'] as const;
const inHandshake = ['query-token', 'query-ticket', 'cookie', 'subprotocol', 'basic'] as const;

export const questions = {
  'url-credentials-accepted': {
    text: 'Does new WebSocket() take user and password in the URL?',
    concerns: ['basic'],
  },
  'url-credentials-sent': {
    text: 'When is the password of wss://user:password@host sent, the first time?',
    concerns: ['basic'],
  },
  'url-credentials-again': {
    text: 'When is the right password of such a URL sent, after a wrong one was refused?',
    concerns: ['basic'],
  },
  'url-credentials-known': {
    text: 'When is the password of such a URL sent, after it was accepted before?',
    concerns: ['basic'],
  },
  'basic-cached': {
    text: 'Does the browser remember the password, and send it where the URL has none?',
    concerns: ['basic'],
  },
  'basic-elsewhere': {
    text: 'Does it send the remembered password to other paths of the same folder?',
    concerns: ['basic'],
  },
  'basic-other-folder': {
    text: 'When does it send the remembered password to paths of other folders?',
    concerns: ['basic'],
  },
  'basic-other-port': {
    text: 'Does a WebSocket from a page of another port bring the remembered password along?',
    concerns: ['basic'],
  },
  'cookie-same-origin': {
    text: 'Is a SameSite=Strict, HttpOnly cookie sent with a WebSocket to the page’s own origin?',
    concerns: ['cookie'],
  },
  'cookie-other-port': {
    text: 'Is a SameSite=Strict cookie sent when the page comes from another port of the host?',
    concerns: ['cookie'],
  },
  'cookie-cross-site': {
    text: 'Is a SameSite=None cookie sent when the page comes from another site?',
    concerns: ['cookie'],
  },
  origin: {
    text: 'Which Origin does the browser send, from a page of https: or of http:?',
    concerns: ['cookie', 'basic'],
  },
  'origin-opaque': {
    text: 'Which Origin comes from a sandboxed frame, and from a data: URL?',
    concerns: ['cookie'],
  },
  'origin-inherited': {
    text: 'Which Origin comes from a frame with srcdoc, and from a blob: URL?',
    concerns: ['cookie'],
  },
  'fetch-metadata': {
    text: 'Does the handshake say in Sec-Fetch-Site where the page comes from?',
    concerns: ['cookie', 'basic'],
  },
  'headers-option': {
    text: 'Can a page set a header of the handshake?',
    concerns: ['bearer-header', 'subprotocol'],
  },
  extensions: { text: 'Which compression does it offer?', concerns: [] },
  'client-certificate': {
    text: 'Does the browser get in where a client certificate is asked for, and it has none?',
    concerns: ['client-certificate'],
  },
  'subprotocol-refused': {
    text: 'Which subprotocols make new WebSocket() throw a SyntaxError?',
    concerns: ['subprotocol'],
  },
  'subprotocol-unselected': {
    text: 'What if the server selects none of the subprotocols offered?',
    concerns: ['subprotocol', 'cookie'],
  },
  'refusal-before-101': { text: 'What does a page learn of an HTTP 401?', concerns: inHandshake },
  'refusal-events': {
    text: 'Which events tell a page of a 401, a 403, a 429?',
    concerns: inHandshake,
  },
  redirect: {
    text: 'What if the server answers with a redirect (302)?',
    concerns: ['query-token', 'query-ticket'],
  },
  'bad-certificate': {
    text: 'What does a page learn of a certificate that the browser does not trust?',
    concerns: ['client-certificate', ...inMessages],
  },
  'refused-tcp': { text: 'What does a page learn of a port where nothing listens?', concerns: inMessages },
  'policy-self': {
    text: "Does connect-src 'self' in the policy of a page cover wss: on its own host and port?",
    concerns: [],
  },
  'policy-elsewhere': {
    text: 'What does a page learn of an address that its own policy (connect-src) forbids?',
    concerns: [],
  },
  'mixed-localhost': { text: 'What if a page of https: opens ws: to localhost?', concerns: [] },
  'mixed-elsewhere': { text: 'What if a page of https: opens ws: to another host?', concerns: [] },
  'close-codes': {
    text: 'Which close codes may a page send, and what do others throw?',
    concerns: inMessages,
  },
  'close-reason': {
    text: 'How long may the reason of a close be, and what does a longer one throw?',
    concerns: inMessages,
  },
  'buffered-amount': {
    text: 'What is bufferedAmount after 100 bytes, and after 100 more that come too late?',
    concerns: [],
  },
} as const satisfies Readonly<Record<string, Question>>;

export type QuestionId = keyof typeof questions;

/** What one browser answered. */
export type Answers = Readonly<Partial<Record<QuestionId, string>>>;

export const questionIds = Object.keys(questions).filter(isQuestionId);

export function isQuestionId(text: string): text is QuestionId {
  return Object.hasOwn(questions, text);
}
