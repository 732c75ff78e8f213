/** Every format of a report that is a file. */
import type { ReportOptions } from '../config/arguments.ts';
import type { Report } from '../run/report.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';

export interface Format {
  readonly name: keyof Omit<ReportOptions, 'strict' | 'baseline'>;
  write(report: Report): string;
}

export const formats: readonly Format[] = [
  { name: 'json', write: (report) => `${JSON.stringify(report, null, 2)}\n` },
  { name: 'junit', write: junit },
  { name: 'sarif', write: sarif },
  { name: 'html', write: html },
];
