/**
 * What depends on the browser, as questions: asked of three engines by `npm run test:browsers`, and of the reader's own
 * by the methods page, as far as a page can ask it of this server.
 */
import type { MethodId } from '../../protocol/methods.ts';

import type { questions as texts } from '../words/en/questions.ts';

export type QuestionId = keyof typeof texts;

const inMessages = ['first-message', 'authenticate-message', 'token-refresh', 'proof-message'] as const;
const inHandshake = ['query-token', 'query-ticket', 'cookie', 'subprotocol', 'basic'] as const;

/** The methods for which each answer matters. */
export const concerns: Readonly<Record<QuestionId, readonly MethodId[]>> = {
  'url-credentials-accepted': ['basic'],
  'url-credentials-sent': ['basic'],
  'url-credentials-again': ['basic'],
  'url-credentials-known': ['basic'],
  'basic-cached': ['basic'],
  'basic-elsewhere': ['basic'],
  'basic-other-folder': ['basic'],
  'basic-other-port': ['basic'],
  'cookie-same-origin': ['cookie'],
  'cookie-other-port': ['cookie'],
  'cookie-cross-site': ['cookie'],
  origin: ['cookie', 'basic'],
  'origin-opaque': ['cookie'],
  'origin-inherited': ['cookie'],
  'fetch-metadata': ['cookie', 'basic'],
  'headers-option': ['bearer-header', 'subprotocol'],
  extensions: [],
  'client-certificate': ['client-certificate'],
  'subprotocol-refused': ['subprotocol'],
  'subprotocol-unselected': ['subprotocol', 'cookie'],
  'refusal-before-101': inHandshake,
  'refusal-events': inHandshake,
  redirect: ['query-token', 'query-ticket'],
  'bad-certificate': ['client-certificate', ...inMessages],
  'refused-tcp': inMessages,
  'policy-self': [],
  'policy-elsewhere': [],
  'mixed-localhost': [],
  'mixed-elsewhere': [],
  'close-codes': inMessages,
  'close-reason': inMessages,
  'buffered-amount': [],
  'proof-key': ['proof-message'],
};

/** What one browser answered. */
export type Answers = Readonly<Partial<Record<QuestionId, string>>>;

export const questionIds = Object.keys(concerns).filter(isQuestionId);

export function isQuestionId(text: string): text is QuestionId {
  return Object.hasOwn(concerns, text);
}
