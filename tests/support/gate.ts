/** A gate on a socket that writes down what it is told, and its verifications to answer. */
import type { TestContext } from 'node:test';
import { Gate, type GateRules, gateDefaults } from '../../server/gate/gate.ts';

type User = { name: string };
type Rules = GateRules<User, string>;

const refusal = { code: 1011, reason: 'unauthenticated' };
const internalError = { code: 1011, reason: 'internal error' };
export const goingAway = { code: 1001, reason: 'server shutting down' };

/** One gate on a socket that writes down what it is told, under fake timers. */
export function setUp(t: TestContext, rules: Partial<Rules> = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const did: string[] = [];
  const socket = {
    send: (data: string | Uint8Array) => did.push(`send ${data}`),
    close: (code: number, reason: string) => did.push(`close ${code} ${reason}`),
    terminate: () => did.push('terminate'),
  };
  const verifications: { credential: string; signal: AbortSignal; answer: PromiseWithResolvers }[] = [];
  const gate = new Gate<User, string>(
    socket,
    {
      ...gateDefaults,
      parse: (text) =>
        text.startsWith('token ') ? { ok: true, value: text.slice(6) } : { ok: false, problem: 'no token' },
      verify(_connection, credential, signal) {
        const answer = withResolvers();
        verifications.push({ credential, signal, answer });
        return answer.promise;
      },
      acknowledge: ({ name }) => `welcome ${name}`,
      opened: () => (data, isBinary) => did.push(`${isBinary ? 'binary' : 'text'} ${Buffer.from(data)}`),
      refused: (connection, cause) => did.push(`refused ${connection}: ${cause}`),
      failed: (connection, error) => did.push(`failed ${connection}: ${error}`),
      refusal,
      internalError,
      ...rules,
    },
    'c1',
  );
  const say = (text: string) => gate.message(Buffer.from(text), false);
  return { gate, did, say, verifications };
}

interface PromiseWithResolvers {
  promise: Promise<User | undefined>;
  resolve(user: User | undefined): void;
  reject(error: Error): void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: PromiseWithResolvers['resolve'] = () => {};
  let reject: PromiseWithResolvers['reject'] = () => {};
  const promise = new Promise<User | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export const alice = { name: 'alice' };
export const unauthenticated = 'close 1011 unauthenticated';
