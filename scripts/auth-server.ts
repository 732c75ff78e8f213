/** `npm run auth-server`: the auth server in a process of its own. */
import { runProgram } from '../server/program.ts';

runProgram(async () => (await import('../server/auth/standalone/main.ts')).startAuthServer);
