/** SARIF 2.1.0 (OASIS), as code scanning services read it: one rule a check, one result a verdict. */
import type { CheckReport, Report } from '../run/report.ts';

const kinds = { pass: 'pass', fail: 'fail', 'n.a.': 'notApplicable', inconclusive: 'open' } as const;

export function sarif(report: Report): string {
  const { tool, version, target, startedAt, seconds, checks, interrupted, problem } = report;
  const endedAt = new Date(Date.parse(startedAt) + 1000 * seconds).toISOString();
  const notes = [problem ?? [], interrupted ? 'The run was interrupted.' : []].flat();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, semanticVersion: version, rules: checks.map(ruleOf) } },
        invocations: [
          {
            executionSuccessful: !interrupted && problem === undefined,
            startTimeUtc: startedAt,
            endTimeUtc: endedAt,
            ...(notes.length > 0 && {
              toolExecutionNotifications: notes.map((text) => ({ level: 'error', message: { text } })),
            }),
          },
        ],
        results: checks.map((check, ruleIndex) => resultOf(check, ruleIndex, target)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ id, level, fault, why, mend, source }: CheckReport) {
  const cwe = source.match(/CWE-\d+/g) ?? [];
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `The server ${fault}.` },
    fullDescription: { text: `${why} (${source})` },
    help: { text: mend },
    defaultConfiguration: { level: level === 'MUST' ? 'error' : 'warning' },
    properties: { tags: [...new Set(['security', level, ...cwe])] },
  };
}

function resultOf({ id, level, verdict, summary, mend }: CheckReport, ruleIndex: number, target: string) {
  return {
    ruleId: id,
    ruleIndex,
    kind: kinds[verdict],
    // SARIF wants "none" wherever the kind is not "fail".
    level: verdict !== 'fail' ? 'none' : level === 'MUST' ? 'error' : 'warning',
    message: { text: verdict === 'fail' ? `${summary} ${mend}` : summary },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: URL.canParse(target) ? new URL(target).href : encodeURI(target) },
        },
        logicalLocations: [{ fullyQualifiedName: target, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'check/v1': id },
  };
}
