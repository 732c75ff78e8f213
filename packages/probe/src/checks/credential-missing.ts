import { withoutCredential } from '../run/first-message.ts';
import { type Attempt, sampleCredential } from '../run/probe.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'credential-missing',
  level: 'MUST',
  fault: 'lets a client in without credential, or with an empty one',
  source: 'CWE-306; CWE-1390',
  needs: ['credential'],
  sends: 'honest connections without credential, and with an empty one',
  expects: 'a refusal, best HTTP 401 or close code 3000',
  why: 'A check that is left out when there is nothing to check is no check.',
  mend: 'Refuse what is missing or empty before it is compared with anything.',
  ws: '`if (!token) return refuse()`; never compare with a variable that may be undefined.',
  python: '`if not token: refuse()`; os.environ["TOKEN"] rather than .get().',
  cases: [
    'CVE-2024-55591 (FortiOS): requests to a WebSocket of the administration gave strangers all rights.',
  ],
  async run(probe) {
    const attempts: Attempt[] = [];
    const { dialect } = probe;
    if (dialect.carrier !== 'message') {
      attempts.push({
        label: 'no credential',
        plan: { ...(await probe.planWith(undefined)), certificate: false },
      });
    }
    if (dialect.carrier === 'message') {
      const plan = await probe.planWith('');
      const first = withoutCredential(dialect, await sampleCredential(probe));
      if (first !== undefined)
        attempts.push({ label: 'a first message without credential', plan: { ...plan, first } });
    }
    if (dialect.carrier !== 'certificate')
      attempts.push({ label: 'an empty credential', plan: await probe.planWith('') });
    return probe.mustNotEnter(attempts);
  },
};
