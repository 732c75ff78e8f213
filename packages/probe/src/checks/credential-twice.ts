import type { Probe } from '../run/probe.ts';
import { fieldOf, type Plan, withField } from '../visit/plan.ts';
import { type Check, notApplicable } from './check.ts';

/** The first plan with the credential of the second behind its own. */
function merge({ dialect, target }: Probe, plan: Plan, other: Plan): Plan {
  const both = (name: string) => [fieldOf(plan, name) ?? '', fieldOf(other, name) ?? ''] as const;
  switch (dialect.carrier) {
    case 'header':
      return withField(plan, dialect.header, ...both(dialect.header));
    case 'cookie':
      return withField(plan, 'Cookie', both('Cookie').join('; '));
    case 'subprotocol':
      return withField(plan, 'Sec-WebSocket-Protocol', both('Sec-WebSocket-Protocol').join(', '));
    default: {
      const parameters = other.path.slice(`${target.url.pathname}${target.url.search}`.length + 1);
      return { ...plan, path: `${plan.path}&${parameters}` };
    }
  }
}

export const check: Check = {
  id: 'credential-twice',
  level: 'SHOULD',
  fault: 'lets a client in that gives a wrong and a right credential in one handshake',
  source: 'CWE-444; CWE-235',
  needs: ['handshake', 'secret'],
  sends: 'a wrong and the right credential in one handshake, in both orders',
  expects: 'a refusal of each',
  why: 'A proxy checks or logs the one, the server takes the other. Two credentials have no meaning that all agree on.',
  mend: 'Refuse a handshake with more than one credential.',
  ws: "`request.headersDistinct.authorization?.length === 1`, `searchParams.getAll('token').length === 1`.",
  python: '`len(request.headers.getall("Authorization", [])) == 1`.',
  async run(probe) {
    const attempts = await Promise.all(
      [true, false].map(async (wrongFirst) => {
        const right = await probe.credential();
        const wrong = await probe.wrongCredential();
        return {
          label: wrongFirst ? 'first a wrong, then the right one' : 'first the right, then a wrong one',
          plan: merge(
            probe,
            ...(wrongFirst
              ? ([await probe.planWith(wrong), await probe.planWith(right)] as const)
              : ([await probe.planWith(right), await probe.planWith(wrong)] as const)),
          ),
        };
      }),
    );
    const found = await probe.mustNotEnter(attempts);
    if (found.verdict !== 'fail') return found;
    const [one, other] = [await probe.wrongCredential(1), await probe.wrongCredential(2)];
    const wrong = merge(probe, await probe.planWith(one), await probe.planWith(other));
    const { how } = await probe.tryToEnter({ label: 'two wrong ones', plan: wrong });
    return how === 'in'
      ? notApplicable('Two wrong credentials get in as well, so the right one counts for nothing here.')
      : found;
  },
};
