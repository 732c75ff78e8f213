/** What the demonstration says beside its controls and stories. */
import type { StoryId } from './stories.ts';

export const extraWords = {
  readMore: 'Read more:',
} as const;

export const byHandWords = {
  title: 'By hand',
  lead: 'Everything that a story does, at the moment that you choose.',
  message: 'Messages, one a line',
  kind: 'Send as',
  text: 'text',
  binary: 'binary',
  after: 'Seconds after the WebSocket is open',
  connect: 'Connect, and send then',
  silent: 'Connect, and say nothing',
  now: 'Send now',
  /** How bytes stand in the list of what was sent. */
  bytes: (length: number) => `(binary, ${length} bytes)`,
} as const;

interface Document {
  readonly href: string;
  readonly title: string;
}

const firstMessage = '/docs/methods/first-message';

const documents: Readonly<Record<StoryId, Document>> = {
  'valid-token': { href: `${firstMessage}#how-it-works`, title: 'First message' },
  'wrong-token': { href: '/docs/close-codes', title: 'Close codes in the wild' },
  'no-token': { href: '/docs/protocol', title: 'The protocol' },
  'not-json': { href: '/docs/protocol', title: 'The protocol' },
  silence: { href: `${firstMessage}#the-fix`, title: 'First message, the fix' },
  'ticket-twice': { href: '/docs/methods/query-ticket', title: 'Single-use tickets' },
  'token-late': { href: `${firstMessage}#the-fix`, title: 'First message, the fix' },
  'early-message': { href: `${firstMessage}#the-fix`, title: 'First message, the fix' },
};

/** The document that tells of a story, or of the method where none is told. */
export function documentOf(story: StoryId | undefined): Document {
  return documents[story ?? 'valid-token'];
}
