/** The figures of all nodes: while somebody watches the board of one, the others tell theirs over the bus. */
import { type NodeSnapshot, parseNodeSnapshot, type Snapshot } from '../../protocol/board.ts';
import type { Bus } from '../bus/bus.ts';

/** Asks every node to tell its figures for a while. */
const WANTED = 'board-wanted';
const FIGURES = 'board-figures';

/** Milliseconds for which a node goes on telling after it was asked, and for which what it told is shown. */
const FRESH_MS = 2000;

/** More nodes are not shown: whoever can write to Redis must not be able to take this process's memory. */
const MOST_NODES = 100;

export interface NodeFigures {
  /** Whether another node has asked lately. */
  readonly isWanted: boolean;
  /** Asks the other nodes. */
  ask(): void;
  /** Tells the other nodes. */
  tell(own: Snapshot): void;
  /** This node's figures with those of the others: sums, and for delays the longest. */
  joined(own: Snapshot): Snapshot;
}

/**
 * @param name - of this node
 * @param wanted - called when another node asks
 */
export function createNodeFigures(name: string, bus: Bus, wanted: () => void): NodeFigures {
  let wantedUntil = 0;
  const others = new Map<string, { readonly snapshot: Snapshot; readonly until: number }>();

  bus.subscribe(WANTED, (by) => {
    if (by === name) return;
    wantedUntil = performance.now() + FRESH_MS;
    wanted();
  });
  bus.subscribe(FIGURES, (text) => {
    const told = parseNodeSnapshot(text);
    if (!told.ok || told.value.name === name) return;
    if (others.size >= MOST_NODES && !others.has(told.value.name)) return;
    others.set(told.value.name, { snapshot: told.value.snapshot, until: performance.now() + FRESH_MS });
  });

  return {
    get isWanted() {
      return performance.now() < wantedUntil;
    },
    ask: () => bus.publish(WANTED, name),
    tell(snapshot) {
      const told: NodeSnapshot = { name, snapshot };
      bus.publish(FIGURES, JSON.stringify(told));
    },
    joined(own) {
      const now = performance.now();
      for (const [other, { until }] of others) if (until < now) others.delete(other);
      const all = new Map([
        [name, own],
        ...[...others].map(([other, { snapshot }]) => [other, snapshot] as const),
      ]);
      return join(own.at, all);
    },
  };
}

function join(at: number, all: ReadonlyMap<string, Snapshot>): Snapshot {
  const snapshots = [...all.values()];
  const sum = (figure: (snapshot: Snapshot) => number) =>
    snapshots.reduce((total, snapshot) => total + figure(snapshot), 0);
  const counts = new Map<string, Snapshot['turnedAway'][number]>();
  for (const one of snapshots.flatMap(({ turnedAway }) => turnedAway)) {
    const key = `${one.stage} ${one.cause}`;
    counts.set(key, { ...one, count: one.count + (counts.get(key)?.count ?? 0) });
  }
  return {
    at,
    waiting: sum(({ waiting }) => waiting),
    authenticated: sum(({ authenticated }) => authenticated),
    messages: sum(({ messages }) => messages),
    turnedAway: [...counts.values()],
    delayMs: Math.max(...snapshots.map(({ delayMs }) => delayMs)),
    residentBytes: sum(({ residentBytes }) => residentBytes),
    heapBytes: sum(({ heapBytes }) => heapBytes),
    nodes: [...all]
      .map(([name, { waiting, authenticated, delayMs, residentBytes }]) => ({
        name,
        waiting,
        authenticated,
        delayMs,
        residentBytes,
      }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}
