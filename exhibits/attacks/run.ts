/** Plays an attack by its name: for the terminal, and for the exhibits server in the same process. */
import { setMaxListeners } from 'node:events';
import type { AttackFact, Position, Verdict } from '../../protocol/attack-facts.ts';
import type { AttackName } from '../../protocol/exhibits.ts';
import { type Attack, CannotRun, type Scene, SECONDS } from './attack.ts';
import { findTarget } from './support/target.ts';

const modules: Readonly<Record<AttackName, () => Promise<{ attack: Attack }>>> = {
  'silent-hoard': () => import('./silent-hoard.ts'),
  'crowded-out': () => import('./crowded-out.ts'),
  flood: () => import('./flood.ts'),
  'early-message': () => import('./early-message.ts'),
  'log-replay': () => import('./log-replay.ts'),
  'ticket-replay': () => import('./ticket-replay.ts'),
  'ticket-per-node': () => import('./ticket-per-node.ts'),
  hijack: () => import('./hijack.ts'),
  'echoed-token': () => import('./echoed-token.ts'),
  'cached-basic': () => import('./cached-basic.ts'),
  'forged-origin': () => import('./forged-origin.ts'),
  'wrong-certificate': () => import('./wrong-certificate.ts'),
  'renew-as-other': () => import('./renew-as-other.ts'),
  'beyond-permission': () => import('./beyond-permission.ts'),
  'outlive-token': () => import('./outlive-token.ts'),
  'stolen-token': () => import('./stolen-token.ts'),
  'resume-theft': () => import('./resume-theft.ts'),
  'ghost-presence': () => import('./ghost-presence.ts'),
  'beyond-capability': () => import('./beyond-capability.ts'),
  'history-before-join': () => import('./history-before-join.ts'),
  'publish-replay': () => import('./publish-replay.ts'),
  markup: () => import('./markup.ts'),
  tunnel: () => import('./tunnel.ts'),
  tap: () => import('./tap.ts'),
};

export interface RunSettings extends Position {
  /** The real server's page, on this machine. */
  readonly page: string;
  /** Ends the run, whenever it is aborted. */
  readonly signal?: AbortSignal;
  /** Told of each fact as it happens. */
  readonly told?: (fact: AttackFact) => void;
  readonly measured?: (echoMs: number) => void;
  /** Waited for, where an attack has succeeded whose harm is to be looked at, before its sockets end. */
  readonly hold?: (verdict: Verdict) => Promise<void>;
}

/**
 * Plays one attack.
 *
 * @throws CannotRun when it could not be tried, took too long or was broken off
 */
export async function runAttack({ name, fixed, page, signal, ...to }: RunSettings): Promise<Verdict> {
  const { attack } = await modules[name]();
  const ended = new AbortController();
  // Every socket of a crowd listens.
  setMaxListeners(0, ended.signal);
  const breakOff = (reason: string) => ended.abort(new CannotRun(reason));
  const time = setTimeout(() => breakOff('The attack took too long.'), (attack.seconds ?? SECONDS) * 1000);
  const leave = () => breakOff('Nobody waits for the end of this attack any more.');
  signal?.addEventListener('abort', leave);
  if (signal?.aborted) leave();
  const broken = new Promise<never>((_, reject) => {
    ended.signal.addEventListener('abort', () => reject(ended.signal.reason));
  });
  broken.catch(() => {});
  const endings: (() => void)[] = [];
  const start = performance.now();
  let isOver = false;
  const happened: Scene['happened'] = (happening) => {
    // Sockets that end with the scene are no part of it.
    if (!isOver) to.told?.({ ...happening, at: performance.now() - start });
  };
  try {
    ended.signal.throwIfAborted();
    const target = await Promise.race([findTarget(page, ended.signal), broken]);
    const scene: Scene = {
      target,
      fixed,
      signal: ended.signal,
      happened,
      note(who, note, values, waitMs) {
        const [from, receiver] = typeof who === 'string' ? [who] : who;
        happened({
          type: 'note',
          from,
          ...(receiver !== undefined && { to: receiver }),
          note,
          values,
          ...(waitMs !== undefined && { waitMs }),
        });
      },
      measured: (echoMs) => to.measured?.(echoMs),
      onEnd: (end) => endings.push(end),
    };
    const verdict = await Promise.race([attack.run(scene), broken]);
    clearTimeout(time);
    if (attack.holds && verdict.succeeded) await Promise.race([to.hold?.(verdict), broken]);
    return verdict;
  } finally {
    isOver = true;
    clearTimeout(time);
    signal?.removeEventListener('abort', leave);
    for (const end of endings) end();
  }
}
