/** Every word that the pages say about exhibits, beside what an attack tells of itself (protocol/attack-words.ts). */
import type { AttackParty } from '../../../protocol/exhibits.ts';

interface Name {
  readonly name: string;
  readonly short: string;
}

/** Names of the life lines. What the exhibits serve is weak, or the same with the fix. */
const partyNames: Readonly<Record<Exclude<AttackParty, 'twin'>, Name>> & {
  readonly twin: { readonly weak: Name; readonly fixed: Name };
} = {
  victim: { name: 'Victim', short: 'Victim' },
  attacker: { name: 'Attacker', short: 'Attacker' },
  server: { name: 'Real server', short: 'Server' },
  twin: {
    weak: { name: 'Weak twin', short: 'Twin' },
    fixed: { name: 'Twin with the fix', short: 'Fixed' },
  },
  'node 1': { name: 'Node 1', short: 'Node1' },
  'node 2': { name: 'Node 2', short: 'Node2' },
  'node 3': { name: 'Node 3', short: 'Node3' },
};

const exhibitWords = {
  heading: 'The attack: ',
  weakTwin:
    'A weak twin is a copy of this server with one thing left out: it is attacked in place of the real one, on this machine only.',
  notRunning: 'The exhibits are not running here: they come with npm run dev, on this machine only.',
  titles: { weak: 'On the weak twin', fixed: 'With the fix' },
  playOf: (name: string) => `Play ${name}`,
  document: 'Exhibits',
  row: (position: string) => `${position}: the opened row`,
  code: (name: string) => `${name}: code`,
  play: { weak: 'Play on the weak twin', fixed: 'Play with the fix' },
  present: 'present',
  playing: 'Playing…',
  asking: 'Asking the exhibits…',
  waiting: (name: string, position: string) => `Waiting until ${name} has been played: ${position}.`,
  positions: { weak: 'on the weak twin', fixed: 'with the fix' },
  succeeded: '✗ The attack succeeded.',
  failed: '✓ The attack failed.',
  notTried: 'The attack could not be tried.',
  noAnswer: 'The exhibits do not answer.',
  brokenOff: 'The exhibits broke off before the end.',
  held: 'It stays so, for you to look at, until you release it or two minutes have passed.',
  release: 'Release',
  released: 'It is released.',
  attackersPage: { before: 'In this browser: open ', link: 'the attacker’s page', after: '.' },
  board: { before: 'Live figures: ', link: 'the board', after: '.' },
  readMore: 'Read more:',
  whatChanged: 'What makes the difference',
  fromTheSources: 'From the sources, as this page was built.',
} as const;

/** What a row is, and one sentence on what it means. */
const rowWords = {
  request: {
    what: 'HTTP request',
    explanation: 'An HTTP request: whatever stands in it was written by whoever sent it.',
  },
  opening: {
    what: 'HTTP request for a WebSocket',
    explanation:
      'A WebSocket begins as an HTTP request: whatever stands in it was written by whoever sent it.',
  },
  opened: {
    what: 'HTTP response',
    explanation: 'The server agrees: from here on messages go both ways over this connection.',
  },
  answered: { what: 'HTTP response', explanation: 'The server has done what it was asked for.' },
  refused: {
    what: 'HTTP response',
    explanation: 'The server refuses before any WebSocket exists.',
  },
  message: { what: 'text message', explanation: 'A message over the open WebSocket.' },
  binary: { what: 'binary message', explanation: 'Bytes over the open WebSocket, which may be anything.' },
  close: {
    what: 'close frame',
    explanation: 'The connection is closed, and this is all that is said about it.',
  },
  broken: {
    what: 'end without a close frame',
    explanation: 'The connection broke off without a word about why.',
  },
  deed: 'seen on this side only',
  passing: 'told by the attack',
} as const;

export const exhibits = { partyNames, exhibitWords, rowWords } as const;
