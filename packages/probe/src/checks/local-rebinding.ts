import { withField } from '../visit/plan.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'local-rebinding',
  level: 'SHOULD',
  fault: 'takes a foreign Host together with the origin of that name (DNS rebinding)',
  source: 'CWE-350; CWE-1385',
  needs: ['ws', 'loopback', 'none'],
  sends: 'an honest handshake with Host and Origin of a foreign name',
  expects: "a refusal of every Host that is not this machine's",
  why: 'A page can have its own name point to 127.0.0.1 a moment later. Its requests then have an Origin that agrees with Host.',
  mend: 'Compare Host with a list of names of your own, besides Origin.',
  ws: "`verifyClient: ({ req }) => /^(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?$/.test(req.headers.host ?? '')`.",
  python: 'Compare request.headers["Host"] with a list before the handshake is accepted.',
  cases: ['CVE-2018-7160 and CVE-2021-22884 (Node.js): a website could reach the WebSocket of the debugger.'],
  async run(probe) {
    const { port } = probe.target.url;
    const host = `rebound.attacker.example${port && `:${port}`}`;
    const plan = withField(withField(await probe.honestPlan(), 'Host', host), 'Origin', `http://${host}`);
    return probe.mustNotEnter([{ label: `Host: ${host}`, plan }]);
  },
};
