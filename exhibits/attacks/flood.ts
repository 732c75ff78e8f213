import { setTimeout as pause } from 'node:timers/promises';
import { type Attack, CannotRun, failed, type Scene, succeeded } from './attack.ts';
import { counted, openCrowd } from './support/crowd.ts';
import { comeIn, getIn, keepEchoing, type Served, timeEcho } from './support/honest.ts';
import { answerTo, type OpenSocket } from './support/socket.ts';

/** More than one address may have on the real server at its defaults, and more than all twins together have seats. */
const FROM_ONE = { count: 240, addresses: 1 };
const FROM_MANY = { count: 40, addresses: 20 };

const SENDERS = { count: 20, addresses: 20 };
const MESSAGES = 1000;
const AT_ONCE = 200;
const FLOOD = JSON.stringify({ msg: 'flood' });

/** Milliseconds in which nothing is done yet, so that everybody sees how it is without an attack. */
const QUIET_MS = 1500;

/** Milliseconds for which the seats are kept: whoever looks at a chart is to see it. */
const KEPT_MS = 2000;

/** Sends messages as fast as it can, then takes seats as fast as it can, while honest clients want to be served. */
export const attack: Attack<'flood'> = {
  name: 'flood',
  seconds: 45,
  async run(scene) {
    const { target, fixed, note } = scene;
    const url = fixed ? target.method('first-message') : target.twin('/flood');
    const owner = target.ownerOf(url);
    const honest = await comeIn(scene, url);
    if (!honest.opened) {
      throw new CannotRun(`An honest client is not let in before it begins: ${answerTo(honest)}.`);
    }
    const served = keepEchoing(scene, honest);
    await pause(QUIET_MS, undefined, { signal: scene.signal });
    note(['victim', owner], 'isServed', served.take() ?? never());
    const stopped = await floodWithMessages(scene, url, served);
    const newcomer = await floodWithSockets(scene, url);
    const slowest = served.take()?.slowest;
    const senders = SENDERS.count;
    return stopped < senders || newcomer !== 'HTTP 101' || slowest === undefined
      ? succeeded('flood', { stopped, senders, answer: newcomer })
      : failed('flood', { stopped, senders, slowest });
  },
};

function never(): never {
  throw new CannotRun('The honest client was closed before it began.');
}

/** @returns how many senders the server stopped */
async function floodWithMessages(scene: Scene, url: string, served: Served): Promise<number> {
  const { note, target } = scene;
  const owner = target.ownerOf(url);
  const { opened: senders } = await openCrowd(scene, url, SENDERS, getIn);
  const count = { senders: senders.length, messages: MESSAGES, atOnce: AT_ONCE };
  note(['attacker', owner], 'floods', count);
  const sent = await Promise.all(senders.map(sendAll));
  const endings = sent.flatMap(({ closing }) => (closing === undefined ? [] : [closing]));
  const answered = sent.reduce((sum, one) => sum + one.answered, 0);
  if (endings.length === 0) note([owner, 'attacker'], 'stopsNobody', { answered });
  else note([owner, 'attacker'], 'answersFlood', { answered, endings: counted(endings).join(', ') });
  const meanwhile = served.take();
  if (meanwhile) note(['victim', owner], 'wasServed', meanwhile);
  else note([owner, 'victim'], 'wasClosed', {});
  return endings.length;
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

/** @returns how an honest newcomer was answered */
async function floodWithSockets(scene: Scene, url: string): Promise<string> {
  const { note, target } = scene;
  const owner = target.ownerOf(url);
  // Signed in, or a deadline would end them.
  const crowds = [
    await openCrowd(scene, url, FROM_ONE, getIn),
    await openCrowd(scene, url, FROM_MANY, getIn),
  ];
  const opened = crowds.flatMap((crowd) => crowd.opened).length;
  const refused = crowds.flatMap((crowd) => crowd.refused);
  note(['attacker', owner], 'takesSeats', {
    tried: opened + refused.length,
    addresses: FROM_MANY.addresses,
  });
  const refusals = counted(refused.map(({ status }) => `HTTP ${status}`)).join(', ') || '0';
  note([owner, 'attacker'], 'givesSeats', { opened, refusals });
  const newcomer = await comeIn(scene, url);
  const ms = newcomer.opened ? await timeEcho(newcomer) : undefined;
  if (ms === undefined) note([owner, 'victim'], 'newcomerOut', { answer: answerTo(newcomer) });
  else note([owner, 'victim'], 'newcomerIn', { median: ms.toFixed(1) });
  note('attacker', 'keepsSeats', {}, KEPT_MS);
  await pause(KEPT_MS, undefined, { signal: scene.signal });
  return answerTo(newcomer);
}
