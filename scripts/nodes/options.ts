/** Every option of `npm run nodes`. */
import { type Option, wholeNumber } from '../../server/options/kinds.ts';
import { rows as labRows } from '../../server/options/options.ts';
import { optionTable } from '../../server/options/table.ts';

const rows = {
  host: labRows.host,
  port: wholeNumber({ default: 5678, min: 1, max: 65_535, help: 'port of nginx, where clients come in' }),
  nodes: wholeNumber({ default: 3, min: 1, max: 9, help: 'how many nodes to start' }),
  redis: labRows.redis,
  labRedisPassword: labRows.labRedisPassword,
  open: labRows.open,
  logLevel: { ...labRows.logLevel, default: 'warn' },
  help: labRows.help,
} as const;

type Table = typeof rows;
export type Options = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

export const nodesOptions = optionTable<Options>(rows, {
  about: `Several nodes of the lab with one Redis, behind nginx, for a class: with the public demo token.

Usage: npm run nodes -- [options]`,
  advice: 'Without --redis it starts a redis-server of its own, which keeps nothing on disk.',
  contradictions: () => [],
});
