/** The probe against this lab, method by method: nothing fails but what the one line of the baseline says. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checks } from '../../packages/probe/src/checks/index.ts';
import { readBaseline } from '../../packages/probe/src/config/baseline.ts';
import { readDialect } from '../../packages/probe/src/config/dialect.ts';
import { type Target, targetDefaults } from '../../packages/probe/src/config/settings.ts';
import { judge } from '../../packages/probe/src/run/report.ts';
import { run } from '../../packages/probe/src/run/runner.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import { parseChallenge } from '../../protocol/typed-messages.ts';
import { certificates } from '../../server/basics/paths.ts';
import { ask, fetchTicket, type SignedIn, signIn } from '../support/auth.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { accessToken, clientCertificate } from '../support/methods.ts';
import { boundToken, makeHolder, urlOf } from '../support/proofs.ts';

const ids = checks.map(({ id }) => id);
const baseline = readBaseline('packages/probe/lab-baseline.txt', process.cwd(), ids);
/** A password takes a fifth of a second, so `basic` is asked only about what is its own. */
const aboutPasswords =
  /^(?:origin-(?:foreign|suffix|missing)|credential-(?:missing|prefix|case|twice)|oracle-close)$/;

const always = (credential: string) => async () => credential;

describe('The probe against the lab', () => {
  it('finds what the baseline says and no more, for every method', async (t) => {
    const unlimited = { authFailuresPerMinute: 0, certificatePort: 0 };
    const lab = await startLab(t, { ...unlimited, authDeadlineMs: 2000 });
    // The deadline counts the check of a password.
    const patient = await startLab(t, unlimited);
    const sessions = await Promise.all(Array.from({ length: 5 }, () => signIn(lab.urls.page)));
    const ca = await readFile(path.join(certificates, 'ca.pem'), 'utf8');
    const found = await Promise.all(
      methodIds.map(async (id) => {
        const chosen = checks.filter(
          (check) => !check.intrusive && (id !== 'basic' || aboutPasswords.test(check.id)),
        );
        const target = await targetOf(id === 'basic' ? patient : lab, id, sessions, ca);
        const report = await run({ target, checks: chosen, jobs: 8, timeoutMs: 120_000 });
        const known = id === 'first-message' ? baseline : [];
        assert.equal(judge(report, known, true).exitCode, 0, `${id}: ${wrongOf(report)}`);
        return report.checks.filter(({ verdict }) => verdict === 'fail').map((check) => check.id);
      }),
    );
    assert.deepEqual(found.flat(), baseline);
    assert.equal(baseline.length, 1);
  });
});

function wrongOf({ problem = '', checks: reports }: Awaited<ReturnType<typeof run>>): string {
  const wrong = reports.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
  return [problem, ...wrong.map(({ id, verdict, summary }) => `${id} ${verdict}: ${summary}`)].join('\n');
}

async function targetOf(
  lab: RunningLab,
  id: MethodId,
  sessions: readonly SignedIn[],
  ca: string,
): Promise<Target> {
  const { page, methods } = lab.urls;
  let turn = 0;
  const ticket = async () => {
    const session = sessions[turn++ % sessions.length];
    assert.ok(session);
    return fetchTicket(page, session, id);
  };
  const common: Target = {
    url: new URL(methods.get(id) ?? page),
    dialect: readDialect(id, 'dialect'),
    credential: always(DEMO_TOKEN),
    csrf: undefined,
    ca,
    clientCertificate: undefined,
    origin: page.slice(0, -1),
    message: readDialect(id, 'dialect').message ?? targetDefaults.message,
    answer: '$NONCE',
    user: undefined,
    second: undefined,
    ticket,
    expiring: undefined,
    revoke: undefined,
    prove: undefined,
    deadlineSeconds: 2.5,
    revokedWithinSeconds: 1,
  };
  switch (id) {
    case 'basic':
      return { ...common, credential: always('alice:rabbit-hole'), ticket: undefined };
    case 'query-token':
      return { ...common, ticket: undefined };
    case 'query-ticket':
      return { ...common, credential: ticket };
    case 'client-certificate':
      return { ...common, credential: undefined, clientCertificate: await pem(), ticket: undefined };
    case 'cookie': {
      const session = await signIn(page);
      const [name = '', cookie = ''] = session.cookie.split('=');
      assert.equal(name, `__Host-session-${lab.port}`);
      return {
        ...common,
        credential: always(cookie),
        csrf: always(session.csrfToken),
        ticket: undefined,
        revoke: () => signOut(page, session),
      };
    }
    case 'proof-message': {
      const session = await signIn(page);
      const holder = await makeHolder();
      // Each is good for a minute, and a session gets so many in a minute only.
      const fresh = memoizeFor(20_000, () => boundToken(lab, session, holder));
      return {
        ...common,
        credential: fresh,
        prove(challenge, token) {
          const parsed = parseChallenge(challenge);
          const nonce = parsed.ok ? parsed.value : '';
          return holder.prove({ htm: 'GET', htu: urlOf(lab), nonce, token });
        },
        ticket: undefined,
        revoke: () => signOut(page, session),
      };
    }
    case 'token-refresh': {
      const session = await signIn(page);
      return {
        ...common,
        credential: () => accessToken(lab, session),
        ticket: undefined,
        revoke: () => signOut(page, session),
      };
    }
    default:
      return common;
  }
}

async function pem() {
  const { cert, key } = await clientCertificate(certificates, 'alice');
  return { cert: cert.toString(), key: key.toString() };
}

async function signOut(page: string, { headers }: SignedIn): Promise<void> {
  await ask(page, '/auth/session', { method: 'DELETE', headers });
}

/** What was made lately, or something new. */
function memoizeFor<Value>(ms: number, make: () => Promise<Value>): () => Promise<Value> {
  let made: { readonly at: number; readonly value: Promise<Value> } | undefined;
  return () => {
    if (made === undefined || performance.now() - made.at > ms)
      made = { at: performance.now(), value: make() };
    return made.value;
  };
}
