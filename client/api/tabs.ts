/**
 * The slots of all tabs of this browser: four at each server. Who finds none takes the one whose page was used longest
 * ago; that page gives its stream up, and comes back when it is used again.
 */
import type { Slot, Slots } from './slots.ts';

const MOST = 4;

/** A page that is used all the time says so once in so many milliseconds. */
const RENEW_MS = 1000;

/**
 * Pages know of each other by Web Locks. Where these are not to be had (plain http beyond this machine), a page has a
 * slot while it is seen.
 */
export const tabs: Slots = {
  async take(url) {
    const { locks } = navigator;
    if (!locks) return takeWhileSeen();
    const { origin } = new URL(url, location.href);
    return takeAmongTabs(locks, origin);
  },
  again(stop) {
    return new Promise((resolve) => {
      const done = () => {
        ignore();
        stop.removeEventListener('abort', done);
        resolve();
      };
      const ignore = onUse(done);
      stop.addEventListener('abort', done);
      if (stop.aborted) done();
    });
  },
};

async function takeAmongTabs(locks: LockManager, server: string): Promise<Slot> {
  const prefix = `stream of ${server} `;
  const lost = new AbortController();
  let hasLeft = false;
  let release = () => {};

  /** Holds a lock whose name says when, so that the slot that was used longest ago is the first; lets go of the last. */
  const hold = () =>
    new Promise<void>((held) => {
      const untilReleased = () =>
        new Promise<void>((resolve) => {
          release();
          release = resolve;
          if (hasLeft) release();
          held();
        });
      const name = prefix + String(Date.now()).padStart(15, '0') + Math.random();
      locks.request(name, untilReleased).catch(() => {
        held();
        release();
        lost.abort();
      });
    });

  const makeRoom = async () => {
    const { held = [] } = await locks.query();
    const taken = held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : [])).sort();
    for (const name of taken.slice(0, Math.max(0, taken.length - MOST + 1))) {
      await locks.request(name, { steal: true }, () => {});
    }
  };

  // One page after the other, or two could take the last slot.
  const inTurn = (step: () => Promise<void>) => locks.request(`slots of ${server}`, step);
  await inTurn(async () => {
    await makeRoom();
    await hold();
  });
  let renewedAt = Date.now();
  const ignore = onUse(() => {
    if (hasLeft || lost.signal.aborted || Date.now() - renewedAt < RENEW_MS) return;
    renewedAt = Date.now();
    void inTurn(hold);
  });
  return {
    lost: lost.signal,
    leave() {
      hasLeft = true;
      ignore();
      release();
    },
  };
}

async function takeWhileSeen(): Promise<Slot> {
  const lost = new AbortController();
  if (document.hidden) await tabs.again(lost.signal);
  const check = () => {
    if (document.hidden) lost.abort();
  };
  document.addEventListener('visibilitychange', check);
  return { lost: lost.signal, leave: () => document.removeEventListener('visibilitychange', check) };
}

/** Acts when the page is shown, focused or used. @returns a function that ends it */
function onUse(act: () => void): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const used = () => {
    if (!document.hidden) act();
  };
  document.addEventListener('visibilitychange', used, { signal });
  for (const type of ['focus', 'pointerdown', 'keydown']) {
    addEventListener(type, used, { signal, capture: true });
  }
  return () => ends.abort();
}
