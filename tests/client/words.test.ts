import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { adviseOnFailure } from '../../client/demo/telling/advice.ts';
import * as words from '../../client/demo/telling/describe.ts';
import { seconds } from '../../client/diagram/model/rows.ts';
import { because } from '../../client/words/demo-later.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';

const refused = { code: 1011, reason: 'unauthenticated', opened: true, asked: false };
const failed = { code: 1006, reason: '', opened: false, asked: false };
const left = { code: 1000, reason: '', opened: true, asked: true };

describe('the words of an ending', () => {
  it('repeat the reason as it arrived', () => {
    assert.equal(words.outputOfEnding(refused), 'Disconnected. unauthenticated');
  });

  it('have no trailing space without a reason', () => {
    assert.equal(words.outputOfEnding(left), 'Disconnected.');
  });

  it('are those of the outcome table, with the code', () => {
    const ended = { ...refused, code: closes.rateLimited.code, reason: closes.rateLimited.reason };
    assert.equal(words.explainEnding(ended, 'token'), `${closes.rateLimited.words} (Close code 1008.)`);
  });

  it('fit what the server was shown: nobody is told to check a token that was not sent', () => {
    const told = (text: string, isTicket = false) =>
      words.explainEnding(refused, words.presentedBy(text, isTicket));
    assert.match(words.explainEnding(refused, 'nothing'), /^Nothing was sent in time/);
    assert.match(told('{"msg":"hello"}'), /^There was no token in the first message\./);
    assert.match(told('let me in, please'), /^There was no token in the first message\./);
    assert.match(told('{"token":""}'), /^There was no token in the first message\./);
    assert.match(told('{"token":"x"}'), /^The server did not accept the token\. Check the token/);
    assert.match(told('{"token":"x"}', true), /^The server did not accept the ticket/);
    for (const presented of ['nothing', 'no token', 'ticket'] as const) {
      assert.doesNotMatch(words.explainEnding(refused, presented), /[Cc]heck the token/);
    }
  });

  it('name a cause that lies elsewhere, where the server tells this page', () => {
    for (const cause of ['verification failed', 'verification too slow']) {
      assert.match(
        words.explainEnding(refused, 'token', because[cause]),
        /^The auth server .* \(Close code 1011\.\)$/,
      );
    }
    const its = because['credential not accepted'];
    assert.match(words.explainEnding(refused, 'token', its), /Check the token/);
  });

  it('name all three causes of a failed handshake', () => {
    assert.match(words.outputOfEnding(failed), /^Error: /);
    assert.match(words.explainEnding(failed, 'nothing'), /refused.*certificate.*nothing answers.*1006/);
  });

  it('blame the certificate where the browser says so, as Firefox does', () => {
    assert.match(
      words.explainEnding({ ...failed, code: 1015 }, 'nothing'),
      /^TLS failed: .*certificate.*1015/,
    );
  });

  it('blame nobody when this page stopped it', () => {
    assert.equal(words.toneOfEnding(left), 'neutral');
    assert.equal(words.outputOfEnding({ ...failed, asked: true }), 'Disconnected.');
    assert.doesNotMatch(words.explainEnding({ ...failed, asked: true }, 'nothing'), /refused/);
  });

  it('call a refusal and a lost connection bad', () => {
    assert.equal(words.toneOfEnding(refused), 'bad');
    assert.equal(words.toneOfEnding({ ...failed, opened: true }), 'bad');
  });

  it('speak of a certificate only where there is one', () => {
    assert.match(adviseOnFailure('https://localhost:5678').after, /certificate/);
    assert.doesNotMatch(adviseOnFailure('http://localhost:5678').after, /certificate/);
  });

  it('name the refusal where the server told of it', () => {
    const refusal = { status: 503, words: 'The server is full.', retry: true, retryAfterMs: 5000 };
    assert.equal(
      words.explainEnding({ ...failed, refusal }, 'nothing'),
      'The server refused the handshake with HTTP 503. The server is full.',
    );
  });

  it('put code and reason on one line', () => {
    assert.equal(words.describeClose(refused), 'code 1011, unauthenticated');
    assert.equal(words.describeClose(left), 'code 1000');
  });
});

describe('C28 coming back', () => {
  const lost = { code: 1006, reason: '', opened: true, asked: false };
  const refusedWith = (retry: boolean) => ({
    ...failed,
    refusal: { status: 503, words: '', retry, retryAfterMs: 0 },
  });

  it('is for what was lost, not for what was refused, and never against a person', () => {
    assert.equal(words.comesBack(lost, false), true);
    assert.equal(words.comesBack({ ...lost, code: 1001, reason: 'server shutting down' }, false), true);
    assert.equal(words.comesBack(refused, false), false);
    assert.equal(words.comesBack(refused, true), false);
    assert.equal(words.comesBack({ ...lost, asked: true }, true), false);
  });

  it('follows the table where the server told how it refused the handshake', () => {
    for (const returning of [true, false]) {
      assert.equal(words.comesBack(refusedWith(true), returning), true);
      assert.equal(words.comesBack(refusedWith(false), returning), false);
    }
  });

  it('is not begun by a handshake that failed without a word, and not ended by one', () => {
    assert.equal(words.comesBack(failed, false), false);
    assert.equal(words.comesBack(failed, true), true);
  });

  it('says what is done, and when', () => {
    const waiting = { type: 'waiting', attempt: 2, pauseMs: 2400 } as const;
    const all = `${words.describeLoss(lost)} ${words.describePhase(waiting, 2400)}`;
    assert.equal(all, 'Connection lost. Trying again in 3 s (attempt 2).');
    assert.match(words.describePhase(waiting, 0), / in 1 s /);
    assert.match(words.describePhase({ type: 'offline', attempt: 1 }), /for the network/);
    assert.equal(words.describePhase({ type: 'idle' }), '');
  });

  it('or why nothing is done', () => {
    assert.match(words.explainStaying(refused), /does not try again by itself: .*decision/);
    assert.match(words.explainStaying(failed), /does not try again by itself: .*cannot know/);
    assert.equal(words.explainStaying(left), '');
  });
});

describe('small texts', () => {
  it('time is in seconds with two decimals', () => {
    assert.equal(seconds(0), '0.00');
    assert.equal(seconds(421.4), '0.42');
    assert.equal(seconds(61_000), '61.00');
  });

  it('a long text is cut and its length told', () => {
    assert.equal(words.shorten('abc', 3), 'abc');
    assert.equal(words.shorten('abcd', 3), 'abc… (4 characters)');
  });

  it('the endpoint says in words whether it is encrypted', () => {
    assert.equal(words.describeEndpoint('wss://localhost:5678/'), 'wss://localhost:5678/ · encrypted');
    assert.equal(words.describeEndpoint('ws://localhost:5678/'), 'ws://localhost:5678/ · not encrypted');
  });
});

describe('the page', () => {
  it('comes with the demo token filled in', async () => {
    const html = await readFile(new URL('../../client/index.html', import.meta.url), 'utf8');
    assert.match(html, new RegExp(`id="token"[^>]*value="${DEMO_TOKEN}"`));
  });
});
