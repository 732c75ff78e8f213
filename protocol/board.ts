/**
 * What the server sends the board: the figures of `/metrics`, twice a second while somebody watches. `GET /api/board`
 * sends them as server-sent events, each with one snapshot as JSON. They hold no client's data.
 */
import { type Parsed, parseObject } from './messages.ts';

/** Milliseconds between two snapshots. */
export const SNAPSHOT_MS = 500;

/** Where clients were turned away; at the fourth stage a connection that had its 101 was ended. */
export const stages = ['door', 'upgrade', 'gate', 'connection'] as const;

export type Stage = (typeof stages)[number];

/** How many clients were turned away for one cause since the server started. */
export interface Count {
  readonly stage: Stage;
  /** A name in protocol/outcomes.ts, or a cause as in the server's log. */
  readonly cause: string;
  readonly count: number;
}

/** The figures of one node. */
export type NodeFigures = { readonly name: string } & Pick<
  Snapshot,
  'waiting' | 'authenticated' | 'delayMs' | 'residentBytes'
>;

export interface Snapshot {
  /** Milliseconds on the server's clock; only differences mean something. */
  readonly at: number;
  /** Open connections that are not authenticated yet, and those that are. */
  readonly waiting: number;
  readonly authenticated: number;
  /** Messages of authenticated clients since the server started. */
  readonly messages: number;
  readonly turnedAway: readonly Count[];
  /** The longest that the event loop kept a timer waiting since the last snapshot, in milliseconds. */
  readonly delayMs: number;
  /** Memory that the process holds, and the JavaScript objects in it. */
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Where several nodes share one Redis, each of them; the other figures are then sums, and the longest delay. */
  readonly nodes?: readonly NodeFigures[];
}

/** Reads one snapshot. */
export function parseSnapshot(text: string): Parsed<Snapshot> {
  const object = parseObject(text);
  if (!object.ok) return object;
  const number = (name: keyof Snapshot) => {
    const value = memberOf(object.value, name);
    return typeof value === 'number' && value >= 0 ? value : Number.NaN;
  };
  const counts = memberOf(object.value, 'turnedAway');
  const nodes = memberOf(object.value, 'nodes');
  const snapshot: Snapshot = {
    at: number('at'),
    waiting: number('waiting'),
    authenticated: number('authenticated'),
    messages: number('messages'),
    turnedAway: Array.isArray(counts) ? counts.flatMap(readCount) : [],
    delayMs: number('delayMs'),
    residentBytes: number('residentBytes'),
    heapBytes: number('heapBytes'),
    ...(Array.isArray(nodes) && { nodes: nodes.flatMap(readNode) }),
  };
  return Object.values(snapshot).some((value) => Number.isNaN(value))
    ? { ok: false, problem: 'not a snapshot' }
    : { ok: true, value: snapshot };
}

/** Reads one count. What a newer server counts and this page does not know is left out. */
function readCount(value: unknown): Count[] {
  if (typeof value !== 'object' || value === null) return [];
  const stage = stages.find((known) => known === memberOf(value, 'stage'));
  const cause = memberOf(value, 'cause');
  const count = memberOf(value, 'count');
  return stage && typeof cause === 'string' && typeof count === 'number' ? [{ stage, cause, count }] : [];
}

function readNode(value: unknown): NodeFigures[] {
  if (typeof value !== 'object' || value === null) return [];
  const name = memberOf(value, 'name');
  const figure = (of: keyof Snapshot) => Number(memberOf(value, of));
  const node = {
    waiting: figure('waiting'),
    authenticated: figure('authenticated'),
    delayMs: figure('delayMs'),
    residentBytes: figure('residentBytes'),
  };
  return typeof name === 'string' && Object.values(node).every((one) => one >= 0) ? [{ name, ...node }] : [];
}

/** What a node tells the others. */
export interface NodeSnapshot {
  readonly name: string;
  readonly snapshot: Snapshot;
}

/** Reads what another node told. */
export function parseNodeSnapshot(text: string): Parsed<NodeSnapshot> {
  const object = parseObject(text);
  if (!object.ok) return object;
  const name = memberOf(object.value, 'name');
  const snapshot = parseSnapshot(JSON.stringify(memberOf(object.value, 'snapshot') ?? null));
  if (!snapshot.ok) return snapshot;
  return typeof name === 'string'
    ? { ok: true, value: { name, snapshot: snapshot.value } }
    : { ok: false, problem: 'without a name' };
}

function memberOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}
