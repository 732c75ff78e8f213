/**
 * A gate with fake timers, on a socket that records what it is told, and its open verifications, which tests answer.
 */
import type { TestContext } from 'node:test';
import { defineGate, type GateOptions } from '../../src/index.ts';

export interface User {
  readonly name: string;
}

export interface Context {
  readonly id: string;
}

type Verified = User | undefined;

interface Verification {
  readonly credential: string;
  readonly id: string;
  readonly signal: AbortSignal;
  resolve(user: Verified): void;
  reject(error: Error): void;
}

export const alice: User = { name: 'alice' };
export const goingAway = { code: 1001, reason: 'server shutting down' };
export const unauthorized = 'close 3000 unauthorized';

export function setUp(t: TestContext, options: Partial<GateOptions<User, Context>> = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const did: string[] = [];
  const verifications: Verification[] = [];
  const gate = defineGate<User, Context>({
    parse: (text) =>
      text.startsWith('token ') ? { ok: true, value: text.slice(6) } : { ok: false, problem: 'no token' },
    verify: (credential, { id, signal }) =>
      new Promise<Verified>((resolve, reject) => {
        verifications.push({ credential, id, signal, resolve, reject });
      }),
    acknowledge: ({ name }) => `welcome ${name}`,
    open: () => (message, isBinary) => did.push(`${isBinary ? 'binary' : 'text'} ${message}`),
    refused: (cause, { id }) => did.push(`refused ${id}: ${cause}`),
    failed: (error, { id }, where) => did.push(`failed ${id}: ${where}: ${error}`),
    ...options,
  });
  const socket = gate.enter(
    {
      send: (message) => void did.push(`send ${message}`),
      close: (code, reason) => void did.push(`close ${code} ${reason}`),
      terminate: () => void did.push('terminate'),
    },
    { id: 'c1' },
  );
  return { socket, did, say: (message: string | Uint8Array) => socket.message(message), verifications };
}
