/** What is published about known servers: written by a run, not by hand. */
import { checks } from '../../../packages/probe/src/checks/index.ts';
import type { CheckReport } from '../../../packages/probe/src/run/report.ts';
import type { KnownServer } from './known-server.ts';

export interface Looked {
  readonly server: KnownServer;
  readonly version: string;
  readonly reports: readonly CheckReport[];
}

const marks = { pass: 'pass', fail: '**fail**', 'n.a.': '', inconclusive: '?' } as const;

/** The whole document. */
export function documentOf(looked: readonly Looked[]): string {
  return `# Known servers

<!-- Written by \`npm run known-servers\`. A test holds it to what the probe finds. -->

What the [probe](README.md) finds in servers that people use, each set up as its own documentation shows it, with one
credential and no more care than that. The truth about each is written by hand, in \`tests/probe/known/\`; a verdict
that contradicts it would be a fault of the probe. A library cannot know what you need, so a failure here says what to add,
not that the library is bad.

${looked.map(sectionOf).join('\n')}
## All verdicts

An empty place means that the check does not apply.

${tableOf(looked)}`;
}

/** What one server fails, and what mends it. */
export function sectionOf({ server, version, reports }: Looked): string {
  const fails = reports.filter(({ verdict }) => verdict === 'fail');
  const lines = fails.map(
    ({ id, level }) => `- [\`${id}\`](checks/${id}.md) (${level}): ${server.fails[id] ?? ''}`,
  );
  return `## ${server.name} ${version}

${server.how}

${lines.length > 0 ? lines.join('\n') : 'Nothing failed.'}
`;
}

function tableOf(looked: readonly Looked[]): string {
  const rows = checks
    .map(({ id }) => ({
      id,
      verdicts: looked.map(({ reports }) => reports.find((report) => report.id === id)?.verdict ?? 'n.a.'),
    }))
    .filter(({ verdicts }) => verdicts.some((verdict) => verdict !== 'n.a.'));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[
    line(['check', ...looked.map(({ server }) => server.name)]),
    line(['---', ...looked.map(() => '---')]),
    ...rows.map(({ id, verdicts }) =>
      line([`[\`${id}\`](checks/${id}.md)`, ...verdicts.map((verdict) => marks[verdict])]),
    ),
  ].join('\n')}\n`;
}
