/** `npm run nodes`: several nodes of the lab with one Redis, behind nginx. */
import { runProgram } from '../server/program/program.ts';

runProgram(async () => (await import('./nodes/main.ts')).startNodes);
