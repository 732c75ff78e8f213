/** The picture knows nobody by name: other life lines are drawn by the same layout. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LifeLine } from '@websocket-auth-lab/diagram';
import { layOut } from '@websocket-auth-lab/diagram';
import { toMermaid } from '../../../client/diagram/mermaid.ts';
import type { Row } from '../../../client/diagram/model/rows.ts';
import { layOutStage, paperIn, textSize } from '../../../client/diagram/stage-layout.ts';
import { boxesOf, headBoxesOf, measuring, overlaps } from './boxes.ts';

const victim: LifeLine = { name: 'Victim', short: 'Victim', at: 0 };
const attacker: LifeLine = { name: 'Attacker', short: 'Attacker', at: 0.3 };
const server: LifeLine = { name: 'WebSocket server', short: 'Server', at: 0.65 };
const twin: LifeLine = { name: 'Weak twin', short: 'Twin', at: 1 };
const lifeLines = [victim, attacker, server, twin];

function row(key: string, more: Pick<Row, 'kind' | 'from' | 'to' | 'label'> & Partial<Row>): Row {
  const detail = { what: 'test', explanation: 'It is a test.' };
  return { key, at: 0, literal: false, tone: 'neutral', dashed: false, learned: 0, detail, ...more };
}

const rows = [
  row('1', { kind: 'arrow', from: victim, to: server, label: '{"token":"ebfb7ff0…"}', literal: true }),
  row('2', { kind: 'note', from: attacker, to: attacker, label: 'reads the access log', tone: 'bad' }),
  row('3', { kind: 'arrow', from: attacker, to: twin, label: 'GET /?token=ebfb7ff0…', aside: 'replayed' }),
  row('4', { kind: 'arrow', from: twin, to: attacker, label: '101 Switching Protocols', tone: 'bad' }),
  row('5', { kind: 'arrow', from: attacker, to: server, label: 'GET /?ticket=WmWq_GwW…' }),
  row('6', { kind: 'arrow', from: server, to: attacker, label: 'refused: 401 Unauthorized', tone: 'good' }),
  row('7', {
    kind: 'band',
    from: attacker,
    to: twin,
    label: 'in, as the victim',
    tone: 'bad',
    pauseMs: 2000,
  }),
  row('8', { kind: 'note', from: server, to: server, label: 'ticket not accepted' }),
];

describe('A picture of four life lines', () => {
  for (const width of [360, 742, 1280]) {
    it(`has every arrow between its own two lines, and no text on another, at ${width} px`, () => {
      const layout = layOut(rows, '', { lifeLines, width, rem: 16, ...measuring });
      assert.equal(layout.lines.length, 4);
      assert.deepEqual(
        [...layout.lines].sort((a, b) => a - b),
        layout.lines,
      );
      for (const { arrow, row } of layout.places) {
        if (!arrow) continue;
        assert.equal(arrow.fromX, layout.lines[lifeLines.indexOf(row.from)]);
        assert.equal(arrow.toX, layout.lines[lifeLines.indexOf(row.to)]);
      }
      assert.deepEqual(overlaps(boxesOf(layout)), []);
      assert.deepEqual(overlaps(headBoxesOf(layout)), []);
      for (const { left, right } of boxesOf(layout)) assert.ok(left >= 0 && right <= width);
    });
  }

  it('fits on the stage', () => {
    const window = { width: 1024, height: 768 };
    const paper = { ...paperIn(window), lifeLines, rem: textSize(window), ...measuring };
    const layout = layOutStage(rows, '', paper, () => true);
    assert.ok(layout.fits);
    assert.deepEqual(overlaps(boxesOf(layout)), []);
  });

  it('is Mermaid, too', () => {
    const mermaid = toMermaid(lifeLines, rows);
    assert.match(mermaid, /participant Attacker\n/);
    assert.match(mermaid, /participant Twin as Weak twin\n/);
    assert.match(mermaid, /Attacker->>Twin: GET \/\?token=ebfb7ff0…\n {2}Note right of Attacker: replayed/);
    assert.match(mermaid, /Note over Attacker,Twin: ✗ in, as the victim/);
  });
});
