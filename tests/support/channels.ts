/** Clients of channels, as a page would be. */
import type { TestContext } from 'node:test';
import { CHANNELS_PATH } from '../../protocol/channels.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { connect, type TestClient } from './client.ts';
import type { RunningLab } from './lab.ts';

/** A message as it came, with any members. */
export type Said = Readonly<Record<string, unknown>>;

export interface ChannelClient extends TestClient {
  /** How others see this connection. */
  readonly client: string;
  /** The acknowledgement. */
  readonly welcome: Said;
  say(message: object): void;
  /** The next message. */
  hear(): Promise<Said>;
  /** Says something, and returns the next message. */
  ask(message: object): Promise<Said>;
}

/** Opens a connection to the channels of a lab, and authenticates it. */
export async function joinChannels(
  t: TestContext,
  lab: Pick<RunningLab, 'urls'>,
  token: string = DEMO_TOKEN,
): Promise<ChannelClient> {
  const client = await connect(t, new URL(CHANNELS_PATH, lab.urls.webSocket).href);
  const say = (message: object) => client.send(JSON.stringify(message));
  const hear = async (): Promise<Said> => JSON.parse(await client.next());
  const ask = (message: object) => {
    say(message);
    return hear();
  };
  const welcome = await ask({ type: 'authenticate', token });
  return { ...client, welcome, client: String(welcome.client), say, hear, ask };
}
