/** Access tokens that are good for seconds, so that a class sees one run out: an auth server of the exhibits' own. */

import type { Session } from '../../../server/auth/accounts/sessions.ts';
import { alice } from '../../../server/auth/accounts/users.ts';
import { type AccessTokens, createAccessTokens } from '../../../server/auth/tokens/access-tokens.ts';
import type { Clock } from '../../../server/basics/clock.ts';

/** Tokens say their end in whole seconds, so the last of these may be a part of one. */
const SECONDS = 6;

export interface ShortTokens extends Pick<AccessTokens, 'verifier'> {
  /** A new token of alice's. */
  issue(): Promise<string>;
}

export function createShortTokens(now: Clock): ShortTokens {
  const session: Session = { id: 'exhibit', user: alice, expiresAt: Number.POSITIVE_INFINITY };
  const tokens = createAccessTokens({ sessions: { get: async () => session }, now, seconds: SECONDS });
  return { verifier: tokens.verifier, issue: () => tokens.issue(session) };
}
