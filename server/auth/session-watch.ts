/**
 * Watches the sessions of an auth server that runs elsewhere, since that server cannot tell this one when a session
 * ends.
 *
 * It asks at intervals which of the sessions with open connections have ended. Where one answer is missing, the next
 * makes up for it.
 */
import { authPaths } from '../../protocol/auth.ts';
import { type Parsed, parseJson } from '../../protocol/messages.ts';
import type { Log } from '../observe/log.ts';
import type { Remote } from './remote.ts';

/** Milliseconds between two rounds of questions. A connection may outlive its session by as much. */
export const ROUND_MS = 500;

/** Longest form of one question: room for 250 sessions of our own auth server, which reads up to 16 KiB (bodies.ts). */
const MAX_FORM_BYTES = 12_000;

export interface SessionWatch {
  close(): void;
}

/**
 * @param open - the sessions that have connections here
 * @param ended - told of each session that has ended
 */
export function watchSessions(
  remote: Pick<Remote, 'ask'>,
  open: () => readonly string[],
  ended: (sessionId: string) => void,
  log: Log,
): SessionWatch {
  let isBlind = false;
  let timer: NodeJS.Timeout | undefined;
  const closed = new AbortController();

  const round = async () => {
    const sessions = open();
    for (const form of formsOf(sessions)) {
      const answer = parseEnded(await remote.ask(authPaths.endedSessions, form, closed.signal));
      if (!answer.ok) throw new Error(`The auth server's answer ${answer.problem}.`);
      for (const id of answer.value) ended(id);
    }
    if (isBlind && sessions.length > 0) {
      isBlind = false;
      log.info('sessions are watched again');
    }
  };

  const roundLater = () => {
    timer = setTimeout(async () => {
      await round().catch((error: unknown) => {
        if (closed.signal.aborted || isBlind) return;
        isBlind = true;
        log.warn({ err: error }, 'sessions cannot be watched: connections may outlive them');
      });
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

/** The sessions, in as few questions as possible. */
function* formsOf(sessions: readonly string[]): Generator<URLSearchParams> {
  let form = new URLSearchParams();
  let bytes = 0;
  for (const id of sessions) {
    // Plus one for the `&` before the next session.
    const more = new URLSearchParams({ sid: id }).toString().length + 1;
    if (bytes > 0 && bytes + more > MAX_FORM_BYTES) {
      yield form;
      form = new URLSearchParams();
      bytes = 0;
    }
    form.append('sid', id);
    bytes += more;
  }
  if (bytes > 0) yield form;
}

/** Reads `{"ended": ["…"]}`. */
function parseEnded(text: string): Parsed<readonly string[]> {
  const json = parseJson(text);
  const ended: unknown =
    json.ok && typeof json.value === 'object' && json.value !== null
      ? Reflect.get(json.value, 'ended')
      : undefined;
  return Array.isArray(ended) && ended.every((id) => typeof id === 'string')
    ? { ok: true, value: ended }
    : { ok: false, problem: 'does not say which sessions are over' };
}
