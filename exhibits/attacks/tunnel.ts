import { DEMO_TOKEN } from '../../protocol/messages.ts';
import type { Attack, Scene } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';

/** Speaks other protocols through the WebSocket, to reach what only the server can reach. */
export const attack: Attack = {
  name: 'tunnel',
  async run(scene) {
    return scene.fixed ? refused(scene) : reachesInside(scene);
  },
};

async function reachesInside(scene: Scene): Promise<boolean> {
  const { target, tell } = scene;
  const socket = await authenticated(scene, target.twin('/tunnel'), { token: DEMO_TOKEN });
  tell('attacker', 'is let in like any user');
  let answer = '';
  for (const command of ['PING', 'GET payroll-password']) {
    socket.send(Buffer.from(`${command}\r\n`));
    tell('attacker', `sends a binary message, which is a command for a Redis server: ${command}`);
    answer = inWords(await socket.next());
    tell('server', `passes it on to a server inside, and its answer back: ${JSON.stringify(answer)}`);
  }
  return answer.startsWith('$');
}

const openings = [
  ['a Redis command', 'PING\r\n'],
  ['the banner of an SSH client', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['an HTTP request', 'GET /admin HTTP/1.1\r\nHost: intranet\r\n\r\n'],
] as const;

async function refused(scene: Scene): Promise<boolean> {
  const { target, tell } = scene;
  let answered = false;
  for (const [what, bytes] of openings) {
    const socket = await authenticated(scene, target.method('first-message'), { token: DEMO_TOKEN });
    socket.send(Buffer.from(bytes));
    tell('attacker', `is let in like any user, and sends ${what} as a binary message`);
    const event = await socket.next();
    tell('server', inWords(event));
    answered ||= event.type === 'message';
  }
  return answered;
}
