/** The figures as tables of a document. */
import { costNames, type Figures, names, row, shown } from './report.ts';

const begin = '<!-- figures: written by npm run bench -- --write -->';
const end = '<!-- end of figures -->';

/** Replaces the text between the two marks in a document. */
export function withFigures(document: string, figures: Figures): string {
  const [before = '', rest = ''] = document.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${markdown(figures)}\n${end}${after}`;
}

function markdown({ machine, rounds, connections, cost, scale, latency }: Figures): string {
  const kinds = Object.keys(cost.connection);
  const lines = [
    `Node ${machine.node}, ${machine.cores} cores. Medians of ${rounds} rounds with ${connections} connections; in brackets the ratio to bare ws.`,
    '',
    row('', ...kinds),
    row(...['', ...kinds].map(() => '---')),
    ...names.map((name) =>
      row(
        costNames[name],
        ...kinds.map((kind) => {
          const figure = cost[name][kind];
          return figure ? `${shown(figure.value)} (${figure.ratio.toFixed(2)})` : '';
        }),
      ),
    ),
  ];
  if (scale) {
    lines.push(
      '',
      row(`with ${scale.connections} connections`, 'bare', 'lab', 'ratio'),
      row('---', '---', '---', '---'),
      ...(['connection', 'idleBytes'] as const).map((name) => {
        const [bare, lab] = [scale.bare[name], scale.lab[name]];
        return row(costNames[name], shown(bare), shown(lab), (lab / bare).toFixed(2));
      }),
      '',
      `A connection of the lab costs ${scale.growth.toFixed(2)} times as much CPU among ${scale.connections} as among ${connections}.`,
    );
  }
  lines.push(
    '',
    row('echo to honest clients, ms', 'p50', 'p95', 'p99'),
    row('---', '---', '---', '---'),
    ...(['bare', 'lab'] as const).flatMap((kind) =>
      (['quiet', 'attacked', 'ratio'] as const).map((when) => {
        const { p50, p95, p99 } = latency[kind][when];
        return row(`${kind}, ${when}`, p50.toFixed(2), p95.toFixed(2), p99.toFixed(2));
      }),
    ),
    '',
  );
  return lines.join('\n');
}
