import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'origin-port',
  level: 'SHOULD',
  fault: 'takes the right origin with another port',
  source: 'CWE-1385; RFC 6454, section 4',
  needs: ['ambient', 'origin'],
  sends:
    'the credential as a browser would add it, with the right name under another port, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'Another port is another program, perhaps of somebody else, and cookies know no ports.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  async run(probe) {
    const url = new URL(probe.target.origin ?? '');
    url.port = url.port === '8444' ? '8445' : '8444';
    return tryOrigins(probe, [url.origin]);
  },
};
