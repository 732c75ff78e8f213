/** The options of a gate, checked and with defaults filled in. */
import { byteLength } from './byte-length.ts';
import { type Closing, type GateOptions, gateDefaults } from './options.ts';
import { parseToken } from './parse.ts';

export type Rules<User, Context extends object> = {
  readonly [Name in keyof GateOptions<User, Context>]-?: NonNullable<GateOptions<User, Context>[Name]>;
};

/** Longest delay of a timer, in milliseconds. With a longer one it would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** Longest reason of a close frame: 125 bytes of a control frame, less two for the code (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;

/**
 * Fills in the defaults.
 *
 * @throws TypeError or RangeError, with the rule in its text, for options that are unknown, impossible or contradictory
 */
export function rulesOf<User, Context extends object>(
  options: GateOptions<User, Context>,
): Rules<User, Context> {
  const rules: Rules<User, Context> = {
    verify: options.verify,
    open: options.open,
    parse: options.parse ?? parseToken,
    acknowledge: options.acknowledge ?? (() => 'Successfully authenticated.'),
    refused: options.refused ?? (() => {}),
    failed: options.failed ?? ((error, _context, where) => console.error(`gate: ${where} failed:`, error)),
    ignored: options.ignored ?? (() => {}),
    textAsBytes: options.textAsBytes ?? gateDefaults.textAsBytes,
    refusal: options.refusal ?? gateDefaults.refusal,
    internalError: options.internalError ?? gateDefaults.internalError,
    deadlineMs: options.deadlineMs ?? gateDefaults.deadlineMs,
    maxFirstMessageBytes: options.maxFirstMessageBytes ?? gateDefaults.maxFirstMessageBytes,
    maxQueuedMessages: options.maxQueuedMessages ?? gateDefaults.maxQueuedMessages,
    maxQueuedBytes: options.maxQueuedBytes ?? gateDefaults.maxQueuedBytes,
    closeGraceMs: options.closeGraceMs ?? gateDefaults.closeGraceMs,
  };
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) {
      throw new TypeError(`a gate has no option ${name}; its options are ${Object.keys(rules).join(', ')}`);
    }
  }
  for (const name of ['verify', 'open', 'parse', 'acknowledge', 'refused', 'failed', 'ignored'] as const) {
    if (typeof rules[name] !== 'function') {
      throw new TypeError(`${name} must be a function, not ${typeof rules[name]}`);
    }
  }
  checkMilliseconds('deadlineMs', rules.deadlineMs, 0);
  checkMilliseconds('closeGraceMs', rules.closeGraceMs, 1);
  checkLimit('maxFirstMessageBytes', rules.maxFirstMessageBytes, 1);
  checkLimit('maxQueuedMessages', rules.maxQueuedMessages, 0);
  checkLimit('maxQueuedBytes', rules.maxQueuedBytes, 0);
  if (rules.maxQueuedMessages > 0 && rules.maxQueuedBytes === 0) {
    throw new RangeError(
      'maxQueuedBytes 0 contradicts maxQueuedMessages: to let no message wait, set maxQueuedMessages to 0',
    );
  }
  checkClosing('refusal', rules.refusal);
  checkClosing('internalError', rules.internalError);
  return rules;
}

function checkMilliseconds(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MAX_TIMER_MS) return;
  const off = least === 0 ? ' (off)' : '';
  throw new RangeError(
    `${name} must be a whole number of milliseconds from ${least}${off} to ${MAX_TIMER_MS}, the longest delay of a timer, not ${String(value)}`,
  );
}

function checkLimit(name: string, value: number, least: number): void {
  if (value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value >= least)) return;
  throw new RangeError(
    `${name} must be a whole number of at least ${least}, or Infinity, not ${String(value)}`,
  );
}

/** @throws TypeError or RangeError for what cannot be a close frame */
export function checkClosing(name: string, { code, reason }: Closing): void {
  if (!mayBeSent(code)) {
    throw new RangeError(
      `${name}.code must be 1000 to 1003, 1007 to 1009, 1011 to 1014, or 3000 to 4999, which a server may send (RFC 6455, section 7.4), not ${String(code)}`,
    );
  }
  if (typeof reason !== 'string' || byteLength(reason) > MAX_REASON_BYTES) {
    throw new RangeError(
      `${name}.reason must be a text of at most ${MAX_REASON_BYTES} bytes (RFC 6455, section 5.5.1)`,
    );
  }
}

/** Whether a server may send this close code: some are reserved, never sent in a frame, or for clients only (1010). */
function mayBeSent(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && ![1004, 1005, 1006, 1010].includes(code);
}
