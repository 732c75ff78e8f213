import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'origin-foreign',
  level: 'MUST',
  fault: 'lets a foreign page in (cross-site WebSocket hijacking)',
  source: 'CWE-1385; RFC 6455, section 10.2',
  needs: ['ambient'],
  sends:
    'the credential as a browser would add it, with Origin: https://attacker.example, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'A browser adds the credential to a connection that any page opens. Such a page then reads and writes in the name of whoever looks at it.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  cases: [
    'CVE-2023-0957 (Gitpod): a foreign page could take over a workspace over a WebSocket.',
    'CVE-2024-23898 (Jenkins): a foreign page could run commands over the WebSocket of the command line.',
    'CVE-2018-14732 (webpack-dev-server): any website could read the source code that it sent.',
  ],
  run: (probe) => tryOrigins(probe, ['https://attacker.example']),
};
