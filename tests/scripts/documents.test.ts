import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { methodIds } from '../../protocol/methods.ts';
import { closes } from '../../protocol/outcomes.ts';
import { renderDocument } from '../../scripts/documents/document.ts';
import { readTerms } from '../../scripts/documents/glossary.ts';
import { framed, readSite } from '../../scripts/documents/site.ts';
import { projectRoot } from '../../server/basics/paths.ts';

const render = (text: string, file = 'docs/methods/cookie.md') => renderDocument(file, () => text);

describe('A document as it is shown', () => {
  it('shows raw HTML as text, leaves comments out, and takes no link that runs', () => {
    const { html } = render(
      '# A\n\n<!-- engines: written -->\n\n<script>alert(1)</script>\n\nb <img src=x onerror=alert(1)> <!-- c -->\n\n' +
        '[x](javascript:alert(1)) <!-- --> <b onclick=x> -->',
    );
    assert.doesNotMatch(html, /<script|<img|<b|<!--|href=/);
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.doesNotMatch(html, /engines/);
  });

  it('leads to documents where they are shown, and to the page that is running', () => {
    const { html } = render(
      '[a](basic.md) [b](README.md#by-situation) [c](../close-codes.md) [d](../../README.md) [e](../nginx.conf) ' +
        '[the source](../../protocol/outcomes.ts) <https://localhost:5678/board> <https://example.org/>',
    );
    assert.deepEqual(
      [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
      [
        '/docs/methods/basic',
        '/docs/methods#by-situation',
        '/docs/close-codes',
        '/docs/project/readme',
        '/docs/nginx.conf',
        '/board',
        'https://example.org/',
      ],
    );
    assert.match(html, / the source /);
  });

  it('takes over a section of another document, whose links go on to lead where they led', () => {
    const files: Record<string, string> = {
      'docs/class/handout.md': '# Handout\n\n[The ten](../methods/README.md#the-ten "include")\n\nEnd.',
      'docs/methods/README.md':
        '# M\n\n## The ten\n\n[`basic`](basic.md)\n\n### More\n\nIn it.\n\n## Not this\n\nNo.',
    };
    const { html } = renderDocument('docs/class/handout.md', (file) => files[file] ?? '');
    assert.match(
      html,
      /<p><a href="\/docs\/methods\/basic"><code>basic<\/code><\/a><\/p>[\s\S]*In it[\s\S]*End/,
    );
    assert.doesNotMatch(html, /include|Not this|No\./);
    assert.throws(() => render('[x](README.md#nowhere "include")', 'docs/x.md'), /no section #nowhere/);
  });

  it('fills its frame with text that stays text', () => {
    const frame = '<title>{title}</title><main data-path="{path}">{content}</main>';
    const page = framed(frame, '/docs/x', render('# <b> "$&" {content}'));
    assert.match(
      page,
      /<title>&lt;b&gt; &quot;\$&amp;&quot; \{content\}<\/title><main data-path="\/docs\/x"><h1/,
    );
  });
});

describe('All documents together', () => {
  const { documents, attachments } = readSite();

  it('lead to each other: every path and every section that is named exists', () => {
    const pages = ['/', '/methods', '/channels', '/board'];
    for (const [name, { html }] of documents) {
      for (const [, href = ''] of html.matchAll(/(?:href|src)="([/#][^"]*)"/g)) {
        const [target = '', fragment] = href.split('#');
        const document = documents.get(target === '' ? name : target);
        const exists = document !== undefined || attachments.has(target) || pages.includes(target);
        assert.ok(exists, `${name} leads to ${href}`);
        if (document && fragment) assert.ok(document.html.includes(` id="${fragment}"`), `${name}: ${href}`);
      }
    }
  });

  it('have one for each method, and no two the same title', () => {
    for (const id of methodIds)
      assert.match(documents.get(`/docs/methods/${id}`)?.title ?? '', new RegExp(id));
    for (const { html } of methodIds.flatMap((id) => documents.get(`/docs/methods/${id}`) ?? [])) {
      assert.match(html, / id="the-attack"/);
    }
    const titles = [...documents.values()].map(({ title }) => title);
    assert.deepEqual(titles, [...new Set(titles)]);
  });

  it('give no element two names', () => {
    for (const [name, { html }] of documents) {
      const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      assert.deepEqual(ids, [...new Set(ids)], name);
    }
  });
});

describe('The glossary', () => {
  const terms = readTerms(readFileSync(path.join(projectRoot, 'docs/glossary.md'), 'utf8'));
  const words = terms.flatMap((term) => term.words);

  it('explains every word once, in a sentence or a few', () => {
    const lower = words.map((word) => word.toLowerCase());
    assert.deepEqual(lower, [...new Set(lower)]);
    for (const {
      words: [word],
      says,
    } of terms)
      assert.match(says, /^[^<>]{20,400}[.:]$/, word);
  });

  it('knows the codes that this server closes with, and what the lessons speak of', () => {
    const spoken = [
      '101',
      'mask',
      '1006',
      'Origin',
      'CSRF',
      'ticket',
      'close frame',
      'subprotocol',
      'wss',
      'TLS',
    ];
    const codes = Object.values(closes).map(({ code }) => String(code));
    for (const word of [...spoken, ...codes]) {
      assert.ok(
        words.some((known) => known.toLowerCase() === word.toLowerCase()),
        word,
      );
    }
  });
});
