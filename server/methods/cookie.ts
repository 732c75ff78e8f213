import { CSRF_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { readCookie, readSubprotocol } from '../upgrade/credentials.ts';
import type { HandshakeMethod } from './method.ts';

/**
 * The session cookie of the page. The browser adds it whichever page opens the socket, so the page must prove that it
 * is ours: by its origin, and by the CSRF token of the session, which it offers as a subprotocol.
 */
export const cookie: HandshakeMethod = {
  kind: 'handshake',
  read(request, sessionCookie) {
    const session = readCookie(request, sessionCookie);
    if (!session.ok) return session;
    const csrfToken = readSubprotocol(request, CSRF_SUBPROTOCOL);
    // Without a CSRF token the session is checked all the same: if it is alive the answer is 403, otherwise 401.
    return {
      ok: true,
      value: { credential: session.value, ...(csrfToken.ok && { csrfToken: csrfToken.value }) },
    };
  },
  ambient: true,
};
