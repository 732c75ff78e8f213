/** The real nginx with the configuration that docs/ gives, where this machine has one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { nginxConfiguration } from '../../scripts/nodes/nginx.ts';
import { endWithUs } from '../../scripts/support/end-with-us.ts';
import { certificates } from '../../server/basics/paths.ts';
import { loadOrMakeCertificates } from '../../server/net/tls/tls.ts';
import { temporaryFolder } from './certificates.ts';
import { lacks } from './system.ts';

/** Why there is no nginx to test with; false where there is one. */
export const noNginx = lacks('nginx');

const PORT = 8443;

export interface RunningNginx {
  /** `https:`, with port. */
  readonly origin: string;
  accessLog(): Promise<string>;
  /** Everything that nginx has written to any log so far. */
  everyLog(): Promise<string>;
}

/**
 * Starts docs/nginx.conf with other addresses and files, in front of ports of this machine; it ends with the test.
 *
 * @param host - its own address: nginx cannot take a free port, but all of 127.0.0.0/8 is ours
 * @param connections - of a client at once
 */
export async function startNginx(
  t: TestContext,
  host: string,
  nodePorts: readonly number[],
  connections = 200,
): Promise<RunningNginx> {
  await loadOrMakeCertificates({ directory: certificates });
  const folder = await temporaryFolder(t);
  const inFolder = (name: string) => path.join(folder, name);
  const configuration = await nginxConfiguration({
    folder,
    listen: [`${host}:${PORT}`],
    nodes: nodePorts.map((port) => `127.0.0.1:${port}`),
    perClient: connections,
  });
  await writeFile(inFolder('nginx.conf'), configuration);
  const nginx = spawn('nginx', ['-p', folder, '-c', inFolder('nginx.conf'), '-e', 'stderr']);
  endWithUs(nginx);
  const exited = once(nginx, 'exit');
  t.after(async () => {
    nginx.kill('SIGKILL');
    await exited;
  });
  let said = '';
  for await (const chunk of nginx.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk;
    // The last thing it writes before it serves.
    if (said.includes('getrlimit')) break;
  }
  if (!said.includes('getrlimit')) throw new Error(said);
  nginx.stderr.on('data', (text: string) => {
    said += text;
  });
  return {
    origin: `https://${host}:${PORT}`,
    accessLog: () => readFile(inFolder('access.log'), 'utf8'),
    async everyLog() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && entry.name !== 'nginx.conf');
      const texts = await Promise.all(
        files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')),
      );
      return [said, ...texts].join('\n');
    },
  };
}
