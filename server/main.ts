/** The program. It imports only what listens for signals, so that a signal during the start is heard. */
import { runProgram } from './program/program.ts';

runProgram(async () => (await import('./lab/start.ts')).startLab());
