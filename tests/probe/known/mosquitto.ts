/** Debian's mosquitto, an MQTT broker, over WebSocket. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type KnownServer, type Running, TOKEN } from './known-server.ts';

/** Its own address: mosquitto cannot take a free port, but all of 127.0.0.0/8 is ours. */
const HOST = '127.0.8.1';
const PORT = 9001;

const noSetting = 'and no setting of mosquitto changes that. Put a proxy in front that checks handshakes.';

export const known: KnownServer = {
  name: 'mosquitto',
  how: 'A `listener` with `protocol websockets`, `allow_anonymous false` and a `password_file`, as its manual shows them. The credential travels in the first message, CONNECT, which is binary.',
  async version() {
    const { stdout } = await promisify(execFile)('mosquitto', ['-h']).catch((error) => error);
    const [, version] = /^mosquitto version (\S+)/.exec(String(stdout)) ?? [];
    if (version === undefined) throw new Error('there is no mosquitto');
    return version;
  },
  async start(): Promise<Running> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mosquitto-'));
    const inFolder = (name: string) => path.join(folder, name);
    await writeFile(inFolder('passwords'), `probe:${TOKEN}\n`, { mode: 0o600 });
    await promisify(execFile)('mosquitto_passwd', ['-U', inFolder('passwords')]);
    const configuration = `
# With WebSocket listeners alone, version 2.0.11 says that it listens nowhere, and ends.
listener 0 ${inFolder('socket')}
listener ${PORT} ${HOST}
protocol websockets
allow_anonymous false
password_file ${inFolder('passwords')}
user root
`;
    await writeFile(inFolder('mosquitto.conf'), configuration);
    const child = spawn('mosquitto', ['-c', inFolder('mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    let said = '';
    for await (const chunk of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += chunk;
      if (said.includes(' running')) break;
    }
    child.stderr.resume();
    return {
      url: `ws://${HOST}:${PORT}/`,
      async close() {
        child.kill('SIGKILL');
        await exited;
        await rm(folder, { recursive: true });
      },
    };
  },
  configuration: { dialect: 'mqtt', credential: { value: `probe:${TOKEN}` } },
  fails: {
    'handshake-version': `libwebsockets takes any version, or none, ${noSetting}`,
    'handshake-key': `libwebsockets takes a key of any length, ${noSetting}`,
    'handshake-method': `libwebsockets upgrades POST and PUT, too, ${noSetting}`,
    'handshake-body': `libwebsockets reads a body as the first frames, ${noSetting}`,
    'survives-frames':
      'It takes frames that are not masked, and MQTT packets in text frames, and no setting changes that. Put a proxy in front that reads frames.',
    deadline:
      'A client that never sends CONNECT stays for 90 s, the keep-alive that mosquitto assumes. Put a proxy in front with a time limit.',
    'credential-prefix':
      'A password ends for it at the first zero byte, so what stands behind one is not compared. Nobody gets in who does not know the password.',
    'refusal-final':
      'It says 5, "not authorized", in its CONNACK, and then ends the connection without a close frame. Let the client look at the CONNACK, and stop.',
  },
};
