import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import type { Identity } from '../auth/verifier.ts';
import type { InBandMethod } from './method.ts';

/**
 * A signed token that is valid for a minute and says what its holder may do. It is renewed on the open connection; a
 * connection whose token runs out ends (server/permissions.ts).
 */
export const tokenRefresh: InBandMethod = {
  carrier: 'message',
  parse: parseAuthenticateMessage,
  acknowledge: (identity) => formatAuthenticated(identity.user, secondsLeft(identity)),
  refusal: closes.unauthorized,
  limits: { maxQueuedMessages: 0 },
  session: 'permissions',
};

/** Whole seconds until an identity runs out; 0 when it has, or when it names no end. */
export function secondsLeft({ expiresAt = 0 }: Identity): number {
  return Math.max(0, Math.floor((expiresAt - Date.now()) / 1000));
}
