import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { about } from '../../../client/words/en/about.ts';
import { attacker } from '../../../client/words/en/attacker.ts';
import { auth } from '../../../client/words/en/auth.ts';
import { board } from '../../../client/words/en/board.ts';
import { channels } from '../../../client/words/en/channels.ts';
import { demo } from '../../../client/words/en/demo.ts';
import { demoLater } from '../../../client/words/en/demo-later.ts';
import { diagram } from '../../../client/words/en/diagram.ts';
import { diagramLater } from '../../../client/words/en/diagram-later.ts';
import { documentWords } from '../../../client/words/en/document.ts';
import { exhibits } from '../../../client/words/en/exhibits.ts';
import { glass } from '../../../client/words/en/glass.ts';
import { handshake } from '../../../client/words/en/handshake.ts';
import { html } from '../../../client/words/en/html.ts';
import { methodsPage } from '../../../client/words/en/methods.ts';
import { predict } from '../../../client/words/en/predict.ts';
import { predictions } from '../../../client/words/en/predictions.ts';
import { probe } from '../../../client/words/en/probe.ts';
import { questions } from '../../../client/words/en/questions.ts';
import { stories } from '../../../client/words/en/stories.ts';
import { html as htmlInItalian } from '../../../client/words/it/html.ts';
import { catalogue } from '../../../client/words/it/index.ts';
import { notes, verdicts } from '../../../protocol/attack-words.ts';
import { attacks } from '../../../protocol/exhibits.ts';
import { methods } from '../../../protocol/methods.ts';
import { closes, cuts, standardCloses } from '../../../protocol/outcomes.ts';
import { refusals } from '../../../protocol/refusals.ts';
import { projectRoot } from '../../../server/basics/paths.ts';

const wordsOf = (table: Readonly<Record<string | number, { readonly words: string }>>) =>
  Object.fromEntries(Object.entries(table).map(([name, { words }]) => [name, words]));

/** English where the pages have it: in the words room, and where terminals say it, too, in the protocol. */
const english = {
  ...{
    demo,
    demoLater,
    stories,
    diagram,
    diagramLater,
    glass,
    handshake,
    auth,
    exhibits,
    about,
    methodsPage,
    questions,
  },
  ...{ board, channels, predict, predictions, probe, document: documentWords, attacker, html },
  attacks: {
    notes,
    verdicts,
    titles: Object.fromEntries(Object.entries(attacks).map(([name, { title }]) => [name, title])),
  },
  methods: Object.fromEntries(
    Object.entries(methods).map(([id, { title, risk }]) => [id, { title, risk }] as const),
  ),
  outcomes: {
    closes: wordsOf(closes),
    cuts: wordsOf(cuts),
    refusals: wordsOf(refusals),
    standardCloses: wordsOf(standardCloses),
  },
};

const { support, outcomes, ...others } = catalogue;
const { translate, ...translatedOutcomes } = outcomes;
const italian = { ...others, html: htmlInItalian, outcomes: translatedOutcomes };

/** Tables that say in another language what English leaves as it came. */
const onlyElsewhere = /^(?:diagram\.causes|attacks\.value|methodsPage\.answers|auth\.problems)(?:\.|$)/;

/** Every text and function, by the path of its key. */
function leavesOf(value: unknown, at = ''): (readonly [key: string, leaf: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[at, value]];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, at === '' ? key : `${at}.${key}`));
}

const ours = new Map(leavesOf(english));
const theirs = new Map(leavesOf(italian).filter(([key]) => !onlyElsewhere.test(key)));
const texts = [...ours].flatMap(([key, leaf]) => (typeof leaf === 'string' ? [[key, leaf] as const] : []));

/** Names that are the same in both languages: of the field, of products, of what is on the wire. */
const sameInBoth =
  /^(?:demo|alice|bob|authenticate|refresh|refreshed|unsubscribed|DELETE \/auth\/session|token|in base64|URL, \?t.*|server|client|browser|auth|no|curl|wscat|HTTP Basic|First message|Which method\?|ping|pong|close|ms|\.|101 Switching Protocols|close frame|\d+.*|HTTP \d+)$/i;

