/** nginx in front of several nodes of this machine, with the site in docs/nginx.conf. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { certificates, projectRoot } from '../../server/basics/paths.ts';
import { type Started, start } from './process.ts';

export interface NginxSettings {
  /** Where it keeps its files. */
  readonly folder: string;
  /** Addresses to listen on, with port. */
  readonly listen: readonly string[];
  /** Addresses of the nodes, with port. */
  readonly nodes: readonly string[];
  /** The address of what starts and kills nodes, if there is one. */
  readonly control?: string;
  /** Connections of a client at once. */
  readonly perClient?: number;
}

/** The whole configuration: docs/nginx.conf with these addresses, this folder, and the lab's certificate. */
export async function nginxConfiguration(settings: NginxSettings): Promise<string> {
  const { folder, listen, nodes, control, perClient = 200 } = settings;
  const inFolder = (name: string) => path.join(folder, name);
  const site = (await readFile(path.join(projectRoot, 'docs/nginx.conf'), 'utf8'))
    .replace('    listen 443 ssl;\n', listen.map((address) => `    listen ${address} ssl;\n`).join(''))
    .replace('    listen [::]:443 ssl;\n', '')
    .replace(/ {4}server 127\.0\.0\.1:5678(.*)\n/, (_line, more: string) =>
      nodes.map((address) => `    server ${address}${more}\n`).join(''),
    )
    .replace('/etc/ssl/lab.example.org.pem', path.join(certificates, 'server.pem'))
    .replace('/etc/ssl/private/lab.example.org.key', path.join(certificates, 'server-key.pem'))
    .replace('limit_conn lab_clients 200', `limit_conn lab_clients ${perClient}`)
    .replaceAll('/var/log/nginx/lab.log', inFolder('access.log'))
    .replace('    location / {', `${control === undefined ? '' : controlLocation(control)}    location / {`);
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${inFolder(name)};`)
    .join('\n');
  return `daemon off; master_process off; pid ${inFolder('pid')}; error_log stderr info;
events { worker_connections 16384; } http { ${folders}\n${site}\n}`;
}

/** For this machine only; the program behind it looks again. */
function controlLocation(control: string): string {
  return `    location = /api/nodes {
        allow 127.0.0.0/8;
        allow ::1;
        deny all;
        proxy_pass http://${control};
        proxy_set_header Host $http_host;
    }

`;
}

/** @throws Error with what nginx says, if it does not start */
export async function startNginx(settings: NginxSettings): Promise<Started> {
  const file = path.join(settings.folder, 'nginx.conf');
  await writeFile(file, await nginxConfiguration(settings));
  return start('nginx', ['-p', settings.folder, '-c', file, '-e', 'stderr'], {
    readsFrom: 'stderr',
    // The last thing it writes before it serves.
    ready: /getrlimit/,
  });
}
