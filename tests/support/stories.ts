/** What page and server tell of each story, as they do when it goes well on a slow machine with long names. */

import type { StoryId } from '../../client/demo/stories.ts';
import type { PageFact } from '../../client/diagram/model/facts.ts';
import { draw } from '../../client/diagram/model/model.ts';
import type { Row } from '../../client/diagram/model/rows.ts';
import { createTimeline } from '../../client/diagram/model/timeline.ts';
import type { TraceFact } from '../../protocol/trace.ts';
import { closeFrame, frame } from '../client/diagram/support.ts';

type Step = PageFact | TraceFact | { readonly type: 'wait'; readonly ms: number };

const handshake: readonly Step[] = [
  { type: 'opening', path: '/' },
  { type: 'tls', version: 'TLSv1.3', cipher: 'TLS_CHACHA20_POLY1305_SHA256', resumed: true },
  { type: 'request', line: 'GET /?trace=01234567… HTTP/1.1', headers: [] },
  { type: 'response', status: 101, line: 'HTTP/1.1 101 Switching Protocols', headers: [], body: '' },
  { type: 'deadlineStarted', ms: 5000 },
  { type: 'opened' },
];

/** The page sends, and it arrives at once. */
function sends(text: string): readonly Step[] {
  return [{ type: 'sent', text }, frame('client', text)];
}

function receives(text: string): readonly Step[] {
  return [frame('server', text), { type: 'received', text }];
}

const checked = (user: string | undefined): readonly Step[] => [
  { type: 'checkStarted', method: 'first-message' },
  { type: 'wait', ms: 120 },
  { type: 'checkEnded', user, ms: 120 },
];

const token = '{"token":"ebfb7ff0…"}';
const ticket = '{"token":"WmWq_GwW…"}';

const accepted: readonly Step[] = [
  ...checked('alice'),
  ...receives('Successfully authenticated.'),
  { type: 'deadlineStopped' },
  { type: 'authenticated', user: 'alice' },
];

const closedBy = (by: 'client' | 'server', code: number, reason: string): readonly Step[] => {
  const other = by === 'server' ? 'client' : 'server';
  return [
    closeFrame(by, code, reason),
    closeFrame(other, code, reason),
    { type: 'ended', by: 'server', clean: true },
    { type: 'closed', code, reason, opened: true },
  ];
};

const refused = (cause: string): readonly Step[] => [
  { type: 'deadlineStopped' },
  { type: 'refused', cause },
  ...closedBy('server', 1011, 'unauthenticated'),
];

const timedOut: readonly Step[] = [{ type: 'wait', ms: 5000 }, ...refused('no token before the deadline')];

const steps: Readonly<Record<StoryId, readonly Step[]>> = {
  'valid-token': [
    ...handshake,
    ...sends(token),
    ...accepted,
    ...sends('{"msg":"hello"}'),
    ...receives('{"msg":"hello"}'),
  ],
  'wrong-token': [
    ...handshake,
    ...sends('{"token":"00000000…"}'),
    ...checked(undefined),
    ...refused('credential not accepted'),
  ],
  'no-token': [...handshake, ...sends('{"msg":"hello"}'), ...refused('no token')],
  'not-json': [...handshake, ...sends('let me in, please'), ...refused('not JSON')],
  silence: [...handshake, ...timedOut],
  'ticket-twice': [
    { type: 'asked', line: 'POST /auth/session', why: 'sign in as alice' },
    { type: 'wait', ms: 1200 },
    { type: 'answered', status: 200, ok: true, words: 'signed in as alice' },
    { type: 'asked', line: 'POST /auth/tickets', why: 'ask for a ticket' },
    { type: 'answered', status: 201, ok: true, words: 'a ticket, good for 30 s' },
    { type: 'presenting', what: 'ticket' },
    ...handshake,
    ...sends(ticket),
    ...accepted,
    ...closedBy('client', 1000, ''),
    { type: 'wait', ms: 1200 },
    { type: 'presenting', what: 'ticket' },
    ...handshake,
    ...sends(ticket),
    ...checked(undefined),
    ...refused('credential not accepted'),
  ],
  'token-late': [...handshake, ...timedOut, { type: 'wait', ms: 500 }, { type: 'notSent', text: token }],
  'early-message': [
    ...handshake,
    { type: 'sent', text: token },
    { type: 'sent', text: '{"msg":"me first"}' },
    frame('client', token),
    ...accepted,
    frame('client', '{"msg":"me first"}'),
    ...receives('{"msg":"me first"}'),
  ],
};

const pageTypes = new Set<string>([
  ...['asked', 'answered', 'presenting', 'opening', 'opened', 'sent', 'received', 'closed', 'notSent'],
]);

function isPageFact(step: Step): step is PageFact {
  return pageTypes.has(step.type);
}

/** The rows of a story when all of it has happened. */
export function rowsOfStory(id: StoryId): readonly Row[] {
  const timeline = createTimeline();
  let connection = Symbol(id);
  let at = 1000;
  for (const step of steps[id]) {
    at += step.type === 'wait' ? step.ms : 11;
    if (step.type === 'wait') continue;
    if (step.type === 'opening') connection = Symbol(id);
    if (isPageFact(step)) timeline.addFromPage(step, at);
    else timeline.addFromServer([{ ...step, at: 500_000 + at }], connection);
  }
  return draw(timeline.moments()).rows;
}
