import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import type { InBandMethod } from './method.ts';

/**
 * A signed token that is valid for a minute and says what its holder may do. It is renewed on the open connection; a
 * connection whose token runs out ends (server/sessions/permissions.ts).
 */
export const tokenRefresh: InBandMethod = {
  kind: 'in-band',
  parse: parseAuthenticateMessage,
  acknowledge: ({ user }, secondsLeft) => formatAuthenticated(user, secondsLeft),
  refusal: closes.unauthorized,
  maxQueuedMessages: 0,
  handler: 'permissions',
};
