import { withField } from '../visit/plan.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'handshake-key',
  level: 'MUST',
  fault: 'takes a handshake without Sec-WebSocket-Key, or with one that is not 16 bytes in Base64',
  source: 'RFC 6455, section 4.2.1',
  needs: [],
  sends:
    'honest handshakes without key, with an empty one, with 5 and with 17 bytes, and with one that is no Base64',
  expects: 'a refusal, best HTTP 400',
  why: 'The key proves that a WebSocket client asked. A form or a plain HTTP client that cannot set it must not reach the socket.',
  mend: 'Refuse keys that are not 24 characters of Base64 that stand for 16 bytes.',
  ws: 'ws checks it; do not answer the upgrade yourself.',
  python: 'websockets and aiohttp check it.',
  async run(probe) {
    const keys: readonly (readonly [string, readonly string[]])[] = [
      ['no key', []],
      ['an empty key', ['']],
      ['a key of 5 bytes', [Buffer.from('short').toString('base64')]],
      ['a key of 17 bytes', [Buffer.alloc(17, 7).toString('base64')]],
      ['a key that is no Base64', ['??????????????????????==']],
    ];
    return probe.mustNotEnter(
      await Promise.all(
        keys.map(async ([label, values]) => ({
          label,
          plan: withField(await probe.honestPlan(), 'Sec-WebSocket-Key', ...values),
        })),
      ),
    );
  },
};
