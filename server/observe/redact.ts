/** Makes what clients send fit for a log or a trace: without credentials, cut to a length, and escaped. */
import { attackNames } from '../../protocol/exhibits.ts';
import { LONG_RUN, MASK, type Masking, maskMessage, maskToken } from '../../protocol/masking.ts';
import { methodIds } from '../../protocol/methods.ts';
import { BEARER_SUBPROTOCOL, CSRF_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import type { HeaderFields } from '../../protocol/trace.ts';

const MAX_CHARACTERS = 200;

/** Most characters of all header fields of a request or response together. */
const MAX_HEADER_CHARACTERS = 4096;

/**
 * Control characters, line and paragraph separators, bidirectional controls, lone surrogates, byte order mark:
 * whatever could move a terminal's cursor, forge a line or reorder what is read (CWE-117).
 */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}\ufeff]/gu;

/** Makes a client's whole message fit for a log line: at most 200 characters, one line, printable, masked. */
export function printable(text: string, masking: Masking = {}): string {
  return escaped(maskMessage(text, { ...masking, most: MAX_CHARACTERS }));
}

/** At most 200 characters, on one line, printable. For text that holds no credential. */
export function escaped(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return cut.replace(unprintable, (character) => {
    const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${hex}`;
  });
}

/** Paths that exist, and the one that the demo uses as an example of a path that does not. */
const knownPaths = new Set(['/', '/nowhere', ...methodIds.map((id) => `/ws/${id}`)]);
const exhibitPath = /^\/([\w-]+)(?:\/(?:fixed|origin|csrf|both))?$/;

/**
 * Masks the target of a request (RFC 9112, section 3.2): only known paths and names are shown, and the beginning of a
 * long token.
 */
export function maskTarget(target: string): string {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  const shown = isKnownPath(path) ? path : `/${MASK}`;
  if (query === -1) return shown;
  return `${shown}?${target
    .slice(query + 1)
    .split('&')
    .map(maskParameter)
    .join('&')}`;
}

function isKnownPath(path: string): boolean {
  const [, name] = exhibitPath.exec(path) ?? [];
  return knownPaths.has(path) || attackNames.some((attack) => attack === name);
}

function maskParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  const name = equals === -1 ? parameter : parameter.slice(0, equals);
  const isKnown = name === 'token' || name === 'ticket' || name === 'trace';
  if (equals === -1) return isKnown ? name : MASK;
  return isKnown ? `${name}=${maskToken(parameter.slice(equals + 1))}` : `${MASK}=${MASK}`;
}

/** Header fields whose value may be shown, because browsers and this server write no secret there. */
const harmlessHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'host',
  'origin',
  'pragma',
  'retry-after',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-websocket-extensions',
  'sec-websocket-version',
  'upgrade',
  'user-agent',
  'www-authenticate',
]);

/** Long words in these fields that are not credentials. */
const harmlessWords = new Set([
  'client_max_window_bits',
  'client_no_context_takeover',
  'server_max_window_bits',
  'server_no_context_takeover',
]);

/** Fields that are shown if their value has exactly this form (RFC 6455, section 4.1: 16 and 20 bytes in base64). */
const harmlessForms: ReadonlyMap<string, RegExp> = new Map([
  ['sec-websocket-key', /^[+/\dA-Za-z]{22}==$/],
  ['sec-websocket-accept', /^[+/\dA-Za-z]{27}=$/],
]);

/** Fields of which a part may be shown. */
const partlyShown: ReadonlyMap<string, (value: string) => string> = new Map([
  ['authorization', maskAuthorization],
  ['cookie', maskCookies],
  ['sec-websocket-protocol', maskSubprotocols],
]);

/** Masks header fields. If they are too long in all, the rest is left out, and the last field says so. */
export function maskHeaders(fields: HeaderFields): HeaderFields {
  const shown: (readonly [string, string])[] = [];
  let room = MAX_HEADER_CHARACTERS;
  for (const [name, value] of fields) {
    const field = [maskHeaderName(name), escaped(maskHeader(name.toLowerCase(), value))] as const;
    room -= field[0].length + field[1].length;
    if (room < 0) return [...shown, [MASK, `${fields.length - shown.length} more fields`]];
    shown.push(field);
  }
  return shown;
}

/** Shows a name that consists of words. Any other may be a credential in the wrong place. */
function maskHeaderName(name: string): string {
  return /^[a-z]{1,19}(?:-[a-z]{1,19}){0,4}$/i.test(name) ? name : MASK;
}

function maskHeader(name: string, value: string): string {
  if (harmlessForms.get(name)?.test(value)) return value;
  const partly = partlyShown.get(name);
  if (partly) return partly(value);
  return harmlessHeaders.has(name) ? maskLongWords(value) : MASK;
}

/** Masks long words, which may be credentials even here, and what stands before an `@`, as in a URL. */
function maskLongWords(value: string): string {
  return value
    .replace(/[\w+/=~-]+/g, (word) => (word.length < LONG_RUN || harmlessWords.has(word) ? word : MASK))
    .replace(/\S*@/g, `${MASK}@`);
}

/** Shows the beginning of a long bearer token, and nothing of the user and password of `Basic`. */
function maskAuthorization(value: string): string {
  const [, scheme = '', credential = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(value) ?? [];
  if (scheme === '') return MASK;
  return `${scheme} ${/^bearer$/i.test(scheme) ? maskToken(credential) : MASK}`;
}

/** Shows the name of this server's own cookie, and how many others there are. */
function maskCookies(value: string): string {
  const names = value.split(';').map((pair) => pair.split('=', 1)[0]?.trim() ?? '');
  return names.map((name) => `${/^__Host-session(?:-\d+)?$/.test(name) ? name : MASK}=${MASK}`).join('; ');
}

function maskSubprotocols(value: string): string {
  const offered = value.split(',').map((protocol) => protocol.trim());
  return offered.map(maskSubprotocol).join(', ');
}

function maskSubprotocol(protocol: string): string {
  if (protocol === PLAIN_SUBPROTOCOL) return protocol;
  const prefix = [BEARER_SUBPROTOCOL, CSRF_SUBPROTOCOL].find((known) => protocol.startsWith(known)) ?? '';
  const rest = protocol.slice(prefix.length);
  // In base64url a token of 20 characters has 27.
  return prefix + (prefix === BEARER_SUBPROTOCOL && rest.length >= 27 ? maskToken(rest) : MASK);
}
