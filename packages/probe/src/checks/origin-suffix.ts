import { tryOrigins } from '../run/origins.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'origin-suffix',
  level: 'MUST',
  fault: 'takes an origin that only begins like the right one, or that a bare dot of a pattern lets through',
  source: 'CWE-1385; CWE-625',
  needs: ['ambient', 'origin'],
  sends:
    'the credential as a browser would add it, with origins such as https://app.example.evil.test and https://appXexample, and without what only the right page knows',
  expects: 'a refusal, best HTTP 403',
  why: 'Anybody can register a name that begins like yours.',
  mend: 'Compare Origin as a whole with a list of exact origins (scheme, host and port), and refuse what is not in it.',
  ws: '`verifyClient: ({ origin }) => allowed.has(origin)`, with a Set of exact origins.',
  python:
    '`websockets.serve(…, origins=["https://app.example"])`; in aiohttp compare request.headers.get("Origin") before prepare().',
  async run(probe) {
    const url = new URL(probe.target.origin ?? '');
    const port = url.port && `:${url.port}`;
    const name = `${url.protocol}//${url.hostname}`;
    const longer = [
      `${name}.evil.test`,
      ...(port ? [`${name}.evil.test${port}`, `${name}${port}.evil.test`] : []),
    ];
    // Each dot that a pattern may have forgotten to escape. (An X between digits would begin a hexadecimal number.)
    const dots = [...url.hostname.matchAll(/\./g)].slice(0, 3).map(({ index }) => {
      const host = `${url.hostname.slice(0, index)}Z${url.hostname.slice(index + 1)}`;
      return `${url.protocol}//${host}${port}`;
    });
    const origins = [...longer, ...dots];
    return tryOrigins(probe, origins);
  },
};
