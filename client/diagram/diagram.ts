/** A sequence diagram on a page, of whatever has life lines and rows: it is drawn at most once per frame. */

import { type Layout, type LifeLine, layOut, type Paper } from '@websocket-auth-lab/diagram';
import { labels, reading, waiting as waitingWords } from '../words/diagram.ts';
import { showDetail } from './detail/detail.ts';
import { duration, type Row, seconds } from './model/rows.ts';
import type { Picture, Shown, View } from './model/shown.ts';
import { createPresenter, type Mode, SLOW_BEAT_MS } from './presenter.ts';
import { createRenderer } from './render.ts';
import { createRuler } from './ruler.ts';
import { layOutStage } from './stage-layout.ts';
import { make } from './svg.ts';
import { walkRows } from './walk.ts';

export interface Diagram {
  /**
   * Begins a new picture.
   *
   * @param picture - says what there is to be drawn by now
   * @returns what to call when there is more; it does nothing once another picture has begun
   */
  begin(picture: () => Picture): () => void;
  readonly mode: Mode;
  setMode(mode: Mode): void;
  setView(view: View): void;
  /** Lets one more row be seen. */
  next(): void;
  /** Hides the last row that is seen. */
  back(): void;
  /** Lets all rows be seen that are there. */
  showAll(): void;
  /** Draws what is there by now. */
  redraw(): void;
  /** The rows that are seen. */
  readonly rows: readonly Row[];
  /** The life lines' names, and what is drawn under them. */
  readonly picture: { readonly heads: SVGSVGElement; readonly list: SVGSVGElement };
}

export interface DiagramParts {
  /** From left to right, two at least. */
  readonly lifeLines: readonly LifeLine[];
  /** Gets the picture, and scrolls around it. */
  readonly scroller: HTMLElement;
  readonly detail: HTMLElement;
  readonly place?: NonNullable<Paper['place']>;
}

/** Time to rest after a drawing, in times of what it took. */
const REST = 2;

/** Pixels that no picture has. */
const BOTTOM = 1_000_000;

/** Milliseconds between two looks at a countdown: it must not skip a second. */
const COUNTDOWN_MS = 200;

const nothing: Picture = { rows: [], waiting: undefined, complete: true };

/** @param changed - called after each drawing */
export function createDiagram(parts: DiagramParts, changed: (shown: Shown) => void): Diagram {
  const { scroller, detail } = parts;
  const heads = make('svg', { class: 'wire-heads', 'aria-hidden': 'true' });
  const list = make('svg', { role: 'list', 'aria-label': reading.picture });
  // As wide as the picture may be, and of a height that drawing does not change.
  const gauge = document.createElement('div');
  scroller.append(gauge, heads, list);
  const presenter = createPresenter();
  const renderer = createRenderer(heads, list, detail.id);
  const walk = walkRows(list, toggle);
  const paper = {
    ...parts,
    widthOf: createRuler(scroller),
    seconds,
    pause: (ms: number) => labels.pause(duration(ms)),
  };
  let view: View = 'page';
  let look = () => nothing;
  let picture = nothing;
  let shown: readonly Row[] = [];
  let openKey: string | undefined;
  let follows = true;
  let scheduled = false;
  let restUntil = 0;
  let beat: ReturnType<typeof setTimeout> | undefined;
  let countdown: ReturnType<typeof setInterval> | undefined;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(drawOrRest);
  }

  // In a flood every drawing is followed by frames without one, so that the page still answers.
  function drawOrRest(start: number): void {
    if (start < restUntil) {
      requestAnimationFrame(drawOrRest);
      return;
    }
    scheduled = false;
    render();
    const end = performance.now();
    restUntil = end + REST * (end - start);
  }

  function render(): void {
    picture = look();
    shown = presenter.show(picture.rows);
    const { heldBack, current, mode } = presenter;
    const keys = new Set(shown.map(({ key }) => key));
    const isSeen = (key: string) => keys.has(key);
    if (gauge.clientWidth > 0) {
      renderer.render(layOutNow(isSeen), isSeen, { open: openKey, current: current?.key });
      walk.refresh();
      // Further than the end is the end; to ask where it is would lay the page out once more.
      if (follows) scroller.scrollTop = BOTTOM;
    }
    if (mode === 'slow' && heldBack > 0 && beat === undefined) beat = setTimeout(beatPassed, SLOW_BEAT_MS);
    countDown();
    changed({
      rows: shown,
      heldBack,
      learned: shown.reduce((sum, { learned }) => sum + learned, 0),
      complete: picture.complete,
      current,
      opened: shown.find(({ key }) => key === openKey),
    });
  }

  function layOutNow(isSeen: (key: string) => boolean): Layout<Row> {
    const sheet = {
      ...paper,
      width: gauge.clientWidth,
      height: scroller.clientHeight,
      rem: Number.parseFloat(getComputedStyle(scroller).fontSize),
    };
    // On the stage every row has its place from the beginning, so that none moves when the next is seen.
    return view === 'page'
      ? layOut(shown, waitingText(), sheet)
      : layOutStage(picture.rows, waitingText(), sheet, isSeen);
  }

  /** A room is told of a wait only where it can see its end. */
  function waitingText(): string {
    const { waiting } = picture;
    if (!waiting || presenter.heldBack > 0) return '';
    if (waiting.for === 'more') return view === 'page' ? waitingWords.more : '';
    return waitingWords[waiting.for](Math.max(0, Math.ceil((waiting.until - performance.now()) / 1000)));
  }

  function countDown(): void {
    const counts = picture.waiting !== undefined && picture.waiting.for !== 'more';
    if (counts) countdown ??= setInterval(() => renderer.wait(waitingText()), COUNTDOWN_MS);
    if (counts || countdown === undefined) return;
    clearInterval(countdown);
    countdown = undefined;
  }

  function beatPassed(): void {
    beat = undefined;
    if (presenter.mode !== 'slow') return;
    presenter.next();
    render();
  }

  function open(key: string | undefined): void {
    openKey = key;
    const row = shown.find((one) => one.key === key);
    showDetail(detail, view === 'page' ? row : undefined);
    schedule();
  }

  function toggle(key: string): void {
    open(openKey === key ? undefined : key);
    if (view === 'page' && openKey !== undefined) detail.scrollIntoView({ block: 'nearest' });
  }

  /** Another row comes into view; what a room was told of the one that was pressed is over. */
  function step(take: () => void): void {
    take();
    if (view === 'stage') open(undefined);
    schedule();
  }

  const resized = new ResizeObserver(() => {
    // At once: a frame later the picture would have been seen in the old width.
    render();
  });
  resized.observe(gauge);
  resized.observe(scroller);
  // Follows the growth, unless someone scrolled up to read.
  scroller.addEventListener('scroll', () => {
    follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 24;
  });

  return {
    begin(own) {
      look = own;
      presenter.restart();
      follows = true;
      open(undefined);
      return () => look === own && schedule();
    },
    get mode() {
      return presenter.mode;
    },
    setMode(mode) {
      presenter.setMode(mode);
      schedule();
    },
    setView(wanted) {
      view = wanted;
      follows = true;
      open(undefined);
      render();
    },
    next: () => step(presenter.next),
    back: () => step(presenter.back),
    showAll: () => step(presenter.showAll),
    redraw: schedule,
    get rows() {
      return shown;
    },
    picture: { heads, list },
  };
}
