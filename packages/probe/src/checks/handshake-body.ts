import { opcodes, writeFrame } from '@websocket-auth-lab/wire';
import { endOf } from '../run/entry.ts';
import { list, type Probe } from '../run/probe.ts';
import { withField } from '../visit/plan.ts';
import { type Check, fail, pass } from './check.ts';

const maskingKey = Buffer.from([1, 2, 3, 4]);

async function trySmuggling(probe: Probe, chunked: boolean): Promise<{ served: boolean; words: string }> {
  const { session } = probe;
  const label = chunked ? 'a chunked body' : 'a body with Content-Length';
  const plan = await probe.honestPlan();
  const smuggled = session.newMessage();
  const texts = plan.first === undefined ? [smuggled.message] : [plan.first, smuggled.message];
  const frames = Buffer.concat(
    texts.map((payload) => writeFrame({ opcode: opcodes.text, payload, maskingKey })),
  );
  const body = chunked
    ? Buffer.concat([Buffer.from(`${frames.length.toString(16)}\r\n`), frames, Buffer.from('\r\n0\r\n\r\n')])
    : frames;
  const [name, value] = chunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(body.length)];
  const visit = await probe.open({ ...withField(plan, name, value), body }, label);
  if (!visit.upgraded) {
    visit.leave();
    return { served: false, words: `${label} (${endOf(visit) ?? 'no WebSocket'})` };
  }
  const becameFrames = () => visit.messages.some((text) => smuggled.isAnswer(text));
  await visit.until(() => becameFrames() || !visit.isOpen, session.quietMs);
  if (!becameFrames() && visit.isOpen) await session.authenticate(visit, plan, session.quietMs);
  const served = becameFrames() || (visit.isOpen && (await probe.isServed(visit, session.quietMs)));
  visit.leave();
  return { served, words: becameFrames() ? `${label}, whose bytes were read as frames` : label };
}

export const check: Check = {
  id: 'handshake-body',
  level: 'SHOULD',
  fault: 'upgrades a request that has a body',
  source: 'CWE-444; RFC 9112, section 6; RFC 6455, section 4.1',
  needs: [],
  sends: 'honest handshakes with a body of WebSocket frames, once with Content-Length and once chunked',
  expects: 'a refusal, best HTTP 400',
  why: "A proxy forwards the body as part of the request, the server reads it as the first frames, or as the next request: somebody else speaks in the client's name (request smuggling).",
  mend: 'Refuse an upgrade with Transfer-Encoding, or with a Content-Length other than 0.',
  ws: "In the 'upgrade' listener: `if (request.headers['transfer-encoding'] || Number(request.headers['content-length'] ?? 0)) refuse(400)`.",
  python:
    'aiohttp: `if request.can_read_body: raise web.HTTPBadRequest()` before prepare(). websockets: check both headers in process_request.',
  async run(probe) {
    const outcomes = await Promise.all([trySmuggling(probe, false), trySmuggling(probe, true)]);
    const faults = outcomes.filter((outcome) => outcome.served);
    return faults.length > 0
      ? fail(`Served after a handshake with a body: ${list(faults.map(({ words }) => words))}.`)
      : pass(`Not served: ${list(outcomes.map(({ words }) => words))}.`);
  },
};
