import { setTimeout as pause } from 'node:timers/promises';
import { type Attack, failed, type Scene, succeeded } from './attack.ts';
import { counted, openFrom } from './support/crowd.ts';
import { comeIn } from './support/honest.ts';
import { answerTo } from './support/socket.ts';

/** More sockets than there are seats: as soon as one is free, the next is there. */
const HOARD = { sockets: 80, addresses: 20, perSecond: 100 };

/** Honest clients who come one after the other, for longer than a deadline. */
const NEWCOMERS = { forMs: 7000, everyMs: 200 };

const TICK_MS = 50;

/** Takes every seat with sockets that say nothing, and takes it again when the server has closed one of them. */
export const attack: Attack<'crowded-out'> = {
  name: 'crowded-out',
  seconds: 45,
  async run(scene) {
    const { target, fixed, note } = scene;
    const url = target.twin(fixed ? '/crowded-out/fixed' : '/crowded-out');
    const hoard = startHoard(scene, url);
    await hoard.full;
    note(['attacker', 'twin'], 'takesEverySeat', { addresses: HOARD.addresses });
    note(['victim', 'twin'], 'newcomersCome', {}, NEWCOMERS.forMs);
    const times: number[] = [];
    const turnedAway: string[] = [];
    const end = performance.now() + NEWCOMERS.forMs;
    while (performance.now() < end) {
      const start = performance.now();
      const newcomer = await comeIn(scene, url);
      if (newcomer.opened) times.push(performance.now() - start);
      else turnedAway.push(answerTo(newcomer));
      await pause(NEWCOMERS.everyMs);
    }
    const { closed, refused } = hoard.stop();
    const endings = [...counted(closed), ...counted(refused.map((status) => `HTTP ${status}`))];
    note(['twin', 'attacker'], 'endedOfHoard', { endings: endings.join(', ') });
    const inside = times.length;
    const out = turnedAway.length;
    const came = inside + out;
    if (out > 0) {
      note(['twin', 'victim'], 'newcomersOut', { inside, came, answers: counted(turnedAway).join(', ') });
      return succeeded('crowded-out', { came, out });
    }
    const slowest = Math.ceil(Math.max(...times));
    note(['twin', 'victim'], 'newcomersIn', { inside, came, slowest });
    return failed('crowded-out', { came, slowest });
  },
};

interface Hoard {
  /** Resolves when the server has refused or closed one for the first time, or all are open: no seat is left. */
  readonly full: Promise<void>;
  /** Sends no more. @returns how its sockets ended so far */
  stop(): { readonly closed: readonly string[]; readonly refused: readonly number[] };
}

function startHoard(scene: Scene, url: string): Hoard {
  const closed: string[] = [];
  const refused: number[] = [];
  let sockets = 0;
  let started = 0;
  let isFull = () => {};
  const full = new Promise<void>((resolve) => {
    isFull = resolve;
  });
  const openOne = async () => {
    sockets++;
    try {
      const socket = await openFrom(
        scene,
        url,
        `127.0.${HOARD.addresses}.${1 + (started++ % HOARD.addresses)}`,
      );
      if (socket.opened) {
        const { code, reason } = await socket.closed();
        closed.push(`${code} ${reason}`);
      } else {
        refused.push(socket.status);
      }
      isFull();
    } finally {
      sockets--;
    }
  };
  const tick = () => {
    const most = Math.min((HOARD.perSecond * TICK_MS) / 1000, HOARD.sockets - sockets);
    // Whoever does not answer is one that comes again.
    for (let count = 0; count < most; count++) openOne().catch(() => {});
  };
  const timer = setInterval(tick, TICK_MS);
  const stop = () => {
    clearInterval(timer);
    return { closed: [...closed], refused: [...refused] };
  };
  scene.onEnd(stop);
  return { full, stop };
}
