/** Messages that say what they are, of `authenticate-message` and `token-refresh`, and their parser. */
import { type Parsed, parseObject, stringMember } from './messages.ts';

/** Reads a first message that says what it is, `{"type": "authenticate", "token": "…"}`. */
export function parseAuthenticateMessage(text: string): Parsed<string> {
  const message = parseObject(text);
  if (!message.ok) return message;
  const type = stringMember(message.value, 'type');
  if (!type.ok) return type;
  if (type.value !== 'authenticate') return { ok: false, problem: 'type is not authenticate' };
  return stringMember(message.value, 'token');
}

/** What a message of `token-refresh` may ask for. Each is a permission of the same name. */
export const actions = ['echo', 'shout', 'admin'] as const;

export type Action = (typeof actions)[number];

/** Writes a first message that says what it is. */
export function formatAuthenticate(token: string): string {
  return JSON.stringify({ type: 'authenticate', token });
}

/** Writes the acknowledgement of a typed first message. @param expiresIn - seconds */
export function formatAuthenticated(user: string, expiresIn?: number): string {
  return JSON.stringify({ type: 'authenticated', user, ...(expiresIn !== undefined && { expiresIn }) });
}

/** Writes the message that renews the token of an open connection. */
export function formatRefresh(token: string): string {
  return JSON.stringify({ type: 'refresh', token });
}

/** Writes the answer to a renewal. @param expiresIn - seconds */
export function formatRefreshed(expiresIn: number): string {
  return JSON.stringify({ type: 'refreshed', expiresIn });
}

/** Writes the message that asks for an action, and its answer. */
export function formatAction(action: Action, msg: string): string {
  return JSON.stringify({ type: action, msg });
}
