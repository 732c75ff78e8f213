/** The auth server as a program: options → listen → signals. */
import { createLog } from '../../observe/log.ts';
import { closeOnSignal, explainListenError } from '../../program.ts';
import { authServerOptions } from './options.ts';
import { createStandalone } from './server.ts';

/**
 * @param args - arguments after the script's name
 * @throws Error with a sentence for the person who started it
 */
export async function runAuthServer(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = authServerOptions.parse(args, env);
  if (options.help) {
    process.stdout.write(authServerOptions.help());
    return;
  }
  const server = createStandalone(options, createLog(options.logLevel));
  await server.listen().catch((error) => {
    throw explainListenError(error, options);
  });
  closeOnSignal(server);
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
  if (options.demo) lines.push('', '  The demo users and the public demo token are known here: for a class.');
  // Not to standard output, where the log goes.
  process.stderr.write(`${lines.join('\n')}\n\n`);
}
