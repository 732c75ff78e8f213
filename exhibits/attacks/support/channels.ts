/** Clients of channels. */
import { randomInt } from 'node:crypto';
import type { AttackParty } from '../../../protocol/exhibits.ts';
import { parseObject } from '../../../protocol/messages.ts';
import { CannotRun, type Scene } from '../attack.ts';
import { inWords, type OpenSocket, open, type Refused } from './socket.ts';
import { type Person, signIn } from './victim.ts';

/** A message of the server, with any members. */
export type Said = Readonly<Record<string, unknown>>;

export interface ChannelClient {
  readonly socket: OpenSocket;
  /** Whose connection it is, as the server says. */
  readonly user: string;
  /** How others see this connection. */
  readonly client: string;
  /** Says something, and waits for what it is answered. */
  ask(message: object): Promise<Said>;
  /** Waits for a message of this type that was not heard yet. */
  hear(type: string): Promise<Said>;
  /** What came of this type and was not heard yet. */
  unheard(type: string): Said[];
}

/** Where the channels are that are attacked. */
export function channelsOf({ target, fixed }: Scene, twin: string): string {
  return fixed ? target.channels : target.twin(twin);
}

/** A channel that nobody else uses at the moment, such as `room:1f9e0x`. */
export function newChannel(kind: 'room' | 'staff'): string {
  const name = randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `${kind}:${name}`;
}

/** The same scene, which is not told what happens. */
export function quietly(scene: Scene): Scene {
  return { ...scene, happened() {} };
}

/** An access token of somebody's, for no more than the scope. How it is fetched is not what these attacks are about. */
export async function tokenOf(scene: Scene, person: Person, scope: string) {
  const signedIn = await signIn(quietly(scene), 'victim', person);
  return { token: await signedIn.accessToken(scope), signOut: signedIn.signOut };
}

/** Opens a connection, and authenticates it. @throws CannotRun when it is not let in */
export async function join(
  scene: Scene,
  who: AttackParty,
  url: string,
  token: string,
): Promise<ChannelClient> {
  const socket = await open(scene, who, url);
  const client = await enter(socket, token);
  if (!client) throw new CannotRun(`${url} did not accept a good token.`);
  return client;
}

/** Authenticates a connection. @returns undefined when the token is not accepted */
export async function enter(socket: OpenSocket | Refused, token: string): Promise<ChannelClient | undefined> {
  if (!socket.opened) return undefined;
  socket.send({ type: 'authenticate', token });
  const event = await socket.next();
  return event.type === 'message' ? hearing(socket, read(event.text)) : undefined;
}

function hearing(socket: OpenSocket, { client, user }: Said): ChannelClient {
  const heard: Said[] = [];
  const waiting: (() => void)[] = [];
  let closed: string | undefined;
  const listen = async () => {
    while (closed === undefined) {
      const event = await socket.next();
      if (event.type === 'message') heard.push(read(event.text));
      else closed = inWords(event);
      for (const wake of waiting.splice(0)) wake();
    }
  };
  void listen();
  const next = async (isWanted: (type: unknown) => boolean): Promise<Said> => {
    for (;;) {
      const index = heard.findIndex(({ type }) => isWanted(type));
      const [found] = index < 0 ? [] : heard.splice(index, 1);
      if (found) return found;
      if (closed !== undefined) throw new CannotRun(`A connection was closed: ${closed}.`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return {
    socket,
    user: String(user),
    client: String(client),
    ask(message) {
      socket.send(message);
      return next((type) => !pushed.some((one) => one === type));
    },
    hear: (wanted) => next((type) => type === wanted),
    unheard: (wanted) => heard.filter(({ type }) => type === wanted),
  };
}

/** Types of what the server says by itself. Everything else is an answer. */
const pushed = ['message', 'presence'];

function read(text: string): Said {
  const message = parseObject(text);
  return message.ok ? { ...message.value } : {};
}
