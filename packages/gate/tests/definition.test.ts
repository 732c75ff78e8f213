import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineGate, type GateOptions, gateDefaults, type Handshake } from '../src/index.ts';

const required: GateOptions<string, Handshake> = { verify: async (token) => token, open: () => () => {} };

/** Calls it without types, as JavaScript may. */
function define(options: object): void {
  Reflect.apply(defineGate, undefined, [options]);
}

describe('The definition of a gate', () => {
  it('needs verify and open, and no more', () => {
    define(required);
    assert.throws(() => define({ ...required, verify: undefined }), /^TypeError: verify must be a function/);
    assert.throws(() => define({ verify: required.verify }), /^TypeError: open must be a function/);
  });

  it('uses the default for an option that is undefined', () => {
    const gate = defineGate({ ...required, deadlineMs: undefined, refusal: undefined, parse: undefined });
    assert.deepEqual([gate.deadlineMs, gate.refusal], [gateDefaults.deadlineMs, gateDefaults.refusal]);
  });

  it('accepts the smallest and the largest value of every limit', () => {
    for (const options of [
      { deadlineMs: 0 },
      { deadlineMs: 2_147_483_647, closeGraceMs: 1 },
      { maxFirstMessageBytes: 1, maxQueuedMessages: 0, maxQueuedBytes: 0 },
      { maxFirstMessageBytes: Number.POSITIVE_INFINITY, maxQueuedMessages: Number.POSITIVE_INFINITY },
      { refusal: { code: 1000, reason: '' }, internalError: { code: 4999, reason: 'é'.repeat(61) } },
    ]) {
      define({ ...required, ...options });
    }
  });

  const impossible: [object, RegExp][] = [
    [
      { deadlineMS: 1000 },
      /^TypeError: a gate has no option deadlineMS; its options are verify, open, parse/,
    ],
    [{ parse: 'json' }, /^TypeError: parse must be a function, not string$/],
    [{ deadlineMs: -1 }, /^RangeError: deadlineMs must be .* from 0 \(off\) to 2147483647.*, not -1$/],
    [{ deadlineMs: 2 ** 31 }, /the longest delay of a timer, not 2147483648$/],
    [{ deadlineMs: Number.POSITIVE_INFINITY }, /^RangeError: deadlineMs/],
    [{ deadlineMs: Number.NaN }, /not NaN$/],
    [{ deadlineMs: '5000' }, /^RangeError: deadlineMs/],
    [{ closeGraceMs: 0 }, /^RangeError: closeGraceMs must be .* from 1 to/],
    [
      { maxFirstMessageBytes: 0 },
      /^RangeError: maxFirstMessageBytes must be .* at least 1, or Infinity, not 0$/,
    ],
    [{ maxQueuedMessages: 1.5 }, /^RangeError: maxQueuedMessages/],
    [{ maxQueuedBytes: -1 }, /^RangeError: maxQueuedBytes/],
    [{ maxQueuedBytes: 0 }, /^RangeError: maxQueuedBytes 0 contradicts maxQueuedMessages/],
    [{ refusal: { code: 3000, reason: 'é'.repeat(62) } }, /^RangeError: refusal.reason .* 123 bytes/],
    [{ refusal: { code: 3000 } }, /^RangeError: refusal.reason/],
    [{ refusal: 'unauthorized' }, /^RangeError: refusal.code/],
    ...[999, 1004, 1005, 1006, 1010, 1015, 2999, 5000, 1000.5, Number.NaN, '1000'].map(
      (code): [object, RegExp] => [
        { internalError: { code, reason: '' } },
        /^RangeError: internalError.code/,
      ],
    ),
  ];
  for (const [options, rule] of impossible) {
    it(`refuses ${Object.entries(options).map(([name, value]) => `${name} ${shown(value)}`)}, and says why`, () => {
      assert.throws(() => define({ ...required, ...options }), rule);
    });
  }

  it('does not change when the options object is changed later', async () => {
    const options = { ...required, deadlineMs: 100 };
    const gate = defineGate(options);
    options.deadlineMs = 0;
    assert.equal(gate.deadlineMs, 100);
  });
});

function shown(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
