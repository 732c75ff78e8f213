import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  readBasic,
  readBearer,
  readBearerSubprotocol,
  readCookie,
  readQuery,
  readSubprotocol,
} from '../../../server/upgrade/credentials.ts';

const get = (url: string, headersDistinct: NodeJS.Dict<string[]> = {}) => ({ url, headersDistinct });
const authorization = (...values: string[]) => get('/', { authorization: values });
const protocols = (...values: string[]) => get('/', { 'sec-websocket-protocol': values });
const cookies = (...values: string[]) => get('/', { cookie: values });
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const bearer = (token: string) => `base64url.bearer.authorization.lab.${base64url(token)}`;
const value = (text: string) => ({ ok: true, value: text });

describe('A credential in an upgrade request', () => {
  it('is found where it belongs', () => {
    assert.deepEqual(readQuery(get('/ws?a=1&token=x%20y+z'), 'token'), value('x y z'));
    assert.deepEqual(readBearer(authorization('Bearer abc.DEF-~+/_=')), value('abc.DEF-~+/_='));
    assert.deepEqual(readBearer(authorization('bearer abc')), value('abc'));
    assert.deepEqual(
      readBasic(authorization(`Basic ${Buffer.from('alice:a:b é').toString('base64')}`)),
      value('alice:a:b é'),
    );
    assert.deepEqual(readCookie(cookies('a=1; __Host-session=x=y; b=2'), '__Host-session'), value('x=y'));
    assert.deepEqual(readBearerSubprotocol(protocols(`lab.v1, ${bearer('tökén')}`)), value('tökén'));
    assert.deepEqual(readBearerSubprotocol(protocols(bearer('t'), 'lab.v1')), value('t'));
    assert.deepEqual(readSubprotocol(protocols('lab.v1,csrf.abc'), 'csrf.'), value('abc'));
  });

  const none: Record<string, { ok: boolean }> = {
    'no query': readQuery(get('/ws'), 'token'),
    'an empty value': readQuery(get('/ws?token='), 'token'),
    'two values': readQuery(get('/ws?token=a&token=b'), 'token'),
    'another name': readQuery(get('/ws?Token=a'), 'token'),
    'no Authorization': readBearer(get('/')),
    'two Authorizations': readBearer(authorization('Bearer a', 'Bearer b')),
    'another scheme': readBearer(authorization('Basic YTpi')),
    'a space in the token': readBearer(authorization('Bearer a b')),
    'a list of tokens': readBearer(authorization('Bearer a, Bearer b')),
    'no colon': readBasic(authorization('Basic YWI=')),
    'a zero byte': readBasic(authorization(`Basic ${Buffer.from('alice:b\0').toString('base64')}`)),
    'characters that are not base64': readBasic(authorization('Basic ä:b')),
    'two cookies of one name': readCookie(cookies('s=1; s=2'), 's'),
    'two cookie headers': readCookie(cookies('s=1', 's=2'), 's'),
    'a cookie of a longer name': readCookie(cookies('xs=1; s.x=2'), 's'),
    'a cookie without a value': readCookie(cookies('sx'), 's'),
    'no plain subprotocol': readBearerSubprotocol(protocols(bearer('t'))),
    'no bearer subprotocol': readBearerSubprotocol(protocols('lab.v1')),
    'two bearer subprotocols': readBearerSubprotocol(protocols('lab.v1', bearer('a'), bearer('b'))),
    'padding in base64url': readBearerSubprotocol(protocols(`lab.v1, ${bearer('t')}==`)),
    'base64 in place of base64url': readBearerSubprotocol(
      protocols('lab.v1, base64url.bearer.authorization.lab.+/+/'),
    ),
  };
  for (const [what, result] of Object.entries(none)) {
    it(`is not read from ${what}`, () => assert.equal(result.ok, false));
  }

  it('survives its encoding as a subprotocol, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (token) => {
        assert.deepEqual(readBearerSubprotocol(protocols(`lab.v1, ${bearer(token)}`)), value(token));
      }),
    );
  });

  it('is read without an exception from any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const read of [readBearer, readBasic]) read(authorization(text));
        readQuery(get(text), 'token');
        readCookie(cookies(text), 's');
        readBearerSubprotocol(protocols(text));
      }),
    );
  });
});
