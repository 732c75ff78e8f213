import { inLanguage } from './catalogue.ts';
import { board } from './en/board.ts';

export const { states, panels, chart, turnedAway, causes, nodes } = inLanguage('board', board);
