/** The program. It imports nothing but what hears signals, so that one that comes during the start is heard. */
import { runProgram } from './program/program.ts';

runProgram(async () => (await import('./lab/start.ts')).startLab());
