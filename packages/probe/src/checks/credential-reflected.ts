import { list, type Probe } from '../run/probe.ts';
import { refusals, textsOf } from '../run/refusals.ts';
import { partsBeforeSecret } from '../run/spoil.ts';
import { Masker } from '../visit/masker.ts';
import type { Visit } from '../visit/visit.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

/** A shorter text may stand in an answer by chance. */
const SHORTEST = 8;

function reflects(probe: Probe, credential: string | undefined, visit: Visit): boolean {
  if (credential === undefined) return false;
  const secret = credential.slice(partsBeforeSecret(credential));
  if (secret.length < SHORTEST) return false;
  const masker = new Masker();
  masker.add(secret);
  // Encoded together with the name of the user.
  if (credential.includes(':')) masker.add(credential);
  return textsOf(visit, probe.dialect).some((text) => masker.mask(text) !== text);
}

export const check: Check = {
  id: 'credential-reflected',
  level: 'MUST',
  fault: 'sends the credential back',
  source: 'CWE-201; CWE-209',
  needs: ['secret'],
  sends: 'what an honest client sends to get in, and wrong credentials',
  expects: 'no part of the credential in a header, an acknowledgement, an error or a close reason',
  why: 'What is sent back is shown on pages and kept in logs, which the credential was to be kept out of.',
  mend: 'Answer with fixed texts, and never with input.',
  ws: 'socket.close(3000, "unauthorized"), a fixed text.',
  python: 'await websocket.close(3000, "unauthorized"), a fixed text.',
  async run(probe) {
    const credential = await probe.credential();
    if (credential.length - partsBeforeSecret(credential) < SHORTEST)
      return notApplicable('The credential is so short that it may stand in an answer by chance.');
    const plan = await probe.planWith(credential);
    const visit = await probe.openWebSocket(plan, 'the honest client');
    await probe.session.authenticate(visit, plan, 10_000);
    await visit.until(() => !visit.isOpen || visit.messages.length > 0, probe.session.quietMs / 2);
    visit.leave();
    const seen = [
      { label: 'to the honest client', credential, visit },
      ...(await refusals(probe)).map((refusal) => ({ ...refusal, visit: refusal.entry.visit })),
    ];
    const found = seen.filter((one) => reflects(probe, one.credential, one.visit));
    for (const one of found) probe.blame(one.visit);
    const places = found.map(({ label }) => label);
    return places.length > 0
      ? fail(`The credential came back: ${list(places)}.`)
      : pass('No answer held the credential.');
  },
};
