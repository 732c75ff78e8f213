/** The formats of a report, held to what their schemas demand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html } from '../src/report/html.ts';
import { junit } from '../src/report/junit.ts';
import { sarif } from '../src/report/sarif.ts';
import { explain, lineOf } from '../src/report/words.ts';
import type { CheckReport, Report } from '../src/run/report.ts';
import { judge, totalsOf } from '../src/run/report.ts';

const hostile = '</pre><script>alert(1)</script>&"\'\u0000\u001b[2J\ud800]]>';

const checkOf = (
  verdict: CheckReport['verdict'],
  id: string,
  level: CheckReport['level'] = 'MUST',
): CheckReport => ({
  id,
  level,
  verdict,
  summary: `seen ${hostile}`,
  fault: 'does something',
  sends: 'something',
  expected: 'something else',
  why: 'Because.',
  mend: 'So.',
  ws: 'so',
  python: 'so',
  source: 'CWE-1385; RFC 6455, section 10.2',
  seconds: 0.5,
  evidence: [
    {
      label: `a try ${hostile}`,
      fault: true,
      left: 2,
      lines: [{ at: 1, from: 'server', kind: 'text', text: hostile }],
    },
  ],
});

const checks = [
  checkOf('pass', 'one'),
  checkOf('fail', 'two', 'SHOULD'),
  checkOf('fail', 'three'),
  checkOf('n.a.', 'four'),
  checkOf('inconclusive', 'five'),
];
const report: Report = {
  tool: 'ws-auth-probe',
  version: '1.2.3',
  target: 'wss://localhost:1/?a=b&c=d',
  dialect: 'message',
  startedAt: '2026-01-02T03:04:05.678Z',
  seconds: 2.5,
  connections: 7,
  interrupted: true,
  checks,
  totals: totalsOf(checks),
};

describe('The HTML report', () => {
  it('is one file that loads and runs nothing, whatever the server said', () => {
    const page = html(report);
    assert.match(page, /<svg [^>]*role="img"/, 'what failed is drawn');
    assert.doesNotMatch(page, /<script|<img|<link|\ssrc=|href=|url\(|@import|\son\w+=/i);
    assert.match(page, /default-src 'none'/);
    assert.equal(page.match(/<details id="/g)?.length, 5);
    assert.ok(page.indexOf('id="three"') < page.indexOf('id="two"'), 'the most severe first');
    assert.match(page, /interrupted/);
  });
});

describe('The JUnit report', () => {
  it('is well-formed XML with a test case for each check', () => {
    const text = junit(report);
    const open: string[] = [];
    for (const [tag, slash, name = '', end] of text.matchAll(/<(\/?)([\w-]+)[^<>]*?(\/?)>/g)) {
      if (tag.startsWith('<?')) continue;
      if (slash) assert.equal(open.pop(), name);
      else if (!end) open.push(name);
    }
    assert.deepEqual(open, []);
    const bare = text
      .replace(/<\?xml[^>]*\?>/, '')
      .replace(/<\/?[\w-]+(?: [\w-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*\/?>/g, '');
    assert.doesNotMatch(bare, /[<>]|&(?!#\d+;)/);
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Cs}/u);
    assert.match(
      text,
      /tests="5" failures="2" errors="1" skipped="1" time="2.5" id="0" package="[^"]+" timestamp="2026-01-02T03:04:05"/,
    );
    assert.equal(text.match(/<testcase /g)?.length, 5);
    assert.equal(text.match(/<failure message="[^"]*" type="\w+">/g)?.length, 2);
    assert.ok(text.indexOf('<properties>') < text.indexOf('<testcase'), 'in the order of the schema');
    assert.ok(text.indexOf('<system-out>') > text.lastIndexOf('<testcase'));
  });
});

describe('The SARIF report', () => {
  const log = JSON.parse(sarif(report));
  const [run] = log.runs;

  it('has what version 2.1.0 demands', () => {
    assert.equal(log.version, '2.1.0');
    assert.match(log.$schema, /sarif-2\.1\.0\.json$/);
    assert.equal(typeof run.tool.driver.name, 'string');
    assert.match(run.tool.driver.semanticVersion, /^\d+\.\d+\.\d+$/);
    for (const { executionSuccessful, startTimeUtc, endTimeUtc } of run.invocations) {
      assert.equal(executionSuccessful, false);
      for (const time of [startTimeUtc, endTimeUtc])
        assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  it('writes the address of the server as it is, encoded once', () => {
    const target = 'wss://localhost:1/a%20b?c=%C3%BC';
    const [other] = JSON.parse(sarif({ ...report, target })).runs;
    assert.equal(other.results[0].locations[0].physicalLocation.artifactLocation.uri, target);
    const masked = JSON.parse(sarif({ ...report, target: 'wss://localhost:1/?t=••••' })).runs[0];
    assert.match(
      masked.results[0].locations[0].physicalLocation.artifactLocation.uri,
      /^wss:\/\/localhost:1\/\?t=%E2%80%A2/,
    );
  });

  it('has a rule for each check, and a result that leads to it', () => {
    const levels = ['none', 'note', 'warning', 'error'];
    const kinds = ['pass', 'open', 'informational', 'notApplicable', 'review', 'fail'];
    assert.equal(run.results.length, 5);
    for (const { ruleId, ruleIndex, kind, level, message, locations } of run.results) {
      const rule = run.tool.driver.rules[ruleIndex];
      assert.equal(rule.id, ruleId);
      assert.ok(kinds.includes(kind) && levels.includes(level));
      assert.equal(level === 'none', kind !== 'fail');
      assert.equal(typeof message.text, 'string');
      assert.ok(URL.canParse(locations[0].physicalLocation.artifactLocation.uri));
      assert.ok(levels.includes(rule.defaultConfiguration.level));
      assert.equal(new Set(rule.properties.tags).size, rule.properties.tags.length);
    }
    assert.deepEqual(
      run.results.map(({ level }: { level: string }) => level),
      ['none', 'warning', 'error', 'none', 'none'],
    );
  });
});

describe('The terminal', () => {
  it('shows a line a check and no control character of a server', () => {
    const text = checks.map(lineOf).join('') + explain(report, judge(report, ['six'], false), ['six']);
    assert.equal(checks.map(lineOf).join('').split('\n').length, 6);
    assert.doesNotMatch(text, /[^\P{Cc}\n]/u);
    assert.match(text, /2 failed, 1 of which affects the exit code/);
    assert.ok(text.indexOf('MUST  three:') < text.indexOf('SHOULD  two:'), 'the most severe first');
  });

  it('says of failures how many count, and of the baseline what to remove', () => {
    const known = ['two', 'three', 'one', 'four'];
    const text = explain(report, judge(report, known, false), known);
    assert.match(text, /2 failed, 0 of which affect the exit code/);
    assert.match(text, /The baseline lists checks that no longer fail: one, four\. Remove these lines\./);
  });
});
