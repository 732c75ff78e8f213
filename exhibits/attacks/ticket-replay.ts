import { type Attack, CannotRun } from './attack.ts';
import { lastLine } from './support/log.ts';
import { open, outcome } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/** Shows a ticket a second time: after the victim, and at the same moment. */
export const attack: Attack = {
  name: 'ticket-replay',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const alice = await signIn(scene, 'alice');
    // Its log is the weak part of this one; it takes tickets as the real server does.
    const logging = fixed ? '/log-replay/fixed' : '/ticket-replay';
    const first = await open(scene, target.twin(`${logging}?ticket=${await alice.ticket('query-ticket')}`));
    tell('victim', `connects with a ticket in the URL: ${outcome(first)}`);
    const line = await lastLine(scene, fixed ? 'log-replay' : 'ticket-replay', /\?ticket=/);
    const copied = line && /\?(ticket=[\w-]+)/.exec(line)?.[1];
    if (copied === undefined) throw new CannotRun('The access log shows no ticket.');
    tell('attacker', 'copies the ticket from the access log and connects within its 30 seconds');
    const copies = await Promise.all([
      open(scene, target.twin(`${logging}?${copied}`)),
      open(scene, `${fixed ? target.method('query-ticket') : target.twin('/ticket-replay')}?${copied}`),
    ]);
    for (const copy of copies) tell('server', `shown the copy: ${outcome(copy)}`);

    const url = fixed ? target.method('query-ticket') : target.twin('/ticket-replay');
    const ticket = await alice.ticket('query-ticket');
    const both = await Promise.all([
      open(scene, `${url}?ticket=${ticket}`),
      open(scene, `${url}?ticket=${ticket}`),
    ]);
    const winners = both.filter(({ opened }) => opened).length;
    tell('attacker', 'shows a fresh ticket at the same moment as the victim');
    tell(
      'server',
      winners === 1 ? 'one of the two is let in, the other gets HTTP 401' : `lets ${winners} in`,
    );
    return copies.some(({ opened }) => opened) || winners > 1;
  },
};
