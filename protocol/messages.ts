/**
 * The messages of the PoC profile and their parsers: the only place where a client's JSON becomes a type.
 * Normative text: docs/protocol.md.
 */

/** The public demo token. Everyone knows it, so a production start refuses it unless `--demo` is given. */
export const DEMO_TOKEN = 'ebfb7ff0-b2f6-41c8-bef3-4fba17be410c';

/** What the server says, as a text message, once the token was accepted. */
export const AUTHENTICATED_TEXT = 'Successfully authenticated.';

/** What the server says to a message that is not JSON. The connection stays. */
export const INVALID_JSON_TEXT = '{"error":"invalid JSON"}';

/** A parser's answer: the value, or the problem in words fit for a log (never the input itself). */
export type Parsed<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/**
 * Parses JSON without throwing.
 *
 * A leading byte order mark is refused (RFC 8259, section 8.1 lets a parser do so). Of duplicate names the
 * last one counts, as with every parser the PoC's clients use.
 */
export function parseJson(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: 'not JSON' };
  }
}

/**
 * Reads the first message of a connection, `{"token": "…"}`. Other members are ignored.
 *
 * Only an own member counts: `{"__proto__": {"token": "…"}}` carries none.
 */
export function parseTokenMessage(text: string): Parsed<string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problem: 'not a JSON object' };
  }
  if (!Object.hasOwn(value, 'token')) return { ok: false, problem: 'no token' };
  const { token } = value as { token: unknown };
  return typeof token === 'string'
    ? { ok: true, value: token }
    : { ok: false, problem: 'token is not a string' };
}

/** Writes the first message. */
export function formatTokenMessage(token: string): string {
  return JSON.stringify({ token });
}
