/** What hostile and honest clients may send, for property-based tests. */
import fc from 'fast-check';
import { type Frame, frame, opcodes } from './attacker.ts';

const space = fc.constantFrom('', '', '', ' ', '\t', '\n', '\r\n  ');

const character = fc.oneof(
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 3 })
    .map((text) => JSON.stringify(text).slice(1, -1)),
  fc.constantFrom(
    '\\/',
    '\\u0041',
    '\\uD83D\\uDE00',
    '\\ud800',
    '\\u0000',
    '\\n',
    '\u2028',
    '\u202e',
    '</script>',
  ),
);
const stringText = fc.array(character, { maxLength: 6 }).map((parts) => `"${parts.join('')}"`);

/** Numbers in unusual spellings, as people may write them. */
const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
  fc.constantFrom('-0', '1.50', '1E5', '1e+05', '0.1e-7', '12345678901234567890123', `1${'0'.repeat(400)}`),
);

const name = fc.oneof(
  stringText,
  fc.constantFrom('"__proto__"', '"constructor"', '"a"', '"a"', '"1"', '"token"'),
);

/**
 * JSON as text, with what parsing loses: the spelling of numbers and strings, and the order and repetition of names.
 */
export const jsonText = fc.letrec<{ value: string }>((tie) => ({
  value: fc
    .tuple(
      space,
      fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.oneof(fc.constantFrom('null', 'true', 'false'), numberText, stringText),
        fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
        fc
          .array(fc.tuple(name, space, tie('value')), { maxLength: 4 })
          .map((members) => `{${members.map(([key, gap, value]) => `${key}${gap}:${value}`).join(',')}}`),
        // Deeper than a recursive parser could follow.
        fc.integer({ min: 1, max: 5000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
      ),
      space,
    )
    .map((parts) => parts.join('')),
})).value;

const maskingKey = fc.uint8Array({ minLength: 4, maxLength: 4 });

/** Pieces of text that is not UTF-8: cut off, overlong, a surrogate, beyond the last code point. */
const notUtf8 = fc.constantFrom(
  [0xc3],
  [0xc3, 0x28],
  [0xe0, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff],
);

const payload = fc.oneof(
  { weight: 30, arbitrary: jsonText.map((text) => Buffer.from(text)) },
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(jsonText, notUtf8)
      .map(([text, bytes]) => Buffer.concat([Buffer.from(text), Buffer.from(bytes)])),
  },
);

const mostlyText = fc.oneof(
  { weight: 20, arbitrary: fc.constant(opcodes.text) },
  { weight: 1, arbitrary: fc.constant(opcodes.binary) },
);

const ping = fc
  .tuple(fc.uint8Array({ maxLength: 125 }), fc.constantFrom(opcodes.ping, opcodes.pong), maskingKey)
  .map(([bytes, opcode, key]) => [frame({ opcode, payload: bytes, maskingKey: key })]);

/**
 * A whole message, in up to five fragments that are cut anywhere, even within a character, perhaps with a ping between.
 */
const message = fc
  .tuple(payload, fc.array(fc.nat(), { maxLength: 4 }), maskingKey, fc.option(ping), mostlyText)
  .map(([bytes, cuts, key, between, opcode]) => {
    const parts = cutAt(Buffer.from(bytes), cuts);
    const frames = parts.map((part, index) =>
      frame({
        opcode: index === 0 ? opcode : opcodes.continuation,
        payload: part,
        fin: index === parts.length - 1,
        maskingKey: key,
      }),
    );
    return between ? [...frames.slice(0, 1), ...between, ...frames.slice(1)] : frames;
  });

const close = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(0, 999, 1000, 1001, 1004, 1005, 1006, 1011, 1015, 2999, 3000, 4999, 5000),
      fc.nat(65_535),
    ),
    fc.oneof(
      fc.string({ maxLength: 20 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 20 }),
    ),
    fc.constantFrom(0, 1, undefined),
  )
  .map(([code, reason, cut]) => {
    const bytes = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);
    return [frame({ opcode: opcodes.close, payload: bytes.subarray(0, cut) })];
  });

/** One frame with anything in every field. */
const wild = fc
  .record(
    {
      opcode: fc.oneof(fc.constantFrom(0, 1, 2, 8, 9, 10), fc.nat(15)),
      payload,
      fin: fc.boolean(),
      masked: fc.oneof(
        { weight: 5, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
      rsv: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7) }),
      lengthBytes: fc.constantFrom(2, 8),
      claimedLength: fc.oneof(
        fc.nat(200),
        fc.constantFrom(125, 126, 65_535, 65_536, 65_537, 2 ** 32, 2 ** 53, 2 ** 63),
      ),
      maskingKey,
    },
    { requiredKeys: ['opcode', 'payload'] },
  )
  .map((fields: Frame) => [frame(fields)]);

/** What a client may send once it is authenticated, most of it allowed. */
export const clientBytes = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: message },
      { weight: 2, arbitrary: ping },
      { weight: 1, arbitrary: wild },
      { weight: 1, arbitrary: close },
    ),
    { maxLength: 12 },
  )
  .map((sequence) => Buffer.concat(sequence.flat()));

/** Places where TCP may cut what is sent, see `cutAt`. */
export const cuts = fc.array(fc.nat(), { maxLength: 8 });

/** Cuts bytes into pieces, in order, at these places or wherever they fall. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const inside = places.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other);
  return [0, ...inside].map((from, index) => bytes.subarray(from, inside[index]));
}

/** A text with one character more, less or another. */
function slips(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.constantFrom(0, 1), fc.string({ unit: 'binary', maxLength: 1 }))
    .map(([at, left, put]) => text.slice(0, at) + put + text.slice(at + left));
}

/**
 * First messages, some of them right: random text, JSON, what differs from the token message by one character, and the
 * token where it does not count.
 */
export function firstMessages(token: string): fc.Arbitrary<string> {
  const quoted = JSON.stringify(token);
  const member = fc.oneof(
    { weight: 1, arbitrary: jsonText.map((value) => `"token":${value}`) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        `"token":${quoted}`,
        `"Token":${quoted}`,
        `"token ":${quoted}`,
        `"token":[${quoted}]`,
        `"token":{"token":${quoted}}`,
        `"__proto__":{"token":${quoted}}`,
        `"\\u0074oken":${quoted}`,
        `"token":"${token.toUpperCase()}"`,
        `"token":"\\u00${token.charCodeAt(0).toString(16)}${token.slice(1)}"`,
      ),
    },
  );
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    jsonText,
    slips(`{"token":${quoted}}`),
    { weight: 6, arbitrary: fc.array(member, { maxLength: 3 }).map((members) => `{${members.join(',')}}`) },
    fc.constantFrom(
      quoted,
      token,
      `[{"token":${quoted}}]`,
      `\ufeff{"token":${quoted}}`,
      `{"token":${quoted}}\0`,
    ),
    fc.integer({ min: 4000, max: 4200 }).map((length) => `{"token":${quoted}}`.padEnd(length)),
  );
}
