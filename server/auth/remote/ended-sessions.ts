/** Asks an auth server that runs elsewhere which login sessions have ended. */
import { authPaths } from '../../../protocol/auth.ts';
import { type Parsed, parseJson } from '../../../protocol/messages.ts';
import type { Remote } from './remote.ts';

/** Longest form of one question: room for 250 sessions of our own auth server, which reads up to 16 KiB (bodies.ts). */
const MAX_FORM_BYTES = 12_000;

/**
 * @param signal - aborted when nobody waits for the answer any more
 * @returns those of the sessions that have ended
 */
export async function askForEnded(
  remote: Pick<Remote, 'ask'>,
  sessions: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const form of formsOf(sessions)) {
    const answer = parseEnded(await remote.ask(authPaths.endedSessions, form, signal));
    if (!answer.ok) throw new Error(`The auth server's answer ${answer.problem}.`);
    ended.push(...answer.value);
  }
  return ended;
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
