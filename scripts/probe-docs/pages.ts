/** The pages about the probe's checks, made of the checks themselves. */
import type { Check } from '../../packages/probe/src/checks/check.ts';
import { checks } from '../../packages/probe/src/checks/index.ts';
import { wordsOf } from '../../packages/probe/src/checks/needs.ts';

const written = '<!-- Written by `npm run probe-docs` from packages/probe/src/checks. -->';

/** Every page, by its path in docs/probe. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['checks/README.md', indexPage()],
    ...checks.map((check): [string, string] => [`checks/${check.id}.md`, pageOf(check)]),
  ]);
}

function indexPage(): string {
  const rows = checks.map(
    ({ id, level, fault, needs, intrusive }) =>
      `| [\`${id}\`](${id}.md) | ${level} | ${fault} | ${[...needs.map(wordsOf), ...(intrusive ? ['`--intrusive`'] : [])].join('; ')} |`,
  );
  return `# The checks

${written}

A check finds a fault: the server …

| id | level | … | needs |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function pageOf(check: Check): string {
  const {
    id,
    level,
    fault,
    source,
    needs,
    intrusive,
    sends,
    expects,
    why,
    mend,
    ws,
    python,
    cases = [],
  } = check;
  const wanted = [
    ...needs.map(wordsOf),
    ...(intrusive ? ['`--intrusive`, and a server on this machine'] : []),
  ];
  return `# \`${id}\`

${written}

**${level}.** It fails when the server ${fault}.

- **Sent:** ${sends}.
- **Expected:** ${expects}.
- **Needs:** ${wanted.length > 0 ? wanted.join('; ') : 'nothing'}.
- **Source:** ${source}.

## Why it matters

${why}
${cases.length > 0 ? `\n${cases.map((one) => `- ${one}`).join('\n')}\n` : ''}
## How to mend it

${mend}

- **ws:** ${ws}
- **Python:** ${python}

## See it

\`\`\`sh
npm run zoo -- ${id}
\`\`\`

starts a server on this machine that has this fault and no other, and prints the command that finds it. All checks are in
[the index](README.md), and [the probe's page](../README.md) says how to use it.
`;
}
