/** The real HAProxy with the configuration that docs/ gives, where this machine has one. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Started, start } from '../../scripts/nodes/process.ts';
import { certificates, projectRoot } from '../../server/basics/paths.ts';
import { loadOrMakeCertificates } from '../../server/net/tls/tls.ts';
import { lacks } from './system.ts';

/** Why there is no HAProxy to test with; false where there is one. */
export const noHaproxy = lacks('haproxy');

/**
 * Starts docs/haproxy.cfg with other addresses and files.
 *
 * @param listen - address and port
 * @param nodes - three of them likewise
 */
export async function startHaproxy(
  folder: string,
  listen: string,
  nodes: readonly string[],
): Promise<Started> {
  await loadOrMakeCertificates({ directory: certificates });
  const pem = path.join(folder, 'haproxy.pem');
  const parts = ['server.pem', 'server-key.pem'].map((name) =>
    readFile(path.join(certificates, name), 'utf8'),
  );
  await writeFile(pem, (await Promise.all(parts)).join(''), { mode: 0o600 });
  const [a = '', b = '', c = ''] = nodes;
  const configuration = (await readFile(path.join(projectRoot, 'docs/haproxy.cfg'), 'utf8'))
    .replace('bind :443', `bind ${listen}`)
    .replace('/etc/ssl/lab.example.org.pem', pem)
    .replaceAll('10.0.0.11:5678', a)
    .replaceAll('10.0.0.12:5678', b)
    .replaceAll('10.0.0.13:5678', c)
    // A test machine may have few file descriptors.
    .replace('maxconn 20000', 'maxconn 2000');
  const file = path.join(folder, 'haproxy.cfg');
  await writeFile(file, configuration);
  return start('haproxy', ['-W', '-db', '-f', file], { readsFrom: 'stderr', ready: /Loading success/ });
}
