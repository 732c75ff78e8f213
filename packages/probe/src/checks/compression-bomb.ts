import { constants, deflateRawSync } from 'node:zlib';
import { opcodes } from '@websocket-auth-lab/wire';
import { judgeLarge, noSpace, splitForSpace } from '../run/large.ts';
import { withField } from '../visit/plan.ts';
import { type Check, Obstacle, pass } from './check.ts';

export const check: Check = {
  id: 'compression-bomb',
  level: 'SHOULD',
  fault: 'inflates a small message beyond 16 MiB',
  source: 'CWE-409; RFC 7692, section 8',
  needs: ['loopback'],
  phase: 'load',
  intrusive: true,
  sends: 'an honest message that deflates 17 MiB to a few kilobytes',
  expects: 'the end of the connection, or no compression at all',
  why: 'A few kilobytes of a stranger become gigabytes of memory.',
  mend: 'Switch compression off, or set a limit to the message after it is inflated.',
  ws: '`perMessageDeflate: false` (the default), and maxPayload, which counts inflated bytes.',
  python: '`compression=None`, or max_size.',
  cases: ['CVE-2018-1000518 (websockets for Python): a small message inflated without limit.'],
  async run(probe) {
    const expected = probe.session.newMessage();
    const parts = splitForSpace(expected.message);
    if (parts === undefined) return noSpace;
    const offer = 'permessage-deflate; client_no_context_takeover; server_no_context_takeover';
    const plan = withField(await probe.honestPlan(), 'Sec-WebSocket-Extensions', offer);
    const visit = await probe.openWebSocket(plan, 'a message that inflates to 17 MiB');
    if (!/permessage-deflate/.test(visit.head?.headers.get('sec-websocket-extensions')?.join() ?? '')) {
      visit.leave();
      return pass('The server does not compress.');
    }
    await probe.session.authenticate(visit, plan, 10_000);
    if (!(await probe.isServed(visit)))
      throw new Obstacle('An honest client that offers compression was not served.');
    const whole = parts.join(' '.repeat(17 * 1_048_576));
    const deflated = deflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    visit.frames({ opcode: opcodes.text, payload: deflated, rsv: 4 });
    return judgeLarge(probe, visit, expected, 'A message that inflates to 17 MiB');
  },
};
