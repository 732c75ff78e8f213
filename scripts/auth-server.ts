/** `npm run auth-server`: the auth server in a process of its own. */
import { runAuthServer } from '../server/auth/standalone/main.ts';
import { runProgram } from '../server/program.ts';

await runProgram((args) => runAuthServer(args, process.env));
