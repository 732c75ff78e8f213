import { twinNodes } from '../../protocol/exhibits.ts';
import { maskToken } from '../../protocol/masking.ts';
import { type Attack, CannotRun, failed, succeeded } from './attack.ts';
import { ask } from './support/http.ts';
import { answerTo, open } from './support/socket.ts';

/** Shows one ticket to three nodes at the same moment. */
export const attack: Attack<'ticket-per-node'> = {
  name: 'ticket-per-node',
  async run(scene) {
    const { target, fixed, note, signal } = scene;
    const issued = await ask(new URL('/signed-ticket', target.exhibits), { method: 'POST', signal });
    const ticket = issued.member('ticket');
    note('node 2', fixed ? 'sharedStore' : 'storesApart', {});
    note('attacker', 'ticketStolen', { ticket: maskToken(ticket) });
    note('attacker', 'toEveryNode', {});
    const path = fixed ? '/ticket-per-node/fixed' : '/ticket-per-node';
    const attempts = await Promise.all(
      twinNodes.map((_, index) =>
        open(scene, 'attacker', target.twin(`${path}/${index + 1}?ticket=${ticket}`)),
      ),
    );
    const refused = attempts.filter(({ opened }) => !opened);
    const opened = attempts.length - refused.length;
    if (opened === 0) throw new CannotRun(`No node let the ticket in: ${refused.map(answerTo).join(', ')}.`);
    return opened > 1
      ? succeeded('ticket-per-node', { opened })
      : failed('ticket-per-node', { answer: [...new Set(refused.map(answerTo))].join(', ') });
  },
};
