/** What the demonstration says beside its picture and its stories, from the beginning on. */

const states = {
  /** The state as a person reads it. */
  names: {
    disconnected: 'Disconnected',
    connecting: 'Connecting',
    authenticating: 'Authenticating',
    connected: 'Connected',
    disconnecting: 'Disconnecting',
    reconnecting: 'Reconnecting',
  },
  /** What it means. */
  mean: {
    disconnected: 'Connect with the valid token, then with the wrong one, and compare.',
    connecting: 'Asking the server for a WebSocket.',
    authenticating: 'The socket is open, and nobody may speak before the server has accepted a token.',
    connected: 'Authenticated: now both may speak. The server echoes what you send.',
    disconnecting: 'Waiting for the server to answer the close frame.',
    reconnecting: 'The connection is gone, and the page comes back by itself.',
  },
  connectedAs: (user: string) =>
    `Authenticated as ${user}: now both may speak. The server echoes what you send.`,
} as const;

const silence = {
  /** The state while the server says nothing although it should. */
  state: (seconds: number) => `The server has been silent for ${seconds} s`,
  /** What that means. It is read aloud, so it does not count. */
  means: 'It may be stopped, too busy, or out of reach. The page waits until it answers.',
} as const;

const endings = {
  notOpened: 'Error: the connection could not be opened.',
  disconnected: 'Disconnected.',
  problem: (problem: string) => `Error: ${problem}`,
  /** A refusal as it looks from here, by what the server was shown first. */
  refused: {
    nothing: 'Nothing was sent in time, so the server ended it. Send the token as the first message.',
    'no token': 'There was no token in the first message. Send one first.',
    token: 'The server did not accept the token. Check the token, then connect again.',
    ticket:
      'The server did not accept the ticket: it is used up, or too old. Take a fresh one, then connect again.',
  },
  ended: 'You ended the connection.',
  stoppedBefore: 'You stopped it before the connection was open.',
  withCode: (why: string, code: number) => `${why} (Close code ${code}.)`,
  http: (status: number) => `The server refused the handshake with HTTP ${status}.`,
  oneOfThree:
    'One of three: the server refused the handshake, this browser does not accept its certificate, or nothing ' +
    'answers at this address. The page is told only close code 1006, not which.',
  code: (code: number, reason: string) => (reason === '' ? `code ${code}` : `code ${code}, ${reason}`),
} as const;

const retry = {
  decided: 'The page does not try again by itself: this was the server’s decision, not a lost connection.',
  unknown: 'The page does not try again by itself: it cannot know whether it was refused.',
  stopped: 'You stopped it. The page does not try again by itself.',
  noFreshTicket: 'The page does not try again by itself: it got no fresh ticket.',
  cameBack: 'The connection is back.',
  lost: 'Connection lost.',
  notConnected: 'Not connected.',
  offline: (attempt: number) => `Waiting for the network (attempt ${attempt}).`,
  waiting: (seconds: number, attempt: number) => `Trying again in ${seconds} s (attempt ${attempt}).`,
  trying: (attempt: number) => `Trying again now (attempt ${attempt}).`,
} as const;

/** What a row of the log is, for those who do not see its sign, and what stands in it. */
const log = {
  kinds: {
    opening: 'opening',
    opened: 'open',
    sent: 'sent',
    notSent: 'not sent',
    received: 'received',
    closing: 'closing',
    closed: 'closed',
  },
  opening: (url: string) => `opening ${url}`,
  closing: 'closing, asked by this page',
  closed: (how: string) => `closed, ${how}`,
  shortened: (beginning: string, characters: number) => `${beginning}… (${characters} characters)`,
} as const;

const controls = {
  encrypted: 'encrypted',
  notEncrypted: 'not encrypted',
  signedInAs: (user: string) => `Signed in as ${user}.`,
  signedOut: 'Signed out.',
  ticket: 'fresh ticket',
  expired: 'expired',
} as const;

export const demo = { states, silence, endings, retry, log, controls } as const;
