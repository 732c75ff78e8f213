/** What the board says about the server's figures. */

const states = {
  live: 'Live, twice a second.',
  lost: 'The server does not answer. This page asks again every few seconds, and goes on by itself.',
  full: 'Too many people are watching already, or the server is shutting down. This page asks again every few seconds.',
  denied: 'This server shows its figures on its own machine only. Open this page there.',
  resting:
    'Paused, so that other tabs of this browser can load. Click here or press a key, and this one goes on.',
} as const;

const panels = {
  titles: {
    connections: 'Connections',
    'turned-away': 'Turned away',
    messages: 'Messages',
    delay: 'Delay',
    memory: 'Memory',
  },
  units: { connections: 'connections', perSecond: 'per second' },
  figures: {
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
  },
} as const;

const chart = {
  name: (title: string, unit: string) =>
    `${title} over the last minute, in ${unit}. The current figures stand beside it.`,
  secondsAgo: 'seconds ago',
  now: 'now',
} as const;

const turnedAway = {
  title: 'Who was turned away',
  since: 'Since the server started',
  ordinary: 'Harmless: spare connections of browsers, and their warnings about the certificate',
  nobody: 'Nobody yet.',
  told: 'Told',
  why: 'Why',
  clients: 'Clients',
} as const;

const causes = {
  notLetIn: 'not let in',
  closed: 'closed',
  closedWith: (code: number) => `closed ${code}`,
  cutOff: 'cut off',
  brokenFrame: (cause: string) => `broken frame: ${cause}`,
} as const;

const nodes = {
  title: 'Nodes',
  about:
    'All nodes share sessions and tickets in one Redis. The charts show the sums of all nodes, and the longest delay.',
  columns: ['Node', 'State', 'Connections', 'Delay', 'Memory'],
  action: 'Action',
  runs: 'runs',
  isGone: 'does not run',
  kill: (node: string) => `Kill ${node}`,
  start: (node: string) => `Start ${node}`,
  killing: (node: string) => `Killing node ${node} …`,
  starting: (node: string) => `Starting node ${node} …`,
  killed: (node: string) =>
    `Node ${node} was killed (kill -9): its clients were told nothing. Watch them come back on the others.`,
  started: (node: string) => `Node ${node} runs again. New clients are sent to it.`,
  refused: 'It was not done: what started the nodes does not answer, or not to this browser.',
} as const;

export const board = { states, panels, chart, turnedAway, causes, nodes } as const;
