/** What lies on a lost laptop: a real certificate of the local authority, which was good once. */
import path from 'node:path';
import { certificates } from '../../../server/basics/paths.ts';
import { readWhole } from '../../../server/net/tls/files.ts';
import type { Pair } from '../../../server/net/tls/make.ts';

/** Longer ago than any certificate of ours lasts. */
const AGO_MS = 2 * 365 * 86_400_000;

/** @returns undefined where there is no local authority */
export async function makeExpiredCertificate(user: string): Promise<Pair | undefined> {
  const [cert, key] = await Promise.all(
    ['ca.pem', 'ca-key.pem'].map((file) => readWhole(path.join(certificates, file))),
  );
  if (!cert?.ok || !key?.ok) return undefined;
  const then = new Date(Date.now() - AGO_MS);
  const { makeClientCertificate } = await import('../../../server/net/tls/make.ts');
  return makeClientCertificate({ cert: cert.value, key: key.value, notAfter: new Date() }, user, then);
}
