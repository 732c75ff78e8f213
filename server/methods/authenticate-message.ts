import { closes } from '../../protocol/outcomes.ts';
import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import type { InBandMethod } from './method.ts';

/**
 * The first message states its type, `{"type": "authenticate", "token": "…"}`, and the client waits for the answer.
 * Anything it sends before that ends the connection.
 */
export const authenticateMessage: InBandMethod = {
  kind: 'in-band',
  parse: parseAuthenticateMessage,
  acknowledge: ({ user }) => formatAuthenticated(user),
  refusal: closes.unauthorized,
  maxQueuedMessages: 0,
};
