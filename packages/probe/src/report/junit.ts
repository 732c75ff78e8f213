/** JUnit XML, as CI systems read it: one test case a check. */
import type { CheckReport, Report } from '../run/report.ts';

export function junit({
  tool,
  version,
  target,
  startedAt,
  seconds,
  checks,
  totals,
  interrupted,
  problem,
}: Report): string {
  const attributes = [
    `name="${xml(`${tool} ${target}`)}"`,
    `tests="${checks.length}"`,
    `failures="${totals.fail}"`,
    `errors="${totals.inconclusive}"`,
    `skipped="${totals.na}"`,
    `time="${seconds}"`,
    'id="0"',
    `package="${tool}"`,
    // Without a fraction and a zone, as the schema in use has it.
    `timestamp="${startedAt.slice(0, 19)}"`,
    'hostname="localhost"',
  ].join(' ');
  const notes = [problem ?? [], interrupted ? 'The run was interrupted.' : []].flat();
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite ${attributes}>
    <properties><property name="version" value="${xml(version)}"/></properties>
${checks.map(testCase).join('\n')}
    <system-out>${xml(notes.join(' '))}</system-out>
    <system-err></system-err>
  </testsuite>
</testsuites>
`;
}

function testCase(check: CheckReport): string {
  const { id, level, verdict, summary, fault, expected, why, mend, source, seconds } = check;
  const open = `    <testcase classname="${level}" name="${id}" time="${seconds}"`;
  const text = [
    `The server ${fault}.`,
    `Seen: ${summary}`,
    `Expected: ${expected}`,
    `Why: ${why}`,
    `Mend: ${mend}`,
    `Source: ${source}`,
  ].join('\n');
  switch (verdict) {
    case 'pass':
      return `${open}/>`;
    case 'fail':
      return `${open}><failure message="${xml(summary)}" type="${level}">${xml(text)}</failure></testcase>`;
    case 'n.a.':
      return `${open}><skipped message="${xml(summary)}"/></testcase>`;
    case 'inconclusive':
      return `${open}><error message="${xml(summary)}" type="inconclusive">${xml(text)}</error></testcase>`;
  }
}

/** Text for XML 1.0: what it has no place for becomes a question mark. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
