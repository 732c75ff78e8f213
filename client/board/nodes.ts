/** The nodes of one service: a row for each, and where `npm run nodes` started them, a button that kills it. */
import type { NodeFigures } from '../../protocol/board.ts';
import type { NodeAction, RunningNode } from '../../protocol/nodes.ts';
import { act, askNodes } from '../api/nodes.ts';
import { make, makeButton } from '../page/make.ts';
import { nodes as words } from '../words/board.ts';
import { language } from '../words/language.ts';

/** Milliseconds between two questions which nodes run. */
const ASK_MS = 2000;

export interface Nodes {
  readonly element: HTMLElement;
  /** @param figures - of each node; undefined where there is one only */
  show(figures: readonly NodeFigures[] | undefined): void;
}

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

export function createNodes(): Nodes {
  const state = make('p', { role: 'status', class: 'muted' });
  const heads = make('tr', {}, ...words.columns.map((name) => make('th', { scope: 'col' }, name)));
  const actionHead = make('th', { scope: 'col' }, words.action);
  const body = make('tbody', {});
  const element = make(
    'section',
    { class: 'panel nodes', 'aria-labelledby': 'nodes-title' },
    make('h2', { id: 'nodes-title' }, words.title),
    make('p', { class: 'muted' }, words.about),
    make('table', { class: 'causes' }, make('thead', {}, heads), body),
    state,
  );
  element.hidden = true;

  const rows = new Map<string, Row>();
  let running: readonly RunningNode[] | undefined;
  let latest: readonly NodeFigures[] = [];
  let isWatched = false;

  const draw = () => {
    const names = new Set([...latest, ...(running ?? [])].map(({ name }) => name));
    for (const [name, { element: row }] of rows) {
      if (names.has(name)) continue;
      row.remove();
      rows.delete(name);
    }
    for (const [index, name] of [...names].sort().entries()) {
      const row = rows.get(name) ?? createRow(name, press);
      rows.set(name, row);
      // Only where it is not there already: a row that is moved would lose the focus.
      const there = body.children.item(index);
      if (there !== row.element) body.insertBefore(row.element, there);
      row.show(
        latest.find((node) => node.name === name),
        running?.find((node) => node.name === name),
      );
    }
    if (running && !actionHead.isConnected) heads.append(actionHead);
  };

  const press = async (asked: NodeAction) => {
    const { node, action } = asked;
    state.textContent = action === 'kill' ? words.killing(node) : words.starting(node);
    const answer = await act(asked);
    state.textContent =
      answer === undefined ? words.refused : action === 'kill' ? words.killed(node) : words.started(node);
    running = answer ?? running;
    draw();
  };

  const watch = async () => {
    if (isWatched) return;
    isWatched = true;
    running = await askNodes();
    draw();
    // Where nobody answers, nobody will.
    if (!running) return;
    setInterval(async () => {
      running = (await askNodes()) ?? running;
      draw();
    }, ASK_MS);
  };

  return {
    element,
    show(figures) {
      if (!figures) return;
      latest = figures;
      element.hidden = false;
      draw();
      void watch();
    },
  };
}

interface Row {
  readonly element: HTMLElement;
  show(figures: NodeFigures | undefined, running: RunningNode | undefined): void;
}

function createRow(name: string, press: (asked: NodeAction) => Promise<void>): Row {
  const cells = words.columns.slice(1).map(() => make('td', {}, '–'));
  const element = make('tr', {}, make('th', { scope: 'row' }, name), ...cells);
  let isRunning: boolean | undefined;
  const button = makeButton('', {}, () => {
    // Not `disabled`, which would take the focus away from who uses the keyboard.
    if (button.ariaDisabled === 'true' || isRunning === undefined) return;
    button.ariaDisabled = 'true';
    void press({ node: name, action: isRunning ? 'kill' : 'start' }).finally(() => {
      button.ariaDisabled = 'false';
    });
  });
  const place = make('td', {}, button);
  return {
    element,
    show(figures, running) {
      const isThere = running?.isRunning ?? figures !== undefined;
      const texts = [
        isThere ? words.runs : words.isGone,
        figures && isThere ? whole.format(figures.waiting + figures.authenticated) : '–',
        figures && isThere ? `${whole.format(figures.delayMs)} ms` : '–',
        figures && isThere ? `${whole.format(figures.residentBytes / 1e6)} MB` : '–',
      ];
      for (const [index, text] of texts.entries()) {
        const cell = cells[index];
        if (cell && cell.textContent !== text) cell.textContent = text;
      }
      element.dataset.gone = String(!isThere);
      isRunning = running?.isRunning;
      if (isRunning === undefined) return;
      if (!place.isConnected) element.append(place);
      const label = isRunning ? words.kill(name) : words.start(name);
      if (button.textContent !== label) button.textContent = label;
    },
  };
}
