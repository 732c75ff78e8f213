/** `npm start`: runs the server that was built, or says how to build it. */
import { existsSync } from 'node:fs';

const main = new URL('../dist/server/main.js', import.meta.url);

if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('The server is not built. Run npm run build first, or use npm run dev.\n');
  process.exitCode = 2;
}
