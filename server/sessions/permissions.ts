/** The message handler of `token-refresh`: every action needs a permission, and the token is renewed by messages. */

import type { Closable, Receive } from '@websocket-auth-lab/gate';
import { INVALID_JSON_TEXT, NOT_JSON, parseObject, stringMember } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { type Action, actions, formatAction, formatRefreshed } from '../../protocol/typed-messages.ts';
import type { Identity } from '../auth/verifier.ts';
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

/**
 * Makes the message handler of a connection whose token states what it may do.
 *
 * @param renewal - `ask` asks the auth server about a new token, and rejects if there is no answer
 */
export function startPermissions(
  { traffic, log }: Connection,
  lifetime: Lifetime,
  { ask, now }: { readonly ask: (token: string) => Promise<Identity | undefined>; readonly now: Clock },
  gate: Closable,
): Receive {
  let renewing = false;
  const reply = (message: object) => traffic.send(JSON.stringify(message));
  const refuse = (error: string) => reply({ type: 'error', error });

  const renew = async (token: string) => {
    renewing = true;
    const renewed = await ask(token).catch((error: unknown) => {
      log.unauthenticated('verification failed', error);
      return error instanceof Unavailable ? 'unavailable' : undefined;
    });
    renewing = false;
    // The token that is in use is still good, and until it expires there is time for another renewal.
    if (renewed === 'unavailable') return refuse('unavailable');
    if (!renewed) return gate.close(closes.unauthorized);
    if (renewed.user !== lifetime.identity().user) return gate.close(closes.forbidden);
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
    const token = stringMember(message.value, 'token');
    if (!token.ok) return refuse(token.problem);
    if (renewing) return refuse('a renewal is under way');
    void renew(token.value);
  };
}
