/** Whom a client of an auth server trusts: the authorities that Node trusts by itself, and the local one beside them. */
import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export interface Trust {
  /**
   * Does something with an agent that trusts the right authorities.
   *
   * @param isUntrusted - whether an error means that the server's certificate is not trusted: then the next agent is tried
   */
  withAgent<Result>(
    use: (agent: HttpAgent) => Promise<Result>,
    isUntrusted: (error: unknown) => boolean,
  ): Promise<Result>;
  /** Drops every connection that is kept. */
  close(): void;
}

/**
 * One agent for each of them, since Node cannot add an authority to its own: the option `ca` replaces them all, and of
 * the ones it had before `rootCertificates` leaves out those of the system and of NODE_EXTRA_CA_CERTS.
 *
 * @param isPlain - there is no TLS, so nobody has to be trusted
 * @param authority - reads the local authority, PEM. Until a server was found to be trusted it is read with every
 *   question, and again when that server is not trusted any more: it may be made, or made anew, at any time.
 */
export function createTrust(
  options: AgentOptions,
  isPlain: boolean,
  authority: () => Promise<string | undefined>,
): Trust {
  const agents = new Map<string | undefined, HttpAgent>();
  let proven: HttpAgent | undefined;

  const agentOf = (ca: string | undefined): HttpAgent => {
    const agent = agents.get(ca) ?? makeAgent(ca);
    agents.set(ca, agent);
    return agent;
  };
  const makeAgent = (ca: string | undefined): HttpAgent => {
    if (isPlain) return new HttpAgent(options);
    // Said aloud, since an environment variable can turn the default off.
    return new HttpsAgent({ ...options, ...(ca !== undefined && { ca }), rejectUnauthorized: true });
  };
  /** In the order they are tried; none twice. */
  const candidates = async function* (): AsyncGenerator<HttpAgent> {
    const first = proven;
    if (first) yield first;
    const local = isPlain ? undefined : await authority();
    for (const ca of new Set([local, undefined])) {
      const agent = agentOf(ca);
      if (agent !== first) yield agent;
    }
  };

  return {
    async withAgent(use, isUntrusted) {
      let distrust: unknown;
      for await (const agent of candidates()) {
        try {
          const result = await use(agent);
          proven = agent;
          return result;
        } catch (error) {
          if (!isUntrusted(error)) throw error;
          distrust = error;
        }
      }
      throw distrust;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}
