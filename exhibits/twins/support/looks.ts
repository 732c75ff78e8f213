/** What the probe can look at here, and how: this lab, and the faulty servers of its zoo. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checks } from '../../../packages/probe/src/checks/index.ts';
import { readBaseline } from '../../../packages/probe/src/config/baseline.ts';
import { readDialect } from '../../../packages/probe/src/config/dialect.ts';
import { type Target, targetDefaults } from '../../../packages/probe/src/config/settings.ts';
import { drawExchange, faultyExchange } from '../../../packages/probe/src/report/picture.ts';
import type { CheckReport } from '../../../packages/probe/src/run/report.ts';
import { run } from '../../../packages/probe/src/run/runner.ts';
import type { Animal } from '../../../packages/probe/zoo/animal.ts';
import { findAnimal } from '../../../packages/probe/zoo/index.ts';
import { makeMaterial } from '../../../packages/probe/zoo/matrix.ts';
import { startZoo } from '../../../packages/probe/zoo/server.ts';
import { targetOf } from '../../../packages/probe/zoo/target.ts';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import {
  type ProbeEvent,
  type ProbeFinding,
  type ProbeList,
  type ProbeTarget,
  probeKinds,
} from '../../../protocol/probe.ts';
import { projectRoot } from '../../../server/basics/paths.ts';

/** Milliseconds for one run: a server of the zoo takes a few seconds, the lab ten. */
const MOST_MS = 60_000;

const JOBS = 8;

const baseline = path.join('packages', 'probe', 'lab-baseline.txt');

/** Methods of the lab that take the demo token: the others need somebody who signs in. */
const methods = [
  'first-message',
  'authenticate-message',
  'query-token',
  'subprotocol',
  'bearer-header',
] as const;

/** Load is for the terminal: it would be in the way of everybody who looks at this lab meanwhile. */
const quiet = checks.filter(({ intrusive }) => !intrusive);

export const list: ProbeList = {
  lab: methods,
  zoo: quiet.map(({ id, fault }) => ({ name: id, fault })),
};

/** The real server. */
export interface Lab {
  /** Its page. */
  readonly page: string;
  /** The authority that signed its certificate, PEM. */
  readonly ca: string | undefined;
}

export type Tell = (event: ProbeEvent) => void;

/** Probes, and tells each verdict as it comes. */
export function look({ kind, name }: ProbeTarget, lab: Lab, tell: Tell, signal: AbortSignal): Promise<void> {
  return kind === 'zoo' ? lookAtAnimal(name, tell, signal) : lookAtLab(name, lab, tell, signal);
}

async function lookAtAnimal(id: string, tell: Tell, signal: AbortSignal): Promise<void> {
  const animal: Animal = await findAnimal(id);
  const material = animal.tls && (await makeMaterial());
  const server = await startZoo({
    carrier: animal.carriers[0] ?? 'message',
    rules: animal.rules,
    ...(material && { tls: { cert: material.cert, key: material.key, ...animal.tls } }),
  });
  try {
    await probe(
      { target: targetOf(server, material?.ca), loopback: !animal.remote, known: [] },
      tell,
      signal,
    );
  } finally {
    await server.close();
  }
}

async function lookAtLab(id: string, { page, ca }: Lab, tell: Tell, signal: AbortSignal): Promise<void> {
  const file = path.join(projectRoot, 'packages', 'probe', 'dialects', `${id}.json`);
  const target: Target = {
    url: new URL(`ws/${id}`, page.replace(/^http/, 'ws')),
    dialect: readDialect(JSON.parse(await readFile(file, 'utf8')), id),
    credential: async () => DEMO_TOKEN,
    csrf: undefined,
    ca,
    clientCertificate: undefined,
    origin: new URL(page).origin,
    ...targetDefaults,
    user: undefined,
    second: undefined,
    ticket: undefined,
    expiring: undefined,
    revoke: undefined,
    prove: undefined,
  };
  const known =
    id === 'first-message'
      ? readBaseline(
          baseline,
          projectRoot,
          checks.map((check) => check.id),
        )
      : [];
  await probe({ target, loopback: true, known }, tell, signal);
}

interface Plan {
  readonly target: Target;
  readonly loopback: boolean;
  /** What is known to fail, and by design. */
  readonly known: readonly string[];
}

async function probe({ target, loopback, known }: Plan, tell: Tell, signal: AbortSignal): Promise<void> {
  const told = new Set<string>();
  const hear = (report: CheckReport) => {
    told.add(report.id);
    tell({ type: 'finding', finding: findingOf(report, known.includes(report.id)) });
  };
  tell({ type: 'began', url: target.url.href, checks: quiet.length });
  const report = await run({
    target,
    checks: quiet,
    jobs: JOBS,
    timeoutMs: MOST_MS,
    signal,
    told: hear,
    loopback,
  });
  // What could not be tried is told by the end only.
  for (const one of report.checks) if (!told.has(one.id)) hear(one);
  tell({ type: 'ended', seconds: report.seconds, connections: report.connections });
}

function findingOf(report: CheckReport, isKnown: boolean): ProbeFinding {
  const { id, level, verdict, summary, why, mend } = report;
  const shown = faultyExchange(report);
  return { id, level, verdict, summary, why, mend, isKnown, rows: shown ? drawExchange(shown) : [] };
}

/** A target, if there is one of this kind and name. */
export function readTarget(wanted: unknown, name: unknown): ProbeTarget | undefined {
  const kind = probeKinds.find((one) => one === wanted);
  const names: readonly string[] = kind === 'zoo' ? quiet.map(({ id }) => id) : methods;
  const known = names.find((one) => one === name);
  return kind && known !== undefined ? { kind, name: known } : undefined;
}
