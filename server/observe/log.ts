/** The server's log: pino, with one function for each kind of line about a connection. */
import pino, { type DestinationStream, type Logger } from 'pino';
import { Unavailable } from '../basics/unavailable.ts';
import { standardOutput } from './output.ts';
import { printable } from './redact.ts';
import { sumUp } from './summing.ts';

export type Log = Logger;

/**
 * @param level - pino's: silent, error, warn, info or debug
 * @param destination - in place of standard output
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  return destination
    ? logTo(destination, level)
    : logToStandardOutput(level, (line) => standardOutput.write(line));
}

function logTo(destination: DestinationStream, level: string): Log {
  return pino({ level, base: null, timestamp: isoTime }, destination);
}

function logToStandardOutput(level: string, write: (line: string) => void): Log {
  const log = logTo({ write }, level);
  standardOutput.onRecovery = (lines) => {
    log.error({ lines }, 'log lines dropped: standard output could not be written');
  };
  return log;
}

let lastTime = 0;
let lastField = '';

/** Like pino's `isoTime`, but the time is formatted once per millisecond, however many lines fall in it. */
function isoTime(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastField = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastField;
}

/**
 * A log for a person: one coloured line per event, and of events that come by the hundred one line for all. Only for
 * development, since it costs time per line.
 */
export async function createReadableLog(level: string): Promise<Log> {
  const { default: pretty } = await import('pino-pretty');
  const readable = pretty.prettyFactory({ singleLine: true, translateTime: 'SYS:HH:MM:ss.l' });
  const log: Log = logToStandardOutput(level, (line) => take(kindOf(line), () => readable(line)));
  const take = sumUp(
    (line) => standardOutput.write(line),
    (kind, more) => log.info({ more }, `${kind}: so many more within this second`),
  );
  return log;
}

/** What a line says, whoever it is about. Faults are not to be lost among many: each is of a kind of its own. */
function kindOf(line: string): string {
  const [, message = ''] = /"msg":"((?:[^"\\]|\\.)*)"\}\n?$/.exec(line) ?? [];
  return /^\{"level":30,/.test(line) && message !== '' ? message : line;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Logs what happens on one connection. No credential gets into it. */
export class ConnectionLog {
  readonly #log: Log;
  readonly #connection: number;
  readonly #address: string;
  readonly #showsMessages: boolean;
  readonly #logsMessages: boolean;
  #isKnown: (() => void) | undefined;
  #isTold: boolean;
  #isStranger = true;

  /**
   * @param address - the client's, with port
   * @param showsMessages - whether the text of messages is logged: for a class, and never in a service
   * @param isKnown - called when the client has authenticated; without it nothing is logged before that, see
   *   strangers.ts
   */
  constructor(
    log: Log,
    connection: number,
    address: string,
    showsMessages: boolean,
    isKnown: (() => void) | undefined,
  ) {
    this.#log = log;
    this.#connection = connection;
    this.#address = address;
    this.#showsMessages = showsMessages;
    this.#logsMessages = log.isLevelEnabled(showsMessages ? 'info' : 'debug');
    this.#isKnown = isKnown;
    this.#isTold = isKnown !== undefined;
  }

  connected(): void {
    this.#info('client connected');
  }

  authenticated(user: string): void {
    this.#isTold = true;
    this.#isKnown?.();
    this.#isStranger = false;
    // The callback holds the counts of a whole minute, which can now be freed.
    this.#isKnown = undefined;
    this.#info('authenticated', { user });
  }

  unauthenticated(cause: string, error: unknown): void {
    if (!this.#isTold) return;
    const fields = { ...this.#about(), cause };
    const isReported = error === undefined || error instanceof Unavailable;
    if (isReported) this.#log.info(fields, 'unauthenticated');
    else this.#log.error({ ...fields, err: error }, 'unauthenticated');
  }

  /** Logs a message with its text for a class, or at level `debug` only its length for a service. */
  received(message: string | Uint8Array): void {
    if (!this.#logsMessages) return;
    const level = this.#showsMessages ? 'info' : 'debug';
    const text = typeof message === 'string' ? message : utf8.decode(message);
    const about = this.#about();
    const told = this.#showsMessages
      ? { ...about, message: printable(text) }
      : { ...about, characters: text.length };
    this.#log[level](told, 'message received');
  }

  /** Logs that a limit ended the connection. */
  limited(cause: string): void {
    this.#info('limit exceeded', { cause });
  }

  failed(error: unknown): void {
    this.#log.error({ ...this.#about(), err: error }, 'internal error');
  }

  /** @param reason - from the client, so untrusted */
  disconnected(code: number, reason: string): void {
    const isStranger = this.#isStranger;
    this.#info('disconnected', { code, ...(reason && { reason: printable(reason, { isStranger }) }) });
  }

  #info(event: string, fields?: object): void {
    if (!this.#isTold || !this.#log.isLevelEnabled('info')) return;
    this.#log.info({ ...this.#about(), ...fields }, event);
  }

  #about() {
    return { connection: this.#connection, address: this.#address };
  }
}
