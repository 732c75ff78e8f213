/** Which certificate authorities the terminal client trusts. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import type { Parsed } from '../../protocol/messages.ts';
import { certificates } from '../../server/basics/paths.ts';

const localAuthority = path.join(certificates, 'ca.pem');

/**
 * The one that was named, else the local one beside those that Node trusts by itself.
 *
 * @param named - a file, PEM
 * @returns `undefined` for those that Node trusts by itself
 */
export async function readAuthorities(named: string | undefined): Promise<Parsed<string[] | undefined>> {
  try {
    const pem = await readFile(named ?? localAuthority, 'utf8');
    new X509Certificate(pem);
    return { ok: true, value: named === undefined ? [...(await trustedByNode()), pem] : [pem] };
  } catch {
    if (named === undefined) return { ok: true, value: undefined };
    return {
      ok: false,
      problem: `--ca: ${named} cannot be read, or does not begin with a certificate in PEM form.`,
    };
  }
}

/**
 * All that Node trusts where nobody says otherwise. Node 20 tells but the ones it brings along, so those of
 * NODE_EXTRA_CA_CERTS are read here.
 */
async function trustedByNode(): Promise<readonly string[]> {
  const tell: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof tell === 'function') {
    const told: unknown = tell('default');
    if (Array.isArray(told)) return told.filter((pem) => typeof pem === 'string');
  }
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const added = extra ? await readFile(extra, 'utf8').catch(() => '') : '';
  return [
    ...tls.rootCertificates,
    ...(added.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []),
  ];
}
