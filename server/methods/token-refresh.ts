import { closes } from '../../protocol/outcomes.ts';
import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import type { InBandMethod } from './method.ts';

/**
 * A signed token that is valid for a minute and says what its holder may do. It is renewed on the open connection; a
 * connection whose token runs out ends (server/sessions/permissions.ts).
 */
export const tokenRefresh: InBandMethod = {
  carrier: 'message',
  parse: parseAuthenticateMessage,
  acknowledge: ({ user }, secondsLeft) => formatAuthenticated(user, secondsLeft),
  refusal: closes.unauthorized,
  limits: { maxQueuedMessages: 0 },
  session: 'permissions',
};
