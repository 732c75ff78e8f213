/** Which certificate authorities the terminal client trusts. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import type { Parsed } from '../../protocol/messages.ts';
import { certificates } from '../../server/basics/paths.ts';

const localAuthority = path.join(certificates, 'ca.pem');

/**
 * Reads the authority that was named, or otherwise the local one together with those that Node trusts by itself.
 *
 * @param named - a file, PEM
 * @returns `undefined` if only those are trusted that Node trusts by itself
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
 * The authorities that Node trusts by default. Node 20 lists only those it includes, so those of NODE_EXTRA_CA_CERTS
 * are read here.
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
