import { list, type Probe } from '../run/probe.ts';
import { refusals, textsOf } from '../run/refusals.ts';
import { partsBeforeSecret } from '../run/spoil.ts';
import { Masker } from '../visit/masker.ts';
import { cookieName, fieldOf, type Plan } from '../visit/plan.ts';
import type { Visit } from '../visit/visit.ts';
import { type Check, fail, pass } from './check.ts';

/** What was sent as the credential: what this plan has and one without credential has not. */
function secretOf({ dialect, target }: Probe, plan: Plan): string {
  switch (dialect.carrier) {
    case 'message': {
      const [before = ''] = dialect.first.split(/\$CREDENTIAL\w*/);
      const after = dialect.first.split(/\$CREDENTIAL\w*/).at(-1) ?? '';
      return plan.first?.slice(before.length, after === '' ? undefined : -after.length) ?? '';
    }
    case 'header': {
      const [before = ''] = dialect.value.split(/\$CREDENTIAL\w*/);
      return fieldOf(plan, dialect.header)?.slice(before.length) ?? '';
    }
    case 'cookie':
      return fieldOf(plan, 'Cookie')?.slice(cookieName(dialect.cookie, target.url.port).length + 1) ?? '';
    case 'query':
      return decodeURIComponent(plan.path.split(`${dialect.parameter}=`).at(-1) ?? '');
    default:
      return fieldOf(plan, 'Sec-WebSocket-Protocol')?.split(', ').at(-1) ?? '';
  }
}

function reflects(probe: Probe, plan: Plan, visit: Visit): boolean {
  const sent = secretOf(probe, plan);
  const secret = sent.slice(partsBeforeSecret(sent));
  // A short text may stand in an answer by chance.
  if (secret.length < 8) return false;
  const masker = new Masker();
  masker.add(secret);
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
    const plan = await probe.honestPlan();
    const visit = await probe.openWebSocket(plan, 'the honest client');
    await probe.session.authenticate(visit, plan, 10_000);
    await visit.until(() => !visit.isOpen || visit.messages.length > 0, probe.session.quietMs / 2);
    visit.leave();
    const refused = await refusals(probe);
    const places = [
      { label: 'to the honest client', plan, visit },
      ...refused.map(({ label, entry }) => ({ label, ...entry })),
    ].flatMap(({ label, plan: sent, visit: seen }) => (reflects(probe, sent, seen) ? [label] : []));
    return places.length > 0
      ? fail(`The credential came back: ${list(places)}.`)
      : pass('No answer held the credential.');
  },
};
