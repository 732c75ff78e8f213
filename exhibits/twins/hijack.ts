import { csrfTokenOf } from '../../server/auth/accounts/sessions.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { cookie } from '../../server/methods/cookie.ts';
import type { HandshakeMethod } from '../../server/methods/method.ts';
import { readCookie } from '../../server/upgrade/credentials.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** The two checks that make a page prove that it is ours. Each is a switch of its own. */
export interface Checks {
  readonly origin: boolean;
  readonly csrf: boolean;
}

/** WRONG, unless both are on: the cookie is enough, and a browser sends it for whichever page opens the socket. */
export function hijack(services: Services, { origin, csrf }: Checks): Endpoint {
  const read = csrf ? cookie.read : readWithoutProof;
  return createEndpoint('cookie', { ...cookie, ambient: origin, read }, services);
}

/** The auth server insists on the CSRF token, so this fills it in itself: whoever has the cookie has it, too. */
const readWithoutProof: HandshakeMethod['read'] = (request, sessionCookie) => {
  const session = readCookie(request, sessionCookie);
  if (!session.ok) return session;
  return { ok: true, value: { credential: session.value, csrfToken: csrfTokenOf(session.value) } };
};
