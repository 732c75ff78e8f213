import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isJson } from '../../../server/basics/json.ts';

const answersLikeParse = (text: string) => {
  let expected = true;
  const bytes = Buffer.from(text);
  try {
    JSON.parse(bytes.toString());
  } catch {
    expected = false;
  }
  assert.equal(isJson(bytes), expected, text.slice(0, 80));
};

describe('Whether bytes are JSON', () => {
  const texts = [
    ...[
      '',
      ' ',
      '{}',
      '[]',
      ' {\t"a"\r:\n1 } ',
      '{"a":1,}',
      '[1,]',
      '[,1]',
      '{,}',
      '{"a"}',
      '{"a":}',
      '{a:1}',
      "{'a':1}",
    ],
    ...[
      '[}',
      '{]',
      '[1}',
      '{"a":1]',
      '[[]',
      '[]]',
      '[][]',
      '{}x',
      '1 2',
      '"a" "b"',
      '[1 2]',
      '{"a":1 "b":2}',
      '{"a" 1}',
    ],
    ...[
      '0',
      '-0',
      '00',
      '01',
      '-',
      '-01',
      '+1',
      '.5',
      '1.',
      '1.5',
      '1.e1',
      '1e',
      '1e+',
      '1E-07',
      '1e5.5',
      '0x10',
      '1_0',
    ],
    ...[
      'true',
      'True',
      'tru',
      'truex',
      'nullnull',
      'false ',
      'NaN',
      'Infinity',
      '-Infinity',
      'undefined',
      '[true,null]',
    ],
    ...[
      '"',
      '"a',
      '"\\"',
      '"\\u12"',
      '"\\u12g4"',
      '"\\uD83d"',
      '"\\x41"',
      '"\\/\\b\\f\\n\\r\\t\\\\"',
      '"\u0000"',
      '"\n"',
      '"\u007f"',
    ],
    ...[
      '\ufeff{}',
      '\u00a0{}',
      '\v1',
      '"\u2028é👩"',
      'é',
      '{"a":1,"a":2}',
      '{"__proto__":1}',
      '/* */1',
      '1//',
      '[1,2',
    ],
    ...[
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      '['.repeat(20_000),
      `${'{"a":'.repeat(9999)}1${'}'.repeat(9999)}`,
    ],
  ];

  it('is answered as JSON.parse does, for texts on the edge', () => {
    for (const text of texts) answersLikeParse(text);
  });

  it('is answered as JSON.parse does, for any JSON and any text of its characters', () => {
    const characters = fc.constantFrom(...'{}[]",:\\/u0129aEe.+- tfn\né');
    fc.assert(fc.property(fc.string({ unit: characters, maxLength: 12 }), answersLikeParse), {
      numRuns: 20_000,
    });
    fc.assert(fc.property(fc.json(), answersLikeParse));
  });

  it('is answered as JSON.parse does, for JSON of which one character was dropped, doubled or replaced', () => {
    const change = fc.constantFrom('', '"', '}', ',', '\\', '0', ' ', '\u0001');
    fc.assert(
      fc.property(fc.json(), fc.nat(), change, (json, where, by) => {
        const at = where % json.length;
        answersLikeParse(json.slice(0, at) + by + json.slice(at + 1));
        answersLikeParse(json.slice(0, at) + json.slice(at).slice(0, 1) + json.slice(at));
      }),
      { numRuns: 2000 },
    );
  });
});
