/** The certificate in use: read again when its files change, so that a renewal needs no restart. */
import type { Log } from '../observe/log.ts';
import type { TlsMaterial } from './material.ts';

export interface Certificates {
  readonly current: TlsMaterial;
  /** @param take - called with each certificate that follows; connections that are open keep theirs */
  onRenewed(take: (tls: TlsMaterial) => void): void;
  close(): void;
}

/**
 * Milliseconds between two looks. The files are read, since that sees every way of replacing them: writing, renaming,
 * the symbolic links of certbot and Kubernetes, a mounted folder.
 */
const LOOK_MS = 5000;

/**
 * @param load - gives the certificate, and at later looks what is there then; throws for what cannot be used
 * @param log - is told of renewals, and once of each that cannot be used; the one in use stays then
 * @throws what `load` throws at first
 */
export async function keepCertificates(
  load: (inUse?: TlsMaterial) => Promise<TlsMaterial>,
  log: Pick<Log, 'info' | 'warn'>,
  lookMs = LOOK_MS,
): Promise<Certificates> {
  let current = await load();
  let problem: string | undefined;
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
    const seen = problem;
    problem = undefined;
    try {
      const next = await load(current);
      if (!closed && !isSame(current, next)) take(next);
      toldOf = undefined;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      // Certificate and key are two files: one look may come between them.
      if (problem !== seen || problem === toldOf) return;
      toldOf = problem;
      log.warn(`The new certificate cannot be used, and the old one stays. ${problem}`);
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
