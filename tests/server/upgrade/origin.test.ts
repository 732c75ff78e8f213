import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isAllowedOrigin, isExactOrigin, originProblem, ownOrigins } from '../../../server/upgrade/origin.ts';

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
  'https://localhost.:5678',
  'https://127.0.0.1:5678',
  'null',
  '',
  `${own}, ${own}`,
];

it('without a list every origin may use a method whose credential no browser adds', () => {
  for (const origin of [own, ...strangers]) assert.equal(isAllowedOrigin(from(origin), []), true, origin);
});

it('with a list, exactly the origins in it may', () => {
  assert.equal(isAllowedOrigin(from(own), ['https://a.example', own]), true);
  for (const origin of strangers) assert.equal(isAllowedOrigin(from(origin), [own]), false, origin);
});

it('a method whose credential browsers add demands one of the expected origins', () => {
  assert.equal(isExactOrigin(from(own), ['https://a.example', own]), true);
  for (const origin of strangers) assert.equal(isExactOrigin(from(origin), [own]), false, origin);
  assert.equal(isExactOrigin(from(own), []), false);
});

it('a request without Origin may pass, except to methods whose credential browsers add', () => {
  assert.equal(isAllowedOrigin(from(), [own]), true);
  assert.equal(isExactOrigin(from(), [own]), false);
});

it('our own origins are scheme, host and port of the request, and the same with the port of the pages', () => {
  const ownOf = (host: string, tls = true) => ownOrigins({ headers: { host } }, tls, 5678);
  assert.deepEqual(ownOf('localhost:5678'), [own, own]);
  assert.deepEqual(ownOf('localhost:5680'), ['https://localhost:5680', own]);
  assert.deepEqual(ownOf('Example.org:443'), ['https://example.org', 'https://example.org:5678']);
  assert.deepEqual(ownOf('[::1]:80', false), ['http://[::1]', 'http://[::1]:5678']);
  for (const host of ['', 'a b', 'x:99999999']) assert.deepEqual(ownOf(host), []);
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
    assert.match(originProblem(text) ?? '', /^must be an origin, without path, user or default port: http/);
  }
  for (const text of ['example.org', '*', 'null', 'wss://example.org', 'https://', 'ftp://x']) {
    assert.match(originProblem(text) ?? '', /^must be an origin such as/, text);
  }
});
