/** One chart on a canvas. Its figures stand beside it as text, so to a screen reader it is a picture with a name. */
import uPlot from 'uplot';
import { chart as words } from '../words/board.ts';
import { language } from '../words/language.ts';
import { type Figures, type Point, SPAN_MS } from './history.ts';
import type { Line, PanelPlan } from './panels.ts';

export interface Chart {
  readonly element: HTMLElement;
  draw(points: readonly Point[]): void;
}

const SPAN_S = SPAN_MS / 1000;

/** Steps of the vertical axis: whole numbers only, since nobody is half connected. */
const wholeSteps = [1, 10, 100, 1000, 10_000, 100_000, 1e6].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

const number = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

export function createChart({ title, unit, least, lines }: PanelPlan): Chart {
  const element = document.createElement('div');
  element.className = 'chart';
  element.role = 'img';
  element.ariaLabel = words.name(title, unit);
  let plot: uPlot | undefined;
  let data: uPlot.AlignedData = dataOf(lines, []);

  /** Canvas knows no style sheet: what depends on one is read again whenever that may have changed. */
  const build = () => {
    plot?.destroy();
    const { width, height } = element.getBoundingClientRect();
    if (width === 0) return;
    plot = new uPlot(
      { width, height, ...optionsOf(unit, least, lines, getComputedStyle(element)) },
      data,
      element,
    );
  };
  new ResizeObserver(build).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build);

  return {
    element,
    draw(points) {
      data = dataOf(lines, points);
      plot?.setData(data);
    },
  };
}

function optionsOf(
  unit: string,
  least: number,
  lines: readonly Line[],
  style: CSSStyleDeclaration,
): Omit<uPlot.Options, 'width' | 'height'> {
  const rem = Number.parseFloat(style.fontSize);
  const ink = style.getPropertyValue('--text');
  const axis = {
    stroke: ink,
    font: `${rem}px system-ui, sans-serif`,
    labelFont: `${rem}px system-ui, sans-serif`,
    labelSize: 1.5 * rem,
    labelGap: 0,
    grid: { stroke: style.getPropertyValue('--line'), width: 1 },
    ticks: { stroke: style.getPropertyValue('--line'), width: 1, size: 0.4 * rem },
    gap: 0.3 * rem,
  };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [rem, 1.2 * rem, 0, 0],
    scales: {
      x: { time: false, range: [-SPAN_S, 0] },
      y: { range: (_plot, _least, most) => [0, Math.max(least, 1.1 * (most ?? 0))] },
    },
    axes: [
      {
        ...axis,
        label: words.secondsAgo,
        size: 1.7 * rem,
        incrs: [15, 30],
        space: 4 * rem,
        values: (_plot, splits) => splits.map((at) => (at === 0 ? words.now : String(-at))),
      },
      {
        ...axis,
        label: unit,
        size: 5 * rem,
        incrs: wholeSteps,
        space: 2.5 * rem,
        values: (_plot, splits) => splits.map((value) => number.format(value)),
      },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, style, rem))],
  };
}

function seriesOf({ ink, dashed }: Line, style: CSSStyleDeclaration, rem: number): uPlot.Series {
  const series = {
    stroke: style.getPropertyValue(`--${ink}`),
    width: rem / 8,
    points: { show: false },
    spanGaps: false,
  };
  return dashed
    ? { ...series, dash: [rem / 2, rem / 3] }
    : { ...series, fill: style.getPropertyValue(`--${ink}-fill`) };
}

/** Columns, as uPlot wants them: seconds before the last point, then each line. */
function dataOf(lines: readonly Line[], points: readonly Point[]): uPlot.AlignedData {
  const now = points.at(-1)?.at ?? 0;
  const drawn = ({ figure, onTopOf }: Line, figures: Figures | undefined) => {
    const value = figures?.[figure] ?? null;
    const below = onTopOf === undefined ? 0 : (figures?.[onTopOf] ?? 0);
    return value === null ? null : value + below;
  };
  return [
    points.map(({ at }) => (at - now) / 1000),
    ...lines.map((line) => points.map(({ figures }) => drawn(line, figures))),
  ];
}
