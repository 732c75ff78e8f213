/** Which authorities a client of an auth server trusts: those that Node trusts by itself, and the local one. */
import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export interface Trust {
  /**
   * Calls `use` with one agent after the other, until one trusts the server's certificate.
   *
   * @param isUntrusted - whether an error means that the certificate is not trusted, so that the next agent is tried
   */
  withAgent<Result>(
    use: (agent: HttpAgent) => Promise<Result>,
    isUntrusted: (error: unknown) => boolean,
  ): Promise<Result>;
  /** Closes every connection that is kept. */
  close(): void;
}

/**
 * Makes one agent for the local authority and one for those of Node, since an authority cannot be added to Node's own:
 * the option `ca` replaces them all, and `rootCertificates` leaves out those of the system and of NODE_EXTRA_CA_CERTS.
 *
 * @param isPlain - there is no TLS, so no authority is needed
 * @param authority - reads the local authority, PEM, which may be made or replaced at any time. It is read with every
 *   question until an agent has trusted the server, and again when that agent does not trust it any more.
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
    // Stated, because NODE_TLS_REJECT_UNAUTHORIZED can turn the default off.
    return new HttpsAgent({ ...options, ...(ca !== undefined && { ca }), rejectUnauthorized: true });
  };
  /** The agents in the order in which they are tried; none twice. */
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
