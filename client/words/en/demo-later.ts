/** What few people ask the demonstration for: the page loads what says it behind itself. */

const saving = {
  failed: (problem: string) => `That did not work: ${problem}`,
  title: 'A WebSocket connection, as it happened',
  mermaid: 'Copied as Mermaid.',
  svg: 'Saved as SVG.',
  png: 'Saved as PNG.',
  link: 'Copied the link to this page and story.',
  tooLarge: 'The picture is too large for a PNG.',
} as const;

const readMore = {
  lead: 'Read more:',
  firstMessage: 'First message',
  theFix: 'First message, the fix',
  closeCodes: 'Close codes in the wild',
  protocol: 'The protocol',
  tickets: 'Single-use tickets',
} as const;

const byHand = {
  lead: 'Everything that a story does, at the moment that you choose.',
  message: 'Messages, one a line',
  kind: 'Send as',
  text: 'text',
  binary: 'binary',
  after: 'Seconds after the WebSocket opens',
  connect: 'Connect, then send',
  silent: 'Connect, and say nothing',
  now: 'Send now',
  /** How bytes stand in the list of what was sent. */
  bytes: (length: number) => `(binary, ${length} bytes)`,
} as const;

const provider = {
  signIn: 'sign in at the provider',
  /** Where there are several. */
  signInAt: (host: string) => `sign in at ${host}`,
  away: (origin: string) =>
    `The provider does not answer. Open ${origin} in a new tab to see why, then try again.`,
  failed: 'The provider gave no token. Sign in there again.',
} as const;

const advice = {
  link: (origin: string) => `Open ${origin}/ in a new tab`,
  start: ': if it does not load, start the server. Then connect again.',
  certificate:
    ': if it warns about the certificate, accept it there; if it does not load, start the server. Then connect again.',
} as const;

/** Why it refused, where the server tells this page of a cause that lies elsewhere. */
const because: Readonly<Record<string, string>> = {
  'verification failed':
    'The auth server could not be asked, and then nobody is let in. Try again in a moment.',
  'verification too slow': 'The auth server did not answer before the deadline. Try again in a moment.',
  'first message too long': 'The first message was too long for a token. Send it alone.',
};

export const demoLater = { advice, because, saving, readMore, byHand, provider } as const;
