/** Verifiers of credentials that are no tokens: a session's cookie, a password, a name that a certificate proves. */
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { takes } from '../../../protocol/credentials.ts';
import type { Verifier } from '../verifier.ts';
import { csrfTokenOf, type Sessions } from './sessions.ts';
import type { CheckUser, User } from './users.ts';

/** Accepts the secret of a session's cookie, if it comes with the CSRF token of the same session. */
export function sessionCookies(sessions: Sessions): Verifier {
  return {
    async verify(credential, { method, csrfToken = '' }) {
      const session = takes(method, 'session') ? await sessions.find(credential) : undefined;
      if (!session) return undefined;
      if (!sameSecret(csrfToken, csrfTokenOf(credential))) return 'forbidden';
      const { id, user, expiresAt } = session;
      return { user: user.name, permissions: user.permissions, sessionId: id, expiresAt };
    },
  };
}

/** Accepts `name:password` (RFC 7617, section 2: the password may hold a colon, the name may not). */
export function passwords(checkUser: CheckUser): Verifier {
  return {
    async verify(credential, { method, address, signal }) {
      const colon = credential.indexOf(':');
      if (!takes(method, 'password') || colon === -1) return undefined;
      const answer = await checkUser(credential.slice(0, colon), credential.slice(colon + 1), {
        address,
        signal,
      });
      if (answer.ok) return { user: answer.user.name, permissions: answer.user.permissions };
      return answer.busy ? 'busy' : undefined;
    },
  };
}

/** Accepts a user's name alone, since a certificate has proved it already. */
export function certifiedNames(users: readonly User[]): Verifier {
  const byName = new Map(users.map((user) => [user.name, user]));
  return {
    async verify(credential, { method }) {
      const user = takes(method, 'certified name') ? byName.get(credential) : undefined;
      return user && { user: user.name, permissions: user.permissions };
    },
  };
}
