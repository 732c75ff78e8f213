import { withField } from '../visit/plan.ts';
import type { Check } from './check.ts';

export const check: Check = {
  id: 'handshake-version',
  level: 'MUST',
  fault: 'takes a Sec-WebSocket-Version other than exactly 13',
  source: 'RFC 6455, section 4.2.1',
  needs: [],
  sends: 'honest handshakes with the versions 8, 14, 0x0d and 13.0, and one without',
  expects: 'a refusal, best HTTP 426 with Sec-WebSocket-Version: 13',
  why: 'Version 8 carries the page in Sec-WebSocket-Origin in place of Origin, so a check of Origin finds nothing to check. What is no number at all is read differently by every hop.',
  mend: 'Compare the field with the text 13, and refuse everything else with 426.',
  ws: "`verifyClient: ({ req }) => req.headers['sec-websocket-version'] === '13'`, since ws itself also takes 8 and whatever Number() reads as 13.",
  python:
    'websockets and aiohttp: websockets takes 13 only; in aiohttp compare request.headers["Sec-WebSocket-Version"] before prepare().',
  async run(probe) {
    const plan = await probe.honestPlan();
    const values = ['8', '14', '0x0d', '13.0', undefined];
    return probe.mustNotEnter(
      await Promise.all(
        values.map(async (value, index) => ({
          label: value === undefined ? 'no version' : `version ${value}`,
          plan: withField(
            index === 0 ? plan : await probe.honestPlan(),
            'Sec-WebSocket-Version',
            ...(value === undefined ? [] : [value]),
          ),
        })),
      ),
    );
  },
};
