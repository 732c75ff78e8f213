import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import * as words from '../../client/demo/words.ts';
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
    assert.equal(words.explainEnding(refused), `${closes.unauthenticated.words} (Close code 1011.)`);
  });

  it('name all three causes of a failed handshake', () => {
    assert.match(words.outputOfEnding(failed), /^Error: /);
    assert.match(words.explainEnding(failed), /refused.*certificate.*nothing answers.*1006/);
  });

  it('blame nobody when this page stopped it', () => {
    assert.equal(words.toneOfEnding(left), 'neutral');
    assert.equal(words.outputOfEnding({ ...failed, asked: true }), 'Disconnected.');
    assert.doesNotMatch(words.explainEnding({ ...failed, asked: true }), /refused/);
  });

  it('call a refusal and a lost connection bad', () => {
    assert.equal(words.toneOfEnding(refused), 'bad');
    assert.equal(words.toneOfEnding({ ...failed, opened: true }), 'bad');
  });

  it('speak of a certificate only where there is one', () => {
    assert.match(words.adviseOnFailure('https://localhost:5678').after, /certificate/);
    assert.doesNotMatch(words.adviseOnFailure('http://localhost:5678').after, /certificate/);
  });

  it('put code and reason on one line', () => {
    assert.equal(words.describeClose(refused), 'code 1011, unauthenticated');
    assert.equal(words.describeClose(left), 'code 1000');
  });
});

describe('a masked token', () => {
  it('keeps eight characters', () => {
    assert.equal(words.maskToken(DEMO_TOKEN), 'ebfb7ff0…');
  });

  it('keeps at most half of a short one', () => {
    assert.equal(words.maskToken('secret'), 'sec…');
    assert.equal(words.maskToken('x'), '…');
  });

  it('shows that there was none', () => {
    assert.equal(words.maskToken(''), '');
  });
});

describe('small texts', () => {
  it('time is in seconds with two decimals', () => {
    assert.equal(words.formatSeconds(0), '0.00 s');
    assert.equal(words.formatSeconds(421.4), '0.42 s');
    assert.equal(words.formatSeconds(61_000), '61.00 s');
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
