import { closes } from '../../protocol/outcomes.ts';
import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import type { InBandMethod } from './method.ts';

/**
 * A signed token that is valid for a minute and states what its holder may do. It is renewed on the open connection,
 * and a connection ends when its token expires (server/sessions/permissions.ts).
 */
export const tokenRefresh: InBandMethod = {
  kind: 'in-band',
  parse: parseAuthenticateMessage,
  acknowledge: ({ user }, secondsLeft) => formatAuthenticated(user, secondsLeft),
  refusal: closes.unauthorized,
  maxQueuedMessages: 0,
  handler: 'permissions',
};
