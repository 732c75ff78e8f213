/** The server's log: pino, and one function per fact so that a class can follow it. */
import pino, { type DestinationStream, type Logger } from 'pino';
import { printable } from './redact.ts';

export type Log = Logger;

/** @param level - pino's: silent, error, warn, info or debug */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Log {
  return pino({ level, base: null, timestamp: isoTime }, destination);
}

/** Writes once per turn of the event loop: the lines of a busy turn share one system call. */
function standardOutput(): DestinationStream {
  const output = pino.destination(1);
  let lines = '';
  const flush = () => {
    if (lines !== '') output.write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

let lastTime = 0;
let lastField = '';

/** As pino's own of that name, but a millisecond is written out once, however many lines it has. */
function isoTime(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastField = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastField;
}

/** A log for a person: one coloured line per event. Only for development, since it costs time per line. */
export async function createReadableLog(level: string): Promise<Log> {
  const { default: pretty } = await import('pino-pretty');
  return createLog(
    level,
    pretty({ sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss.l', hideObject: false }),
  );
}

/** What the log says of one connection. Facts only: no credential reaches it. */
export class ConnectionLog {
  readonly #log: Log;
  readonly #connection: number;
  readonly #address: string;
  readonly #showsMessages: boolean;
  #isStranger = true;

  /**
   * @param address - the client's, with port
   * @param showsMessages - for a class. A service's log is no place for what its users say.
   */
  constructor(log: Log, connection: number, address: string, showsMessages: boolean) {
    this.#log = log;
    this.#connection = connection;
    this.#address = address;
    this.#showsMessages = showsMessages;
  }

  connected(): void {
    this.#info('client connected');
  }

  authenticated(user: string): void {
    this.#isStranger = false;
    this.#info('authenticated', { user });
  }

  unauthenticated(cause: string, error: unknown): void {
    const fields = { ...this.#about(), cause };
    if (error === undefined) this.#log.info(fields, 'unauthenticated');
    else this.#log.error({ ...fields, err: error }, 'unauthenticated');
  }

  received(text: string): void {
    if (!this.#log.isLevelEnabled('info')) return;
    // Written out, since this is the hot path: copying fields costs half as much again.
    const told = this.#showsMessages
      ? { connection: this.#connection, address: this.#address, message: printable(text) }
      : { connection: this.#connection, address: this.#address, characters: text.length };
    this.#log.info(told, 'message received');
  }

  /** A limit ended the connection. */
  limited(cause: string): void {
    this.#info('limit exceeded', { cause });
  }

  failed(error: unknown): void {
    this.#log.error({ ...this.#about(), err: error }, 'session failed');
  }

  /** @param reason - the peer's own words, so untrusted */
  disconnected(code: number, reason: string): void {
    const isStranger = this.#isStranger;
    this.#info('disconnected', { code, ...(reason && { reason: printable(reason, { isStranger }) }) });
  }

  #info(event: string, fields?: object): void {
    if (!this.#log.isLevelEnabled('info')) return;
    this.#log.info({ ...this.#about(), ...fields }, event);
  }

  #about() {
    return { connection: this.#connection, address: this.#address };
  }
}
