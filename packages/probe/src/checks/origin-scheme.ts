import { tryOrigins } from '../run/origins.ts';
import { type Check, notApplicable } from './check.ts';

export const check: Check = {
  id: 'origin-scheme',
  level: 'MUST',
  fault: 'takes the right origin with http: in place of https:',
  source: 'CWE-1385; RFC 6454, section 4',
  needs: ['ambient', 'origin'],
  sends:
    'the credential as a browser would add it, with the right origin under http:, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'Whoever is on the way can put any page under http:// and the right name.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  async run(probe) {
    const { origin = '' } = probe.target;
    if (!origin.startsWith('https:')) return notApplicable('The right origin is http: already.');
    return tryOrigins(probe, [origin.replace('https:', 'http:')]);
  },
};
