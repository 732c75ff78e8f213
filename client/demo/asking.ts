/** Asks the auth server, and makes a problem of what goes wrong. */
import { type AuthClient, AuthError, createAuthClient } from '../api/auth.ts';

/** The answer, or what went wrong. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  /** `retryAfterMs`: after which it is worth asking again; undefined where it is not. */
  | { readonly ok: false; readonly problem: string; readonly retryAfterMs: number | undefined };

const client = createAuthClient();

export async function ask<Value>(question: (client: AuthClient) => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await question(client) };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return { ok: false, problem: error.message, retryAfterMs: error.retryAfterMs };
  }
}
