import { type FrameToWrite, opcodes, writeFrame } from '@websocket-auth-lab/wire';
import { endOf } from '../run/entry.ts';
import { list, type Probe } from '../run/probe.ts';
import { HONEST_PATIENCE_MS } from '../run/session.ts';
import { messageFrame } from '../visit/payload.ts';
import { type Plan, withField } from '../visit/plan.ts';
import { type Check, fail, pass } from './check.ts';

/** Close code of a server that could not read the body as frames, and tried. */
const PROTOCOL_ERROR = 1002;

const maskingKey = Buffer.from([1, 2, 3, 4]);

interface Outcome {
  readonly isFault: boolean;
  readonly words: string;
}

async function trySmuggling(probe: Probe, chunked: boolean): Promise<Outcome> {
  const { session } = probe;
  const label = chunked ? 'a chunked body' : 'a body with Content-Length';
  const plan = await probe.honestPlan();
  const smuggled = session.newMessage();
  const { in: said } = probe.dialect;
  // A server that says when one is in may want to be waited for: there the credential alone is smuggled.
  const waits = plan.first !== undefined && said !== undefined;
  const messages = [plan.first ?? [], waits ? [] : smuggled.message].flat();
  // An answer to a challenge that has not come cannot be smuggled, but bytes that are a frame can.
  const isAnswer = probe.dialect.carrier === 'message' && probe.dialect.challenge !== undefined;
  const frames = isAnswer ? [{ opcode: opcodes.ping }] : messages.map(messageFrame);
  const visit = await probe.open(withBody(plan, frames, chunked), label);
  if (!visit.upgraded) {
    visit.leave();
    return { isFault: false, words: `${label} (${endOf(visit) ?? 'no WebSocket'})` };
  }
  const wereFrames = () =>
    visit.messages.some((text) => (waits ? text.includes(said) : smuggled.isAnswer(text))) ||
    visit.close?.code === PROTOCOL_ERROR;
  await visit.until(() => wereFrames() || !visit.isOpen, session.quietMs);
  if (wereFrames()) {
    probe.blame(visit);
    visit.leave();
    return { isFault: true, words: `${label}, whose bytes were read as frames` };
  }
  // A server that drops the body, and serves who comes in afterwards.
  if (visit.isOpen) await session.authenticate(visit, plan, HONEST_PATIENCE_MS);
  const isServed = await probe.isServed(visit, HONEST_PATIENCE_MS);
  if (isServed) probe.blame(visit);
  visit.leave();
  return { isFault: isServed, words: isServed ? label : `${label} (${endOf(visit) ?? 'no answer'})` };
}

function withBody(plan: Plan, frames: readonly FrameToWrite[], chunked: boolean): Plan {
  const bytes = Buffer.concat(frames.map((frame) => writeFrame({ ...frame, maskingKey })));
  if (!chunked) return { ...withField(plan, 'Content-Length', String(bytes.length)), body: bytes };
  const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
  const body = Buffer.concat([size, bytes, Buffer.from('\r\n0\r\n\r\n')]);
  return { ...withField(plan, 'Transfer-Encoding', 'chunked'), body };
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
    const outcomes = await probe.session.each([false, true], (chunked) => trySmuggling(probe, chunked));
    const faults = outcomes.filter(({ isFault }) => isFault);
    return faults.length > 0
      ? fail(`Upgraded in spite of a body: ${list(faults.map(({ words }) => words))}.`)
      : pass(`Not upgraded, or not served: ${list(outcomes.map(({ words }) => words))}.`);
  },
};
