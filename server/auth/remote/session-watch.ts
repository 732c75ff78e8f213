/**
 * Watches the login sessions that have connections here, since they may end elsewhere: at an auth server of its own, or
 * at another node.
 *
 * It asks at intervals which of them have ended. Where one answer or one message is missing, the next answer makes up
 * for it.
 */
import { Unavailable } from '../../basics/unavailable.ts';
import type { Log } from '../../observe/log.ts';

/** Milliseconds between two rounds of questions. A connection may outlive its session by as much. */
export const ROUND_MS = 500;

export interface SessionWatch {
  close(): void;
}

/**
 * @param ask - asks which of the sessions have ended; the signal is aborted when nobody waits for the answer any more
 * @param open - the sessions that have connections here
 * @param ended - told of each session that has ended
 */
export function watchSessions(
  ask: (sessions: readonly string[], signal: AbortSignal) => Promise<readonly string[]>,
  open: () => readonly string[],
  ended: (sessionId: string) => void,
  log: Log,
): SessionWatch {
  let isBlind = false;
  let timer: NodeJS.Timeout | undefined;
  const closed = new AbortController();

  const round = async () => {
    const sessions = open();
    if (sessions.length === 0) return;
    for (const id of await ask(sessions, closed.signal)) ended(id);
    if (isBlind) {
      isBlind = false;
      log.info('sessions are watched again');
    }
  };

  const failed = (error: unknown) => {
    if (closed.signal.aborted || isBlind || error instanceof Unavailable) return;
    isBlind = true;
    log.warn({ err: error }, 'sessions cannot be watched: connections may outlive them');
  };

  const roundLater = () => {
    timer = setTimeout(async () => {
      await round().catch(failed);
      if (!closed.signal.aborted) roundLater();
    }, ROUND_MS).unref();
  };

  roundLater();
  return {
    close() {
      closed.abort();
      clearTimeout(timer);
    },
  };
}
