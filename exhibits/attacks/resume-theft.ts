import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, CannotRun, failed, type Scene, succeeded } from './attack.ts';
import { type ChannelClient, channelsOf, enter, join, newChannel, tokenOf } from './support/channels.ts';
import { inWords, type OpenSocket, open, openOneOfMany } from './support/socket.ts';

/** What the victim misses: as much as is kept, from connections of which each says no more than it may at once. */
const MISSED = { messages: 1000, connections: 20 } as const;

const everythingThere = ['subscribe', 'publish', 'history']
  .map((operation) => `${operation}:staff:*`)
  .join(' ');

/** Goes on where the victim was, with what the victim's page keeps in order to come back. */
export const attack: Attack<'resume-theft'> = {
  name: 'resume-theft',
  seconds: 30,
  async run(scene) {
    const { fixed, note } = scene;
    const url = channelsOf(scene, '/resume-theft');
    const channel = newChannel('staff');
    const { token } = await tokenOf(scene, 'bob', everythingThere);
    const his = await join(scene, 'victim', url, token);
    const { epoch, offset } = await his.ask({ type: 'subscribe', channel });
    note('victim', 'losesLine', {});
    his.socket.breakOff();
    await publishAll(scene, url, token, channel);
    const count = MISSED.messages;
    note(fixed ? 'server' : 'twin', 'missesMessages', { count, channel });
    const { client } = his;
    note(['victim', 'attacker'], 'positionCopied', { client, epoch: String(epoch), offset: String(offset) });

    const resume = { type: 'subscribe', channel, since: { epoch, offset } };
    note('attacker', 'showsName', {});
    const socket = await openThere(scene, url);
    const asBob = await enter(socket, client);
    if (asBob) {
      const seen = await resumed(scene, asBob, resume);
      if (seen > 0) return succeeded('resume-theft', { user: asBob.user, seen, count });
    }
    const closing = asBob ? 'nothing' : inWords(await socket.next());
    note('attacker', 'ownTokenThere', {});
    const asAlice = await join(scene, 'attacker', url, DEMO_TOKEN);
    asAlice.socket.hush(isNoMessage);
    const answer = await asAlice.ask(resume);
    // Whatever she is to be sent comes before the answer to this.
    asAlice.socket.hush();
    await asAlice.ask({ type: 'unsubscribe', channel });
    const seen = asAlice.unheard('message').length;
    if (seen > 0) return succeeded('resume-theft', { user: asAlice.user, seen, count });
    return failed('resume-theft', { seen, count, closing, capability: String(answer.capability) });
  },
};

/** Of so many messages the scene is told the sum. */
const isNoMessage = (text: string) => !text.startsWith('{"type":"message"');

async function openThere(scene: Scene, url: string): Promise<OpenSocket> {
  const socket = await open(scene, 'attacker', url);
  if (!socket.opened) throw new CannotRun(`${url} answered HTTP ${socket.status}.`);
  return socket;
}

/** Resumes, and reads what comes. @returns how many messages */
async function resumed(scene: Scene, client: ChannelClient, resume: object): Promise<number> {
  client.socket.hush(isNoMessage);
  const answer = await client.ask(resume);
  if (answer.recovered !== true) return 0;
  const { data } = await client.hear('message');
  let seen = 1;
  for (; seen < MISSED.messages; seen++) await client.hear('message');
  scene.note(['twin', 'attacker'], 'missedGiven', { count: seen, text: String(data) });
  return seen;
}

/** Colleagues of the victim's go on, and the scene is told the sum. */
async function publishAll(scene: Scene, url: string, token: string, channel: string): Promise<void> {
  const each = MISSED.messages / MISSED.connections;
  const publishSome = async (_: unknown, connection: number) => {
    const client = await enter(await openOneOfMany(scene, url), token);
    if (!client) throw new CannotRun(`${url} did not let in the victim’s colleagues.`);
    for (let index = 0; index < each; index++) {
      const id = `${connection * each + index + 1}`;
      client.socket.send({ type: 'publish', channel, id, data: `salary ${id} of ${MISSED.messages}` });
    }
    for (let index = 0; index < each; index++) await client.hear('published');
    client.socket.breakOff();
  };
  await Promise.all(Array.from({ length: MISSED.connections }, publishSome));
}
