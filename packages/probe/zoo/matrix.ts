/** Every animal in every carrier in which it makes sense, with what it must fail: what the test and `--matrix` run. */
import { generate } from 'selfsigned';
import { checks } from '../src/checks/index.ts';
import type { CheckReport } from '../src/run/report.ts';
import { run } from '../src/run/runner.ts';
import type { Animal } from './animal.ts';
import { carriers, type ZooCarrier } from './carriers.ts';
import { alsoFails, findAnimal } from './index.ts';
import { startZoo } from './server.ts';
import { targetOf } from './target.ts';

export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export interface Look {
  readonly carrier: ZooCarrier;
  readonly animal: Pick<Animal, 'rules' | 'tls' | 'intrusive' | 'remote'>;
  readonly tls: TlsMaterial;
  /** Ids of checks to run; without them all. */
  readonly only?: readonly string[];
  readonly jobs?: number;
}

/** Starts an animal, probes it, and ends it. */
export async function look({ carrier, animal, tls, only, jobs = 16 }: Look): Promise<readonly CheckReport[]> {
  const { cert, key, ca } = tls;
  const server = await startZoo({
    carrier,
    rules: animal.rules,
    ...(animal.tls && { tls: { cert, key, ...animal.tls } }),
  });
  try {
    const report = await run({
      target: targetOf(server, animal.tls && ca),
      checks: checks.filter(
        ({ id, intrusive }) => (only === undefined || only.includes(id)) && (animal.intrusive || !intrusive),
      ),
      jobs,
      timeoutMs: 120_000,
      loopback: !animal.remote,
    });
    return report.checks;
  } finally {
    await server.close();
  }
}

/** What differs from what is expected; nothing when all is well. */
export function surprises(
  reports: readonly CheckReport[],
  { fails, mayFail = [] }: { readonly fails: readonly string[]; readonly mayFail?: readonly string[] },
): string[] {
  return reports.flatMap(({ id, verdict, summary, evidence }) => {
    const isWanted = fails.includes(id);
    // A reader looks at the exchange that shows the fault, and it must not be another one.
    if (verdict === 'fail' && evidence.length > 1 && !evidence.some(({ fault }) => fault))
      return [`${id} does not say which exchange shows the fault`];
    if (verdict === 'fail' && !isWanted && !mayFail.includes(id)) return [`${id} failed: ${summary}`];
    if (isWanted && verdict !== 'fail') return [`${id} is ${verdict}: ${summary}`];
    if (
      verdict === 'inconclusive' &&
      !fails.includes('handshake-accept') &&
      !fails.some((one) => one.startsWith('survives-'))
    ) {
      return [`${id} is inconclusive: ${summary}`];
    }
    return [];
  });
}

interface MatrixRun {
  readonly ids: readonly string[];
  readonly times: number;
  tell(text: string): void;
}

/** Probes animals in all their carriers, and tells what differs from what is expected. @returns an exit code */
export async function runMatrix({ ids, times, tell }: MatrixRun): Promise<number> {
  const tls = await makeMaterial();
  let wrong = 0;
  for (const id of ids) {
    const animal = id === 'healthy' ? { carriers, rules: {} } : await findAnimal(id);
    for (let time = 0; time < times; time++) {
      const started = performance.now();
      const found = await Promise.all(
        animal.carriers.map(async (carrier) =>
          surprises(await look({ carrier, animal, tls }), expectedOf(id)).map(
            (text) => `  ${carrier}: ${text}\n`,
          ),
        ),
      );
      wrong += found.flat().length;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      tell(
        `${found.flat().length === 0 ? 'as expected' : 'DIFFERS    '} ${id} (${seconds} s)\n${found.flat().join('')}`,
      );
    }
  }
  return wrong === 0 ? 0 : 1;
}

/** What an animal must fail, and what it may fail of necessity. */
export function expectedOf(id: string): { fails: readonly string[]; mayFail: readonly string[] } {
  return id === 'healthy' ? { fails: [], mayFail: [] } : { fails: [id], mayFail: alsoFails(id) };
}

/** A certificate for 127.0.0.1, of itself. */
export async function makeMaterial(): Promise<TlsMaterial> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { cert, key, ca: cert };
}
