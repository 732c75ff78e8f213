/** The message handler of `token-refresh` and `proof-message`: every action needs a permission, and the token is renewed by messages. */

import type { Closable, Receive } from '@websocket-auth-lab/gate';
import {
  INVALID_JSON_TEXT,
  NOT_JSON,
  type Parsed,
  parseObject,
  stringMember,
} from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { type Action, actions, formatAction, formatRefreshed } from '../../protocol/typed-messages.ts';
import { type Identity, isSameUser } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import { Unavailable } from '../basics/unavailable.ts';
import type { Connection } from '../connection/connection.ts';
import { type Lifetime, secondsLeft } from '../connection/lifetimes.ts';

/** What each action does with the text of its message. */
const answers: Readonly<Record<Action, (message: string) => string>> = {
  echo: (message) => message,
  shout: (message) => message.toUpperCase(),
  admin: (message) => `Done: ${message}`,
};

export interface Renewal {
  /** Reads the credential of a renewal from its message. */
  readonly read: (message: object) => Parsed<string>;
  /** Asks the auth server about it; rejects if there is no answer. */
  readonly ask: (credential: string) => Promise<Identity | undefined>;
  readonly now: Clock;
}

/**
 * Makes the message handler of a connection whose token states what it may do.
 *
 * @param renewal - how a token is renewed
 */
export function startPermissions(
  { traffic, log }: Connection,
  lifetime: Lifetime,
  { read, ask, now }: Renewal,
  gate: Closable,
): Receive {
  let renewing = false;
  const reply = (message: object) => traffic.send(JSON.stringify(message));
  const refuse = (error: string) => reply({ type: 'error', error });

  const renew = async (credential: string) => {
    renewing = true;
    const renewed = await ask(credential).catch((error: unknown) => {
      log.unauthenticated('verification failed', error);
      return error instanceof Unavailable ? 'unavailable' : undefined;
    });
    renewing = false;
    // The token that is in use is still good, and until it expires there is time for another renewal.
    if (renewed === 'unavailable') return refuse('unavailable');
    if (!renewed) return gate.close(closes.unauthorized);
    if (!isSameUser(renewed, lifetime.identity())) return gate.close(closes.forbidden);
    lifetime.renew(renewed);
    traffic.send(formatRefreshed(secondsLeft(renewed, now())));
  };

  const act = (type: string, message: object) => {
    const action = actions.find((known) => known === type);
    if (action === undefined) return refuse('unknown type');
    if (!lifetime.identity().permissions.includes(action)) {
      return reply({ type: 'error', error: 'forbidden', permission: action });
    }
    const text = stringMember(message, 'msg');
    if (text.ok) traffic.send(formatAction(action, answers[action](text.value)));
    else refuse(text.problem);
  };

  return (text) => {
    if (typeof text !== 'string') return gate.close(closes.binaryRefused);
    log.received(text);
    const message = parseObject(text);
    if (!message.ok) {
      return message.problem === NOT_JSON ? traffic.send(INVALID_JSON_TEXT) : refuse(message.problem);
    }
    const type = stringMember(message.value, 'type');
    if (!type.ok) return refuse(type.problem);
    if (type.value !== 'refresh') return act(type.value, message.value);
    const credential = read(message.value);
    if (!credential.ok) return refuse(credential.problem);
    if (renewing) return refuse('a renewal is under way');
    void renew(credential.value);
  };
}
