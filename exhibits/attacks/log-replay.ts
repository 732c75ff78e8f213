import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, CannotRun, failed, type Scene, succeeded } from './attack.ts';
import { lastLine } from './support/log.ts';
import { answerTo, open } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/** Copies a line from an access log into a browser, so to say. */
export const attack: Attack<'log-replay'> = {
  name: 'log-replay',
  async run(scene) {
    const { target, fixed, note } = scene;
    const path = fixed ? '/log-replay/fixed' : '/log-replay';
    const query = fixed ? `ticket=${await fetchTicket(scene)}` : `token=${DEMO_TOKEN}`;
    await open(scene, 'victim', target.twin(`${path}?${query}`), { shows: true });

    const line = await lastLine(scene, 'log-replay', /\?(?:token|ticket)=/);
    const found = line && /\?((?:token|ticket)=[\w-]+)/.exec(line)?.[1];
    if (line === undefined || found === undefined) throw new CannotRun('The access log shows no request.');
    note('twin', 'logsAccess', { line });
    note(['twin', 'attacker'], 'copies', { found });
    const replayed = await open(scene, 'attacker', target.twin(`${path}?${found}`), { shows: true });
    if (!replayed.opened) return failed('log-replay', { answer: answerTo(replayed) });
    replayed.send({ msg: 'hello from mallory' });
    const event = await replayed.next();
    return event.type === 'message'
      ? succeeded('log-replay', {})
      : failed('log-replay', { answer: String(event.code) });
  },
};

async function fetchTicket(scene: Scene): Promise<string> {
  const alice = await signIn(scene, 'victim', 'alice');
  return alice.ticket('query-ticket');
}
