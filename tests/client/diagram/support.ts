/** Facts and rows to test with. */

import { markedLabel } from '@websocket-auth-lab/diagram';
import type { Moment, PageFact } from '../../../client/diagram/model/facts.ts';
import '../../../client/diagram/model/later-rows.ts';
import { draw } from '../../../client/diagram/model/model.ts';
import type { Row } from '../../../client/diagram/model/rows.ts';
import { createTimeline } from '../../../client/diagram/model/timeline.ts';
import type { FrameFacts, TraceEvent, TraceFact } from '../../../protocol/trace.ts';

/** The connection of tests that have one. */
export const only = Symbol('the only connection');

type Speaker = 'client' | 'server';

export function frame(from: Speaker, text: string, more: Partial<FrameFacts> = {}): TraceFact {
  const masked = from === 'client';
  const length = Buffer.byteLength(text);
  return {
    type: 'frame',
    from,
    fin: true,
    rsv: 0,
    opcode: 1,
    masked,
    length,
    headerLength: masked ? 6 : 2,
    text,
    ...more,
  };
}

export function closeFrame(from: Speaker, closeCode: number, text = ''): TraceFact {
  return frame(from, text, { opcode: 8, closeCode, length: 2 + text.length });
}

export const handshake: readonly TraceFact[] = [
  { type: 'tls', version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', resumed: false },
  {
    type: 'request',
    line: 'GET /?trace=0123abcd… HTTP/1.1',
    headers: [['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==']],
  },
  {
    type: 'response',
    status: 101,
    line: 'HTTP/1.1 101 Switching Protocols',
    headers: [['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=']],
    body: '',
  },
  { type: 'deadlineStarted', ms: 5000 },
];

export const tokenAccepted: readonly TraceFact[] = [
  frame('client', '{"token":"ebfb7ff0…"}'),
  { type: 'checkStarted', method: 'first-message' },
  { type: 'checkEnded', user: 'alice', ms: 21 },
  frame('server', 'Successfully authenticated.'),
  { type: 'deadlineStopped' },
  { type: 'authenticated', user: 'alice' },
];

/** Events on a server's clock that is far from the page's, a few milliseconds apart. */
export function events(facts: readonly TraceFact[], start = 1_000_000, stepMs = 5): TraceEvent[] {
  return facts.map((fact, index) => ({ ...fact, at: start + index * stepMs }));
}

/** Moments of one connection: opened by the page, then told by the server, then what the page adds. */
export function moments(facts: readonly TraceFact[], ...after: readonly PageFact[]): readonly Moment[] {
  const timeline = createTimeline();
  timeline.addFromPage({ type: 'opening', path: '/' }, 100);
  timeline.addFromServer(events(facts), only);
  for (const fact of after) timeline.addFromPage(fact, 10_000);
  return timeline.moments();
}

export function rowsOf(facts: readonly TraceFact[], ...after: readonly PageFact[]): readonly Row[] {
  return draw(moments(facts, ...after)).rows;
}

/** A row in a few characters: `client>server GET /`. */
export function brief(row: Row): string {
  const sign = row.kind === 'arrow' ? (row.dashed ? '-->' : '>') : row.kind === 'band' ? '=' : '@';
  const aside = row.aside === undefined ? '' : ` (${row.aside})`;
  const [from, to] = [row.from, row.to].map(({ short }) => short.toLowerCase());
  return `${from}${sign}${row.kind === 'note' ? '' : to} ${markedLabel(row)}${aside}`;
}

/** A message sent right behind the token that reaches the server after its acknowledgement. */
export function crossing(): readonly Moment[] {
  const timeline = createTimeline();
  timeline.addFromPage({ type: 'opening', path: '/' }, 100);
  timeline.addFromServer(events(handshake), only);
  timeline.addFromPage({ type: 'opened' }, 140);
  timeline.addFromPage({ type: 'sent', text: '{"token":"ebfb7ff0…"}' }, 141);
  timeline.addFromPage({ type: 'sent', text: '{"msg":"me first"}' }, 141.2);
  timeline.addFromServer(events(tokenAccepted, 1_000_030, 1), only);
  timeline.addFromPage({ type: 'received', text: 'Successfully authenticated.' }, 150);
  timeline.addFromServer(
    events([frame('client', '{"msg":"me first"}'), frame('server', '{"msg":"me first"}')], 1_000_040),
    only,
  );
  timeline.addFromPage({ type: 'received', text: '{"msg":"me first"}' }, 160);
  return timeline.moments();
}

/** A wrong token: checked, refused, closed. */
export const refusedAfterCheck: readonly TraceFact[] = [
  frame('client', '{"token":"…"}'),
  { type: 'checkStarted', method: 'first-message' },
  { type: 'checkEnded', user: undefined, ms: 3 },
  { type: 'deadlineStopped' },
  { type: 'refused', cause: 'credential not accepted' },
  closeFrame('server', 1011, 'unauthenticated'),
  closeFrame('client', 1011, 'unauthenticated'),
  { type: 'ended', by: 'server', clean: true },
];
