/** A panel of the board: the figures of now, as text, and their chart. */
import { make } from '../page/make.ts';
import { panels } from '../words/board.ts';
import { language } from '../words/language.ts';
import { createChart } from './chart.ts';
import type { Figure, Figures, Point } from './history.ts';
import type { Line, PanelPlan } from './panels.ts';

export interface Panel {
  readonly id: PanelPlan['id'];
  readonly element: HTMLElement;
  /** @param points - the last one is now */
  show(points: readonly Point[]): void;
}

export function createPanel(plan: PanelPlan): Panel {
  const { id, title, lines, unit } = plan;
  const chart = createChart(plan);
  const values = lines.map((line) => ({ line, value: make('dd', {}, '–') }));
  const element = make(
    'section',
    { class: 'panel', id, 'aria-labelledby': `${id}-title` },
    make(
      'div',
      { class: 'panel-head' },
      make('h2', { id: `${id}-title` }, title),
      make('dl', { class: 'figures' }, ...values.map(({ line, value }) => figureOf(line, value))),
    ),
    chart.element,
  );
  return {
    id,
    element,
    show(points) {
      const figures = points.at(-1)?.figures;
      for (const { line, value } of values) {
        const text = figures ? inWords(line.figure, figures, unit) : '–';
        if (value.textContent !== text) value.textContent = text;
      }
      chart.draw(points);
    },
  };
}

/** The figure's name with a piece of its line, which makes it the chart's legend, too. */
function figureOf({ name, ink, dashed }: Line, value: HTMLElement): HTMLElement {
  const piece = make('span', {
    class: 'piece',
    'data-ink': ink,
    'data-dashed': dashed ? '' : undefined,
    'aria-hidden': 'true',
  });
  return make('div', {}, make('dt', {}, piece, make('span', {}, name)), value);
}

const { units } = panels;
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

function inWords(figure: Figure, figures: Figures, unit: string): string {
  const value = figures[figure];
  if (value === null) return '–';
  return unit === units.connections ? whole.format(value) : `${whole.format(value)} ${unit}`;
}
