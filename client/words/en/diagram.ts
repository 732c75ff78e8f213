/** Every word of the picture: names, labels, and for each kind of row the one sentence that explains it. */
/** Names of opcodes (RFC 6455, section 11.8). */
const opcodeNames: Readonly<Record<number, string>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
};

/** What is shown to prove who one is. Any of them is a credential; a token is only one of them. */
export type Credential = 'token' | 'ticket' | 'session' | 'password' | 'certificate';

/** The life lines of a connection. */
const parties = {
  client: { name: 'Client', short: 'Client', at: 0 },
  server: { name: 'WebSocket server', short: 'Server', at: 0.55 },
  auth: { name: 'Auth server', short: 'Auth', at: 1 },
} as const;

/** What stands at an arrow, in a band, beside a row. */
const labels = {
  switched: '101 Switching Protocols',
  refused: (answer: string) => `refused: ${answer}`,
  deadlineStarts: (ms: string) => `deadline ${ms} starts`,
  deadlineStops: 'deadline stops',
  question: (what: Credential) => `is this ${what} valid?`,
  valid: (user: string) => `valid, user ${user}`,
  notValid: 'not valid',
  noAnswer: 'no answer',
  noAnswerAfter: (ms: string) => `no answer after ${ms}`,
  notAccepted: (what: Credential) => `${what} not accepted`,
  open: 'open: both may speak',
  close: (code: number | undefined, reason: string) =>
    `close ${code ?? 'without a code'} ${reason}`.trimEnd(),
  answersTheClose: 'answers the close',
  endsIt: (who: string) => `${who} ends it`,
  emptyMessage: '(an empty message)',
  messagePart: '(a part of a message)',
  binaryEnd: '(the end of a binary message)',
  tcpClosed: 'TCP closed',
  tcpBrokenOff: 'TCP broken off',
  leftOut: (events: number) => `${events} events left out`,
  folded: (messages: number) => `… ${messages} messages …`,
  untraced: 'no report from the server',
  attempt: (number: number) => `attempt ${number} to come back`,
  connection: (number: number) => `connection ${number}`,
  notSent: (text: string) => `not sent, too late: ${text}`,
  browser: (code: number, reason: string) => `browser: ${code}, ${reason || 'no reason'}`,
  answer: (status: number, words: string) => `${status}: ${words}`,
  pause: (length: string) => `… ${length}`,
} as const;

/** What a row is, without time and direction: the heading of its detail, and part of its spoken name. */
const kinds = {
  tls: (resumed: boolean) => (resumed ? 'TLS handshake, resumed' : 'TLS handshake'),
  request: 'HTTP request',
  response: 'HTTP response',
  question: 'question to the auth server',
  answer: 'answer of the auth server',
  authenticated: (user: string) => `authenticated as ${user}`,
  refused: 'refused',
  frame: (name: string, bytes: number) => `${name} frame, ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`,
  message: 'text message',
  ended: 'end of the TCP connection',
  note: 'seen on this side only',
  attempt: 'after a pause',
  connection: 'another connection',
  folded: 'not drawn',
} as const;

/** Why the server refuses, where it says so in other words than a person would. */
const causes: Readonly<Record<string, string>> = {};

/** What is said of a picture and its rows to those who read it by other means than the eye. */
const reading = {
  picture: 'On the wire',
  decimalMark: '.',
  between: (first: string, second: string) => `${first} and ${second}`,
  row: (at: string, pause: string | undefined, who: string, what: string) =>
    `${at} seconds, ${pause === undefined ? '' : `after ${pause}, `}${who}: ${what}`,
  to: 'to',
} as const;

/** The header of a frame (RFC 6455, section 5.2). */
const frameWords = { reserved: 'reserved', masked: 'masked', notMasked: 'not masked' } as const;

