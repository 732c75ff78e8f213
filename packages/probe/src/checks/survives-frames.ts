import { type FrameToWrite, opcodes } from '@websocket-auth-lab/wire';
import { list } from '../run/probe.ts';
import { orObstacle, othersAreServed } from '../run/survival.ts';
import { messageFrame, type Payload } from '../visit/payload.ts';
import { type Check, fail } from './check.ts';

const { text, ping, close } = opcodes;

const broken: Readonly<Record<string, (payload: Payload) => FrameToWrite & { masked?: boolean }>> = {
  'a frame that is not masked': (payload) => ({ ...messageFrame(payload), masked: false }),
  'a reserved bit': (payload) => ({ ...messageFrame(payload), rsv: 2 }),
  'a reserved opcode': (payload) => ({ opcode: 3, payload }),
  'text that is no UTF-8': (payload) => ({ opcode: text, payload: badlyEncoded(payload) }),
  'a fragmented ping': () => ({ opcode: ping, payload: 'part', fin: false }),
  'a ping of 200 bytes': () => ({ opcode: ping, payload: 'x'.repeat(200) }),
  'a frame that claims 2^62 bytes': () => ({ opcode: text, payload: 'x', claimedLength: 2 ** 62 }),
  'a close frame of one byte': () => ({ opcode: close, payload: 'x' }),
};

/** Puts a byte that UTF-8 never has into the last text of the message. */
function badlyEncoded(payload: Payload): Buffer {
  // Bytes are no UTF-8 as they are.
  if (typeof payload !== 'string') return payload;
  const at = payload.lastIndexOf('"') > 0 ? payload.lastIndexOf('"') : payload.length;
  return Buffer.concat([
    Buffer.from(payload.slice(0, at)),
    Buffer.from([0xff]),
    Buffer.from(payload.slice(at)),
  ]);
}

export const check: Check = {
  id: 'survives-frames',
  level: 'MUST',
  fault: 'passes on frames that RFC 6455 forbids, or stops serving others after them',
  source: 'RFC 6455, sections 5.1, 5.2, 5.5 and 8.1; CWE-248',
  needs: [],
  phase: 'survival',
  sends:
    'from honest clients: a frame that is not masked, a reserved bit, a reserved opcode, text that is no UTF-8, a fragmented ping, a ping of 200 bytes, a frame that claims 2^62 bytes, a close frame of one byte',
  expects: 'the end of that connection (1002, 1007 or 1009), while everybody else is served on',
  why: 'What one side reads as a message and a proxy reads as something else lets a stranger hide messages; a length that is believed takes all memory.',
  mend: 'Use a library that checks frames, keep it up to date, and set a limit for messages.',
  ws: 'Keep ws up to date, handle its "error" event, set maxPayload.',
  python: 'Keep websockets up to date, set max_size.',
  cases: [
    'CVE-2022-21676 (engine.io): a frame with reserved bits ended the process.',
    'CVE-2020-13935 (Apache Tomcat): a wrong payload length caused an endless loop.',
  ],
  async run(probe) {
    const { session } = probe;
    const witness = await probe.witness();
    const passed: string[] = [];
    const send = async (label: string, frameOf: (payload: Payload) => FrameToWrite) => {
      const visit = await probe.honest(label);
      const expected = session.newMessage();
      const before = visit.messages.length;
      visit.frames(frameOf(expected.message));
      const isPassedOn = () => visit.messages.slice(before).some((text) => text.includes(expected.nonce));
      await visit.until(() => isPassedOn() || !visit.isOpen, session.quietMs);
      if (isPassedOn()) {
        passed.push(label);
        probe.blame(visit);
      }
      visit.leave();
    };
    const obstacles = await session.each(Object.entries(broken), ([label, frameOf]) =>
      orObstacle(send(label, frameOf)),
    );
    // What was passed on is a fault, whatever was in the way of the rest.
    const others = await othersAreServed(probe, witness, 'broken frames', passed.length > 0 ? [] : obstacles);
    if (passed.length === 0) return others;
    const after = others.verdict === 'fail' ? ` ${others.summary}` : '';
    return fail(`Passed on as messages: ${list(passed)}.${after}`);
  },
};
