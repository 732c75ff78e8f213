import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checks } from '../src/checks/index.ts';
import { readDialect } from '../src/config/dialect.ts';
import { readTarget } from '../src/config/read-target.ts';
import { withoutMember, withValue } from '../src/run/first-message.ts';
import { Session } from '../src/run/session.ts';
import { partsBeforeSecret, spoil } from '../src/run/spoil.ts';
import { MASK, Masker } from '../src/visit/masker.ts';
import { describePlan, fillFirst } from '../src/visit/plan.ts';
import { withoutCookies } from '../src/visit/visit.ts';
import { animalIds } from '../zoo/index.ts';

const folder = new URL('../src/checks/', import.meta.url);
const about = new Set(['check.ts', 'index.ts', 'needs.ts']);

describe('The checks', () => {
  it('are each a file of the same name, in the index, with an animal in the zoo', () => {
    const files = readdirSync(folder).filter((file) => !about.has(file));
    const ids = checks.map(({ id }) => id);
    assert.deepEqual(files.map((file) => file.replace('.ts', '')).sort(), ids.toSorted());
    assert.deepEqual(animalIds(), ids.toSorted());
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids)
      assert.match(readFileSync(new URL(`${id}.ts`, folder), 'utf8'), new RegExp(`id: '${id}'`));
  });

  it('say in whole sentences why and how to mend', () => {
    for (const { id, why, mend, fault, sends, expects, source } of checks) {
      for (const text of [why, mend]) assert.match(text, /^[A-Z].*\.$/s, id);
      for (const text of [fault, sends, expects, source]) assert.doesNotMatch(text, /\.$/, id);
      assert.match(source, /RFC|CWE/, id);
    }
  });

  it('are known to the runner by no name', () => {
    for (const room of ['run', 'report', 'config', 'visit']) {
      for (const file of readdirSync(new URL(`../${room}/`, folder))) {
        const text = readFileSync(new URL(`../${room}/${file}`, folder), 'utf8');
        for (const { id } of checks) assert.ok(!text.includes(`'${id}'`), `${file}: ${id}`);
      }
    }
  });
});

describe('The masker', () => {
  const secret = 'ebfb7ff0-B2f6-41c8';
  const hidden: readonly (readonly [string, string])[] = [
    ['it', secret],
    ['a part of it', secret.slice(3, 14)],
    ['it in upper case', secret.toUpperCase()],
    ['it in Base64', Buffer.from(secret).toString('base64')],
    ['it in hexadecimal', Buffer.from(secret).toString('hex')],
    ['it in JSON', JSON.stringify({ secret })],
    ['it behind one other byte in Base64', Buffer.from(`:${secret}`).toString('base64').slice(2)],
    ['it behind two other bytes in Base64', Buffer.from(`u:${secret}`).toString('base64').slice(3)],
  ];
  const masker = new Masker();
  masker.add(secret);
  for (const [what, text] of hidden) {
    it(`hides ${what}`, () => {
      const masked = masker.mask(`before ${text} after`);
      assert.match(masked, new RegExp(`^before .*${MASK}.* after$`));
      assert.ok(!masked.toLowerCase().includes(text.slice(0, 9).toLowerCase()) || text.startsWith('{'));
    });
  }

  it('hides the end of its Base64, too, where it stands alone', () => {
    const basic = new Masker();
    basic.add('alice:Rabbit-Hole-1865');
    const encoded = Buffer.from('alice:Rabbit-Hole-1865').toString('base64');
    assert.equal(basic.mask(`Basic ${encoded}`), `Basic ${MASK}`);
  });

  it('hides a short one whole, and leaves other text alone', () => {
    const short = new Masker();
    short.add('s3cr');
    assert.equal(short.mask('so s3cr is it, secret'), `so ${MASK} is it, secret`);
    assert.equal(masker.mask('nothing of it here: ebfb7ff'), 'nothing of it here: ebfb7ff');
  });

  it('hides a part of a credential that a check presents, though it is short', () => {
    for (const part of ['hun', 'ivoufs', 'hunter2']) {
      const variants = new Masker();
      variants.addVariant(part);
      const encoded = Buffer.from(`a:${part}`).toString('base64url');
      const masked = variants.mask(`{"token":"${part}"} ${encoded}`);
      assert.ok(!masked.includes(part), masked);
      if (part.length > 3) assert.ok(!masked.includes(encoded.slice(3, -2)), masked);
    }
  });

  it('hides letters beyond ASCII, also as the bytes of HTTP are read, and in any case', () => {
    const password = 'Pässwörter-ÄÖÜ';
    const other = new Masker();
    other.add(password);
    for (const text of [
      password,
      Buffer.from(password).toString('latin1'),
      `\u0130 ${password.toUpperCase()}`,
    ])
      assert.match(other.mask(text), new RegExp(`^(?:\\u0130 )?${MASK}$`));
    other.add('half of an emoji \ud83d');
  });
});