const said = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('The words in Italian', () => {
  it('have the keys of the English ones, and no others', () => {
    assert.ok(ours.size > 400, `${ours.size} keys`);
    assert.deepEqual([...theirs.keys()].sort(), [...ours.keys()].sort());
    assert.deepEqual(Object.keys(support).sort(), ['no', 'partly', 'poor', 'same site only', 'yes']);
  });

  it('need the same values', () => {
    const places = (text: unknown) =>
      typeof text === 'string' ? [...text.matchAll(/\{\w+\}/g)].map(([place]) => place) : [];
    for (const [key, leaf] of ours) {
      const other = theirs.get(key);
      assert.equal(typeof other, typeof leaf, key);
      assert.deepEqual([...new Set(places(other))].sort(), [...new Set(places(leaf))].sort(), key);
      if (typeof leaf === 'function' && typeof other === 'function') {
        assert.equal(other.length, leaf.length, key);
      }
    }
  });

  it('are no English that was left', () => {
    const left = texts.filter(([key, text]) => theirs.get(key) === text && !sameInBoth.test(text));
    assert.deepEqual(left, []);
    const isEnglish = /\b(?:the|and|with|which|this|that|is|are|was|your|you)\b/i;
    for (const [key, text] of theirs) {
      if (ours.get(key) === text) continue;
      if (typeof text === 'string') assert.doesNotMatch(text.replace(/--\w+|“[^”]*”/g, ''), isEnglish, key);
    }
  });

  it('explain every outcome, and an unknown code by its number', () => {
    const tables = { closes, cuts, refusals, standardCloses };
    assert.equal(translate(closes.expired, tables), catalogue.outcomes.closes.expired);
    assert.equal(
      translate({ words: 'Closed with code 4711.', retry: false }, tables),
      'Chiuso con codice 4711.',
    );
  });
});

/** Commands, selectors, names that others give, and answers as docs/browsers.md keeps them. */
const notSaid =
  /^(?:comparison\/(?:commands|probes)|diagram\/mermaid|page\/terms)\.ts|'tls handshake failed'|'credential not accepted'/;

describe('The pages', () => {
  const files = [
    ...readdirSync(path.join(projectRoot, 'client')).filter((name) => name.endsWith('.html')),
    'page/top.html',
  ].map((name) => `client/${name}`);
  const attackers = readdirSync(path.join(projectRoot, 'exhibits/site'))
    .filter((name) => name.endsWith('.html'))
    .map((name) => `exhibits/site/${name}`);
  const marks =
    /data-words="([^"]+)"[^>]*>([^<]*)<|(?:aria-label|placeholder|data-empty|href|title)="([^"]*)"\s+data-words-\w+="([^"]+)"/g;
  const used = new Set<string>();

  for (const file of [...files, ...attackers]) {
    it(`${file} says in English what the catalogue says`, () => {
      const page = readFileSync(path.join(projectRoot, file), 'utf8');
      const named = page.match(/data-words(?:-\w+)?=/g) ?? [];
      const found = [...page.matchAll(marks)];
      assert.equal(found.length, named.length, 'an element names its words and has no text of its own');
      for (const [, key = '', text = '', label = '', labelKey = ''] of found) {
        used.add(key || labelKey);
        assert.equal(said(key === '' ? label : text), ours.get(`html.${key || labelKey}`), key || labelKey);
      }
      // What stands in the page without a name is in no language: names, codes, and the name of the other language.
      const unnamed = page
        .replace(/<title>[^<]*<\/title>/, '')
        .replace(/<(\w+)[^>]*data-words="[^>]*>[^<]*<\/\1>/g, '')
        .replace(/<!--.*?-->|<[^>]*>|\{\w+\}/gs, '\n');
      const rest = unnamed
        .split('\n')
        .map(said)
        .filter((line) => /[a-z]/i.test(line));
      assert.deepEqual(
        rest.filter(
          (line) =>
            !/^(?:WebSocket Auth Lab|Italiano|[QPD]|npm run attack -- NAME|--fixed|insertAdjacentHTML|textContent)$/.test(
              line,
            ),
        ),
        [],
      );
    });
  }

  it('use all of these words', () => {
    const keys = [...ours.keys()].filter((key) => key.startsWith('html.')).map((key) => key.slice(5));
    assert.deepEqual([...used].sort(), keys.sort());
  });

  it('have no sentences in their code', () => {
    const client = path.join(projectRoot, 'client');
    const sources = readdirSync(client, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts') && !file.startsWith('words/') && !file.endsWith('.d.ts'));
    const literal = /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
    const sentence = /[A-Za-z’]{2,},? [a-z’]{2,},? [a-z’]{2,}/;
    const found = sources.flatMap((file) => {
      const code = readFileSync(path.join(client, file), 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
        .replace(/new Error\([^;]*;/g, '');
      const texts = [...code.matchAll(literal)].map(([text]) => text.replace(/\$\{[^}]*\}/g, ''));
      return texts
        .filter((text) => sentence.test(text) && !notSaid.test(`${file}: ${text}`))
        .map((text) => `${file}: ${text}`);
    });
    assert.deepEqual(found, []);
  });
});
