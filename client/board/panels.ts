/** Which figures the board shows, in which panels, drawn how. */
import { panels as words } from '../words/board.ts';
import type { Figure } from './history.ts';

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

const { titles, units, figures } = words;

export const panels: readonly PanelPlan[] = [
  {
    id: 'connections',
    title: titles.connections,
    unit: units.connections,
    least: 10,
    lines: [
      { figure: 'waiting', name: figures.waiting, onTopOf: 'authenticated', ink: 'second' },
      { figure: 'authenticated', name: figures.authenticated, ink: 'first' },
      { figure: 'twins', name: figures.twins, ink: 'third', dashed: true },
    ],
  },
  {
    id: 'turned-away',
    title: titles['turned-away'],
    unit: units.perSecond,
    least: 10,
    lines: [{ figure: 'turnedAway', name: figures.turnedAway, ink: 'third' }],
  },
  {
    id: 'messages',
    title: titles.messages,
    unit: units.perSecond,
    least: 10,
    lines: [
      { figure: 'messages', name: figures.messages, ink: 'first' },
      { figure: 'twinMessages', name: figures.twinMessages, ink: 'third', dashed: true },
    ],
  },
  {
    id: 'delay',
    title: titles.delay,
    unit: 'ms',
    least: 20,
    lines: [
      { figure: 'delay', name: figures.delay, ink: 'second' },
      { figure: 'echo', name: figures.echo, ink: 'third', dashed: true },
    ],
  },
  {
    id: 'memory',
    title: titles.memory,
    unit: 'MB',
    least: 100,
    lines: [
      { figure: 'resident', name: figures.resident, ink: 'first' },
      { figure: 'heap', name: figures.heap, ink: 'second', dashed: true },
    ],
  },
];
