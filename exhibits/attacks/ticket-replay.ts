import { type Attack, CannotRun, failed, succeeded } from './attack.ts';
import { lastLine } from './support/log.ts';
import { answerTo, open } from './support/socket.ts';
import { signIn } from './support/victim.ts';

const shows = { shows: true } as const;

/** Shows a ticket a second time: after the victim, and at the same moment. */
export const attack: Attack<'ticket-replay'> = {
  name: 'ticket-replay',
  async run(scene) {
    const { target, fixed, note } = scene;
    const alice = await signIn(scene, 'victim', 'alice');
    // Its log is the weak part of this one; it takes tickets as the real server does.
    const logging = fixed ? '/log-replay/fixed' : '/ticket-replay';
    const used = await alice.ticket('query-ticket');
    await open(scene, 'victim', target.twin(`${logging}?ticket=${used}`), shows);
    const line = await lastLine(scene, fixed ? 'log-replay' : 'ticket-replay', /\?ticket=/);
    const found = line && /\?(ticket=[\w-]+)/.exec(line)?.[1];
    if (found === undefined) throw new CannotRun('The access log shows no ticket.');
    note(['twin', 'attacker'], 'copies', { found });
    const later = await open(scene, 'attacker', target.twin(`${logging}?${found}`), shows);

    const url = fixed ? target.method('query-ticket') : target.twin('/ticket-replay');
    const fresh = `${url}?ticket=${await alice.ticket('query-ticket')}`;
    note('attacker', 'sameMoment', {});
    const both = await Promise.all([open(scene, 'victim', fresh), open(scene, 'attacker', fresh)]);
    const winners = both.filter(({ opened }) => opened).length;
    const extra = winners - 1 + (later.opened ? 1 : 0);
    if (extra > 0) return succeeded('ticket-replay', { extra });
    const answers = [later, ...both].filter(({ opened }) => !opened).map(answerTo);
    return failed('ticket-replay', { answer: [...new Set(answers)].join(', ') });
  },
};
