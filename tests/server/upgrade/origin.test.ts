import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isAllowedOrigin, isExactOrigin, originProblem, ownOrigin } from '../../../server/upgrade/origin.ts';

const own = 'https://localhost:5678';
const from = (origin?: string) => ({ headers: origin === undefined ? {} : { origin } });

/** None of these is https://localhost:5678, however much it looks like it. */
const strangers = [
  'http://localhost:5678',
  'https://localhost',
  'https://localhost:5679',
  'https://localhost:56789',
  'https://localhost:5678.evil.example',
  'https://evil.example/https://localhost:5678',
  'https://localhost:5678/',
  'https://user@localhost:5678',
  'HTTPS://LOCALHOST:5678',
  'https://127.0.0.1:5678',
  'null',
  '',
  `${own}, ${own}`,
];

it('without a list every origin may open a method that no browser helps', () => {
  for (const origin of [own, ...strangers]) assert.equal(isAllowedOrigin(from(origin), []), true, origin);
});

it('with a list exactly what it holds', () => {
  assert.equal(isAllowedOrigin(from(own), ['https://a.example', own]), true);
  for (const origin of strangers) assert.equal(isAllowedOrigin(from(origin), [own]), false, origin);
});

it('a method that browsers help wants this origin or one of the list', () => {
  assert.equal(isExactOrigin(from(own), own, []), true);
  for (const origin of strangers) assert.equal(isExactOrigin(from(origin), own, []), false, origin);
  assert.equal(isExactOrigin(from('https://a.example'), own, ['https://a.example']), true);
  assert.equal(isExactOrigin(from('https://a.example'), undefined, []), false);
});

it('a request without Origin is no browser and may pass', () => {
  assert.equal(isAllowedOrigin(from(), [own]), true);
  assert.equal(isExactOrigin(from(), own, []), true);
});

it('the own origin is scheme, host and port of the request, as a browser writes it', () => {
  assert.equal(ownOrigin({ headers: { host: 'localhost:5678' } }, true), own);
  assert.equal(ownOrigin({ headers: { host: 'Example.org:443' } }, true), 'https://example.org');
  assert.equal(ownOrigin({ headers: { host: '[::1]:80' } }, false), 'http://[::1]');
  for (const host of ['', 'a b', 'x:99999999'])
    assert.equal(ownOrigin({ headers: { host } }, true), undefined);
});

it('an origin in a list is written as a browser writes it, or the start stops', () => {
  for (const origin of [own, 'https://example.org', 'http://[::1]:8080']) {
    assert.equal(originProblem(origin), undefined, origin);
  }
  for (const text of [
    'https://example.org/',
    'https://example.org:443',
    'https://Example.org',
    'http://u:p@x',
  ]) {
    assert.match(originProblem(text) ?? '', /^must be an origin, without path, user and standard port: http/);
  }
  for (const text of ['example.org', '*', 'null', 'wss://example.org', 'https://', 'ftp://x']) {
    assert.match(originProblem(text) ?? '', /^must be an origin such as/, text);
  }
});
