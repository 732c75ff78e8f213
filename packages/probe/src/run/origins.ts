/** What a page of another origin can do: a browser adds its credential, and it knows nothing else. */

import { withField } from '../visit/plan.ts';
import type { Finding } from './finding.ts';
import type { Probe } from './probe.ts';

/** @param origins - `undefined` sends none */
export async function tryOrigins(probe: Probe, origins: readonly (string | undefined)[]): Promise<Finding> {
  const attempts = origins.map(async (origin) => {
    const credential = probe.target.credential ? await probe.credential() : '';
    const plan = probe.session.planWith(credential);
    return {
      label: origin === undefined ? 'no Origin' : `Origin: ${origin}`,
      plan: withField(plan, 'Origin', ...(origin === undefined ? [] : [origin])),
    };
  });
  return probe.mustNotEnter(await Promise.all(attempts));
}
