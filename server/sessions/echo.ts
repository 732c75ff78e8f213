import type { Closable, Receive } from '@websocket-auth-lab/gate';
import { INVALID_JSON_TEXT } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { isJson } from '../basics/json.ts';
import type { Connection } from '../connection/connection.ts';
import type { Lifetime } from '../connection/lifetimes.ts';

/** Makes the message handler that echoes every message that is JSON. */
export function startEcho({ traffic, log }: Connection, _lifetime: Lifetime, gate: Closable): Receive {
  return (message, isBinary) => {
    if (isBinary || typeof message === 'string') return gate.close(closes.binaryRefused);
    log.received(message);
    // The bytes go back as they came: serialising the value again would change the spelling of numbers and lose
    // duplicates.
    traffic.send(isJson(message) ? message : INVALID_JSON_TEXT);
  };
}

startEcho.textAsBytes = true as const;
