/** Which figures the board shows, in which panels, drawn how. */
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

export const panels: readonly PanelPlan[] = [
  {
    id: 'connections',
    title: 'Connections',
    unit: 'connections',
    least: 10,
    lines: [
      { figure: 'waiting', name: 'waiting to authenticate', onTopOf: 'authenticated', ink: 'second' },
      { figure: 'authenticated', name: 'authenticated', ink: 'first' },
      { figure: 'twins', name: 'on the weak twins', ink: 'third', dashed: true },
    ],
  },
  {
    id: 'turned-away',
    title: 'Turned away',
    unit: 'per second',
    least: 10,
    lines: [{ figure: 'turnedAway', name: 'now', ink: 'third' }],
  },
  {
    id: 'messages',
    title: 'Messages',
    unit: 'per second',
    least: 10,
    lines: [
      { figure: 'messages', name: 'of authenticated clients', ink: 'first' },
      { figure: 'twinMessages', name: 'of clients of the weak twins', ink: 'third', dashed: true },
    ],
  },
  {
    id: 'delay',
    title: 'Delay',
    unit: 'ms',
    least: 20,
    lines: [
      { figure: 'delay', name: 'of the event loop', ink: 'second' },
      { figure: 'echo', name: 'until an honest client has its echo', ink: 'third', dashed: true },
    ],
  },
  {
    id: 'memory',
    title: 'Memory',
    unit: 'MB',
    least: 100,
    lines: [
      { figure: 'resident', name: 'of the process', ink: 'first' },
      { figure: 'heap', name: 'JavaScript objects in it', ink: 'second', dashed: true },
    ],
  },
];
