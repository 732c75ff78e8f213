/** The board: puts its parts together. */
import type { Count } from '../../protocol/board.ts';
import type { AttackName } from '../../protocol/exhibits.ts';
import { watchBoard } from '../api/board.ts';
import { awaitLab } from '../api/lab.ts';
import { tabs } from '../api/tabs.ts';
import { aboutWeakTwins, createExhibits } from '../exhibits/exhibit.ts';
import { find } from '../page/elements.ts';
import { make } from '../page/make.ts';
import { explainTerms } from '../page/terms.ts';
import { states } from '../words/board.ts';
import { createHistory } from './history.ts';
import { createNodes } from './nodes.ts';
import { createPanel } from './panel.ts';
import { figuresOfExhibits, type PanelId, panels } from './panels.ts';
import { createTurnedAway } from './turned-away.ts';

/** Milliseconds from picture to picture for who wants less motion. Nothing is left out, it only comes together. */
const CALM_MS = 5000;

explainTerms(find('main', HTMLElement), { numbers: false });

const state = find('#stream', HTMLElement);
const pause = find('#pause', HTMLButtonElement);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

const { exhibits } = await awaitLab(() => {
  state.textContent = states.lost;
});
const history = createHistory();
const turnedAway = createTurnedAway();
const nodes = createNodes();
const shown = panels.map(({ lines, ...plan }) =>
  createPanel({
    ...plan,
    lines: lines.filter(({ figure }) => !figuresOfExhibits.has(figure) || exhibits !== null),
  }),
);
let counts: readonly Count[] = [];
let drawnAt = Number.NEGATIVE_INFINITY;

function charts(...ids: readonly PanelId[]): HTMLElement {
  const elements = shown.filter(({ id }) => ids.includes(id)).map(({ element }) => element);
  return make('div', { class: 'charts' }, ...elements);
}

function attacksOf(...names: readonly AttackName[]): HTMLElement {
  return createExhibits(names, exhibits, history.addEcho).element;
}

// An attack stands beside the charts that it moves.
find('#board', HTMLElement).append(
  nodes.element,
  ...(exhibits === null
    ? [charts('connections'), charts('turned-away', 'messages', 'delay', 'memory')]
    : [
        aboutWeakTwins(),
        make(
          'div',
          { class: 'beside-chart' },
          charts('connections', 'turned-away'),
          attacksOf('silent-hoard', 'crowded-out'),
        ),
        charts('messages', 'delay'),
        attacksOf('flood'),
        charts('memory'),
      ]),
  turnedAway.element,
);

function draw(now: number): void {
  drawnAt = now;
  for (const panel of shown) panel.show(history.points);
  turnedAway.show(counts);
}

function isPaused(): boolean {
  return pause.ariaPressed === 'true';
}

pause.addEventListener('click', () => {
  pause.ariaPressed = String(!isPaused());
  if (!isPaused()) draw(performance.now());
});

watchBoard(
  '/api/board',
  (snapshot) => {
    const now = performance.now();
    history.add(snapshot, now);
    counts = snapshot.turnedAway;
    nodes.show(snapshot.nodes);
    if (!isPaused() && now - drawnAt >= (calm.matches ? CALM_MS : 0)) draw(now);
  },
  (next) => {
    state.textContent = states[next];
    state.dataset.tone = next === 'live' ? 'good' : 'bad';
    if (next === 'live') return;
    history.breakOff(performance.now());
    draw(performance.now());
  },
  tabs,
);

if (exhibits !== null) {
  watchBoard(
    `${exhibits}/api/board`,
    history.addTwins,
    (next) => {
      if (next !== 'live') history.addTwins(null);
    },
    tabs,
  );
}

// Until now a press would have been lost.
document.body.inert = false;
