import type { Services } from '../../server/connection/connection.ts';
import type { Lifetimes } from '../../server/connection/lifetimes.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { tokenRefresh } from '../../server/methods/token-refresh.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import type { ShortTokens } from './support/short-tokens.ts';

/** WRONG: the token is looked at once; that it runs out, or that its session ends, is not noticed any more. */
export function outliveToken(services: Services, { verifier }: ShortTokens): Endpoint {
  return createEndpoint('token-refresh', tokenRefresh, { ...services, verifier, lifetimes: endless });
}

/** The same with the fix, which is the rule of the real server: it closes the connection the moment the token ends. */
export function outliveTokenFixed(services: Services, { verifier }: ShortTokens): Endpoint {
  return createEndpoint('token-refresh', tokenRefresh, { ...services, verifier });
}

const endless: Lifetimes = {
  begin(identity) {
    let current = identity;
    return {
      identity() {
        return current;
      },
      lasts: () => true,
      renew(renewed) {
        current = renewed;
      },
      end() {},
    };
  },
  sessions: () => [],
  endRevoked() {},
  endSession() {},
};
