/** The auth server as a program: options → listen → banner. */

import { createLog } from '../observe/log.ts';
import { standardError, standardOutput } from '../observe/output.ts';
import { explainListenError } from '../program/listen-error.ts';
import type { StartServer } from '../program/program.ts';
import { authServerOptions } from './options.ts';
import { createStandalone } from './server.ts';

export const startAuthServer: StartServer = async (args, env) => {
  const options = authServerOptions.parse(args, env);
  if (options.help) {
    standardOutput.write(authServerOptions.help());
    return undefined;
  }
  const server = createStandalone(options, createLog(options.logLevel));
  await server.listen().catch((error) => {
    const { host, port } = options;
    throw explainListenError(error, host, [
      { option: '--port', port, default: authServerOptions.defaults.port },
    ]);
  });
  const pages = options.allowOrigin.join(', ') || 'none: give --allow-origin https://localhost:5678';
  const lines = [
    '',
    '  WebSocket Auth Lab: the auth server',
    '',
    `  Address      ${server.url}`,
    `  Pages        ${pages}`,
    `  SHA-256      ${server.tls?.fingerprint256}`,
    '',
    `  Start the WebSocket server with --auth-server ${server.url} and the same INTROSPECTION_SECRET.`,
  ];
  if (options.demo)
    lines.push('', '  The demo users and the public demo token are accepted: for a class only.');
  // Not to standard output, where the log goes.
  standardError.write(`${lines.join('\n')}\n\n`);
  return server;
};
