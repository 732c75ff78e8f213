import type { KnownServer } from './known-server.ts';
import { startPython, versionOfModule } from './python.ts';

export const known: KnownServer = {
  name: 'websockets (Python)',
  how: '`websockets.serve` with its defaults, with a token in the first message, as its documentation shows it.',
  version: () => versionOfModule('websockets'),
  start: () => startPython('websockets_server.py'),
  configuration: { dialect: { carrier: 'message', first: '{"token":"$CREDENTIAL"}', in: 'welcome' } },
  fails: {
    'handshake-body': 'Refuse a handshake with `Content-Length` or `Transfer-Encoding` in `process_request`.',
    deadline: 'Put `asyncio.wait_for(…, 5)` around the first `recv()`; the library has no deadline for it.',
    'refusal-final': 'Close with 3000 or 4001 in place of 1011.',
  },
};
