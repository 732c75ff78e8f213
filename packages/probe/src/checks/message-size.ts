import { opcodes, writeFrame } from '@websocket-auth-lab/wire';
import { judgeLarge, noSpace, splitForSpace } from '../run/large.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'message-size',
  level: 'SHOULD',
  fault: 'takes a message of 64 MiB',
  source: 'CWE-770',
  needs: ['loopback'],
  phase: 'load',
  intrusive: true,
  sends: 'the message of an honest client, which white space inside it makes 64 MiB long',
  expects: 'the end of the connection, best with close code 1009',
  why: 'A few such messages at once take all memory.',
  mend: 'Set a limit for messages.',
  ws: '`new WebSocketServer({ maxPayload: 65536 })`; the default is 100 MiB.',
  python: '`max_size=65536`; the default of websockets is 1 MiB, of aiohttp 4 MiB.',
  cases: ['CVE-2016-10542 (ws): a message that was too large ended the process.'],
  async run(probe) {
    const expected = probe.session.newMessage();
    const parts = splitForSpace(expected.message);
    if (parts === undefined) return noSpace;
    const [before, after] = parts;
    const visit = await probe.honest('a message of 64 MiB');
    const space = ' '.repeat(1_048_576);
    visit.transcript.add('client', 'text', `${before} and 64 MiB of spaces, in 64 fragments, and ${after}`);
    for (let index = 0; index < 64 && visit.isOpen; index++) {
      visit.connection?.write(
        writeFrame({
          opcode: index === 0 ? opcodes.text : opcodes.continuation,
          payload: `${index === 0 ? before : ''}${space}${index === 63 ? after : ''}`,
          fin: index === 63,
          maskingKey: Buffer.from([1, 2, 3, 4]),
        }),
      );
      await visit.drained(10_000);
    }
    return judgeLarge(probe, visit, expected, 'A message of 64 MiB');
  },
};
