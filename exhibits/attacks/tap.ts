import { createServer, TLSSocket } from 'node:tls';
import { connect } from '@websocket-auth-lab/wire';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, CannotRun, failed, type Scene, succeeded } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { forge } from './support/certificate.ts';
import { changingTexts } from './support/frames.ts';
import { sitBetween, standIn } from './support/line.ts';
import { watchRecords } from './support/records.ts';

const meant = '{"msg":"pay 100 to bob"}';
const changed = '{"msg":"pay 900 to eve"}';

/** Sits on the line between victim and server, reads, and changes what goes by. */
export const attack: Attack<'tap'> = {
  name: 'tap',
  async run(scene) {
    return scene.fixed ? onTls(scene) : onPlain(scene);
  },
};

async function onPlain(scene: Scene) {
  const { target, note } = scene;
  let token: string | undefined;
  note('attacker', 'onTheLine', {});
  const url = await sitBetween(scene, target.twin('/tap'), () => {
    note(['attacker', 'twin'], 'passesHandshake', {});
    return changingTexts((from, text) => {
      const told = { type: 'message', text, isBinary: false } as const;
      if (from === 'server') scene.happened({ ...told, from: 'twin', to: 'attacker' });
      const [, found] = /"token":"([^"]+)"/.exec(text) ?? [];
      if (found !== undefined) note('attacker', 'reads', { token: found });
      token ??= found;
      const instead = text === meant ? changed : text === changed ? meant : text;
      if (instead !== text) note('attacker', 'changes', {});
      // What goes on to the victim is told by the victim's own socket.
      if (from === 'client') scene.happened({ ...told, text: instead, from: 'attacker', to: 'twin' });
      return instead;
    });
  });
  const victim = await authenticated(scene, 'victim', url, { token: DEMO_TOKEN });
  victim.send(meant);
  const event = await victim.next();
  const unnoticed = event.type === 'message' && event.text === meant;
  if (unnoticed) note('victim', 'noticesNothing', {});
  return token === DEMO_TOKEN && unnoticed ? succeeded('tap', {}) : failed('tap', {});
}

async function onTls(scene: Scene) {
  const { target, note } = scene;
  const direct = target.method('first-message');
  if (!direct.startsWith('wss:'))
    throw new CannotRun('The server runs without TLS, so there is nothing to compare.');
  const known = await fingerprintAt(scene, direct);
  note('victim', 'knows', { fingerprint: short(known) });

  let records = watchRecords();
  note('attacker', 'onTheLine', {});
  const url = await sitBetween(scene, direct, () => {
    records = watchRecords();
    return records.pass;
  });
  const through = await fingerprintAt(scene, url);
  if (through === known) note('victim', 'same', {});
  else note('victim', 'another', { fingerprint: short(through) });
  // The attacker is in the middle, and no end of it: what the victim says goes to the server.
  const passing = { ...scene, target: { ...target, ownerOf: () => 'server' as const } };
  const victim = await authenticated(passing, 'victim', url, { token: DEMO_TOKEN });
  victim.send(meant);
  await victim.next();
  note('attacker', 'seesRecords', { records: records.inWords() });
  const bytes = records.bytes();
  const found = [DEMO_TOKEN, meant].some((text) => bytes.includes(text));
  note('attacker', found ? 'finds' : 'looksFor', { bytes: bytes.length });

  records.spoilNext();
  note('attacker', 'spoils', {});
  victim.send(meant);
  const event = await victim.next();

  note('attacker', 'impersonates', {});
  const shown = await fingerprintAt(scene, await impersonate(scene, direct));
  note('victim', 'another', { fingerprint: short(shown) });
  if (shown !== known) note('victim', 'leaves', {});
  return found || event.type === 'message' || shown === known ? succeeded('tap', {}) : failed('tap', {});
}

function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 23)}…`;
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
