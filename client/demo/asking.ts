/** Asks the auth server, and makes a problem of what goes wrong. */
import { type AuthClient, AuthError, createAuthClient } from '../api/auth.ts';
import type { Answer } from './auth-server.ts';

const client = createAuthClient();

export async function ask<Value>(question: (client: AuthClient) => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await question(client) };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return { ok: false, problem: error.message, retryAfterMs: error.retryAfterMs };
  }
}
