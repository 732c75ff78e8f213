/** Asks an auth server that runs elsewhere, by token introspection (RFC 7662). What it does not understand is an error. */
import { type Parsed, parseJson } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { Remote } from './remote.ts';
import type { Identity, Verifier } from './verifier.ts';

/** No credential of ours is longer; a longer one is nobody's, and not worth a question. */
const MAX_CREDENTIAL_CHARACTERS = 4096;

/** Knows what the auth server knows. */
export function introspection(remote: Remote): Verifier {
  return {
    async verify(credential, { method, csrfToken, signal }) {
      if (credential.length > MAX_CREDENTIAL_CHARACTERS) return undefined;
      const form = new URLSearchParams({
        token: credential,
        method,
        ...(csrfToken !== undefined && { csrf_token: csrfToken }),
      });
      const text = await remote.ask('/auth/introspect', form, signal);
      const answer = parseIntrospection(text, method, Date.now());
      if (!answer.ok) throw new Error(`The auth server's answer ${answer.problem}.`);
      return answer.value;
    },
  };
}

/**
 * Reads an introspection response (RFC 7662, section 2.2). The problem is the rest of a sentence, and never holds
 * a piece of the answer, which may repeat the credential.
 *
 * @param method - what was asked; an auth server that does not know this parameter of ours would take a ticket
 *   of one method for another
 * @param now - milliseconds since 1970
 */
export function parseIntrospection(
  text: string,
  method: MethodId,
  now: number,
): Parsed<Identity | undefined> {
  const json = parseJson(text);
  if (!json.ok) return bad('is not JSON');
  if (typeof json.value !== 'object' || json.value === null) return bad('is no object');
  const members: Readonly<Record<string, unknown>> = { ...json.value };
  const { active, username, scope = '', exp, sid } = members;
  if (active === false) return { ok: true, value: undefined };
  if (active !== true) return bad('does not say whether the token is active');
  if (members.method !== method) return bad('is not about the method that was asked for');
  if (typeof username !== 'string' || username === '') return bad('names no user');
  if (typeof scope !== 'string') return bad('has a scope that is no text');
  if (sid !== undefined && typeof sid !== 'string') return bad('has a session id that is no text');
  if (exp !== undefined && !(typeof exp === 'number' && Number.isSafeInteger(exp))) {
    return bad('has an expiry that is no whole number of seconds');
  }
  if (exp !== undefined && exp * 1000 <= now) return bad('calls an expired token active: compare the clocks');
  return {
    ok: true,
    value: {
      user: username,
      permissions: scope.split(' ').filter((permission) => permission !== ''),
      ...(sid !== undefined && { sessionId: sid }),
      ...(exp !== undefined && { expiresAt: exp * 1000 }),
    },
  };
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
