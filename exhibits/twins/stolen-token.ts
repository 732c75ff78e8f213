import { takes } from '../../protocol/credentials.ts';
import { type ReadAccessToken, shownIn } from '../../server/auth/tokens/bound-tokens.ts';
import type { Verifier } from '../../server/auth/verifier.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { proofMessage } from '../../server/methods/proof-message.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: it asks for a proof, and then looks at the token alone, so that whoever has the token is let in. */
export function stolenToken(services: Services, read: ReadAccessToken): Endpoint {
  const verifier: Verifier = {
    async verify(credential, { method }) {
      const { token } = shownIn(credential);
      const accessToken = takes(method, 'bound token') ? await read(token) : undefined;
      return accessToken?.identity;
    },
  };
  return createEndpoint('proof-message', proofMessage, { ...services, verifier });
}
