/** Asks a server of the zoo: `node ask.js URL` prints the answer; what comes on standard input is sent along. */
import { text } from 'node:stream/consumers';

const [, , url = ''] = process.argv;
const response = await fetch(url, { method: 'POST', body: await text(process.stdin) });
process.stdout.write(await response.text());
