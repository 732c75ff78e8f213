import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'origin-null',
  level: 'MUST',
  fault: 'takes Origin: null',
  source: 'CWE-1385; RFC 6454, section 7.3',
  needs: ['ambient'],
  sends:
    'the credential as a browser would add it, with Origin: null, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'Any page can have the origin null: a sandboxed frame or a data URL has it.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  run: (probe) => tryOrigins(probe, ['null']),
};
