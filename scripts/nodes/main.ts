/** The start: Redis → nodes → nginx → what was started and where. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { certificates, clientBuild } from '../../server/basics/paths.ts';
import { addressesForOthers, addressesOf, isLoopback, urlHost } from '../../server/net/hosts.ts';
import { loadOrMakeCertificates } from '../../server/net/tls/tls.ts';
import { standardError, standardOutput } from '../../server/observe/output.ts';
import { UsageError } from '../../server/options/options.ts';
import { openBrowser } from '../../server/program/open-browser.ts';
import type { StartServer } from '../../server/program/program.ts';
import { openControl } from './control.ts';
import { startNginx } from './nginx.ts';
import { type LabNode, startNode } from './node.ts';
import { nodesOptions, type Options } from './options.ts';
import { requireProgram, type Started } from './process.ts';
import { startRedis } from './redis.ts';

export const startNodes: StartServer = async (args, env) => {
  const options = nodesOptions.parse(args, env);
  if (options.help) {
    standardOutput.write(nodesOptions.help());
    return undefined;
  }
  if (!existsSync(clientBuild)) throw new UsageError('The lab is not built. Run npm run build first.');
  requireProgram('nginx');
  if (options.redis === undefined) requireProgram('redis-server', ', or name one with --redis URL');

  const folder = await mkdtemp(path.join(tmpdir(), 'lab-nodes-'));
  const nodes: LabNode[] = [];
  const closing: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true })];
  let isEnding = false;
  /** Nodes first, because their clients are to be told; then the others, the last one first. */
  const close = async () => {
    isEnding = true;
    await Promise.all(nodes.map((node) => node.stop()));
    for (const end of closing.toReversed()) await end();
  };
  /** Ends the part with the others, and all others with this part. */
  const depend = (name: string, part: Started) => {
    closing.push(async () => {
      part.kill('SIGTERM');
      await part.ended;
    });
    void part.ended.then(async (how) => {
      if (isEnding) return;
      standardError.write(`${name} has ended (${how}), so everything else ends, too.\n`);
      await close();
      process.exit(1);
    });
  };

  try {
    const own = options.redis === undefined ? await startRedis(folder) : undefined;
    if (own) depend('redis-server', own);
    const redis = own?.url ?? options.redis ?? '';
    const origins = originsOf(options);
    for (const name of namesOf(options.nodes)) {
      nodes.push(await startNode({ name, ...nodeSettings(options, redis, origins) }));
    }
    await loadOrMakeCertificates({ directory: certificates, host: options.host });
    const control = await openControl(() => nodes, origins);
    closing.push(control.close);
    const listen = addressesOf(options.host)
      .filter((address) => address !== '::1' || hasIpv6())
      .map((address) => `${urlHostOf(address)}:${options.port}`);
    const addresses = nodes.map(({ address }) => address);
    depend('nginx', await startNginx({ folder, listen, nodes: addresses, control: control.address }));
    standardError.write(banner(origins, nodes, own ? `${redis}, started here` : 'the one that was named'));
    if (options.open) openBrowser(`${origins[0]}/board`);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
};

function nodeSettings({ logLevel, labRedisPassword }: Options, redis: string, origins: readonly string[]) {
  const [origin = ''] = origins;
  const args = ['--no-tls', '--demo', '--trust-proxy', '1', '--log-level', logLevel];
  args.push('--public-url', origin.replace('https', 'wss'));
  args.push(...origins.flatMap((one) => ['--allow-origin', one]));
  return {
    args,
    env: {
      ...process.env,
      LAB_REDIS: redis,
      ...(labRedisPassword !== undefined && { LAB_REDIS_PASSWORD: labRedisPassword }),
    },
    died: (how: number | string) =>
      standardError.write(`A node has ended (${how}). The board can start it again.\n`),
  };
}

/** A, B, C, … */
function namesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String.fromCharCode('A'.charCodeAt(0) + index));
}

/** Where pages come from; the first one is shown. */
function originsOf({ host, port }: Options): readonly string[] {
  const others = isLoopback(host) && host !== 'localhost' ? [host] : ['localhost', '127.0.0.1', '::1'];
  return [...others, ...addressesForOthers(host)].map((one) => `https://${urlHostOf(one)}:${port}`);
}

function urlHostOf(address: string): string {
  return address === '0.0.0.0' || address === '::' ? address.replace('::', '[::]') : urlHost(address);
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
}

function banner([origin, ...others]: readonly string[], nodes: readonly LabNode[], redis: string): string {
  const [first, ...rest] = others.filter((one) => !isLoopback(new URL(one).hostname.replace(/^\[|\]$/g, '')));
  const lines = [
    '',
    `  WebSocket Auth Lab, ${nodes.length} nodes`,
    '',
    `  Page         ${origin}/`,
    `  Board        ${origin}/board (kills a node, and starts it again)`,
    '  nginx        in front of them, with docs/nginx.conf',
    ...nodes.map(({ name, address }) => `  Node ${name}       http://${address}/`),
    `  Redis        ${redis}`,
    ...(first === undefined ? [] : ['', `  In this room ${[first, ...rest].join('\n               ')}`]),
    '',
    '  The public demo token is accepted: for a class, not for a service. Ctrl+C ends all of it.',
  ];
  return `${lines.join('\n')}\n\n`;
}
