/** `npm run certs`: makes the local authority and the server's certificate, and explains how to trust them. */
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { certificates } from '../server/basics/paths.ts';
import { UsageError } from '../server/basics/usage-error.ts';
import { loadOrMakeCertificates, makeClientFiles } from '../server/net/tls/tls.ts';
import { rows } from '../server/options/options.ts';
import { readFlags, runScript } from './support/flags.ts';
import { trustAdvice } from './support/trust-advice.ts';

const help = `Makes the certificates of the lab in certs/, or shows those that are there and still valid.

Usage: npm run certs -- [--host HOST] [--client NAME]

  --host HOST   where the server will listen; beyond localhost the certificate is also valid
                for the names and addresses of this machine [localhost]
  --client NAME also make a certificate for a client that is the user NAME, such as alice
`;

await runScript(main);

async function main(): Promise<void> {
  const {
    host,
    client,
    help: wantsHelp,
  } = readFlags({
    options: {
      host: { type: 'string', default: 'localhost' },
      client: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
  if (wantsHelp) {
    process.stdout.write(help);
    return;
  }
  const problem = rows.host.check(host);
  if (problem !== undefined) throw new UsageError(`--host ${problem}.`);
  const made: string[] = [];
  const tls = await loadOrMakeCertificates({
    directory: certificates,
    host,
    tell: (sentence) => made.push(sentence),
  });
  const lines = made.length > 0 ? made : ['The certificates are still valid.'];
  lines.push('', `Server certificate     ${tls.certFile}`);
  lines.push(`  valid for            ${tls.names.join(', ')}`);
  lines.push(`  until                ${tls.notAfter.toISOString()}`);
  lines.push(`  SHA-256              ${tls.fingerprint256}`);
  if (tls.ca !== undefined && tls.caFile !== undefined) {
    const authority = new X509Certificate(tls.ca);
    const name = authority.subject.replace(/^CN=/, '');
    lines.push(`Certificate authority  ${tls.caFile}`);
    lines.push(`  name                 ${name}`);
    lines.push(`  until                ${new Date(authority.validTo).toISOString()}`);
    lines.push(`  SHA-256              ${authority.fingerprint256}`);
    const keyFile = path.join(certificates, 'ca-key.pem');
    lines.push('', trustAdvice({ caFile: tls.caFile, keyFile, name, sha1: authority.fingerprint }));
  }
  if (client !== undefined) {
    const { certFile, keyFile } = await makeClientFiles(certificates, client);
    lines.push(
      '',
      `Client certificate     ${certFile}`,
      `  of                   ${client}`,
      `  key                  ${keyFile}`,
    );
    lines.push(`Use it: npm run client -- --method client-certificate --cert ${certFile} --key ${keyFile}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
