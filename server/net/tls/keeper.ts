/** Keeps the certificate in use up to date: it is read again when its files change, so a renewal needs no restart. */
import { readWhole } from './files.ts';
import { isNearExpiry, type TlsMaterial } from './material.ts';

export interface Certificates {
  readonly current: TlsMaterial;
  /** @param take - called with each new certificate; open connections keep the old one */
  onRenewed(take: (tls: TlsMaterial) => void): void;
  close(): void;
}

/** Is told, in sentences, what was made or renewed, and what could not be used. */
export interface CertificateLog {
  info(sentence: string): void;
  warn(sentence: string): void;
}

export interface CertificateSource {
  readonly files: readonly string[];
  /** @param inUse - undefined the first time @throws UsageError for a certificate that cannot be used */
  load(inUse?: TlsMaterial): Promise<TlsMaterial>;
}

/**
 * Milliseconds between two readings of the files. Reading them notices every way of replacing them: writing, renaming,
 * the links of certbot and Kubernetes, or mounting another folder.
 */
const LOOK_MS = 2000;

/**
 * @param log - is told of renewals, and once of each certificate that cannot be used; then the old one stays in use
 * @throws what the first call of `load` throws
 */
export async function keepCertificates(
  { files, load }: CertificateSource,
  log: CertificateLog,
  lookMs = LOOK_MS,
): Promise<Certificates> {
  const read = async () => JSON.stringify(await Promise.all(files.map(readWhole)));
  let current = await load();
  let taken = await read();
  let failed: string | undefined;
  let toldOf: string | undefined;
  let closed = false;
  const takers: ((tls: TlsMaterial) => void)[] = [];

  const take = (next: TlsMaterial) => {
    for (const taker of takers) taker(next);
    current = next;
    const { certFile, notAfter, fingerprint256 } = next;
    log.info(
      `New certificate in use: ${certFile}, until ${notAfter.toISOString()}, SHA-256 ${fingerprint256}.`,
    );
  };

  const look = async () => {
    const found = await read();
    if (found === taken && !isNearExpiry(current)) return;
    try {
      const next = await load(current);
      if (!closed && !isSame(current, next)) take(next);
      taken = found;
    } catch (error) {
      // Certificate and key are two files, so only a problem that is still there at the next look is reported.
      if (found === failed && found !== toldOf) {
        toldOf = found;
        const problem = error instanceof Error ? error.message : String(error);
        log.warn(`The new certificate cannot be used, so the old one stays in use. ${problem}`);
      }
      failed = found;
    }
  };

  let timer: ReturnType<typeof setTimeout>;
  const lookLater = () => {
    timer = setTimeout(() => look().then(() => closed || lookLater()), lookMs);
  };
  lookLater();

  return {
    get current() {
      return current;
    },
    onRenewed: (taker) => void takers.push(taker),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function isSame(one: TlsMaterial, other: TlsMaterial): boolean {
  return one.cert === other.cert && one.key === other.key && one.ca === other.ca;
}
