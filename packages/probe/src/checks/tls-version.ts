import { connect, cutter, recordLength } from '@websocket-auth-lab/wire';
import { list, type Probe } from '../run/probe.ts';
import { clientHello } from '../visit/client-hello.ts';
import { Transcript } from '../visit/transcript.ts';
import { type Check, fail, Obstacle, pass } from './check.ts';

const HANDSHAKE = 22;
const ALERT = 21;
const SERVER_HELLO = 2;

/** Raw, since the OpenSSL of this machine may not be willing to speak so old a version itself. */
async function greet(probe: Probe, name: string, minor: 1 | 2): Promise<'spoken' | 'refused' | 'silent'> {
  const { url } = probe.target;
  const transcript = new Transcript(name);
  probe.evidence.push(transcript);
  const tcp = new URL(url);
  tcp.protocol = 'ws:';
  tcp.port = url.port || '443';
  const connection = await connect(tcp, { signal: probe.signal });
  const answer = new Promise<'spoken' | 'refused'>((resolve) => {
    const cut = cutter(recordLength);
    connection.listen((bytes) => {
      for (const record of cut(bytes)) {
        const isHello =
          record[0] === HANDSHAKE && record[5] === SERVER_HELLO && record[9] === 3 && record[10] === minor;
        transcript.add(
          'server',
          'bytes',
          isHello
            ? `ServerHello of ${name}`
            : record[0] === ALERT
              ? `alert ${record[6]}`
              : `record of type ${record[0]}`,
        );
        resolve(isHello ? 'spoken' : 'refused');
      }
    });
    connection.closed.then(() => resolve('refused'));
  });
  transcript.add('client', 'bytes', `ClientHello of ${name}`);
  connection.write(clientHello(url.hostname, minor));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), 10_000);
  });
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  connection.destroy();
  if (result === 'spoken') probe.faults.add(transcript);
  return result;
}

export const check: Check = {
  id: 'tls-version',
  level: 'MUST',
  fault: 'speaks TLS older than 1.2',
  source: 'RFC 8996; RFC 9325, section 3.1.1',
  needs: ['wss'],
  sends: 'the first message of a TLS 1.0 and of a TLS 1.1 handshake',
  expects: 'an alert, or the end of the connection',
  why: 'TLS 1.0 and 1.1 rest on MD5 and SHA-1, and are known to be broken.',
  mend: 'Set the lowest version to TLS 1.2.',
  ws: "`https.createServer({ minVersion: 'TLSv1.2' })`, which is the default of Node.",
  python:
    '`context.minimum_version = ssl.TLSVersion.TLSv1_2`, which is the default of Python 3.10 and newer.',
  async run(probe) {
    const versions = [
      ['TLS 1.0', 1],
      ['TLS 1.1', 2],
    ] as const;
    const results = await Promise.all(
      versions.map(async ([name, minor]) => ({ name, answer: await greet(probe, name, minor) })),
    );
    const spoken = results.filter(({ answer }) => answer === 'spoken');
    if (spoken.length > 0) return fail(`The server went on with ${list(spoken.map(({ name }) => name))}.`);
    const silent = results.filter(({ answer }) => answer === 'silent');
    if (silent.length > 0)
      throw new Obstacle(
        `The server neither refused nor went on with ${list(silent.map(({ name }) => name))}.`,
      );
    return pass('TLS 1.0 and TLS 1.1 were refused.');
  },
};
