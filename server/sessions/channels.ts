/** The message handler of channels: subscribe, publish, unsubscribe, and a token that is renewed by messages. */
import type { OpenSocket, Receive } from '@websocket-auth-lab/gate';
import { type allows, capabilityFor, type Operation } from '../../protocol/capabilities.ts';
import {
  type ChannelAnswer,
  type ChannelRequest,
  channelLimits,
  formatAnswer,
  type Member,
  parseChannelRequest,
  type Repeated,
  writeData,
} from '../../protocol/channels.ts';
import { INVALID_JSON_TEXT, NOT_JSON, type Parsed } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { formatRefreshed, tokenIn } from '../../protocol/typed-messages.ts';
import { type Identity, isSameUser } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import { Unavailable } from '../basics/unavailable.ts';
import type { Broker } from '../channels/broker.ts';
import type { Subscriber, Subscription } from '../channels/channel.ts';
import type { Connection } from '../connection/connection.ts';
import { type Lifetime, secondsLeft } from '../connection/lifetimes.ts';

/** Most requests of one connection that wait for their turn. */
const MAX_WAITING = 100;

export interface Channels {
  readonly broker: Broker;
  /** Asks the auth server about the credential of a renewal; rejects if there is no answer. */
  readonly ask: (credential: string) => Promise<Identity | undefined>;
  readonly now: Clock;
  /** Whether scopes allow an operation on a channel. */
  readonly allows: typeof allows;
}

/**
 * Makes the message handler of a connection that subscribes and publishes.
 *
 * Requests are answered in their order, one after the other: so one publisher's messages keep theirs, too.
 *
 * @param client - what others know this connection by
 */
export function startChannels(
  { traffic, log }: Connection,
  lifetime: Lifetime,
  { broker, ask, now, allows }: Channels,
  client: string,
  gate: OpenSocket,
): Receive {
  const { user, provider } = lifetime.identity();
  const member: Member = { user, ...(provider && { issuer: provider.issuer }), client };
  const subscriptions = new Map<string, Subscription>();
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  const answer = (message: ChannelAnswer) => traffic.send(formatAnswer(message));
  const may = (operation: Operation, channel: string) =>
    allows(lifetime.identity().permissions, operation, channel);

  /** Ends a subscription at once. */
  const leave = (channel: string) => {
    subscriptions.get(channel)?.end();
    subscriptions.delete(channel);
  };

  const leaveAll = () => {
    for (const channel of subscriptions.keys()) leave(channel);
  };
  gate.signal.addEventListener('abort', leaveAll, { once: true });

  let isOver = false;
  /** Sends unless the token has expired: its timer is late if the clock was set, or the machine has slept. */
  const send = (frame: Uint8Array) => {
    if (isOver) return;
    const { expiresAt } = lifetime.identity();
    if (expiresAt === undefined || now() < expiresAt) return traffic.sendFrame(frame);
    isOver = true;
    // Not in this turn: the others are told who leaves, and their tokens may have expired as well.
    setImmediate(lifetime.lasts);
  };

  const subscriberOf = (channel: string): Subscriber => ({
    member,
    seesPresence: () => may('presence', channel),
    send,
    drained: () => traffic.drained(),
  });

  const subscribe: Answer<'subscribe'> = async ({ channel, since, history }, repeated) => {
    if (subscriptions.has(channel)) return invalid('already subscribed', repeated);
    if (subscriptions.size >= channelLimits.subscriptions) {
      return invalid(`more than ${channelLimits.subscriptions} subscriptions`, repeated);
    }
    const seesHistory = may('history', channel);
    if (!may('subscribe', channel)) return forbidden('subscribe', channel, repeated);
    if (history && !seesHistory) return forbidden('history', channel, repeated);
    // Resuming reads history.
    const from = seesHistory ? { since, history } : {};
    const subscription = await broker.subscribe(channel, subscriberOf(channel), from);
    subscriptions.set(channel, subscription);
    if (gate.signal.aborted) leaveAll();
  };

  const publish: Answer<'publish'> = async ({ channel, id, data }, repeated) => {
    if (!may('publish', channel)) return forbidden('publish', channel, repeated);
    const { client: _, ...publisher } = member;
    const json = writeData(data);
    if (!json.ok) return invalid(json.problem, repeated);
    const message = { id, ...publisher, data: json.value };
    answer({ type: 'published', channel, id, ...(await broker.publish(channel, message)) });
  };

  const unsubscribe: Answer<'unsubscribe'> = async ({ channel }) => {
    leave(channel);
    answer({ type: 'unsubscribed', channel });
  };

  const refresh: Answer<'refresh'> = async ({ message }, repeated) => {
    const token: Parsed<string> = tokenIn(message);
    if (!token.ok) return invalid(token.problem, repeated);
    const renewed = await ask(token.value).catch((error: unknown) => {
      log.unauthenticated('verification failed', error);
      // The token that is in use is still good, and until it expires there is time for another renewal.
      if (error instanceof Unavailable) throw error;
      return undefined;
    });
    if (!lifetime.lasts()) return;
    if (!renewed) return gate.close(closes.unauthorized);
    if (!isSameUser(renewed, lifetime.identity())) return gate.close(closes.forbidden);
    lifetime.renew(renewed);
    traffic.send(formatRefreshed(secondsLeft(renewed, now())));
    for (const channel of subscriptions.keys()) {
      if (may('subscribe', channel)) continue;
      leave(channel);
      answer({ type: 'unsubscribed', channel, reason: 'forbidden' });
    }
  };

  const invalid = (problem: string, request: Repeated) =>
    answer({ type: 'error', error: 'invalid', problem, request });

  const forbidden = (operation: Operation, channel: string, request: Repeated) =>
    answer({ type: 'error', error: 'forbidden', capability: capabilityFor(operation, channel), request });

  const act = async (request: ChannelRequest, repeated: Repeated): Promise<void> => {
    switch (request.type) {
      case 'subscribe':
        return subscribe(request, repeated);
      case 'publish':
        return publish(request, repeated);
      case 'unsubscribe':
        return unsubscribe(request, repeated);
      case 'refresh':
        return refresh(request, repeated);
    }
  };

  const handle = async (text: string): Promise<void> => {
    const request = parseChannelRequest(text);
    if (!request.ok) {
      if (request.problem === NOT_JSON) traffic.send(INVALID_JSON_TEXT);
      else invalid(request.problem, request.repeated);
      return;
    }
    try {
      await act(request.value, request.repeated);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      answer({ type: 'error', error: 'unavailable', request: request.repeated });
    }
  };

  const inTurn = async (before: Promise<void>, text: string): Promise<void> => {
    await before;
    waiting--;
    // The connection may have ended, or its token expired, while the request waited.
    if (!gate.signal.aborted && lifetime.lasts()) await handle(text);
  };

  return (text) => {
    if (typeof text !== 'string') return gate.close(closes.binaryRefused);
    log.received(text);
    if (waiting >= MAX_WAITING) {
      return invalid('too many requests at once', parseChannelRequest(text).repeated);
    }
    waiting++;
    last = inTurn(last, text);
    // If it rejects, the gate ends this connection and logs why.
    return last;
  };
}

type Answer<Type extends ChannelRequest['type']> = (
  request: Extract<ChannelRequest, { type: Type }>,
  repeated: Repeated,
) => Promise<void>;
