/** Why a server cannot listen, in a sentence that names the port and the option, and says what to try. Pure. */
import { errorCode } from '../basics/system-error.ts';

const MAX_PORT = 65_535;

/** From this port on no rights are needed, unless the system was told otherwise. */
const FIRST_FREE_PORT = 1024;

/** A port or an address cannot be had; the message says which, and what to try. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** A port that a program wants, and the option that says which. */
export interface WantedPort {
  readonly option: string;
  readonly port: number;
  /** The option's default. */
  readonly default: number;
}

/** System calls by which a port is opened. */
const CALLS = ['listen', 'bind', 'getaddrinfo'];

/**
 * Makes a sentence of an error of `net`. Any other error comes back as it is.
 *
 * @param host - where the program was to listen
 * @param wanted - every port of the program, so that none is advised that it uses itself
 */
export function explainListenError(error: unknown, host: string, wanted: readonly WantedPort[]): unknown {
  if (!(error instanceof Error) || !CALLS.includes(String(Reflect.get(error, 'syscall')))) return error;
  const failed = wanted.find(({ port }) => port === Reflect.get(error, 'port'));
  const code = errorCode(error);
  switch (code) {
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ListenError(
        `--host ${host} is no address of this machine (${code}). Try --host localhost, or --host 0.0.0.0 for all.`,
      );
    case 'EMFILE':
    case 'ENFILE':
      return new ListenError(`Too many files are open to open a port (${code}). Raise the limit: ulimit -n.`);
    default:
      return failed ? new ListenError(portSentence(code, failed, host, anotherPort(failed, wanted))) : error;
  }
}

function portSentence(code: string | undefined, failed: WantedPort, host: string, another: number): string {
  const { option, port } = failed;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use on ${host}. Stop the program that has it, or try another: ${option} ${another}.`;
  }
  if (code === 'EACCES' && port < FIRST_FREE_PORT) {
    return `Port ${port} needs more rights than you have. Try one above 1023: ${option} ${failed.default}.`;
  }
  return `This system does not let you use port ${port} on ${host} (${code}). Try another: ${option} ${another}.`;
}

/** The next port that the program does not use itself, or the one before where there is none. */
function anotherPort({ port }: WantedPort, wanted: readonly WantedPort[]): number {
  const taken = wanted.map((one) => one.port);
  const free = (step: 1 | -1): number => {
    let next = port + step;
    while (taken.includes(next)) next += step;
    return next;
  };
  return free(1) <= MAX_PORT ? free(1) : free(-1);
}
