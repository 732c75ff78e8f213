import { createServer, TLSSocket } from 'node:tls';
import { connect } from '@websocket-auth-lab/wire';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, CannotRun, type Scene } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { forge } from './support/certificate.ts';
import { changingTexts } from './support/frames.ts';
import { sitBetween, standIn } from './support/line.ts';
import { watchRecords } from './support/records.ts';
import { inWords } from './support/socket.ts';

const meant = '{"msg":"pay 100 to bob"}';
const changed = '{"msg":"pay 900 to eve"}';

/** Sits on the line between victim and server, reads, and changes what goes by. */
export const attack: Attack = {
  name: 'tap',
  async run(scene) {
    return scene.fixed ? onTls(scene) : onPlain(scene);
  },
};

async function onPlain(scene: Scene): Promise<boolean> {
  const { target, tell } = scene;
  let token: string | undefined;
  const url = await sitBetween(scene, target.twin('/tap'), () =>
    changingTexts((from, text) => {
      if (from === 'client') tell('attacker', `unmasks with the key in the frame, and reads ${text}`);
      else tell('server', `answers ${text}`);
      token ??= /"token":"([^"]+)"/.exec(text)?.[1];
      if (text !== meant && text !== changed) return text;
      const instead = from === 'client' ? changed : meant;
      tell('attacker', `passes it on as ${instead}`);
      return instead;
    }),
  );
  tell('victim', `connects with ${new URL(url).protocol} through a line on which the attacker sits`);
  const victim = await authenticated(scene, url, { token: DEMO_TOKEN });
  tell('victim', `is let in, and sends ${meant}`);
  victim.send(meant);
  const event = await victim.next();
  const unnoticed = event.type === 'message' && event.text === meant;
  tell('victim', `reads ${inWords(event)}${unnoticed ? ', and notices nothing' : ''}`);
  return token === DEMO_TOKEN && unnoticed;
}

async function onTls(scene: Scene): Promise<boolean> {
  const { target, tell } = scene;
  const direct = target.method('first-message');
  if (!direct.startsWith('wss:'))
    throw new CannotRun('The server runs without TLS, so there is nothing to compare.');
  const known = await fingerprintAt(scene, direct);
  tell('victim', `has seen the server's certificate before: SHA-256 ${known.slice(0, 23)}…`);

  let records = watchRecords();
  const url = await sitBetween(scene, direct, () => {
    records = watchRecords();
    return records.pass;
  });
  const through = await fingerprintAt(scene, url);
  const same = through === known ? 'the same certificate' : 'another certificate';
  tell('victim', `connects with wss: through a line on which the attacker sits, and sees ${same}`);
  const victim = await authenticated(scene, url, { token: DEMO_TOKEN });
  victim.send(meant);
  tell('victim', `sends the token and ${meant}, and reads ${inWords(await victim.next())}`);
  tell('attacker', `sees TLS records, each with type and length. They are ${records.inWords()}`);
  const bytes = records.bytes();
  const found = [DEMO_TOKEN, meant].some((text) => bytes.includes(text));
  tell(
    'attacker',
    `looks for token and message in all ${bytes.length} bytes: ${found ? 'found' : 'they are not there'}`,
  );

  records.spoilNext();
  tell('attacker', 'changes one bit of the next message');
  victim.send(meant);
  const event = await victim.next();
  tell('server', event.type === 'closed' ? `notices: ${inWords(event)}` : `answers ${inWords(event)}`);

  const shown = await fingerprintAt(scene, await impersonate(scene, direct));
  tell('attacker', `answers himself, with a certificate of his own: SHA-256 ${shown.slice(0, 23)}…`);
  if (shown !== known) tell('victim', 'sees that it is another one, and leaves before saying anything');
  return found || event.type === 'message' || shown === known;
}

/** What a client is shown, and compares before it goes on. */
async function fingerprintAt(scene: Scene, url: string): Promise<string> {
  const { socket } = await connect(url, {
    tls: { servername: 'localhost', rejectUnauthorized: false },
    signal: scene.signal,
  });
  if (!(socket instanceof TLSSocket)) throw new CannotRun(`${url} does not speak TLS.`);
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

/** A server of the attacker's in the place of the real one. @returns its URL */
function impersonate(scene: Scene, url: string): Promise<string> {
  const server = createServer(forge('localhost', new Date()), (socket) => {
    socket.on('error', () => socket.destroy());
  });
  return standIn(scene, url, server);
}
