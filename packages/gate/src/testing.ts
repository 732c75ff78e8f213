/** A client without a network, to test a gate with. */
import type { Gate } from './gate.ts';
import type { Closing, GatedSocket, GateSocket } from './options.ts';

/** One client of a gate, and everything that the gate has sent it. */
export interface FakeClient<User> {
  /** Its socket behind the gate, to admit, refuse or close it from outside. */
  readonly socket: GatedSocket<User>;
  /** Every message so far. */
  readonly received: readonly (string | Uint8Array)[];
  /** The close frame, once there is one. */
  readonly closing: Closing | undefined;
  /** Whether the connection was dropped, with or without a close frame before. */
  readonly terminated: boolean;
  /** Sends a message: a string as text, bytes as binary. */
  send(message: string | Uint8Array): void;
  /** Waits for the next message. Rejects when the connection ends first. */
  next(): Promise<string | Uint8Array>;
  /** Waits for the close frame. Rejects when the connection is dropped without one. */
  closed(): Promise<Closing>;
  /** Ends the connection: the client leaves, or answers the close frame. */
  leave(): void;
}

/**
 * Puts a client behind a gate.
 *
 * ```ts
 * const client = fakeClient(gate, { request: { url: '/', headers: {} } });
 * client.send('{"token":"wrong"}');
 * assert.deepEqual(await client.closed(), { code: 3000, reason: 'unauthorized' });
 * ```
 *
 * @param broken - replaces members of the client's socket, to see that the gate fails closed
 */
export function fakeClient<User, Context extends object>(
  gate: Gate<User, Context>,
  context: NoInfer<Context>,
  broken: Partial<GateSocket> = {},
): FakeClient<User> {
  const received: (string | Uint8Array)[] = [];
  let read = 0;
  let closing: Closing | undefined;
  let terminated = false;
  let ended: string | undefined;
  /** Each checks whether what it waits for has happened, settles its promise if so, and says so. */
  let waiting: (() => boolean)[] = [];
  const look = () => {
    waiting = waiting.filter((isOver) => !isOver());
  };
  const end = (how: string) => {
    ended ??= how;
    look();
  };
  const wait = <Value>(value: () => Value | undefined) =>
    new Promise<Value>((resolve, reject) => {
      waiting.push(() => {
        const found = value();
        if (found !== undefined) resolve(found);
        else if (ended !== undefined) reject(new Error(ended));
        return found !== undefined || ended !== undefined;
      });
      look();
    });
  const socket = gate.enter(
    {
      send(message) {
        received.push(message);
        look();
      },
      close(code, reason) {
        closing ??= { code, reason };
        end(`closed with ${code} ${reason}`);
      },
      terminate() {
        terminated = true;
        end('dropped without a close frame');
      },
      ...broken,
    },
    context,
  );

  return {
    socket,
    received,
    get closing() {
      return closing;
    },
    get terminated() {
      return terminated;
    },
    send: (message) => socket.message(message),
    next: () => wait(() => (read < received.length ? received[read++] : undefined)),
    closed: () => wait(() => closing),
    leave() {
      socket.disconnected();
      end('the client has left');
    },
  };
}
