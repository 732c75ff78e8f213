/** Messages that say what they are, of `authenticate-message`, `token-refresh` and `proof-message`, and their parsers. */
import { type Parsed, parseObject, stringMember } from './messages.ts';

/** Reads a first message that says what it is, `{"type": "authenticate", "token": "…"}`. */
export function parseAuthenticateMessage(text: string): Parsed<string> {
  return parseFirst(text, tokenIn);
}

/** Reads a first message with a proof, `{"type": "authenticate", "token": "…", "proof": "…"}`. */
export function parseProofMessage(text: string): Parsed<string> {
  return parseFirst(text, provenTokenIn);
}

/** Reads the credential of a message that holds a token alone. */
export function tokenIn(message: object): Parsed<string> {
  return stringMember(message, 'token');
}

/** Reads the credential of a message that holds a token and a proof: both in one text, with a space between them. */
export function provenTokenIn(message: object): Parsed<string> {
  const token = stringMember(message, 'token');
  if (!token.ok) return token;
  const proof = stringMember(message, 'proof');
  return proof.ok ? { ok: true, value: `${token.value} ${proof.value}` } : proof;
}

function parseFirst(text: string, read: (message: object) => Parsed<string>): Parsed<string> {
  const message = parseObject(text);
  if (!message.ok) return message;
  const type = stringMember(message.value, 'type');
  if (!type.ok) return type;
  return type.value === 'authenticate'
    ? read(message.value)
    : { ok: false, problem: 'type is not authenticate' };
}

/** Writes the message with which the server begins: what the proof of this connection must repeat. */
export function formatChallenge(nonce: string): string {
  return JSON.stringify({ type: 'challenge', nonce });
}

/** Reads the server's challenge. @returns its nonce */
export function parseChallenge(text: string): Parsed<string> {
  const message = parseObject(text);
  if (!message.ok) return message;
  const type = stringMember(message.value, 'type');
  return type.ok && type.value === 'challenge'
    ? stringMember(message.value, 'nonce')
    : { ok: false, problem: 'type is not challenge' };
}

/** What a message of `token-refresh` may ask for. Each is a permission of the same name. */
export const actions = ['echo', 'shout', 'admin'] as const;

export type Action = (typeof actions)[number];

/** Writes a first message that says what it is. @param proof - that the sender holds the key of the token */
export function formatAuthenticate(token: string, proof?: string): string {
  return JSON.stringify({ type: 'authenticate', token, proof });
}

/** Writes the acknowledgement of a typed first message. @param expiresIn - seconds */
export function formatAuthenticated(user: string, expiresIn?: number): string {
  return JSON.stringify({ type: 'authenticated', user, ...(expiresIn !== undefined && { expiresIn }) });
}

/** Writes the message that renews the token of an open connection. @param proof - of the key of the new token */
export function formatRefresh(token: string, proof?: string): string {
  return JSON.stringify({ type: 'refresh', token, proof });
}

/** Writes the answer to a renewal. @param expiresIn - seconds */
export function formatRefreshed(expiresIn: number): string {
  return JSON.stringify({ type: 'refreshed', expiresIn });
}

/** Writes the message that asks for an action, and its answer. */
export function formatAction(action: Action, msg: string): string {
  return JSON.stringify({ type: action, msg });
}
