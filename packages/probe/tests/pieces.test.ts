import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checks } from '../src/checks/index.ts';
import { withoutMember, withValue } from '../src/run/first-message.ts';
import { partsBeforeSecret, spoil } from '../src/run/spoil.ts';
import { MASK, Masker } from '../src/visit/masker.ts';
import { animalIds } from '../zoo/index.ts';

const folder = new URL('../src/checks/', import.meta.url);
const about = new Set(['check.ts', 'index.ts', 'needs.ts']);

describe('The checks', () => {
  it('are each a file of the same name, in the index, with an animal in the zoo', () => {
    const files = readdirSync(folder).filter((file) => !about.has(file));
    const ids = checks.map(({ id }) => id);
    assert.deepEqual(files.map((file) => file.replace('.ts', '')).sort(), ids.toSorted());
    assert.deepEqual(animalIds, ids.toSorted());
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

  it('hides a short one whole, and leaves other text alone', () => {
    const short = new Masker();
    short.add('s3cr');
    assert.equal(short.mask('so s3cr is it, secret'), `so ${MASK} is it, secret`);
    assert.equal(masker.mask('nothing of it here: ebfb7ff'), 'nothing of it here: ebfb7ff');
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
});
