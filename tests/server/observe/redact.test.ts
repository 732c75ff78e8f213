import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { BEARER_SUBPROTOCOL } from '../../../protocol/subprotocols.ts';
import { maskHeaders, maskTarget, printable } from '../../../server/observe/redact.ts';
import { cpuMs } from '../../support/cpu.ts';

/** The value of one header field as it is shown. */
function shown(name: string, value: string): string | undefined {
  return maskHeaders([[name, value]])[0]?.[1];
}

describe('Text on its way to a log', () => {
  it('stays on one line and moves no cursor, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
        assert.doesNotMatch(printable(text), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });

  it('is at most 200 characters, and an ellipsis', () => {
    assert.equal(printable('ab '.repeat(1000)).length, 201);
    assert.equal(printable(JSON.stringify({ msg: 'ab '.repeat(1000) })).length, 201);
  });

  it('holds no credential, wherever one stands', () => {
    for (let before = 0; before < 420; before++) {
      for (const filler of ['. ', 'x', ',']) {
        const text = `${filler.repeat(before / filler.length)} ${DEMO_TOKEN}`;
        assert.doesNotMatch(printable(text), /[\da-f]{4}/, `after ${before} times "${filler}"`);
        assert.doesNotMatch(printable(JSON.stringify({ msg: text })), /[\da-f]{4}/);
        assert.doesNotMatch(printable(JSON.stringify({ msg: text, token: DEMO_TOKEN })), /ebfb7ff0-/);
      }
    }
  });
});

describe('The target of a request', () => {
  it('is shown only as far as its path and the names in its query are known', () => {
    for (const [target, masked] of [
      ['/', '/'],
      ['/ws/query-token?token=short', '/ws/query-token?token=…'],
      [
        `/ws/query-ticket?ticket=${DEMO_TOKEN}&trace=${'ab'.repeat(16)}`,
        '/ws/query-ticket?ticket=ebfb7ff0…&trace=abababab…',
      ],
      ['/hijack/both', '/hijack/both'],
      ['/nowhere', '/nowhere'],
      [`/${DEMO_TOKEN}`, '/…'],
      [`/ws/${DEMO_TOKEN}?token`, '/…?token'],
      [`/?${DEMO_TOKEN}`, '/?…'],
      [`/?${DEMO_TOKEN}=1&access_token=${DEMO_TOKEN}&a=b`, '/?…=…&…=…&…=…'],
      ['/??a?token=secret&b=c', '/?…=…&…=…'],
      ['https://bob:tea-party@localhost/', '/…'],
      ['//bob:tea-party@localhost/', '/…'],
    ] as const) {
      assert.equal(maskTarget(target), masked);
    }
  });

  it('is masked in a time that grows only with its length', () => {
    const ms = cpuMs(() => {
      maskTarget(`/?trace=x&${'?'.repeat(16_000)}`);
      maskTarget(`/?trace=x${'&a=b'.repeat(4000)}`);
    });
    assert.ok(ms < 100, `${ms} ms`);
  });
});

describe('A header field', () => {
  it('is shown with its value if that is known to be harmless', () => {
    const userAgent =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0';
    for (const [name, value] of [
      ['Host', 'localhost:5678'],
      ['Host', '[::1]:5678'],
      ['Origin', 'https://localhost:5678'],
      ['User-Agent', userAgent],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
      ['Sec-WebSocket-Protocol', 'lab.v1'],
      ['Accept-Encoding', 'gzip, deflate, br, zstd'],
      ['Cache-Control', 'no-cache'],
      ['Retry-After', '5'],
      ['WWW-Authenticate', 'Basic realm="WebSocket Auth Lab", charset="UTF-8"'],
    ] as const) {
      assert.equal(shown(name, value), value, name);
    }
  });

  it('is shown in part if its form tells which part is not secret', () => {
    for (const [name, value, masked] of [
      ['Authorization', `Bearer ${DEMO_TOKEN}`, 'Bearer ebfb7ff0…'],
      ['Authorization', 'Bearer short', 'Bearer …'],
      ['Authorization', 'Basic YWxpY2U6cmFiYml0LWhvbGUteHl6', 'Basic …'],
      ['Authorization', 'Negotiate YWxpY2U6cmFiYml0LWhvbGU', '…'],
      ['Authorization', DEMO_TOKEN, '…'],
      [
        'Cookie',
        `__Host-session=abc; theme=dark; __Host-session-5678=${DEMO_TOKEN}`,
        '__Host-session=…; …=…; __Host-session-5678=…',
      ],
      [
        'Sec-WebSocket-Protocol',
        `lab.v1, ${BEARER_SUBPROTOCOL}${'YWJj'.repeat(8)}`,
        `lab.v1, ${BEARER_SUBPROTOCOL}YWJjYWJj…`,
      ],
      ['Sec-WebSocket-Protocol', `${BEARER_SUBPROTOCOL}${'YWJj'.repeat(6)}`, `${BEARER_SUBPROTOCOL}…`],
      ['Sec-WebSocket-Protocol', 'csrf.some-csrf-token-of-any-length, other', 'csrf.…, …'],
    ] as const) {
      assert.equal(shown(name, value), masked, value);
    }
  });

  it('shows nothing of any other value, nor of a credential that has got into a harmless one', () => {
    for (const [name, value] of [
      ['X-Password', 'tea-party'],
      ['X-Api-Key', 'abc'],
      ['Proxy-Authorization', 'Basic YWxpY2U6'],
      ['X-Forwarded-For', '192.0.2.7'],
      ['Sec-WebSocket-Key', 'tea-party'],
    ] as const) {
      assert.equal(shown(name, value), '…', name);
    }
    assert.equal(shown('User-Agent', `curl/8 ${DEMO_TOKEN}`), 'curl/8 …');
    assert.equal(shown('Origin', 'https://bob:tea@localhost'), '…@localhost');
    assert.deepEqual(maskHeaders([[DEMO_TOKEN, 'x']]), [['…', '…']]);
  });

  it('shares a few kilobytes with all other fields', () => {
    const fields = Array.from(
      { length: 90 },
      (_, at) => ['User-Agent', `${at} ${'ab '.repeat(60)}`] as const,
    );
    const masked = maskHeaders(fields);
    const characters = masked.flat().reduce((sum, text) => sum + text.length, 0);
    assert.ok(characters <= 4200, `${characters} characters`);
    assert.deepEqual(masked.at(-1), ['…', `${91 - masked.length} more fields`]);
  });
});
