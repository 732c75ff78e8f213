import { PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { type Attack, failed, type Scene, succeeded } from './attack.ts';
import { answerTo, open } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/**
 * Cross-site WebSocket hijacking. This script plays the victim's browser, too: it adds the cookie to a handshake that
 * the attacker's page started, as a browser does. The page at /hijack has a real browser do it.
 */
export const attack: Attack<'hijack'> = {
  name: 'hijack',
  async run(scene) {
    const { target, fixed, note } = scene;
    const twins = new URL('/', target.twin('/').replace(/^ws/, 'http')).href;
    const servers = fixed ? [twins, target.page] : [twins];
    const victims = [];
    for (const page of servers) victims.push(await signIn(scene, 'victim', 'alice', page));
    note('victim', 'keepsCookie', { user: 'alice' });
    // A browser's cookies know no ports: it sends those of both servers to either.
    const cookie = victims.map((victim) => victim.cookie).join('; ');
    // What the attacker's page can make the browser send: it cannot read the CSRF token, nor change the Origin.
    const ridden = { Origin: new URL(target.exhibits).origin, Cookie: cookie };
    note(['attacker', 'victim'], 'lures', { origin: ridden.Origin });
    if (!fixed) return readsEcho(scene, target.twin('/hijack'), ridden);

    const forged = { Origin: new URL(target.page).origin };
    const attempts = [
      ['victim', 'triesOrigin', target.twin('/hijack/origin'), ridden],
      ['victim', 'triesCsrf', target.twin('/hijack/csrf'), ridden],
      ['victim', 'triesBoth', target.method('cookie'), ridden],
      ['attacker', 'triesScript', target.method('cookie'), forged],
    ] as const;
    const answers: string[] = [];
    let isIn = false;
    for (const [who, what, url, headers] of attempts) {
      note('attacker', what, {});
      const socket = await open(scene, who, url, { protocols: [PLAIN_SUBPROTOCOL], headers });
      answers.push(answerTo(socket));
      isIn ||= socket.opened;
    }
    return isIn ? succeeded('hijack', {}) : failed('hijack', { answers: answers.join(', ') });
  },
};

/** The victim's browser holds the socket, and the attacker's page in it reads and writes. */
async function readsEcho(scene: Scene, url: string, headers: Record<string, string>) {
  const socket = await open(scene, 'victim', url, { protocols: [PLAIN_SUBPROTOCOL], headers });
  if (!socket.opened) return failed('hijack', { answers: answerTo(socket) });
  socket.send({ msg: 'what does alice see?' });
  const event = await socket.next();
  return event.type === 'message'
    ? succeeded('hijack', {})
    : failed('hijack', { answers: String(event.code) });
}
