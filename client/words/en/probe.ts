/** What the page of the probe says beside the probe's own sentences, which are English everywhere. */
const probeWords = {
  link: 'Probe',
  notRunning: 'The probe and its zoo do not run here: they come with npm run dev, on this machine only.',
  noAnswer: 'The zoo does not answer.',
  brokenOff: 'The zoo broke off before the end.',
  groups: { lab: 'This lab', zoo: 'The zoo: one fault each' },
  names: { lab: (name: string) => `This lab, ${name}`, zoo: (name: string) => `The zoo, ${name}` },
  asking: 'Asking…',
  waiting: (name: string) => `Waiting until the run before is over: ${name}.`,
  progress: (done: number, all: number) => `${done} of ${all} checks`,
  walking: (done: number, all: number) => `Animal ${done} of ${all}`,
  named: (id: string) => `✓ Named: ${id}.`,
  follows: (ids: string) => ` From the same fault follow: ${ids}.`,
  notNamed: '✗ Not named.',
  allFine: '✓ Nothing failed.',
  failed: (ids: string) => `✗ Failed: ${ids}.`,
  undecided: (count: number) => (count === 1 ? '1 was not decided.' : `${count} were not decided.`),
  notTried: 'It could not be tried.',
  stopped: 'Stopped.',
  took: (seconds: string, connections: number) => `${seconds} s, ${connections} connections`,
  known: (ids: string) => `✓ Nothing failed but what is known to, by design: ${ids}.`,
  isFailed: 'failed',
  many: { inconclusive: 'not decided', pass: 'passed', 'n.a.': 'do not apply' },
  why: 'Why it matters',
  mend: 'How to mend it',
  readMore: 'Read more:',
  picture: (id: string) => `The exchange that shows ${id}`,
  row: 'The opened row',
} as const;

/** The two who take part in a picture, and what its rows are. */
const pictureWords = {
  probe: { name: 'Probe', short: 'Probe' },
  server: { name: 'Server', short: 'Server' },
  arrow: 'sent',
  band: 'the connection',
  explanations: {
    probe: 'What the probe sent. Credentials are masked.',
    server: 'What the server answered.',
    band: 'The connection itself.',
  },
} as const;

export const probe = { probeWords, pictureWords } as const;
