/** `npm run provider`: an identity provider for the class and for tests. */
import { runProgram } from '../server/program/program.ts';

runProgram(async () => (await import('./provider/main.ts')).startProvider);
