/** Whether something is being told: `idle`, `running` until all of it has happened and is seen, `ended`. */
import type { Shown } from '../diagram/model/shown.ts';

export type RunState = 'idle' | 'running' | 'ended';

/** The server's last words may be late, or lost: after so many milliseconds they are not waited for. */
const PATIENCE_MS = 2500;

export interface Run {
  readonly state: RunState;
  /** Something new begins. */
  begin(): void;
  /** Nothing more is going to happen. */
  finish(): void;
  /** The picture was drawn. */
  drawn(shown: Shown): void;
}

/**
 * @param redraw - draws what has happened by now
 * @param changed - told of every state
 */
export function createRun(redraw: () => void, changed: (state: RunState) => void): Run {
  let state: RunState = 'idle';
  let isOver = false;
  let overAt = 0;
  let patience: ReturnType<typeof setTimeout> | undefined;

  function enter(next: RunState): void {
    if (state === next) return;
    state = next;
    changed(state);
  }

  return {
    get state() {
      return state;
    },
    begin() {
      clearTimeout(patience);
      isOver = false;
      enter('running');
    },
    finish() {
      if (isOver) return;
      isOver = true;
      overAt = performance.now();
      patience = setTimeout(redraw, PATIENCE_MS);
      redraw();
    },
    drawn({ heldBack, complete }) {
      if (state === 'idle') return;
      const isSeen = heldBack === 0 && (complete || performance.now() - overAt >= PATIENCE_MS);
      enter(isOver && isSeen ? 'ended' : 'running');
    },
  };
}
