import type { Verifier } from '../../server/auth/verifier.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { bearerHeader } from '../../server/methods/bearer-header.ts';
import { type HandshakeMethod, presented } from '../../server/methods/method.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: whoever sends the right Origin is taken for Alice's page, and no credential is asked for. */
export function forgedOrigin(services: Services): Endpoint {
  const method: HandshakeMethod = {
    ...bearerHeader,
    ambient: true,
    read: ({ headers: { origin } }) =>
      presented(origin === undefined ? { ok: false, problem: 'no Origin' } : { ok: true, value: origin }),
  };
  return createEndpoint('bearer-header', method, { ...services, verifier: trusting });
}

/** The same with the fix: the Origin is asked for, and a credential as well. */
export function forgedOriginFixed(services: Services): Endpoint {
  return createEndpoint('bearer-header', { ...bearerHeader, ambient: true }, services);
}

/** Asked only when the Origin was right. */
const trusting: Verifier = { verify: async () => ({ user: 'alice', permissions: ['echo'] }) };
