import { memberNames } from '../run/first-message.ts';
import { withParameter } from '../visit/plan.ts';
import { type Check, notApplicable } from './check.ts';

const usual = [
  'token',
  'access_token',
  'auth',
  'auth_token',
  'authorization',
  'ticket',
  'jwt',
  'key',
  'api_key',
  'apikey',
  'session',
  'sid',
];

export const check: Check = {
  id: 'credential-in-url',
  level: 'SHOULD',
  fault: 'takes the credential from the URL, too',
  source: 'CWE-598; RFC 6750, section 5.3',
  needs: ['secret', 'not in the URL'],
  sends: 'the credential in the query, as token, access_token and the usual other names, and nowhere else',
  expects: 'a refusal',
  why: 'Logs, histories and monitoring keep URLs, and with them the credential.',
  mend: 'Read the credential from one place only.',
  ws: 'No fallback such as `headers.authorization ?? searchParams.get("token")`.',
  python: 'No fallback such as request.query.get("token").',
  async run(probe) {
    const credential = await probe.credential();
    const { dialect } = probe;
    const own =
      dialect.carrier === 'cookie'
        ? [dialect.cookie]
        : dialect.carrier === 'header'
          ? [dialect.header, dialect.header.toLowerCase()]
          : dialect.carrier === 'message'
            ? memberNames(dialect.first)
            : [];
    const bare = await probe.planWith(undefined);
    const names = new Set([...usual, ...own]);
    const path = [...names].reduce((so_far, name) => withParameter(so_far, name, credential), bare.path);
    const found = await probe.mustNotEnter([
      { label: 'the credential in the query', plan: { ...bare, path } },
    ]);
    if (found.verdict !== 'fail') return found;
    const without = await probe.tryToEnter({ label: 'no credential at all', plan: bare });
    return without.how === 'in'
      ? notApplicable('A client gets in without any credential: see credential-missing and early-message.')
      : found;
  },
};
