import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readTraceEvents, type TraceEvent, type TraceFact } from '../../protocol/trace.ts';

const frame = { fin: true, rsv: 0, opcode: 8, masked: true, length: 2, headerLength: 6, text: '' };
const facts: readonly TraceFact[] = [
  { type: 'tls', version: 'TLSv1.3', cipher: 'x', resumed: false },
  { type: 'request', line: 'GET / HTTP/1.1', headers: [['Host', 'localhost']] },
  { type: 'response', status: 101, line: 'HTTP/1.1 101', headers: [], body: '' },
  { type: 'deadlineStarted', ms: 5000 },
  { type: 'deadlineStopped' },
  { type: 'checkStarted', method: 'first-message' },
  { type: 'checkedHere', issuer: 'https://issuer.example' },
  { type: 'keysAsked', issuer: 'https://issuer.example' },
  { type: 'keysAnswered', keys: 1, ms: 1 },
  { type: 'checkEnded', user: 'alice', ms: 1 },
  { type: 'checkEnded', user: undefined, ms: 1 },
  { type: 'checkEnded', user: undefined, refusal: 'forbidden', ms: 1 },
  { type: 'checkEnded', user: undefined, refusal: 'busy', ms: 1 },
  { type: 'checkFailed', ms: 1 },
  { type: 'authenticated', user: 'alice' },
  { type: 'refused', cause: 'no token' },
  { type: 'frame', from: 'client', ...frame, closeCode: 1000 },
  { type: 'frame', from: 'server', ...frame },
  { type: 'ended', by: 'client', clean: true },
  { type: 'gap', missed: 3 },
];

describe('Events of a trace', () => {
  it('are read as they were written', () => {
    const events: readonly TraceEvent[] = facts.map((fact, index) => ({ ...fact, at: index }));
    const text = JSON.stringify(events);
    assert.deepEqual(readTraceEvents(text), JSON.parse(text));
    assert.equal(readTraceEvents(text).length, facts.length);
  });

  it('are left out if they are not events, lack a member, or have one of the wrong type', () => {
    for (const fact of facts) {
      for (const name of Object.keys(fact)) {
        if (name === 'user' && fact.type === 'checkEnded') continue;
        if (name === 'keys') continue;
        for (const value of name === 'closeCode' || name === 'refusal'
          ? [null, 'x']
          : [null, undefined, {}]) {
          assert.deepEqual(readTraceEvents(JSON.stringify([{ ...fact, at: 1, [name]: value }])), [], name);
        }
      }
    }
    for (const text of [
      '',
      'x',
      '{}',
      'null',
      '[null,1,"a",[]]',
      '[{"type":"gap"}]',
      '[{"type":"__proto__","at":1}]',
    ]) {
      assert.deepEqual(readTraceEvents(text), [], text);
    }
  });

  it('are read without an exception from any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) =>
        assert.ok(Array.isArray(readTraceEvents(text))),
      ),
    );
  });
});
