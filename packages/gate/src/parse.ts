import type { Parsed } from './options.ts';

/**
 * Reads the first message `{"token": "…"}`. Other members are ignored.
 *
 * Only an own member counts: `{"__proto__": {"token": "…"}}` has no token. A text with a leading byte order mark is not
 * JSON.
 */
export function parseToken(text: string): Parsed {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return { ok: false, problem: 'not a JSON object' };
  }
  if (!Object.hasOwn(message, 'token')) return { ok: false, problem: 'no token' };
  const token: unknown = Reflect.get(message, 'token');
  return typeof token === 'string'
    ? { ok: true, value: token }
    : { ok: false, problem: 'token is not a string' };
}
