/** Questions to the auth server. Few ask it, so what asks is loaded by the first who does. */
import type { AuthClient } from '../api/auth.ts';
import { sentences } from '../words/diagram.ts';

/** The answer, or what went wrong. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  /** `retryAfterMs`: after which it is worth asking again; undefined where it is not. */
  | { readonly ok: false; readonly problem: string; readonly retryAfterMs: number | undefined };

export async function askAuthServer<Value>(
  question: (client: AuthClient) => Promise<Value>,
): Promise<Answer<Value>> {
  // What serves the page serves the script: without it there is no auth server to be asked either.
  const asking = await import('./asking.ts').catch(() => undefined);
  return asking?.ask(question) ?? { ok: false, problem: sentences.unanswered, retryAfterMs: 0 };
}
