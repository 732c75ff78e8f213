/** `npm run zoo -- ID`: one faulty server on loopback, and how to probe it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checks } from '../src/checks/index.ts';
import { suggestion } from '../src/config/nearest.ts';
import { ALICE, ALICE_BASIC, BOB, BOB_BASIC } from './accounts.ts';
import type { Animal } from './animal.ts';
import { carriers, dialects, isCarrier, type ZooCarrier } from './carriers.ts';
import { animalIds, findAnimal } from './index.ts';
import { makeMaterial, runMatrix } from './matrix.ts';
import { startZoo, type ZooServer } from './server.ts';

const help = `Usage: npm run zoo -- ID [--carrier NAME] [--port N]
       npm run zoo -- --matrix        probe every animal in every carrier, and say what differs
       npm run zoo -- --repeat N ID   probe one N times, and say what differs

A faulty server on 127.0.0.1. ID is the check that names its fault, or healthy:
${animalIds().join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    carrier: { type: 'string' },
    port: { type: 'string', default: '0' },
    matrix: { type: 'boolean' },
    repeat: { type: 'string' },
    help: { type: 'boolean' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.matrix) return runMatrix({ ids: ['healthy', ...animalIds()], times: 1, tell: say });
  const [id] = positionals;
  if (values.help || id === undefined) {
    say(help);
    return values.help ? 0 : 2;
  }
  if (id !== 'healthy' && !animalIds().includes(id)) {
    say(`There is no animal ${id}.${suggestion(id, animalIds())}\n`);
    return 2;
  }
  if (values.repeat !== undefined) return runMatrix({ ids: [id], times: Number(values.repeat), tell: say });
  const animal: Animal = id === 'healthy' ? { carriers, rules: {} } : await findAnimal(id);
  const carrier = values.carrier ?? animal.carriers[0] ?? 'message';
  if (!isCarrier(carrier) || !animal.carriers.some((one) => one === carrier)) {
    say(`--carrier must be one of ${animal.carriers.join(', ')}.\n`);
    return 2;
  }
  const { cert, key, ca } = await makeMaterial();
  const folder = await mkdtemp(path.join(tmpdir(), 'zoo-'));
  const caFile = animal.tls && path.join(folder, 'ca.pem');
  if (caFile) await writeFile(caFile, ca);
  const server = await startZoo({
    carrier,
    rules: animal.rules,
    port: Number(values.port),
    ...(animal.tls && { tls: { cert, key, ...animal.tls } }),
  });
  const fault = checks.find((check) => check.id === id)?.fault;
  say(
    `${server.url}: ${fault ? `this server ${fault}` : 'nothing is wrong with this server'}.\n\n${commandFor(server, caFile)}\n`,
  );
  if (animal.remote)
    say('\nIt shows beyond this machine only, where the zoo does not go: --repeat 1 pretends that it did.\n');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await server.close();
  await rm(folder, { recursive: true });
  return 0;
}

function commandFor({ url, own, carrier }: ZooServer, caFile?: string): string {
  const isBasic = carrier === 'basic';
  const ask = (path: string) =>
    `'["node", "packages/probe/zoo/ask.js", "${url.replace('ws', 'http')}${path}"]'`;
  const flags = [
    `'${JSON.stringify(dialectOf(carrier))}'`,
    `--origin ${own.origin}`,
    `--answer '"user":"$USER","msg":"$NONCE"'`,
    `--user ${carrier === 'none' ? 'anybody' : 'alice'}`,
    '--deadline-seconds 2',
    ...(caFile === undefined ? [] : [`--ca ${caFile}`]),
    ...(carrier === 'none'
      ? []
      : [
          `--credential-value ${isBasic ? ALICE_BASIC : ALICE}`,
          `--second-value ${isBasic ? BOB_BASIC : BOB} --second-user bob`,
        ]),
    // The helper asks over plain HTTP only.
    ...(carrier === 'none' || caFile !== undefined
      ? []
      : [
          `--ticket-command ${ask('ticket')}`,
          `--expiring-command ${ask('expiring/2')} --expiring-seconds 2`,
          `--revoke-command ${ask('revoke')}`,
        ]),
  ];
  return `npm run probe -- ${url} --dialect ${flags.join(' \\\n  ')}`;
}

function dialectOf(carrier: ZooCarrier) {
  const { subprotocols, ...dialect } = dialects[carrier];
  return subprotocols.length > 0 ? { ...dialect, subprotocols } : dialect;
}

function say(text: string): void {
  process.stdout.write(text);
}
