/**
 * Masks what may not be shown of a message in a log, a trace or a page. Pure, and the same in server and page.
 *
 * A text is shown as far as it is known to be harmless. Of a token or ticket of 20 characters or more, the first eight
 * are shown, so that a class can tell two of them apart; of any other credential, nothing is shown.
 */
import { AUTHENTICATED_TEXT, INVALID_JSON_TEXT, NOT_JSON_EXAMPLE, parseJson } from './messages.ts';
import { closes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** Stands for what is not shown. */
export const MASK = '…';

/** A run without a space that has as many characters as this may be a credential, wherever it is. */
export const LONG_RUN = 20;

/** Characters of a long token that are shown. */
const SHOWN = 8;

/** Longest text that is examined. A longer one is treated like a text that was cut off. */
const MOST_CHARACTERS = 65_536;

/** How far a text that is not JSON is examined; only its beginning is shown anyway. */
const MOST_PROSE = 4096;

/** How deep JSON may be nested in strings of JSON; anything deeper is not shown. */
const MOST_DEPTH = 3;

/** A value whose name contains one of these words is a credential. Names are compared without case, `_` and `-`. */
const credentialWords = [
  'token',
  'ticket',
  'jwt',
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'credential',
  'authorization',
  'bearer',
  'cookie',
  'session',
  'csrf',
  'xsrf',
  'apikey',
  'accesskey',
  'privatekey',
  'signature',
] as const;

/** The same for names that are too short to be looked for inside others: the whole name must be one of these. */
const credentialNames = new Set([
  'auth',
  'basic',
  'code',
  'key',
  'otp',
  'pass',
  'pin',
  'pw',
  'pwd',
  'sid',
  'totp',
]);

/** Names of values that are no credentials by themselves, but are shown like tokens: a proof, and what it answers. */
const tokenNames = new Set(['proof', 'nonce']);

/** Credentials of which the beginning may be shown, unless their name holds another word of the list (`csrfToken`). */
const tokenWords: readonly string[] = ['token', 'ticket', 'jwt'];

/** Names of members whose value may be shown even if the client is not authenticated. */
const harmlessNames = new Set(['type', 'msg', 'message', 'text', 'error', 'permission']);

/** Texts of this project that may always be shown. */
const harmlessTexts: ReadonlySet<string> = new Set([
  AUTHENTICATED_TEXT,
  INVALID_JSON_TEXT,
  NOT_JSON_EXAMPLE,
  ...Object.values(closes).map(({ reason }) => reason),
  ...Object.values(refusals).map(({ words }) => words),
]);

/** What is known of a value by the name it has. */
type Kind = 'token' | 'secret' | 'harmless' | 'unknown';

export interface Masking {
  /** The sender has not been authenticated, so the whole text may be a credential. */
  readonly isStranger?: boolean;
  /** The text is the beginning of a longer one. */
  readonly isCut?: boolean;
  /** Characters that the caller needs; it cuts off the rest. */
  readonly most?: number;
}

/** Whether a value with this name is a credential. */
export function namesCredential(name: string): boolean {
  const kind = kindOf(name);
  return kind === 'token' || kind === 'secret';
}

/** Shows the beginning of a long token or ticket, and nothing of a shorter one. */
export function maskToken(token: string): string {
  if (token === '') return '';
  return token.length >= LONG_RUN && /^[\x21-\x7e]+$/.test(token) ? token.slice(0, SHOWN) + MASK : MASK;
}

/**
 * Masks a message, which must be whole: if it was fragmented, the joined text.
 *
 * JSON is shown as it was written, except for what is masked: members that are credentials by their name, at any depth
 * and however they are escaped, long runs without a space, and by the same rules JSON inside strings.
 */
export function maskMessage(text: string, masking: Masking = {}): string {
  const isCut = masking.isCut === true || text.length > MOST_CHARACTERS;
  if (text === '' || (harmlessTexts.has(text) && !isCut)) return text;
  if (!isCut && parseJson(text).ok) return maskJson(text, masking, 0);
  return masking.isStranger ? MASK : maskProse(text, isCut);
}

/**
 * Masks a text that is not JSON: long runs without a space, and a run that is cut off at the end. A text that looks
 * like broken JSON or mentions a credential is not shown at all, because nobody can tell where the credential begins
 * and ends.
 */
export function maskProse(text: string, isCut = false): string {
  const shown = text.slice(0, MOST_PROSE);
  const plain = normalised(shown);
  if (/["']\s*:/.test(shown) || credentialWords.some((word) => plain.includes(word))) return MASK;
  const masked = shown.replace(/\S{20,}/g, MASK).replace(/\S*:\/\/\S*@\S*/g, MASK);
  const isWhole = shown.length === text.length && !isCut;
  return isWhole ? masked : masked.replace(/\S*$/, MASK);
}

/** One level of the JSON that is being masked: an object or an array. */
interface Level {
  readonly isObject: boolean;
  /** The kind of everything inside, if the object or array as a whole is a credential. */
  inherited: Kind;
  /** Whether the name of a member comes next. */
  expectsName: boolean;
  kind: Kind;
}

/** A piece of JSON: a string, a punctuation character, a number or word, or white space. */
const piece = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+|\s+/g;

/** @param text - must be valid JSON */
function maskJson(text: string, masking: Masking, depth: number): string {
  const levels: Level[] = [];
  const most = masking.most ?? Number.POSITIVE_INFINITY;
  let masked = '';
  for (const [found] of text.matchAll(piece)) {
    if (masked.length > most) break;
    const level = levels.at(-1);
    switch (found[0]) {
      case '{':
      case '[': {
        const inherited = level?.kind ?? 'unknown';
        levels.push({ isObject: found === '{', inherited, expectsName: found === '{', kind: inherited });
        masked += found;
        break;
      }
      case '}':
      case ']':
        levels.pop();
        masked += found;
        break;
      case ',':
        if (level) level.expectsName = level.isObject;
        masked += found;
        break;
      case ':':
        if (level) level.expectsName = false;
        masked += found;
        break;
      case '"':
        masked += level?.expectsName
          ? maskName(found, level, masking)
          : maskString(found, level, masking, depth);
        break;
      default:
        masked += /^[\d-]/.test(found) ? maskNumber(found, level?.kind ?? 'unknown', masking) : found;
    }
  }
  return masked;
}

/** Masks the name of a member, unless it may be shown, and notes the kind of its value in the level. */
function maskName(literal: string, level: Level, { isStranger }: Masking): string {
  const name = textOf(literal);
  const own = kindOf(name);
  level.kind = isCredential(level.inherited) ? level.inherited : own;
  if (name.length >= LONG_RUN || (isStranger && own === 'unknown')) return `"${MASK}"`;
  return literal;
}

function maskString(literal: string, level: Level | undefined, masking: Masking, depth: number): string {
  const text = textOf(literal);
  const kind = level?.kind ?? 'unknown';
  const masked = maskValue(text, kind, masking, depth);
  // As in {"name":"password","value":"…"}: what follows may be the password.
  if (level && namesCredential(text)) level.inherited = level.kind = 'secret';
  return masked === text ? literal : JSON.stringify(masked);
}

function maskValue(text: string, kind: Kind, masking: Masking, depth: number): string {
  if (kind === 'token') return maskToken(text);
  if (text === '') return text;
  if (kind === 'secret' || (masking.isStranger && kind === 'unknown')) return MASK;
  if (!/^\s*[{["]/.test(text) || text.length > MOST_CHARACTERS || !parseJson(text).ok) return maskProse(text);
  return depth < MOST_DEPTH ? maskJson(text, masking, depth + 1) : MASK;
}

/** Masks a number. It becomes a string, so that the result is still JSON. */
function maskNumber(number: string, kind: Kind, { isStranger }: Masking): string {
  const isShown = kind === 'harmless' || (kind === 'unknown' && !isStranger);
  return isShown && number.length < LONG_RUN ? number : `"${MASK}"`;
}

function kindOf(name: string): Kind {
  const plain = normalised(name);
  const words = credentialWords.filter((word) => plain.includes(word));
  if (words.length > 0) return words.every((word) => tokenWords.includes(word)) ? 'token' : 'secret';
  if (credentialNames.has(plain)) return 'secret';
  if (tokenNames.has(plain)) return 'token';
  return harmlessNames.has(name) ? 'harmless' : 'unknown';
}

function isCredential(kind: Kind): boolean {
  return kind === 'token' || kind === 'secret';
}

function normalised(text: string): string {
  return text.toLowerCase().replace(/[_-]/g, '');
}

function textOf(literal: string): string {
  const parsed = parseJson(literal);
  return parsed.ok && typeof parsed.value === 'string' ? parsed.value : literal;
}
