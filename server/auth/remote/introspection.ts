/**
 * Asks an auth server that runs elsewhere, by token introspection (RFC 7662). An answer it does not understand is an
 * error.
 */
import { authPaths } from '../../../protocol/auth.ts';
import { takes } from '../../../protocol/credentials.ts';
import { type Parsed, parseJson } from '../../../protocol/messages.ts';
import type { MethodId } from '../../../protocol/methods.ts';
import { type Clock, createClock } from '../../basics/clock.ts';
import { createFairLine } from '../../limits/fair-line.ts';
import { passwordLimits } from '../accounts/passwords.ts';
import type { Identity, Refusal, Verdict, Verifier } from '../verifier.ts';
import type { Remote } from './remote.ts';

/**
 * Bytes of credential and CSRF token together. None of ours is longer, so a longer one is refused without asking. A
 * form may write one byte as three, and the auth server reads 16 KiB of it (bodies.ts).
 */
const MAX_SHOWN_BYTES = 4096;

/** Longest session id, so that each question about sessions has room for at least one (ended-sessions.ts). */
const MAX_SID_BYTES = 1024;

/**
 * A verifier that asks the auth server.
 *
 * @param forPasswords - asked about passwords. The line for them is kept here, where the clients' addresses are known,
 *   so that they can take turns (limits/fair-line.ts); the auth server sees only the address of this server
 */
export function introspection(
  remote: Pick<Remote, 'ask'>,
  forPasswords: Pick<Remote, 'ask'> = remote,
  now: Clock = createClock(),
): Verifier {
  const line = createFairLine(passwordLimits);
  return {
    async verify(credential, { method, csrfToken = '', address = '', signal }) {
      if (Buffer.byteLength(credential) + Buffer.byteLength(csrfToken) > MAX_SHOWN_BYTES) return undefined;
      const form = new URLSearchParams({ token: credential, method });
      if (csrfToken !== '') form.set('csrf_token', csrfToken);
      const ask = async (by: Pick<Remote, 'ask'>, left?: AbortSignal) => {
        const text = await by.ask(authPaths.introspect, form, left);
        const answer = parseIntrospection(text, method, Date.now());
        if (!answer.ok) throw new Error(`The auth server's answer ${answer.problem}.`);
        return verdictOf(answer.value, now());
      };
      if (!takes(method, 'password')) return ask(remote, signal);
      // Without the client's signal: the auth server checks to the end anyway, and the guess counts though its client
      // left.
      const turn = await line.pass(address, () => ask(forPasswords), signal);
      return turn ? turn.result : 'busy';
    },
  };
}

function verdictOf(answer: Introspected | Refusal | undefined, now: number): Verdict {
  if (typeof answer !== 'object') return answer;
  const { leftMs, ...identity } = answer;
  return leftMs === undefined ? identity : { ...identity, expiresAt: now + leftMs };
}

/** What an answer says of a credential that is accepted. */
export interface Introspected extends Omit<Identity, 'expiresAt'> {
  /** Milliseconds until it expires; without it, it does not. */
  readonly leftMs?: number;
}

/**
 * Reads an introspection response (RFC 7662, section 2.2). The problem is the rest of a sentence, and never quotes the
 * answer, which may repeat the credential.
 *
 * @param method - the method that was asked about. An auth server that does not know this parameter of ours might
 *   accept a ticket for another method, so the answer must repeat it
 * @param wall - milliseconds since 1970. Our own auth server says how long a token is still good. Others may only say
 *   until when, and then the two clocks must agree
 */
export function parseIntrospection(
  text: string,
  method: MethodId,
  wall: number,
): Parsed<Introspected | Refusal | undefined> {
  const json = parseJson(text);
  if (!json.ok) return bad('is not JSON');
  if (typeof json.value !== 'object' || json.value === null) return bad('is no object');
  const members: Readonly<Record<string, unknown>> = { ...json.value };
  const { active, username, scope = '', exp, expires_in, sid } = members;
  if (active === false) {
    const { refusal } = members;
    return { ok: true, value: refusal === 'forbidden' || refusal === 'busy' ? refusal : undefined };
  }
  if (active !== true) return bad('does not say whether the token is active');
  if (members.method !== method) return bad('is not about the method that was asked for');
  if (typeof username !== 'string' || username === '') return bad('names no user');
  if (typeof scope !== 'string') return bad('has a scope that is no text');
  if (sid !== undefined && typeof sid !== 'string') return bad('has a session id that is no text');
  if (sid !== undefined && Buffer.byteLength(sid) > MAX_SID_BYTES)
    return bad('has a session id that is too long');
  if (exp !== undefined && !(typeof exp === 'number' && Number.isSafeInteger(exp))) {
    return bad('has an expiry that is no whole number of seconds');
  }
  if (expires_in !== undefined && !(typeof expires_in === 'number' && Number.isFinite(expires_in))) {
    return bad('has a lifetime that is no number of seconds');
  }
  const untilExp = exp === undefined ? undefined : exp * 1000 - wall;
  const leftMs = expires_in === undefined ? untilExp : expires_in * 1000;
  if (leftMs !== undefined && leftMs <= 0) return bad('calls an expired token active: compare the clocks');
  return {
    ok: true,
    value: {
      user: username,
      permissions: scope.split(' ').filter((permission) => permission !== ''),
      ...(sid !== undefined && { sessionId: sid }),
      ...(leftMs !== undefined && { leftMs }),
    },
  };
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
