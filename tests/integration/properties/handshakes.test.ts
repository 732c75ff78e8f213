import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attack, upgradeRequest } from '../../support/attacker.ts';
import { startLab } from '../../support/lab.ts';

const paths = ['/', '/ws/first-message', '/ws/authenticate-message'];
const field = /^[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*$/;

/** RFC 9112 and RFC 6455, section 4.2.1, in other words than the server's. */
function isHandshake(request: string): boolean {
  const [head = ''] = request.replace(/^[\r\n]+/, '').split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const [method, target = '', version, ...rest] = line.split(' ');
  if (method !== 'GET' || version !== 'HTTP/1.1' || rest.length > 0) return false;
  if (!/^[\x21-\x7e]+$/.test(target) || !paths.includes(target.split('?')[0] ?? '')) return false;
  if (!lines.every((one) => field.test(one)) || lines.length >= 100 || head.length > 16_384) return false;
  const values = (name: string) =>
    lines
      .filter((one) => one.toLowerCase().startsWith(`${name}:`))
      .map((one) => one.slice(name.length + 1).replace(/^[\t ]+|[\t ]+$/g, ''));
  const only = (name: string) => (values(name).length === 1 ? values(name)[0] : undefined);
  const tokens = (name: string) =>
    values(name).flatMap((value) => value.split(',').map((token) => token.trim()));
  const protocols = tokens('sec-websocket-protocol');
  return (
    /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(only('host') ?? '') &&
    only('upgrade')?.toLowerCase() === 'websocket' &&
    tokens('connection').some((token) => token.toLowerCase() === 'upgrade') &&
    only('sec-websocket-version') === '13' &&
    /^[A-Za-z\d+/]{22}==$/.test(only('sec-websocket-key') ?? '') &&
    values('transfer-encoding').length === 0 &&
    (values('content-length').length === 0 || /^0+$/.test(only('content-length') ?? '')) &&
    protocols.every((token) => /^[\w!#$%&'*+.^`|~-]+$/.test(token)) &&
    new Set(protocols).size === protocols.length
  );
}

const nasty = fc.constantFrom(
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n ',
    '\r\n\r\n',
    '\0',
    '\t',
    ' ',
    ':',
    ',',
    ';',
    '"',
    '\\',
    '\x7f',
    '\x80',
    '\xff',
    '%2f',
    '//',
    '#',
    '?',
  ],
  ...['13', '8', '0x0d', 'websocket', 'upgrade', 'chunked', 'GET / HTTP/1.1\r\n', 'HTTP/2.0', 'a: b\r\n'],
);
const names = fc.constantFrom(
  ...[
    'Host',
    'Upgrade',
    'Connection',
    'Sec-WebSocket-Key',
    'Sec-WebSocket-Version',
    'Sec-WebSocket-Protocol',
  ],
  ...[
    'Sec-WebSocket-Extensions',
    'Content-Length',
    'Transfer-Encoding',
    'Expect',
    'Origin',
    'Cookie',
    'X-Other',
    'host ',
  ],
);
const values = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '4',
    '13',
    '8',
    'localhost',
    'localhost:1',
    'a@b',
    'websocket',
    'WebSocket',
    'h2c',
    'chunked',
  ),
  fc.constantFrom(
    'keep-alive, Upgrade',
    'close',
    '100-continue',
    'AAAAAAAAAAAAAAAAAAAAAA==',
    'a, b',
    'a,,b',
    'null',
  ),
  fc.string({ maxLength: 20 }),
  fc.constantFrom(1000, 15_000, 17_000).map((length) => 'x'.repeat(length)),
);

/** Changes a request in one place. */
type Edit = (request: string) => string;
const lineOf = (request: string, place: number) => {
  const lines = request.split('\r\n');
  return { lines, at: place % Math.max(1, lines.length - 2) };
};
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(2), fc.oneof(nasty, fc.constant(''))).map(
    ([place, count, put]): Edit =>
      (request) => {
        const at = place % (request.length + 1);
        return request.slice(0, at) + put + request.slice(at + count);
      },
  ),
  fc.nat().map(
    (place): Edit =>
      (request) => {
        const { lines, at } = lineOf(request, place);
        return lines.toSpliced(at, 1).join('\r\n');
      },
  ),
  fc.nat().map(
    (place): Edit =>
      (request) => {
        const { lines, at } = lineOf(request, place);
        return lines.toSpliced(at, 0, lines[at] ?? '').join('\r\n');
      },
  ),
  fc.tuple(fc.nat(), names, values).map(
    ([place, name, value]): Edit =>
      (request) => {
        const { lines, at } = lineOf(request, place);
        return lines.toSpliced(at + 1, place % 2, `${name}: ${value}`).join('\r\n');
      },
  ),
);
/** Requests, with an end for what has lost its own. */
const requests = fc
  .tuple(fc.constantFrom(...paths), fc.array(edit, { maxLength: 3 }))
  .map(([path, edits]) => edits.reduce((request, change) => change(request), upgradeRequest(path)))
  .map((request) => `${request}\r\n\r\n`);

describe('Whatever asks for an upgrade', { timeout: 60_000 }, () => {
  it('gets a 101 if it is a handshake, and otherwise an HTTP answer or the end of the connection', async (t) => {
    const lab = await startLab(t);
    const together = fc.array(requests, { minLength: 4, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(together, async (several) => {
        const answers = several.map(async (request) => {
          const attacker = await attack(t, lab.port);
          attacker.write(Buffer.from(request, 'latin1'));
          const ended = attacker.ended.then((received) => received.toString('latin1'));
          const answer = await Promise.race([
            attacker.until(/^HTTP\/1.1 \d\d\d .*\r\n\r\n/s).catch(() => ended),
            ended,
          ]);
          attacker.reset();
          return answer.slice(0, 12);
        });
        for (const [index, answer] of (await Promise.all(answers)).entries()) {
          const request = several[index] ?? '';
          assert.match(answer, /^(HTTP\/1.1 \d\d\d)?$/);
          assert.equal(
            answer === 'HTTP/1.1 101',
            isHandshake(request),
            `${answer} for ${JSON.stringify(request)}`,
          );
        }
      }),
      { numRuns: 25, timeout: 10_000 },
    );
  });
});
