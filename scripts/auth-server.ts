/** `npm run auth-server`: the auth server in a process of its own. */
import { runProgram } from '../server/program/program.ts';

runProgram(async () => (await import('../server/auth-program/main.ts')).startAuthServer);
