/** Finds connections whose other end has vanished: no TCP packet announces a pulled cable. */

/** A connection as the heartbeat sees it. */
export interface Beating {
  /** Set by the heartbeat with each ping, unset by the connection with each pong. */
  awaitsPong: boolean;
  ping(): void;
  /** The last ping had no answer. */
  lost(): void;
}

export interface Heartbeat {
  /** From now on this connection is pinged, until it leaves. */
  join(connection: Beating): void;
  leave(connection: Beating): void;
}

/**
 * Connections are pinged in so many groups, one after the other, so that ten thousand pings do not fall in one tick.
 */
const GROUPS = 16;

/**
 * One timer for all connections; it runs while there are any.
 *
 * @param everyMs - milliseconds from ping to ping, which is also the time for an answer; 0 is no heartbeat
 */
export function createHeartbeat(everyMs: number): Heartbeat {
  if (everyMs === 0) return { join() {}, leave() {} };
  const groups = Array.from({ length: GROUPS }, () => new Set<Beating>());
  let turn = 0;
  let joined = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const beat = () => {
    turn = (turn + 1) % GROUPS;
    for (const connection of groups[turn] ?? []) {
      if (connection.awaitsPong) {
        connection.lost();
      } else {
        connection.awaitsPong = true;
        connection.ping();
      }
    }
  };

  return {
    join(connection) {
      // The group that was pinged last: its next turn is the furthest away.
      groups[turn]?.add(connection);
      joined++;
      timer ??= setInterval(beat, everyMs / GROUPS);
    },
    leave(connection) {
      if (!groups.some((group) => group.delete(connection))) return;
      joined--;
      if (joined > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
