import type { Closing, GatedSocket, GateOptions, GateSocket, Handshake } from './options.ts';
import { Passage } from './passage.ts';
import { type Rules, rulesOf } from './rules.ts';

/** Guards any number of connections by the same rules. */
export interface Gate<User, Context extends object> {
  /** The close frame of a refused client. */
  readonly refusal: Closing;
  /** Milliseconds from the 101 to the end of the verification; 0 if there is no deadline. */
  readonly deadlineMs: number;
  /**
   * Puts a socket behind the gate and starts the deadline. The bindings call this. For another kind of socket, call it
   * in the same tick as the 101, and then pass every message and the end of the connection to the object it returns.
   *
   * @param context - passed to every callback, which knows by it which connection is meant
   */
  readonly enter: (socket: GateSocket, context: Context) => GatedSocket<User>;
}

/**
 * Defines a gate: nobody speaks before their first message has proven who they are.
 *
 * ```ts
 * const gate = defineGate({
 *   verify: async (token, { signal }) => findUser(token, signal),
 *   open: (socket, user) => (message) => socket.send(message),
 * });
 * ```
 *
 * @throws TypeError or RangeError, with the rule in its text, for options that are unknown, impossible or contradictory
 */
export function defineGate<User, Context extends object = Handshake>(
  options: GateOptions<User, Context>,
): Gate<User, Context> {
  const rules: Rules<User, Context> = rulesOf(options);
  return {
    refusal: rules.refusal,
    deadlineMs: rules.deadlineMs,
    enter: (socket, context) => new Passage(rules, socket, context),
  };
}
