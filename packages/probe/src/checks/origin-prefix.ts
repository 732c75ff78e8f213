import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'origin-prefix',
  level: 'MUST',
  fault: 'takes an origin that only ends like the right one',
  source: 'CWE-1385',
  needs: ['ambient', 'origin'],
  sends:
    'the credential as a browser would add it, with an origin such as https://evilapp.example, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'Anybody can register a name that ends like yours.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  async run(probe) {
    const url = new URL(probe.target.origin ?? '');
    return tryOrigins(probe, [`${url.protocol}//evil${url.host}`]);
  },
};
