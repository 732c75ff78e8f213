import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageSaw, serverSaw, serverSide } from '../../../client/comparison/seen.ts';
import type { Attempt, Told } from '../../../client/comparison/told.ts';
import type { TraceFact } from '../../../protocol/trace.ts';

const told = (...facts: TraceFact[]): Told[] => [
  { by: 'page', fact: { type: 'opening', path: '/' }, at: 0 },
  { by: 'server', events: facts.map((fact, at) => ({ ...fact, at })) },
];

const request = (...headers: [string, string][]): TraceFact => ({
  type: 'request',
  line: 'GET / HTTP/1.1',
  headers,
});
const response = (status: number): TraceFact => ({
  type: 'response',
  status,
  line: '',
  headers: [],
  body: '',
});
const refused: TraceFact = { type: 'refused', cause: 'credential not accepted' };

const attempted = (changes: Partial<Attempt>): Attempt => ({
  accepted: false,
  opened: false,
  close: { code: 1006, reason: '' },
  thrown: undefined,
  protocol: '',
  ms: 1,
  told: [],
  ...changes,
});

test('of a refusal in the upgrade the server knows status and cause, the page neither', () => {
  const attempt = attempted({ told: told(request(), refused, response(401)) });
  assert.equal(pageSaw(attempt), '1006, no reason');
  assert.equal(serverSaw(attempt), 'HTTP 401, credential not accepted');
});

test('a challenge that was answered is two requests, and who got in', () => {
  const side = told(request(), response(401), request(['Authorization', 'Basic …']), response(101), {
    type: 'authenticated',
    user: 'alice',
  });
  assert.equal(serverSaw(attempted({ told: side })), 'HTTP 401, then HTTP 101, user alice');
  assert.deepEqual(
    serverSide(side)?.requests.map((headers) => headers.has('authorization')),
    [false, true],
  );
});

test('a refusal in band is a close that both sides can read', () => {
  const close = { fin: true, rsv: 0, opcode: 8, masked: false, length: 14, headerLength: 2, text: '' };
  const attempt = attempted({
    opened: true,
    close: { code: 3000, reason: 'unauthorized' },
    told: told(request(), response(101), refused, {
      type: 'frame',
      from: 'server',
      ...close,
      closeCode: 3000,
    }),
  });
  assert.equal(pageSaw(attempt), '3000, unauthorized');
  assert.equal(serverSaw(attempt), 'credential not accepted, close 3000');
});

test('where no request arrived the server has nothing to tell, and where none was made neither has the page', () => {
  assert.equal(serverSaw(attempted({})), 'no request arrived');
  const untraced: Told = { by: 'page', fact: { type: 'untraced' }, at: 0 };
  assert.equal(serverSaw(attempted({ told: [untraced] })), 'not reported');
  assert.equal(pageSaw(attempted({ close: undefined, thrown: 'SyntaxError' })), 'SyntaxError');
  assert.equal(
    pageSaw(attempted({ accepted: true, protocol: 'lab.v1' })),
    'open, and an echo; protocol lab.v1',
  );
});
