/** Which figures the board shows, in which panels, drawn how. */
import type { Figure } from './history.ts';
import { titles, units, lines as words } from './words.ts';

/** A line of a chart, which is a figure in words beside it. */
export interface Line {
  readonly figure: Figure;
  readonly name: string;
  /** Drawn on top of another: together they are a sum. */
  readonly onTopOf?: Figure;
  /** Of the variables in board.css. */
  readonly ink: 'first' | 'second' | 'third';
  readonly dashed?: true;
}

export interface PanelPlan {
  readonly id: PanelId;
  readonly title: string;
  readonly unit: string;
  /** The scale reaches at least so far: a quiet server is not to look busy. */
  readonly least: number;
  readonly lines: readonly Line[];
}

/** What is known only where exhibits run. */
export const figuresOfExhibits: ReadonlySet<Figure> = new Set(['twins', 'twinMessages', 'echo']);

export type PanelId = 'connections' | 'turned-away' | 'messages' | 'delay' | 'memory';

export const panels: readonly PanelPlan[] = [
  {
    id: 'connections',
    title: titles.connections,
    unit: units.connections,
    least: 10,
    lines: [
      { figure: 'waiting', name: words.waiting, onTopOf: 'authenticated', ink: 'second' },
      { figure: 'authenticated', name: words.authenticated, ink: 'first' },
      { figure: 'twins', name: words.twins, ink: 'third', dashed: true },
    ],
  },
  {
    id: 'turned-away',
    title: titles['turned-away'],
    unit: units.perSecond,
    least: 10,
    lines: [{ figure: 'turnedAway', name: words.turnedAway, ink: 'third' }],
  },
  {
    id: 'messages',
    title: titles.messages,
    unit: units.perSecond,
    least: 10,
    lines: [
      { figure: 'messages', name: words.messages, ink: 'first' },
      { figure: 'twinMessages', name: words.twinMessages, ink: 'third', dashed: true },
    ],
  },
  {
    id: 'delay',
    title: titles.delay,
    unit: units.milliseconds,
    least: 20,
    lines: [
      { figure: 'delay', name: words.delay, ink: 'second' },
      { figure: 'echo', name: words.echo, ink: 'third', dashed: true },
    ],
  },
  {
    id: 'memory',
    title: titles.memory,
    unit: units.megabytes,
    least: 100,
    lines: [
      { figure: 'resident', name: words.resident, ink: 'first' },
      { figure: 'heap', name: words.heap, ink: 'second', dashed: true },
    ],
  },
];
