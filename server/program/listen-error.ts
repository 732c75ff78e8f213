/** Explains why a server cannot listen, in a sentence that names port and option and says what to try. Pure. */
import { errorCode } from '../basics/system-error.ts';

const MAX_PORT = 65_535;

/** From this port on, no special rights are needed, unless the system is configured otherwise. */
const FIRST_FREE_PORT = 1024;

/** A port or an address cannot be used; the message says which, and what to try. */
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

/** System calls that open a port. */
const CALLS = ['listen', 'bind', 'getaddrinfo'];

/**
 * Turns an error of `net` into a sentence. Any other error is returned as it is.
 *
 * @param host - where the program should listen
 * @param wanted - every port of the program, so that none of them is suggested
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
        `--host ${host} is not an address of this machine (${code}). Try --host localhost, or --host 0.0.0.0 for all.`,
      );
    case 'EMFILE':
    case 'ENFILE':
      return new ListenError(
        `Too many files are open, so no port can be opened (${code}). Raise the limit: ulimit -n.`,
      );
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

/** The next higher port that the program does not use itself, or the next lower one if there is none. */
function anotherPort({ port }: WantedPort, wanted: readonly WantedPort[]): number {
  const taken = wanted.map((one) => one.port);
  const free = (step: 1 | -1): number => {
    let next = port + step;
    while (taken.includes(next)) next += step;
    return next;
  };
  return free(1) <= MAX_PORT ? free(1) : free(-1);
}
