import { parseObject } from '../../protocol/messages.ts';
import { type Attack, CannotRun, failed, succeeded } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { ask } from './support/http.ts';
import { inWords } from './support/socket.ts';

/** Milliseconds after its end at which a token has certainly run out. */
const LATER_MS = 1000;

/** Stays on a connection whose token has run out. */
export const attack: Attack<'outlive-token'> = {
  name: 'outlive-token',
  seconds: 30,
  async run(scene) {
    const { target, fixed, note, signal } = scene;
    // Of the real server they last a minute, and there is nothing to see meanwhile.
    scene.happened({ type: 'request', from: 'attacker', to: 'twin', line: 'POST /short-token', fields: [] });
    const short = await ask(new URL('/short-token', target.exhibits), { method: 'POST', signal });
    scene.happened({ type: 'response', from: 'twin', to: 'attacker', status: short.status, fields: [] });
    const url = target.twin(fixed ? '/outlive-token/fixed' : '/outlive-token');
    const token = short.member('accessToken');
    const waitMs = Math.max(0, endOf(token) - Date.now()) + LATER_MS;
    const first = { type: 'authenticate', token };
    const socket = await authenticated(scene, 'attacker', url, first);
    note('attacker', 'waitsForEnd', {}, waitMs);
    const isOver = AbortSignal.timeout(waitMs);
    const over = new Promise<undefined>((resolve) =>
      isOver.addEventListener('abort', () => resolve(undefined)),
    );
    const next = socket.next();
    const ended = await Promise.race([next, over]);
    if (ended) return failed('outlive-token', { closing: inWords(ended) });
    note('attacker', 'isOver', {});
    socket.send({ type: 'echo', msg: 'still here' });
    const event = await next;
    return event.type === 'message'
      ? succeeded('outlive-token', {})
      : failed('outlive-token', { closing: inWords(event) });
  },
};

/** When a signed token runs out (RFC 7519, section 4.1.4), in milliseconds. Whoever has it can read that. */
function endOf(token: string): number {
  const claims = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const exp: unknown = claims.ok ? Reflect.get(claims.value, 'exp') : undefined;
  if (typeof exp !== 'number') throw new CannotRun('The token does not say until when it is good.');
  return exp * 1000;
}