/** While nothing happens. */
const waiting = {
  more: 'waiting…',
  deadline: (seconds: number) => `… deadline in ${seconds} s`,
  attempt: (seconds: number) => `… next attempt in ${seconds} s`,
  time: (seconds: number) => `… ${seconds} s`,
} as const;

/** One sentence each: what it means. */
const sentences = {
  tls: 'From here on nobody on the way can read or change anything, but anybody can be the client.',
  request:
    'A WebSocket begins as an ordinary HTTP request that asks to switch protocols; so far nobody is authenticated.',
  requestPending: 'The page asks for a WebSocket, and no answer has come yet.',
  requestUnanswered: 'No answer came, so nothing shows that the request reached a server.',
  switched:
    'The server agrees: from here on frames go over the same TCP connection, and still nobody is authenticated.',
  switchedForKnown:
    'The server knows who asks, and agrees: from here on frames go over the same TCP connection.',
  question: (what: Credential) =>
    `The WebSocket server does not judge the ${what} itself: it asks the auth server.`,
  accepted: (what: Credential) => `The auth server knows this ${what} and says whose it is.`,
  notAccepted: (what: Credential) => `The auth server does not accept this ${what}, and does not say why.`,
  checkFailed: 'The auth server gave no answer, so the client is not let in: the gate fails closed.',
  open: 'The gate is open: now the server acts on what the client sends, and may speak itself.',
  refused: 'The server ends it: the cause goes to its log, and the client is told the same for every cause.',
  httpRefusal: (status: number) =>
    `The server refuses with HTTP ${status} before any WebSocket exists, and the browser keeps this from the page.`,
  ended: 'The TCP connection is gone, and with it everything the server kept about it.',
  reset: 'The TCP connection broke off before both sides had agreed to end it.',
  untraced: 'The server does not report its side of this connection, so only what the page sees is drawn.',
  missed: 'So much happened at once that the server left these events out.',
  folded: 'To keep the picture readable these messages are only counted.',
  notSent:
    'The connection it was meant for is gone, so it was not sent: what comes too late is worth nothing.',
  another: 'A new connection begins with nothing: whoever was let in before has to prove it again.',
  returning:
    'The connection was lost, not refused, so the page tries again, after pauses that grow and are partly chance.',
  asked: 'The page asks the auth server by an ordinary HTTP request, outside any WebSocket.',
  answered: (words: string) => `The auth server answers: ${words}.`,
  unanswered: 'No answer came, so nothing shows that the auth server was reached.',
  browserClose: 'This is all that the page’s script is told: code and reason, never the cause.',
  browserFailed: 'The page’s script is told this code and no reason, whatever went wrong.',
  browserRefused: (status: number) =>
    `The page’s script is told code 1006 and no reason; the browser keeps the HTTP ${status} to itself.`,
  ping: 'A ping asks whether the other side is still there; the browser answers it, and the page never sees it.',
  pong: 'The answer to a ping: still here.',
  acknowledgement: (what: Credential) =>
    `The acknowledgement: the ${what} was accepted, and the client may speak.`,
  invalidJson: 'The last message was not JSON; the server says so, and the connection stays.',
  echo: 'An echo: the value that comes back is the value that was sent.',
  firstMessage: 'The first message: until the auth server has said yes, the server acts on nothing else.',
  earlyMessage:
    'The token is still being checked: the message waits, and counts only if the client is let in.',
  crossingMessage:
    'It was sent before any answer had arrived: it has to wait, and counts only if the client is let in.',
  openMessage: 'A message of an authenticated client: still untrusted input, and parsed with care.',
  lateMessage: 'It crossed the close frame on its way and changes nothing any more.',
  closeAnswered: 'The answer to the close frame: now both sides know that it is over.',
  closeWithoutCode: 'The close has no code.',
} as const;

export const diagram = {
  opcodeNames,
  parties,
  labels,
  kinds,
  waiting,
  sentences,
  causes,
  reading,
  frameWords,
} as const;
