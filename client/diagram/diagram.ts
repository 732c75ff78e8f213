/** The sequence diagram on a page: facts go in, the picture follows, at most once per frame. */
import type { TraceEvent } from '../../protocol/trace.ts';
import { showDetail } from './detail.ts';
import type { PageFact } from './facts.ts';
import { layOut, type Paper } from './layout.ts';
import { draw, type Picture } from './model.ts';
import type { Font } from './places.ts';
import { createPresenter, type Mode, SLOW_BEAT_MS } from './presenter.ts';
import { createRenderer } from './render.ts';
import type { Row } from './rows.ts';
import { make } from './svg.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { walkRows } from './walk.ts';

/** Takes the facts of one story. Facts of a story that is no longer shown are dropped. */
export interface Recorder {
  /** @param at - milliseconds on the page's clock, where it is told later than it happened */
  page(fact: PageFact, at?: number): void;
  /** @param connection - tells one connection of the story from another */
  server(events: readonly TraceEvent[], connection: symbol): void;
}

export interface Diagram {
  /** Begins a new, empty picture. */
  begin(): Recorder;
  readonly mode: Mode;
  setMode(mode: Mode): void;
  /** Lets one more row be seen. */
  next(): void;
  /** The rows that are seen. */
  readonly rows: readonly Row[];
  /** The life lines' names, and what is drawn under them. */
  readonly picture: { readonly heads: SVGSVGElement; readonly list: SVGSVGElement };
  /** The page's text has another size. */
  redraw(): void;
}

export interface DiagramElements {
  /** Gets the picture, and scrolls around it. */
  readonly scroller: HTMLElement;
  readonly detail: HTMLElement;
}

/** Time to rest after a drawing, in times of what it took. */
const REST = 2;

/** Pixels that no picture has. */
const BOTTOM = 1_000_000;

const nothing: Picture = { rows: [], waiting: false };

/** @param changed - called after each drawing with the number of rows that are held back */
export function createDiagram(elements: DiagramElements, changed: (heldBack: number) => void): Diagram {
  const { scroller, detail } = elements;
  const heads = make('svg', { class: 'wire-heads', 'aria-hidden': 'true' });
  const list = make('svg', { role: 'list', 'aria-label': 'On the wire' });
  // As wide as the picture may be, and of a height that drawing does not change.
  const gauge = document.createElement('div');
  scroller.append(gauge, heads, list);
  const presenter = createPresenter();
  const renderer = createRenderer(heads, list);
  const walk = walkRows(list, toggle);
  const widthOf = createRuler(scroller);
  let timeline: Timeline | undefined;
  let shown: readonly Row[] = [];
  let openKey: string | undefined;
  let width = 0;
  let follows = true;
  let scheduled = false;
  let restUntil = 0;
  let beat: ReturnType<typeof setTimeout> | undefined;

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
    const picture = timeline ? draw(timeline.moments()) : nothing;
    shown = presenter.show(picture.rows);
    const { heldBack } = presenter;
    if (width === 0) return;
    const paper: Paper = {
      width,
      rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
      widthOf,
    };
    renderer.render(layOut(shown, picture.waiting && heldBack === 0, paper), openKey);
    walk.refresh();
    // Further than the end is the end; to ask where it is would lay the page out once more.
    if (follows) scroller.scrollTop = BOTTOM;
    if (presenter.mode === 'slow' && heldBack > 0 && beat === undefined) {
      beat = setTimeout(beatPassed, SLOW_BEAT_MS);
    }
    changed(heldBack);
  }

  function beatPassed(): void {
    beat = undefined;
    if (presenter.mode !== 'slow') return;
    presenter.next();
    render();
  }

  function toggle(key: string): void {
    openKey = openKey === key ? undefined : key;
    showDetail(
      detail,
      shown.find((row) => row.key === openKey),
    );
    if (openKey !== undefined) detail.scrollIntoView({ block: 'nearest' });
    schedule();
  }

  new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    // At once: a frame later the picture would have been seen in the old width.
    render();
  }).observe(gauge);
  // Follows the growth, unless someone scrolled up to read.
  scroller.addEventListener('scroll', () => {
    follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 24;
  });

  return {
    begin() {
      const own = createTimeline();
      timeline = own;
      presenter.restart();
      follows = true;
      openKey = undefined;
      showDetail(detail, undefined);
      schedule();
      const take = (add: () => void) => {
        if (timeline !== own) return;
        add();
        schedule();
      };
      return {
        page: (fact, at = performance.now()) => take(() => own.addFromPage(fact, at)),
        server: (events, connection) => take(() => own.addFromServer(events, connection)),
      };
    },
    get mode() {
      return presenter.mode;
    },
    setMode(mode) {
      presenter.setMode(mode);
      schedule();
    },
    next() {
      presenter.next();
      schedule();
    },
    get rows() {
      return shown;
    },
    picture: { heads, list },
    redraw: schedule,
  };
}

/** Measures text as the browser will draw it. */
function createRuler(element: HTMLElement): Paper['widthOf'] {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(element);
  const families: Readonly<Record<Font, string>> = {
    text: style.fontFamily,
    strong: style.fontFamily,
    small: style.fontFamily,
    code: style.getPropertyValue('--mono'),
  };
  let current = '';
  return (text, font, size) => {
    if (!context) return text.length * size * 0.62;
    const wanted = `${font === 'strong' ? 'bold ' : ''}${size}px ${families[font]}`;
    // Setting a font costs more than measuring with it.
    if (current !== wanted) context.font = current = wanted;
    return context.measureText(text).width;
  };
}
