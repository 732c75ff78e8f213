/** What few people ask the demonstration for: the page loads what says it behind itself. */

const saving = {
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

export const demoLater = { saving, readMore, byHand } as const;
