import type { Services } from '../connection.ts';
import { createEndpoint } from '../endpoint.ts';
import type { Lifetimes } from '../lifetimes.ts';
import { tokenRefresh } from '../methods/token-refresh.ts';
import type { Endpoint } from '../upgrade/router.ts';

/** WRONG: the token is looked at once; that it runs out, or that its session ends, is not noticed any more. */
export function outliveToken(services: Services): Endpoint {
  return createEndpoint('token-refresh', tokenRefresh, { ...services, lifetimes: endless });
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
  endSession() {},
};
