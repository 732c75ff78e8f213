/** The probe against a server that speaks first: the first message answers its challenge. */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { checks } from '../../packages/probe/src/checks/index.ts';
import { readTarget } from '../../packages/probe/src/config/read-target.ts';
import { run } from '../../packages/probe/src/run/runner.ts';
import { listen, TOKEN } from './known/known-server.ts';

/** A command that signs: what the probe asks, line by line. */
const prover = `
const { createHmac } = require('node:crypto');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { challenge, credential } = JSON.parse(line);
  console.log(createHmac('sha256', credential).update(JSON.parse(challenge).nonce).digest('hex'));
});`;

const configuration = {
  dialect: {
    carrier: 'message',
    challenge: '"challenge"',
    first: '{"token":"$CREDENTIAL","proof":"$PROOF"}',
    in: 'welcome',
  },
  credential: { value: TOKEN },
  proof: { command: ['node', '-e', prover] },
  deadlineSeconds: 5,
};

const some = [
  'handshake-body',
  'early-message',
  'pipelined-message',
  'retry-on-connection',
  'credential-missing',
  'credential-prefix',
  'survives-reset',
];

/** @param answersGuests - the fault: messages are answered before anybody has proved anything */
function greet(socket: WebSocket, answersGuests: boolean): void {
  const nonce = randomBytes(16).toString('hex');
  const expected = JSON.stringify({
    token: TOKEN,
    proof: createHmac('sha256', TOKEN).update(nonce).digest('hex'),
  });
  let isIn = false;
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const text = String(data);
    if (isIn || (answersGuests && text.includes('"msg"'))) return socket.send(text);
    if (text !== expected) return socket.close(3000, 'unauthorized');
    isIn = true;
    socket.send('welcome');
  });
  socket.send(JSON.stringify({ type: 'challenge', nonce }));
}

describe('A server that sends a challenge', { concurrency: 2 }, () => {
  for (const answersGuests of [false, true]) {
    it(`${answersGuests ? 'and answers whoever asks first is named for that' : 'is accused of nothing but what ws does with a body'}`, async (t) => {
      const server = createServer();
      new WebSocketServer({ server }).on('connection', (socket) => greet(socket, answersGuests));
      const { url, close } = await listen(server);
      t.after(close);
      const given = Object.entries({ url, ...configuration }).map(
        ([name, value]) => [name, { value, base: '.' }] as const,
      );
      const report = await run({
        target: readTarget(new Map(given)),
        checks: checks.filter(({ id }) => some.includes(id)),
        jobs: 8,
        timeoutMs: 60_000,
      });
      const ids = (verdict: string) =>
        report.checks.filter((check) => check.verdict === verdict).map(({ id }) => id);
      assert.deepEqual(ids('inconclusive'), [], report.problem);
      assert.deepEqual(ids('fail'), ['handshake-body', ...(answersGuests ? ['early-message'] : [])]);
    });
  }
});
