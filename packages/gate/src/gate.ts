import type { Closing, GatedSocket, GateOptions, GateSocket, Handshake } from './options.ts';
import { Passage } from './passage.ts';
import { type Rules, rulesOf } from './rules.ts';

/** Guards any number of connections by the same rules. */
export interface Gate<User, Context extends object> {
  /** How a refused client is told. */
  readonly refusal: Closing;
  /** From the 101 to the end of the verification; 0 where there is no deadline. */
  readonly deadlineMs: number;
  /**
   * Puts a socket before the gate and starts the deadline. Bindings do this, and whoever has another kind of socket:
   * call it in the same tick as the 101, then pass on every message, and the end, to what it returns.
   *
   * @param context - handed to every callback, so that it knows which connection it is told of
   */
  readonly enter: (socket: GateSocket, context: Context) => GatedSocket<User>;
}

/**
 * Defines a gate: nobody speaks before the first message proves who they are.
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
