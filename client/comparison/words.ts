/** What the methods page says about choosing a method and taking it along. */
export const guideWords = {
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

export const takeWords = {
  title: 'Take it with you',
  readMore: 'Read more:',
  terminal: 'In a terminal',
  curl: 'curl',
  wscat: 'wscat',
  client: 'the terminal client of this project',
  beyondCurl: 'curl gets the 101 and no further: it cannot send the message that would let it in.',
  wscatFirst: 'wscat sends what it is told to execute, and then only listens.',
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

export const tokenWords = {
  title: 'The access token, decoded',
  header: 'First part: how it is signed.',
  claims: 'Second part: whose it is, what they may do, and until when, in seconds since 1970.',
  signature:
    'The third part is the signature. Without it nobody is let in, so it is not shown. The first two are not encrypted: whoever holds the token can read them.',
} as const;
