import { INVALID_JSON_TEXT, parseJson } from '../protocol/messages.ts';
import { closes } from '../protocol/outcomes.ts';
import type { Connection } from './connection.ts';
import type { Closable, Receive } from './gate/gate.ts';
import type { Lifetime } from './lifetimes.ts';

/** Starts the session of an authenticated connection: an echo of every message that is JSON. */
export function startEcho({ traffic, log }: Connection, _lifetime: Lifetime, gate: Closable): Receive {
  return (data, isBinary) => {
    if (isBinary) return gate.close(closes.binaryRefused);
    const text = data.toString();
    log.received(text);
    // The bytes go back as they came: writing the value anew would change key order and number spelling.
    traffic.send(parseJson(text).ok ? data : INVALID_JSON_TEXT);
  };
}
