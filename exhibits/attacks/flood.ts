import { type Attack, CannotRun, type Scene } from './attack.ts';
import { counted, openCrowd } from './support/crowd.ts';
import { comeIn, echoTimes, getIn } from './support/honest.ts';
import { type OpenSocket, outcome } from './support/socket.ts';

/** More than one address may have on the real server at its defaults, and more than all twins together have seats. */
const FROM_ONE = { count: 240, addresses: 1 };
const FROM_MANY = { count: 40, addresses: 20 };

const SENDERS = { count: 20, addresses: 20 };
const MESSAGES = 1000;
const AT_ONCE = 200;
const FLOOD = JSON.stringify({ msg: 'flood' });

/** Sends messages as fast as it can, then takes seats as fast as it can, while honest clients want to be served. */
export const attack: Attack = {
  name: 'flood',
  seconds: 45,
  async run(scene) {
    const { target, fixed, tell } = scene;
    const url = fixed ? target.method('first-message') : target.twin('/flood');
    const honest = await comeIn(scene, url);
    if (!honest.opened)
      throw new CannotRun(`An honest client is not let in before it begins: ${outcome(honest)}.`);
    tell('victim', `an honest client is in; an echo takes ${await echoTimes(honest)}`);
    const stopped = await floodWithMessages(scene, url, honest);
    const served = await floodWithSockets(scene, url);
    return !stopped || !served;
  },
};

/** @returns whether the server stopped it */
async function floodWithMessages(scene: Scene, url: string, honest: OpenSocket): Promise<boolean> {
  const { tell } = scene;
  const { opened: senders } = await openCrowd(scene, url, SENDERS);
  await Promise.all(senders.map(getIn));
  tell('attacker', `gets in ${senders.length} times and sends ${MESSAGES} messages each, ${AT_ONCE} at once`);
  const sent = Promise.all(senders.map(sendAll));
  const [endings, meanwhile] = await Promise.all([sent, echoTimes(honest, sent)]);
  const closings = endings.flatMap(({ closing }) => (closing === undefined ? [] : [closing]));
  const answered = endings.reduce((sum, one) => sum + one.answered, 0);
  const closed = closings.length === 0 ? 'none' : counted(closings).join(', ');
  tell('server', `answers ${answered} of them, closes ${closed}`);
  tell(
    'victim',
    meanwhile === undefined
      ? 'the honest client was closed, too'
      : `the honest client’s echo took ${meanwhile}`,
  );
  return closings.length === senders.length && meanwhile !== undefined;
}

/** Never waits for an answer before it has sent far more than an honest client would. */
async function sendAll(socket: OpenSocket): Promise<{ answered: number; closing?: string }> {
  for (let sent = 0; sent < AT_ONCE; sent++) socket.send(FLOOD);
  for (let answered = 0; answered < MESSAGES; answered++) {
    const event = await socket.next();
    if (event.type === 'closed') return { answered, closing: `${event.code} ${event.reason}` };
    if (answered + AT_ONCE < MESSAGES) socket.send(FLOOD);
  }
  return { answered: MESSAGES };
}

/** @returns whether an honest client is served in spite of it */
async function floodWithSockets(scene: Scene, url: string): Promise<boolean> {
  const { tell } = scene;
  const crowds = [await openCrowd(scene, url, FROM_ONE), await openCrowd(scene, url, FROM_MANY)];
  const opened = crowds.flatMap((crowd) => crowd.opened);
  const refused = crowds.flatMap((crowd) => crowd.refused);
  tell(
    'attacker',
    `tries ${opened.length + refused.length} sockets, first from one address, then from ${FROM_MANY.addresses}`,
  );
  const refusals = counted(refused.map(({ status }) => `HTTP ${status}`)).join(', ');
  tell('server', `lets ${opened.length} in, refuses ${refusals || 'none'}`);
  const newcomer = await comeIn(scene, url);
  const times = newcomer.opened ? await echoTimes(newcomer) : undefined;
  tell(
    'victim',
    times === undefined
      ? `another honest client comes: ${outcome(newcomer)}`
      : `another honest client comes and is let in; an echo takes ${times}`,
  );
  return times !== undefined;
}
