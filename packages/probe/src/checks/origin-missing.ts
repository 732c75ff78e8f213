import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'origin-missing',
  level: 'SHOULD',
  fault: 'takes a handshake without Origin',
  source: 'CWE-1385; CWE-636',
  needs: ['ambient'],
  sends:
    'the credential as a browser would add it, without Origin, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'Every browser sends Origin. A check that passes whatever has none fails open, for instance behind a proxy that drops it.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  run: (probe) => tryOrigins(probe, [undefined]),
};
