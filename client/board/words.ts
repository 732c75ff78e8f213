/** Every word of the board, beside what stands in its HTML and what protocol/outcomes.ts says of outcomes. */
import type { StreamState } from '../server/board.ts';

export const states: Readonly<Record<StreamState, string>> = {
  live: 'Live, twice a second.',
  lost: 'The server does not answer. This page asks again every few seconds, and goes on by itself.',
  full: 'Too many people are watching already, or the server is shutting down. This page asks again every few seconds.',
  denied: 'This server shows its figures on its own machine only. Open this page there.',
  resting: 'Other tabs of this browser are being watched. Click here or press a key, and this one goes on.',
};

export const titles = {
  connections: 'Connections',
  'turned-away': 'Turned away',
  messages: 'Messages',
  delay: 'Delay',
  memory: 'Memory',
} as const;

export const units = {
  connections: 'connections',
  perSecond: 'per second',
  milliseconds: 'ms',
  megabytes: 'MB',
} as const;

/** Names of the lines, which are the figures beside their chart, too. */
export const lines = {
  waiting: 'waiting to authenticate',
  authenticated: 'authenticated',
  twins: 'on the weak twins',
  turnedAway: 'now',
  messages: 'of authenticated clients',
  twinMessages: 'of clients of the weak twins',
  delay: 'of the event loop',
  echo: 'until an honest client has its echo',
  resident: 'of the process',
  heap: 'JavaScript objects in it',
} as const;

export const chartWords = {
  name: (title: string, unit: string) =>
    `${title} over the last minute, in ${unit}. The figures of now stand beside it.`,
  secondsAgo: 'seconds ago',
  now: 'now',
} as const;

export const causeWords = {
  title: 'Who was turned away',
  since: 'Since the server started',
  ordinary: 'What every page load may cause, since browsers keep connections in reserve',
  nobody: 'Nobody yet.',
  heads: ['Told', 'Why', 'Clients'],
  atTheDoor: 'TCP, TLS',
  notLetIn: 'not let in',
  closed: 'closed',
  closedWith: (code: number) => `closed ${code}`,
  cutOff: 'cut off',
  brokenFrame: (cause: string) => `broken frame: ${cause}`,
} as const;
