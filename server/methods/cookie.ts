import { CSRF_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { readCookie, readSubprotocol } from '../upgrade/credentials.ts';
import type { HandshakeMethod } from './method.ts';

/**
 * The session cookie of the page. The browser sends it along whoever opens the socket, so the page must prove that it
 * is ours: by its origin, and by the CSRF token of the session, which it offers as a subprotocol.
 */
export const cookie: HandshakeMethod = {
  kind: 'handshake',
  read(request, sessionCookie) {
    const session = readCookie(request, sessionCookie);
    if (!session.ok) return session;
    const csrfToken = readSubprotocol(request, CSRF_SUBPROTOCOL);
    // Without one it is asked about all the same: whether the session is alive decides between 403 and 401.
    return {
      ok: true,
      value: { credential: session.value, ...(csrfToken.ok && { csrfToken: csrfToken.value }) },
    };
  },
  ambient: true,
};
