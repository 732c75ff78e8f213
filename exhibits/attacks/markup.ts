import { randomInt } from 'node:crypto';
import { DEMO_TOKEN, parseJson } from '../../protocol/messages.ts';
import { FORGED_LINE, payloads } from '../../protocol/payloads.ts';
import type { Attack } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { readLog } from './support/log.ts';
import { type Event, inWords } from './support/socket.ts';

/** Sends texts that are more than text to whoever pastes them somewhere. */
export const attack: Attack = {
  name: 'markup',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const url = target.twin(fixed ? '/markup/fixed' : '/markup');
    const socket = await authenticated(scene, url, { token: DEMO_TOKEN });
    const mark = `the first of ${randomInt(1e9)}`;
    socket.send({ msg: mark });
    await socket.next();

    tell('attacker', `is let in like any user, and sends: ${payloads.map(({ name }) => name).join(', ')}`);
    let unchanged = 0;
    let answered = 0;
    for (const { name, message } of payloads) {
      socket.send(message);
      const event = await socket.next();
      if (event.type === 'message') answered++;
      if (event.type === 'message' && event.text === message) unchanged++;
      else tell('server', `${name}: ${shown(event)}`);
    }
    tell('server', `has given ${unchanged} of ${payloads.length} back byte for byte`);

    const log = await readLog(scene, 'markup');
    const written = log.slice(log.findLastIndex((line) => line.includes(mark)) + 1);
    tell('server', `has answered ${answered}, and written ${written.length} lines for them into its log`);
    if (written.includes(FORGED_LINE)) {
      tell('attacker', `has written one of the lines himself: ${FORGED_LINE}`);
    }
    tell('victim', `sees what a page makes of them at ${new URL('/markup', target.exhibits).href}`);
    return unchanged < payloads.length || written.length !== answered;
  },
};

/** What became of a message, fit for a terminal, which has escape sequences of its own. */
function shown(event: Event): string {
  if (event.type === 'closed') return inWords(event);
  const { text } = event;
  const printable = JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}…` : text)
    .slice(1, -1)
    .replaceAll('\\"', '"');
  return `comes back as ${parseJson(text).ok ? 'something else' : 'no JSON any more'}: ${printable}`;
}
