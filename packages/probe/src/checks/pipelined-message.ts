import { writeFrame } from '@websocket-auth-lab/wire';
import { list, type Probe } from '../run/probe.ts';
import { messageFrame, type Payload } from '../visit/payload.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

const TOGETHER = 'together with the handshake';

async function isAnsweredAlone(probe: Probe): Promise<boolean> {
  const visit = await probe.openWebSocket(await probe.planWith(undefined), 'a message alone');
  const isAnswered = await probe.isServed(visit, probe.session.quietMs);
  visit.leave();
  return isAnswered;
}

export const check: Check = {
  id: 'pipelined-message',
  level: 'MUST',
  fault: 'acts on a message sent right behind a wrong credential',
  source: 'CWE-362; CWE-696',
  needs: ['message'],
  sends:
    'a wrong credential and a message in one piece, once after the 101 and once together with the handshake',
  expects: 'no answer to that message',
  why: 'While the credential is checked, or right after it was refused, the next message is already there. A handler that asks too late acts on it.',
  mend: 'Keep a state of your own (waiting, checking, in, closed), and ignore every message outside "in". Libraries deliver messages also after close().',
  ws: 'ws still emits "message" after close(): check your own `closed` first.',
  python: 'Do not read on while the check runs, and return from the handler when it fails.',
  async run(probe) {
    const { session } = probe;
    const witness = await probe.witness();
    const { dialect } = probe;
    const isAnswer = dialect.carrier === 'message' && dialect.challenge !== undefined;
    // What answers a challenge cannot be sent before that has come.
    const moments = ['after the 101', ...(isAnswer ? [] : [TOGETHER])];
    const results = await Promise.all(
      moments.map(async (when) => {
        const plan = await probe.planWith(await probe.wrongCredential());
        const message = session.newMessage();
        const framesWith = (first: Payload = '') => [first, message.message].map(messageFrame);
        const together = when === TOGETHER;
        const body = together
          ? Buffer.concat(
              framesWith(plan.first).map((frame) =>
                writeFrame({ ...frame, maskingKey: Buffer.from([1, 2, 3, 4]) }),
              ),
            )
          : undefined;
        const visit = await probe.openWebSocket(
          { ...plan, body },
          `a wrong credential and a message ${when}`,
        );
        if (!together) visit.frames(...framesWith(await session.firstMessage(visit, plan)));
        const isActedOn = () =>
          visit.messages.some((text) => message.isAnswer(text)) ||
          (witness?.messages.some((text) => text.includes(message.nonce)) ?? false);
        await probe.quiet(visit, isActedOn);
        if (isActedOn()) probe.blame(visit);
        visit.leave();
        return { when, fault: isActedOn() };
      }),
    );
    witness?.leave();
    const faults = results.filter(({ fault }) => fault).map(({ when }) => when);
    if (faults.length > 0 && (await isAnsweredAlone(probe))) {
      return notApplicable('Messages are answered without any credential: see early-message.');
    }
    return faults.length > 0
      ? fail(`The message behind a wrong credential was acted on: sent ${list(faults)}.`)
      : pass('A message behind a wrong credential was acted on by nobody.');
  },
};
