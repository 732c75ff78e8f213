/**
 * The words of the glossary explain themselves wherever they stand: pointed at, tapped, or reached with Tab. The
 * explanation can itself be pointed at, and Escape closes it (WCAG 2.2, 1.4.13).
 */
import { GLOSSARY_PATHS } from './paths.ts';
import type { Term } from './term.ts';
import { createTip } from './tip.ts';

/** What can be pressed or is read out as it changes keeps its words as they are. */
const LEFT_ALONE =
  'a, button, summary, label, select, input, textarea, output, pre, svg, h1, .log, .term, .tip, [aria-live], [role="status"]';

/** Milliseconds: nothing that the page is for has to wait. */
const AFTER_MS = 500;

/**
 * Marks every word of the glossary below an element, now and as the page changes.
 *
 * @param numbers - whether numbers are codes here; where the page counts, 1000 is no close code
 */
export function explainTerms(root: HTMLElement, { numbers = true } = {}): void {
  setTimeout(async () => {
    const response = await fetch(GLOSSARY_PATHS[document.documentElement.lang] ?? '').catch(() => undefined);
    const terms = parseTerms(await response?.json().catch(() => undefined));
    if (terms.length > 0)
      mark(root, numbers ? terms : terms.filter(({ words }) => !/^\d/.test(words[0] ?? '')));
  }, AFTER_MS);
}

function mark(root: HTMLElement, terms: readonly Term[]): void {
  const byWord = new Map(
    terms.flatMap(({ words, says }) => words.map((word) => [word.toLowerCase(), says] as const)),
  );
  const pattern = patternOf([...byWord.keys()]);
  const says = (text: string) => byWord.get(text) ?? byWord.get(text.replace(/s$/, '')) ?? '';
  /** Each explanation is one stop for Tab; the same word is only pointed at from there on. */
  const stops = new Map<string, HTMLElement>();

  const wrap = (match: RegExpMatchArray): HTMLElement => {
    const explanation = says(match[0].toLowerCase());
    const span = document.createElement('span');
    span.className = 'term';
    span.textContent = match[0];
    span.dataset.says = explanation;
    if (!stops.get(explanation)?.isConnected) {
      stops.set(explanation, span);
      span.tabIndex = 0;
      span.role = 'button';
    }
    return span;
  };

  const markText = (text: Text) => {
    if (text.parentElement?.closest(LEFT_ALONE)) return;
    const matches = [...text.data.matchAll(pattern)];
    if (matches.length === 0) return;
    const parts: (string | Node)[] = [];
    let end = 0;
    for (const match of matches) {
      parts.push(text.data.slice(end, match.index), wrap(match));
      end = match.index + match[0].length;
    }
    text.replaceWith(...parts, text.data.slice(end));
  };

  const markBelow = (node: Node) => {
    if (node instanceof Text) return markText(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
    texts.forEach(markText);
  };

  const observer = new MutationObserver((mutations) => {
    for (const { target, addedNodes } of mutations) {
      if (target instanceof Element && target.closest(LEFT_ALONE)) continue;
      for (const node of addedNodes) if (node.isConnected) markBelow(node);
    }
    // What was marked just now needs no second look.
    observer.takeRecords();
  });
  markBelow(root);
  observer.observe(root, { childList: true, subtree: true });
  createTip(root);
}

/** Whole words, also with an s; the longest where one begins like another. */
function patternOf(words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((one, other) => other.length - one.length);
  const escaped = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w./:#-])(?:${escaped.join('|')})s?(?![\\w-]|\\.\\d)`, 'gi');
}

function parseTerms(value: unknown): Term[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((term: unknown) => (isTerm(term) ? [term] : []));
}

function isTerm(value: unknown): value is Term {
  return (
    typeof value === 'object' &&
    value !== null &&
    'says' in value &&
    typeof value.says === 'string' &&
    'words' in value &&
    Array.isArray(value.words) &&
    value.words.every((word) => typeof word === 'string')
  );
}
