import { list } from '../run/probe.ts';
import { messageFrame } from '../visit/payload.ts';
import type { Plan } from '../visit/plan.ts';
import { type Check, fail, pass } from './check.ts';

/** Milliseconds after which a refusal may be one of something else than the message. */
const LATE_MS = 500;

export const check: Check = {
  id: 'early-message',
  level: 'MUST',
  fault: 'answers or acts on a message that came before the credential',
  source: 'CWE-306; CWE-696',
  needs: ['message'],
  sends: 'a message before any credential: alone, in front of a wrong credential, in front of the right one',
  expects: 'no answer to that message, then or later, to anybody',
  why: 'What is acted on before the check has no user, and what is queued before it is acted on in the name of whoever comes next.',
  mend: 'Refuse whatever comes before the credential. What comes while the credential is checked may wait, with a bound.',
  ws: 'Let the first message decide: `if (!user) return authenticate(message)` before any other handler.',
  python: 'Read the credential first, and start `async for message in websocket` after the check.',
  async run(probe) {
    const { session } = probe;
    const witness = await probe.witness();
    const right = await probe.honestPlan();
    const wrong = await probe.planWith(await probe.wrongCredential());
    const cases: readonly (readonly [string, Plan | undefined])[] = [
      ['alone', undefined],
      ['in front of a wrong credential', wrong],
      ['in front of the right credential', right],
    ];
    const look = async ([label, plan]: (typeof cases)[number]) => {
      const early = session.newMessage();
      const visit = await probe.openWebSocket(await probe.planWith(undefined), `a message ${label}`);
      const first = plan && (await session.firstMessage(visit, plan));
      visit.frames(...[early.message, first ?? []].flat().map(messageFrame));
      const isActedOn = () =>
        visit.messages.some((text) => early.isAnswer(text)) ||
        (witness?.messages.some((text) => text.includes(early.nonce)) ?? false);
      const since = performance.now();
      await probe.quiet(visit, isActedOn);
      const isLate = !visit.isOpen && performance.now() - since > LATE_MS;
      if (isActedOn()) probe.blame(visit);
      visit.leave();
      return { label, fault: isActedOn(), isLate };
    };
    const results = await Promise.all(
      cases.map(async (one) => {
        const result = await look(one);
        // A busy server may have ended it for its deadline, before it came to the message.
        return result.isLate && !result.fault ? look(one) : result;
      }),
    );
    witness?.leave();
    const faults = results.filter(({ fault }) => fault).map(({ label }) => label);
    return faults.length > 0
      ? fail(`A message before the credential was acted on: ${list(faults)}.`)
      : pass('No message before the credential was answered, nor seen by others.');
  },
};