describe('A session', () => {
  it('hides a password that travels without the name of its user, however short', async () => {
    const target = readTarget(
      new Map(
        Object.entries({ url: 'ws://localhost:1', dialect: 'none' }).map(([name, value]) => [
          name,
          { value, base: '.' },
        ]),
      ),
    );
    const session = new Session(target, true, new AbortController().signal);
    await session.ask(async () => 'alice:tea');
    assert.equal(session.masker.mask('\\x00\\x03tea'), '\\x00\\x03••••');
  });
});

describe('Evidence', () => {
  it('tells of a body its length only: frames in it are masked with a key that everybody knows', () => {
    const plan = { method: 'GET', path: '/', fields: [['Host', 'ü']] as const, certificate: false };
    assert.equal(describePlan(plan), 'GET / HTTP/1.1\r\nHost: ü');
    const body = Buffer.from('secret');
    assert.equal(describePlan({ ...plan, body }), 'GET / HTTP/1.1\r\nHost: ü\r\n\r\nbody of 6 bytes');
  });

  it('tells of a cookie that the server sets its name and attributes only', () => {
    const head =
      'HTTP/1.1 101 Yes\r\nset-cookie: id=abc=d; Path=/\r\nX: id=1\r\nSet-Cookie:x\r\nSET-COOKIE: a="b"';
    assert.equal(
      withoutCookies(head),
      `HTTP/1.1 101 Yes\r\nset-cookie: id=${MASK}; Path=/\r\nX: id=1\r\nSet-Cookie:${MASK}\r\nSET-COOKIE: a=${MASK}`,
    );
  });
});

describe('A wrong credential', () => {
  for (const right of [
    'ebfb7ff0-b2f6-41c8-bef3-4fba17be410c',
    'alice:Rabbit-Hole',
    'aGVh.cGF5.c2ln',
    'T0ken_with-All',
    '12345',
  ]) {
    it(`looks like a right one (${right})`, () => {
      const wrong = spoil(right);
      assert.notEqual(wrong, right);
      assert.equal(wrong.length, right.length);
      assert.equal(
        wrong.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0').length,
        right.length,
      );
      assert.equal(wrong.slice(0, partsBeforeSecret(right)), right.slice(0, partsBeforeSecret(right)));
      assert.notEqual(spoil(right, 2), wrong);
    });
  }
});

describe('A first message', () => {
  it('takes other JSON in place of the credential, and can go without it', () => {
    const template = '40{"a":1,"token":"Bearer $CREDENTIAL"}';
    assert.equal(withValue(template, '{"$ne":null}'), '40{"a":1,"token":{"$ne":null}}');
    assert.equal(withoutMember(template), '40{"a":1}');
    assert.equal(withValue('AUTH $CREDENTIAL', 'true'), undefined);
    assert.equal(withoutMember('["$CREDENTIAL"]'), undefined);
  });

  it('leaves the name of the user alone where the credential is a name and a password', () => {
    const template = '{"user":"$CREDENTIAL_USER","password":"$CREDENTIAL_PASSWORD"}';
    const fill = (text = '') => fillFirst(text, 'al"ice:a:b');
    assert.equal(fill(template), '{"user":"al\\"ice","password":"a:b"}');
    assert.equal(fill(withValue(template, 'true')), '{"user":"al\\"ice","password":true}');
    assert.equal(fill(withoutMember(template)), '{"user":"al\\"ice"}');
  });

  it('of bytes is as right with a credential of any length as with the honest one (MQTT 3.1.1, section 3.1)', () => {
    const dialect = readDialect('mqtt', 'dialect');
    assert.ok(dialect.carrier === 'message');
    for (const length of [0, 7, 200, 20_000]) {
      const packet = fillFirst(dialect.first, `u:${'p'.repeat(length)}`);
      assert.ok(typeof packet !== 'string');
      let [at, remaining] = [1, 0];
      do remaining += ((packet[at] ?? 0) & 0x7f) * 128 ** (at - 1);
      while ((packet[at++] ?? 0) & 0x80);
      assert.equal(packet.length, at + remaining);
      assert.equal(packet.readUInt16BE(packet.length - length - 2), length);
      assert.equal(packet.subarray(at + 2, at + 6).toString(), 'MQTT');
    }
  });
});
