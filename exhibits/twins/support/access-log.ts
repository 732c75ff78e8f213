/** The access log that the twins write, in memory: the Common Log Format that most web servers use. */
import type { IncomingMessage } from 'node:http';
import { maskTarget } from '../../../server/observe/redact.ts';
import type { Endpoint, Upgrade } from '../../../server/upgrade/router.ts';

/** Lines that are kept of each twin. */
const MAX_LINES = 50;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface AccessLog {
  write(line: string): void;
  /** Writes one request and its answer. */
  note(upgrade: Upgrade, status: number): void;
  text(): string;
  /** Whether the last request brought along what a browser adds by itself; undefined where there was none. */
  readonly carried: boolean | undefined;
}

/**
 * @param shows - whether it is about what such a log gives away; otherwise queries are masked
 * @param carries - whether a request brings along what a browser adds by itself
 */
export function createAccessLog(
  shows: 'credentials' | 'no credentials',
  carries: (request: IncomingMessage) => boolean = () => false,
): AccessLog {
  const lines: string[] = [];
  let carried: boolean | undefined;
  const write = (line: string) => {
    lines.push(line);
    if (lines.length > MAX_LINES) lines.shift();
  };
  return {
    write,
    note({ request }, status) {
      carried = carries(request);
      const url = request.url ?? '/';
      const target = shows === 'credentials' ? url : maskTarget(url);
      const from = request.socket.remoteAddress ?? '-';
      write(`${from} - - [${timestamp(new Date())}] "${request.method} ${target} HTTP/1.1" ${status} -`);
    },
    text: () => lines.map((line) => `${line}\n`).join(''),
    get carried() {
      return carried;
    },
  };
}

/** The same endpoint, which writes into an access log how each request was answered. */
export function logged(endpoint: Endpoint, log: AccessLog): Endpoint {
  return (upgrade) =>
    endpoint({
      ...upgrade,
      accept(opened, subprotocol) {
        log.note(upgrade, 101);
        upgrade.accept(opened, subprotocol);
      },
      refuse(outcome, headers) {
        log.note(upgrade, outcome.status);
        upgrade.refuse(outcome, headers);
      },
    });
}

/** As in `22/Nov/2026:10:00:00 +0000`. */
function timestamp(now: Date): string {
  const day = String(now.getUTCDate()).padStart(2, '0');
  return `${day}/${months[now.getUTCMonth()]}/${now.getUTCFullYear()}:${now.toISOString().slice(11, 19)} +0000`;
}
