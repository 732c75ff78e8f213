import { list, type Probe } from '../run/probe.ts';
import { type Plan, withField, writePlan } from '../visit/plan.ts';
import { type Check, fail, notApplicable, pass } from './check.ts';

const LONGEST_MS = 10_000;

interface Result {
  readonly label: string;
  readonly state: 'held' | 'ended' | 'taken';
}

async function held(probe: Probe, label: string, plan: Plan): Promise<Result> {
  const started = performance.now();
  const visit = await probe.open(plan, label);
  if (visit.upgraded) {
    visit.leave();
    return { label, state: 'taken' };
  }
  const left = LONGEST_MS + 500 - (performance.now() - started);
  if (await visit.until(() => visit.ended, left)) return { label, state: 'ended' };
  const answered = visit.head !== undefined;
  const isKeptAlive = answered && (await takesNextRequest(probe, visit, plan));
  if (!isKeptAlive) probe.blame(visit);
  visit.leave();
  return { label, state: isKeptAlive ? 'ended' : 'held' };
}

/** An ordinary connection of HTTP/1.1 waits for the next request. One that hangs takes none. */
async function takesNextRequest(
  probe: Probe,
  visit: Awaited<ReturnType<Probe['open']>>,
  plan: Plan,
): Promise<boolean> {
  const { connection } = visit;
  if (connection === undefined) return false;
  let answered = false;
  connection.listen((bytes) => {
    answered ||= bytes.length > 0;
  });
  visit.bytes(writePlan(plan), 'the same request once more');
  await visit.until(() => answered || visit.ended, probe.session.quietMs);
  return answered || visit.ended;
}

export const check: Check = {
  id: 'handshake-refusal-ends',
  level: 'SHOULD',
  fault: 'leaves a refused handshake open for more than 10 s',
  source: 'RFC 9112, section 9.6; CWE-772',
  needs: [],
  sends:
    'a handshake of version 99, one for a path that nobody serves, and where the handshake carries the credential one with a wrong one',
  expects:
    'an answer, and the end of the connection within 10 s, or a connection that takes the next request',
  why: 'Every such connection holds a file descriptor. A stranger who is refused often enough has them all.',
  mend: 'Answer with Connection: close and end the socket. Give every upgrade a path or a refusal: Node leaves an upgrade that no listener takes open.',
  ws: "`socket.end('HTTP/1.1 401 Unauthorized\\r\\nConnection: close\\r\\n\\r\\n')`, also for paths that are none of yours.",
  python: 'websockets and aiohttp both close it. In aiohttp lower keepalive_timeout.',
  async run(probe) {
    const plans: [string, Plan][] = [
      ['version 99', withField(await probe.honestPlan(), 'Sec-WebSocket-Version', '99')],
      [
        'a path that nobody serves',
        { ...(await probe.honestPlan()), path: `/${probe.session.newMessage().nonce}` },
      ],
    ];
    const { carrier } = probe.dialect;
    if (carrier !== 'message' && carrier !== 'none' && carrier !== 'certificate') {
      plans.push(['a wrong credential', await probe.planWith(await probe.wrongCredential())]);
    }
    const results = await Promise.all(plans.map(([label, plan]) => held(probe, label, plan)));
    const open = results.filter(({ state }) => state === 'held');
    if (open.length > 0) return fail(`Still open after 10 s: ${list(open.map(({ label }) => label))}.`);
    const refused = results.filter(({ state }) => state === 'ended');
    if (refused.length === 0) return notApplicable('No handshake was refused.');
    return pass(
      `The connection ended, or took the next request: ${list(refused.map(({ label }) => label))}.`,
    );
  },
};
