/** What the methods page says about choosing a method and taking it along. */
const guide = {
  title: 'Which one for me?',
  who: 'Who connects?',
  where: 'Where is the server?',
  matters: 'What matters most?',
  /** Of each question, for who finds nothing of theirs among the rows. */
  none: { who: 'A page in a browser', where: 'None of these', matters: 'None of these' },
  columns: { situation: 'Your situation', take: 'Take', why: 'Why' },
  fitting: (methods: readonly string[]) => `What fits all of it: ${methods.join(', ')}.`,
  noneFits: 'No one method is named in every row. Weigh them: each row says why.',
  unanswered: 'Answer one question or more.',
  source: 'From the table of',
  document: 'Which method?',
  missing: 'The table cannot be read just now. It stands in',
} as const;

const take = {
  title: 'Take it with you',
  readMore: 'Read more:',
  terminal: 'In a terminal',
  curl: 'curl',
  wscat: 'wscat',
  client: 'the terminal client of this project',
  beyondCurl: 'curl gets the 101 and no further: it cannot send the message that would let it in.',
  wscatFirst: 'wscat sends the text after --execute, and then only listens.',
  beyondWscat:
    'wscat gets the challenge and no further: it has no key to answer with. The terminal client has one.',
  posix: 'For the shell of Linux, macOS, or Windows with WSL.',
  notDemo: 'This server has users and tokens of its own: put yours in place of the demonstration’s.',
  code: 'The code, as it runs here',
  server: 'server',
  page: 'client',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'This browser does not let the page copy: mark the text and copy it by hand.',
  noCode: 'The code cannot be read just now.',
} as const;

const table = {
  name: 'The eleven methods',
  columns: {
    method: 'Method',
    travels: 'Credential travels in',
    browser: 'This browser',
    valid: 'Valid credential',
    invalid: 'Invalid credential',
    attack: 'Attack and fix',
    verdict: 'Verdict',
  },
  seenBy: 'seen by',
  attack: 'attack',
  fix: 'fix',
  page: 'page',
  server: 'server',
  notServed: 'not served here',
  yes: 'yes',
  no: 'no',
  inGeneral: (browsers: string) => `in general: ${browsers}`,
  notTried: 'not tried',
  terminalOnly: 'no way for a page; in the terminal:',
  notRun: 'not run yet',
  letIn: 'let in',
  refused: 'refused',
  unexpected: (verdict: string) => `${verdict}, which was not expected`,
} as const;

/** What page and server saw of an attempt. */
const seen = {
  open: 'open, and an echo',
  openWith: (protocol: string) => `open, and an echo; protocol ${protocol}`,
  nothing: 'nothing',
  close: (code: number, reason: string) => `${code}, ${reason === '' ? 'no reason' : reason}`,
  untold: 'not reported',
  noRequest: 'no request arrived',
  before: (status: number) => `HTTP ${status}, then `,
  user: (http: string, user: string) => `${http}, user ${user}`,
  closed: (cause: string, code: number | undefined) => `${cause}, close ${code ?? 'without a code'}`,
} as const;

/** Why no page can use a method by itself. */
const outOfReach = {
  'bearer-header': 'new WebSocket(url, protocols) has no place for a header.',
  'client-certificate':
    'No page can choose a certificate: a person has to install one, and the browser decides.',
} as const;

const panel = {
  sides: 'What is drawn',
  valid: 'valid credential',
  runAgain: 'run again',
  row: 'The opened row',
  title: (method: string) => `${method}, on the wire`,
  notServed: 'Not served here: start the server with --method.',
  noProofs:
    'Not served with an auth server elsewhere (--auth-server): its answer about a token does not say to which key the token is bound.',
} as const;

const page = {
  noAnswer: 'The server does not answer. This page asks again every few seconds, and goes on by itself.',
  agent: (name: string) => `This browser: ${name}.`,
  served: (some: number, all: number) => `${some} of ${all} methods served`,
  notDemo: 'This server does not accept the demo users, so the page has no valid credential.',
  running: 'Running…',
  runningOne: (method: string) => `Running: ${method}…`,
  asking: 'Asking the browser…',
  run: (at: string) => `Run ${at}.`,
} as const;

const lifetime = {
  title: 'A token’s life',
  lead: 'Alice may echo and shout, not admin. Her token is good for a minute; renew it, or watch it end.',
  meter: 'Remaining life of the token, seconds',
  answers: 'Answers of the server',
  notConnected: 'Not connected.',
  connect: 'Connect',
  renew: 'Renew',
  left: (seconds: number) => `${seconds} s left of this token.`,
  closed: (code: number, reason: string) => `Closed: ${code}${reason === '' ? '' : `, ${reason}`}.`,
} as const;

const engines = {
  differ: 'Where engines differ',
  agree: 'Where engines agree',
  question: 'Question',
  own: 'This browser',
  notRun: 'not run yet',
  needsAnother: 'needs a second server',
  notAsked: 'not asked',
  more: (questions: number) => `${questions} more questions, on which all three agree`,
  asked: (date: string, browsers: string) => `Asked on ${date}: ${browsers}.`,
} as const;

const decoded = {
  title: 'The access token, decoded',
  header: 'First part: how it is signed.',
  claims: 'Second part: whose it is, what they may do, and until when, in seconds since 1970.',
  signature:
    'The third part is the signature. Without it nobody is let in, so it is not shown. The first two are not encrypted: whoever holds the token can read them.',
} as const;

/** What was seen when this browser was asked, in a sentence. */
const evidence = {
  doesNotThrow: 'It does not throw.',
  throws: (name: string) => `It throws ${name}.`,
  challengedBefore: 'If this page was run before, the browser has been challenged before.',
  refusedBefore: 'A wrong password had been refused just before.',
  cached: 'A WebSocket opened without any password got in.',
  notCached: 'A WebSocket opened without a password was refused.',
  elsewhere: 'A WebSocket to /ws/bearer-header brought it along.',
  notElsewhere: 'A WebSocket to /ws/bearer-header came without it.',
  cookie: 'The handshake had a Cookie header that no script could read or set.',
  noCookie: 'The handshake had no Cookie header.',
  origin: (origin: string) => `It was ${origin}.`,
  headersIgnored: 'The option is ignored.',
  headersThrow: (name: string) =>
    `new WebSocket(url, { headers }) throws ${name}: the second argument is for subprotocols.`,
  pageTold: (what: string) => `The page was told ${what}.`,
  throwsFirst: 'It throws before anything is sent.',
  opens: 'The page got the open event.',
  fails: (status: string, what: string) => `The server said ${status}, the page was told ${what}.`,
  something: 'something',
  noStatus: 'No status, no header, no sentence.',
  codesTried: (codes: string) => `Tried: ${codes}.`,
  bytesTried: 'Tried: 123 and 124 bytes, of one and of two bytes a character.',
  standardBytes: 'The standard says 123.',
  keyRead: 'exportKey() gave its private part.',
  keyKept: (name: string) => `exportKey() rejects with ${name}.`,
  never: (requests: number) => `Of ${requests} requests none had an Authorization header.`,
  first: (circumstance: string) => `The first request had an Authorization header. ${circumstance}`,
  second: 'The first request had none; after the challenge a second one had.',
} as const;

/** What browsers answered, where it is said in other words than those of docs/browsers.md. */
const answers: Readonly<Record<string, string>> = {};

export const methodsPage = {
  ...{ guide, take, table, seen, outOfReach, panel, page, lifetime, decoded, engines, evidence, answers },
} as const;
