/** `npm run auth-server`: the auth server as a program of its own. */
import { runProgram } from '../server/program/program.ts';

runProgram(async () => (await import('../server/auth-program/main.ts')).startAuthServer);
