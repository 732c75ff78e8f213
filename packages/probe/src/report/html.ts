/** One HTML file that needs nothing beside it: no script, no address to load anything from. */
import type { CheckReport, Exchange, Report } from '../run/report.ts';
import { drawingOf } from './drawing.ts';
import { faultyExchange } from './picture.ts';
import { style } from './style.ts';

const words = {
  pass: 'passed',
  fail: 'failed',
  'n.a.': 'does not apply',
  inconclusive: 'not decided',
} as const;
const order = ['fail', 'inconclusive', 'pass', 'n.a.'] as const;

export function html(report: Report): string {
  const { tool, version, target, startedAt, seconds, connections, checks, totals, interrupted, problem } =
    report;
  const notes = [
    problem ?? [],
    interrupted ? 'The run was interrupted: this is no verdict on the server.' : [],
  ].flat();
  const sections = order.map((verdict) => ({
    verdict,
    some: checks
      .filter((check) => check.verdict === verdict)
      .toSorted((one, other) => Number(one.level === 'SHOULD') - Number(other.level === 'SHOULD')),
  }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(`${tool}: ${target}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Does this WebSocket server authenticate?</h1>
<p><code>${text(target)}</code></p>
<p>${totals.fail} failed, ${totals.inconclusive} not decided, ${totals.pass} passed, ${totals.na} do not apply.
${text(startedAt)}, ${seconds.toFixed(1)} s, ${connections} connections, ${text(`${tool} ${version}`)}.</p>
${notes.map((note) => `<p class="note">${text(note)}</p>`).join('\n')}
${sections.map(({ verdict, some }) => (some.length === 0 ? '' : sectionOf(words[verdict], some))).join('\n')}
</main>
</body>
</html>
`;
}

function sectionOf(title: string, checks: readonly CheckReport[]): string {
  return `<section>
<h2>${checks.length} ${title}</h2>
${checks.map(checkOf).join('\n')}
</section>`;
}

function checkOf(check: CheckReport): string {
  const { id, level, verdict, summary, fault, sends, expected, why, mend, ws, python, source, evidence } =
    check;
  const shown = faultyExchange(check);
  const isOpen = verdict === 'fail' || verdict === 'inconclusive';
  const facts = [
    ['Fault', `The server ${fault}.`],
    ['Sent', sends],
    ['Expected', expected],
    ['Why it matters', why],
    ['How to mend it', mend],
    ['In ws', ws],
    ['In Python', python],
    ['Source', source],
  ];
  return `<details id="${id}" class="${verdict.replaceAll('.', '')}"${isOpen ? ' open' : ''}>
<summary><strong>${words[verdict]}</strong> <span>${level}</span> <code>${id}</code> ${text(summary)}</summary>
<dl>${facts.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join('')}</dl>
${evidence.map((exchange) => exchangeOf(exchange, exchange === shown)).join('\n')}
</details>`;
}

/**
 * One that shows a fault is drawn, and every line of it stands below.
 *
 * @param isShown - it is the one to look at
 */
function exchangeOf(exchange: Exchange, isShown: boolean): string {
  const { label, lines, left } = exchange;
  const fault = exchange.fault || isShown;
  const rows = lines.map(
    ({ at, from, kind, text: what }) =>
      `<tr class="${from}"><td>${at} ms</td><td>${from === 'client' ? 'probe → server' : 'server → probe'}</td><td>${kind}</td><td><pre>${text(what)}</pre></td></tr>`,
  );
  const more = left > 0 ? `<caption>${left} more lines were left out.</caption>` : '';
  const table = `<table>${more}<thead><tr><th>Time</th><th>Direction</th><th>What</th><th>Content</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
  if (!fault) return `<details class="exchange"><summary>${text(label)}</summary>\n${table}</details>`;
  return `<details class="exchange" open><summary><strong>the fault:</strong> ${text(label)}</summary>
<div class="picture">${drawingOf(exchange)}</div>
<details class="lines"><summary>Every line of it</summary>
${table}</details></details>`;
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
