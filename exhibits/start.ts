/** The program of `npm run dev`: the server, with the exhibits beside it. The one place that opens them to people. */
import { runProgram } from '../server/program/program.ts';

runProgram(async () => {
  const [{ startLab }, { openExhibits }] = await Promise.all([
    import('../server/lab/start.ts'),
    import('./twins/exhibits.ts'),
  ]);
  return startLab(openExhibits);
});
