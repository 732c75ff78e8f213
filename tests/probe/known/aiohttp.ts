import type { KnownServer } from './known-server.ts';
import { startPython, versionOfModule } from './python.ts';

export const known: KnownServer = {
  name: 'aiohttp (Python)',
  how: 'A `WebSocketResponse` behind a comparison of the `Authorization` field.',
  version: () => versionOfModule('aiohttp'),
  start: () => startPython('aiohttp_server.py', '/ws'),
  configuration: { dialect: 'bearer-header' },
  fails: {
    'handshake-version':
      'aiohttp takes 7 and 8, too. Compare `Sec-WebSocket-Version` with 13 before `prepare()`.',
    'handshake-body': 'Raise `HTTPBadRequest` where `request.can_read_body` before `prepare()`.',
    'credential-twice': 'Refuse where `request.headers.getall("Authorization")` has more than one.',
    'survives-frames':
      'It takes frames that are not masked, and no setting changes that. Put a proxy in front that reads frames.',
  },
};
