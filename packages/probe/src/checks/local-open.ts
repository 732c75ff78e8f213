import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'local-open',
  level: 'MUST',
  fault: 'listens on this machine, and any website can drive it',
  source: 'CWE-1385; CWE-306',
  needs: ['none', 'loopback'],
  sends: 'an honest handshake with Origin: https://attacker.example, and a message',
  expects: 'a refusal of foreign origins, or a credential',
  why: 'Every page that a browser of this machine opens can reach loopback. A tool that takes commands there takes them from any website.',
  mend: 'Ask for a token that only the right program knows, and refuse foreign origins.',
  ws: '`verifyClient: ({ origin, req }) => allowed.has(origin) && sameSecret(tokenOf(req))`.',
  python: '`websockets.serve(…, origins=[…])`, and a token in the first message.',
  cases: [
    'CVE-2025-52882 (extensions of an editor): any website could open a WebSocket to them.',
    'CVE-2025-24010 (Vite): any website could read what the development server said.',
  ],
  run: (probe) => tryOrigins(probe, ['https://attacker.example']),
};
