import { randomInt } from 'node:crypto';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { FORGED_LINE, payloads } from '../../protocol/payloads.ts';
import { type Attack, failed, succeeded } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { readLog } from './support/log.ts';
import { inWords } from './support/socket.ts';

/** Sends texts that are more than text to whoever pastes them somewhere. */
export const attack: Attack<'markup'> = {
  name: 'markup',
  async run(scene) {
    const { target, fixed, note } = scene;
    const url = target.twin(fixed ? '/markup/fixed' : '/markup');
    const socket = await authenticated(scene, 'attacker', url, { token: DEMO_TOKEN });
    // Of so many texts only those are told that do not come back as they went.
    socket.hush();
    const mark = `the first of ${randomInt(1e9)}`;
    socket.send({ msg: mark });
    await socket.next();

    const count = payloads.length;
    note(['attacker', 'twin'], 'sendsTexts', { count });
    let unchanged = 0;
    let answered = 0;
    for (const { name, message } of payloads) {
      socket.send(message);
      const event = await socket.next();
      if (event.type === 'message') answered++;
      if (event.type === 'closed') note(['twin', 'attacker'], 'endedBy', { name, closing: inWords(event) });
      else if (event.text === message) unchanged++;
      else note(['twin', 'attacker'], 'changed', { name, text: shown(event.text) });
    }
    note(['twin', 'attacker'], 'unchanged', { unchanged, count });

    const log = await readLog(scene, 'markup');
    const written = log.slice(log.findLastIndex((line) => line.includes(mark)) + 1);
    const lines = written.length;
    note('twin', 'linesOfLog', { answered, lines });
    if (written.includes(FORGED_LINE)) note('attacker', 'forgedLine', { line: FORGED_LINE });
    return unchanged < count || lines !== answered
      ? succeeded('markup', { changed: count - unchanged, count, answered, lines })
      : failed('markup', { count, lines });
  },
};

/** A text fit for a terminal, which has escape sequences of its own. */
function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
    .slice(1, -1)
    .replaceAll('\\"', '"');
}
