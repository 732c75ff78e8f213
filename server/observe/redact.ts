/** Text of clients on its way to a log or a trace: cut, escaped, and without credentials. */

const MAX_CHARACTERS = 200;

/** Members whose value is a credential, however short. */
const credentialMember = /("(?:token|ticket|password|accessToken)"\s*:\s*")((?:[^"\\]|\\.)*)/gi;

/** A run this long without a space may be a token, wherever it stands: it is shown by its beginning only. */
const longRun = /[\w.~+/=-]{20,}/g;

/**
 * Control characters, line and paragraph separators, bidirectional controls, lone surrogates, byte order mark:
 * whatever could move a terminal's cursor, forge a line or reorder what is read (CWE-117).
 */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}\ufeff]/gu;

/**
 * Makes a client's text fit for a log line: at most 200 characters, one line, printable, credentials masked.
 */
export function printable(text: string): string {
  // Masked before the cut is final, or the cut could leave a piece of a token too short to be recognised.
  return escaped(mask(text.slice(0, 2 * MAX_CHARACTERS)));
}

/** Header fields that carry credentials, and those that carry long values which are none. */
const credentialHeaders = new Set(['authorization', 'cookie', 'sec-websocket-protocol', 'x-csrf-token']);
const publicHeaders = new Set(['sec-websocket-key', 'sec-websocket-accept', 'user-agent', 'origin', 'host']);

/** Makes the value of a header field fit to be shown. */
export function maskHeader(name: string, value: string): string {
  const lowerCase = name.toLowerCase();
  if (publicHeaders.has(lowerCase)) return escaped(value);
  return printable(credentialHeaders.has(lowerCase) ? value.replace(/[^\s,;=]{9,}/g, beginning) : value);
}

/** Hides the values of a request target's query. */
export function maskTarget(target: string): string {
  return target.replace(
    /([?&][^?=&]*=)([^&]*)/g,
    (_, before: string, value: string) => before + beginning(value),
  );
}

/** At most 200 characters, on one line, printable. For text that holds no credential. */
export function escaped(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return cut.replace(unprintable, (character) => {
    const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${hex}`;
  });
}

/** Hides what may be a credential, and leaves enough of it to tell two apart. */
export function mask(text: string): string {
  return text
    .replace(credentialMember, (_, before: string, value: string) => before + beginning(value))
    .replace(longRun, beginning);
}

function beginning(secret: string): string {
  return secret.length < 20 ? '…' : `${secret.slice(0, secret.length < 32 ? 4 : 8)}…`;
}
