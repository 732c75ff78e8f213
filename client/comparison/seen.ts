/** From what happened to what is said about it: the page's side and the server's. Pure. */
import type { TraceEvent } from '../../protocol/trace.ts';
import { causes } from '../words/diagram.ts';
import { table, seen as words } from '../words/methods.ts';
import type { Attempt, Told } from './told.ts';

/** The server's side of one attempt. */
export interface ServerSide {
  /** Status of each answer to an upgrade request, in order. */
  readonly statuses: readonly number[];
  readonly user: string | undefined;
  /** Why it refused; the client is told less. */
  readonly cause: string | undefined;
  /** Close code it sent. */
  readonly closeCode: number | undefined;
  /** Header fields of each request, names in lower case. */
  readonly requests: readonly ReadonlyMap<string, string>[];
}

/** Sums up what the server told; undefined when it told nothing. */
export function serverSide(told: readonly Told[]): ServerSide | undefined {
  const events = told.flatMap((one): readonly TraceEvent[] => (one.by === 'server' ? one.events : []));
  if (!events.some(({ type }) => type === 'request')) return undefined;
  const statuses: number[] = [];
  const requests: ReadonlyMap<string, string>[] = [];
  let user: string | undefined;
  let cause: string | undefined;
  let closeCode: number | undefined;
  for (const event of events) {
    if (event.type === 'request') {
      requests.push(new Map(event.headers.map(([name, value]) => [name.toLowerCase(), value])));
    }
    if (event.type === 'response') statuses.push(event.status);
    if (event.type === 'authenticated') user = event.user;
    if (event.type === 'refused') cause = event.cause;
    if (event.type === 'frame' && event.from === 'server' && event.opcode === 8) closeCode = event.closeCode;
  }
  return { statuses, requests, user, cause, closeCode };
}

/** What the page is told, in words. */
export function pageSaw({ accepted, close, thrown, protocol }: Attempt): string {
  if (thrown !== undefined) return thrown;
  if (accepted) return protocol === '' ? words.open : words.openWith(protocol);
  if (!close) return words.nothing;
  return words.close(close.code, close.reason);
}

/** What the server knows, in words. */
export function serverSaw({ told }: Attempt): string {
  const side = serverSide(told);
  if (told.some((one) => one.by === 'page' && one.fact.type === 'untraced')) return words.untold;
  if (!side) return words.noRequest;
  const { statuses, user, cause, closeCode } = side;
  const last = statuses.at(-1);
  const before = statuses.slice(0, -1).map(words.before);
  const http = `${before.join('')}HTTP ${last ?? '—'}`;
  if (user !== undefined) return words.user(http, user);
  if (last !== 101) return cause === undefined ? http : `${http}, ${causes[cause] ?? cause}`;
  return words.closed(causes[cause ?? ''] ?? cause ?? table.refused, closeCode);
}
