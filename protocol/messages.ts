/**
 * The messages of all methods, with their parsers and writers. A client's JSON becomes a type only here. The normative
 * text is docs/protocol.md.
 */

/** The public demo token. Everyone knows it, so a production start refuses it unless `--demo` is given. */
export const DEMO_TOKEN = 'ebfb7ff0-b2f6-41c8-bef3-4fba17be410c';

/** The text message by which the server says that the token was accepted. */
export const AUTHENTICATED_TEXT = 'Successfully authenticated.';

/** The server's answer to a message that is not JSON. The connection stays open. */
export const INVALID_JSON_TEXT = '{"error":"invalid JSON"}';

/** An example of a message that is not JSON, and known to hold no credential. */
export const NOT_JSON_EXAMPLE = 'let me in, please';

/** The problem with a text that is not JSON. */
export const NOT_JSON = 'not JSON';

/** A parser's answer: the value, or the problem in words that are fit for a log and never quote the input. */
export type Parsed<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/**
 * Parses JSON without throwing.
 *
 * A leading byte order mark is refused, as RFC 8259, section 8.1 permits. If a name is given twice, the last one
 * counts.
 */
export function parseJson(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: NOT_JSON };
  }
}

/** Parses a JSON object. An array does not count as one. */
export function parseObject(text: string): Parsed<object> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const { value } = json;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ok: true, value }
    : { ok: false, problem: 'not a JSON object' };
}

/** Reads an own member of an object that is a string. `{"__proto__": {"token": "…"}}` has no member `token`. */
export function stringMember(object: object, name: string): Parsed<string> {
  const value: unknown = Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
  if (value === undefined) return { ok: false, problem: `no ${name}` };
  return typeof value === 'string' ? { ok: true, value } : { ok: false, problem: `${name} is not a string` };
}

/** Reads the first message of a connection, `{"token": "…"}`. Other members are ignored. */
export function parseTokenMessage(text: string): Parsed<string> {
  const message = parseObject(text);
  return message.ok ? stringMember(message.value, 'token') : message;
}

/** Writes the first message. */
export function formatTokenMessage(token: string): string {
  return JSON.stringify({ token });
}
