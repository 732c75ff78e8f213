/** What the two show to prove who they are. */
import { bob } from '../../protocol/demo-users.ts';
import { AuthError, createAuthClient } from '../api/auth.ts';

export interface Session {
  /** A fresh token. @param isRenewal - of a connection that is open: then only the session that it has will do */
  token(isRenewal: boolean): Promise<string | undefined>;
  end(): Promise<void>;
  /** Why there was no token the last time. */
  readonly problem: string | undefined;
}

/** It is Bob who signs in: a browser has one session at a time, so only one of the two can. */
export function createBobsSession(): Session {
  const auth = createAuthClient(bob);
  let problem: string | undefined;
  return {
    get problem() {
      return problem;
    },
    async token(isRenewal) {
      problem = undefined;
      try {
        return await (isRenewal ? auth.renewedToken() : auth.accessToken());
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        problem = error.message;
        // What may pass by itself is tried again; a refusal is not.
        if (error.retryAfterMs !== undefined) throw error;
        return undefined;
      }
    },
    end: () => auth.signOut(),
  };
}
