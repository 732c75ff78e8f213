import { closes } from '../../protocol/outcomes.ts';
import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import type { InBandMethod } from './method.ts';

/**
 * The first message says what it is, `{"type": "authenticate", "token": "…"}`, and the client waits for the answer:
 * whatever it sends before ends the connection.
 */
export const authenticateMessage: InBandMethod = {
  carrier: 'message',
  parse: parseAuthenticateMessage,
  acknowledge: ({ user }) => formatAuthenticated(user),
  refusal: closes.unauthorized,
  limits: { maxQueuedMessages: 0 },
};
