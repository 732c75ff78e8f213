/** The provider as a program: options → listen → banner. */
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { openCertificates } from '../../server/net/https.ts';
import { createLog } from '../../server/observe/log.ts';
import { standardError, standardOutput } from '../../server/observe/output.ts';
import { explainListenError } from '../../server/program/listen-error.ts';
import type { StartServer } from '../../server/program/program.ts';
import { PAGE_CLIENT } from './clients.ts';
import { providerOptions } from './options.ts';
import { createProvider } from './provider.ts';

/** It is for this machine only: whoever reaches it can be anybody. */
const HOST = '127.0.0.1';

export const startProvider: StartServer = async (args, env) => {
  const options = providerOptions.parse(args, env);
  if (options.help) {
    standardOutput.write(providerOptions.help());
    return undefined;
  }
  const { port, tls, page, audience } = options;
  const log = createLog(options.logLevel);
  const certificates = tls
    ? await openCertificates({ cert: undefined, key: undefined, host: 'localhost' }, log)
    : undefined;
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const listener: RequestListener = (request, response) => answer(request, response);
  const server = certificates
    ? createHttpsServer({ cert: certificates.current.cert, key: certificates.current.key }, listener)
    : createHttpServer(listener);
  const issuer = `http${tls ? 's' : ''}://localhost:${await listen(server, port)}`;
  answer = await createProvider({ ...options, issuer, authority: certificates?.current.ca });
  const lines = [
    '',
    '  An identity provider for a class: anybody can sign in as Alice or Bob.',
    '',
    `  Issuer       ${issuer}`,
    `  Page         ${page}`,
    '',
    '  Start the lab with it, and press "sign in at the provider" on its page:',
    '',
    `  npm run dev -- --issuer ${issuer} --audience ${audience} --client-id ${PAGE_CLIENT}`,
  ];
  standardError.write(`${lines.join('\n')}\n\n`);
  return {
    async close() {
      certificates?.close();
      server.close();
      server.closeAllConnections();
    },
  };
};

/** @returns the port */
async function listen(server: Server, wanted: number): Promise<number> {
  server.listen(wanted, HOST);
  await once(server, 'listening').catch((error: unknown) => {
    throw explainListenError(error, HOST, [
      { option: '--port', port: wanted, default: providerOptions.defaults.port },
    ]);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : wanted;
}
