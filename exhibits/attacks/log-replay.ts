import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, CannotRun, type Scene } from './attack.ts';
import { lastLine } from './support/log.ts';
import { open, outcome } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/** Copies a line from an access log into a browser, so to say. */
export const attack: Attack = {
  name: 'log-replay',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const path = fixed ? '/log-replay/fixed' : '/log-replay';
    const query = fixed ? `ticket=${await fetchTicket(scene)}` : `token=${DEMO_TOKEN}`;
    const used = await open(scene, target.twin(`${path}?${query}`));
    tell('victim', `connects with the ${fixed ? 'ticket' : 'token'} in the URL: ${outcome(used)}`);

    const line = await lastLine(scene, 'log-replay', /\?(?:token|ticket)=/);
    const found = line && /\?((?:token|ticket)=[\w-]+)/.exec(line)?.[1];
    if (line === undefined || found === undefined) throw new CannotRun('The access log shows no request.');
    tell('server', `writes its access log: ${line}`);
    tell('attacker', `reads the log, copies ${found} and connects`);
    const replayed = await open(scene, target.twin(`${path}?${found}`));
    tell('server', outcome(replayed));
    if (!replayed.opened) return false;
    replayed.send({ msg: 'hello from mallory' });
    const event = await replayed.next();
    if (event.type === 'message') tell('attacker', `speaks as the victim and reads ${event.text}`);
    return event.type === 'message';
  },
};

async function fetchTicket(scene: Scene): Promise<string> {
  const alice = await signIn(scene, 'alice');
  scene.tell('victim', 'signs in and fetches a ticket that is good for one connection');
  return alice.ticket('query-ticket');
}
