import { closes } from '../../protocol/outcomes.ts';
import { formatAuthenticated, parseProofMessage } from '../../protocol/typed-messages.ts';
import type { InBandMethod } from './method.ts';

/**
 * A token that is bound to a key. The server speaks first, and the client answers with the token and with a proof, made
 * for this connection, that it holds the key (server/auth/tokens/proofs.ts). So whoever has stolen the token has nothing.
 */
export const proofMessage: InBandMethod = {
  kind: 'in-band',
  proves: true,
  parse: parseProofMessage,
  acknowledge: ({ user }, secondsLeft) => formatAuthenticated(user, secondsLeft),
  refusal: closes.unauthorized,
  maxQueuedMessages: 0,
  handler: 'permissions',
};
