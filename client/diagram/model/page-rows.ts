/** Rows of what the page sees and does by itself. */

import { kinds, labels, parties, sentences } from '../../words/diagram.ts';
import { explainBrowserClose } from './explain.ts';
import type { Moment, PageFact } from './facts.ts';
import { messageRow } from './frames.ts';
import { amend, type Known, newConnection } from './known.ts';
import type { Drawn } from './server-rows.ts';
import { arrow, band, note, requestLabel, type Sketch } from './sketches.ts';

const { client, server, auth } = parties;

export function drawPage({ fact, at }: Extract<Moment, { by: 'page' }>, known: Known): Drawn {
  const { current } = known;
  switch (fact.type) {
    case 'asked':
      return arrow(client, auth, fact.line, { what: fact.why, explanation: sentences.asked });
    case 'answered':
      return answerRow(fact, known);
    case 'pausing':
      known.waiting = { for: 'attempt', until: at + fact.ms };
      return undefined;
    case 'returning':
      known.traced = true;
      known.returning = true;
      known.waiting = { for: 'more' };
      return {
        ...band(labels.attempt(fact.attempt), kinds.attempt, sentences.returning),
        begins: true,
      };
    case 'untraced':
      known.traced = false;
      // Known beforehand, it is said where the connection begins.
      return isUnderWay(known) ? untracedNote() : undefined;
    case 'presenting':
      known.presenting = fact.what;
      return undefined;
    case 'opening':
      return openingRow(fact.path, known);
    case 'opened':
      known.returning = false;
      current.opened = true;
      if (known.traced) return undefined;
      amend(current.opening, { stops: false }, sentences.request);
      return {
        ...arrow(server, client, labels.switched, {
          what: kinds.response,
          explanation: sentences.switched,
        }),
        learned: 1,
      };
    case 'sent':
      return messageRow('client', fact.text, 'open', current.what);
    case 'received':
      return messageRow('server', fact.text, 'open', current.what);
    case 'notSent':
      return { ...note(client, labels.notSent(fact.text), sentences.notSent), tone: 'bad', learned: 1 };
    case 'closed':
      return closedRow(fact, known);
    case 'folded':
      return {
        ...band(labels.folded(fact.messages), kinds.folded, sentences.folded),
        learned: fact.messages,
      };
  }
}

function answerRow({ status, ok, words }: Extract<PageFact, { type: 'answered' }>, { asked }: Known): Drawn {
  if (status === 0) {
    amend(asked, { stops: true, tone: 'bad' }, sentences.unanswered);
    return { ...note(client, words, sentences.unanswered, labels.noAnswer), tone: 'bad', learned: 1 };
  }
  const row = arrow(auth, client, labels.answer(status, words), {
    what: kinds.answer,
    explanation: sentences.answered(words.replace(/\.$/, '')),
  });
  return { ...row, tone: ok ? 'good' : 'bad', learned: 1 };
}

function openingRow(path: string, known: Known): Drawn {
  const number = known.returning ? 1 : ++known.connections;
  known.current = newConnection(known.presenting);
  known.presenting = undefined;
  known.waiting = { for: 'more' };
  const another = { ...band(labels.connection(number), kinds.connection, sentences.another), begins: true };
  const first = number === 1 ? [] : [another];
  if (known.traced) return first;
  const detail = { what: kinds.request, explanation: sentences.requestPending };
  // Whether it reaches a server is only known when an answer comes.
  const request = { ...arrow(client, server, requestLabel(`GET ${path}`), detail), stops: true };
  return [...first, untracedNote(), request];
}

function isUnderWay({ connections, current }: Known): boolean {
  return connections > 0 && !current.closed;
}

function untracedNote(): Sketch {
  return note(server, labels.untraced, sentences.untraced);
}

function closedRow({ code, reason, opened }: Extract<PageFact, { type: 'closed' }>, known: Known): Drawn {
  const { current } = known;
  current.closed = true;
  known.waiting = undefined;
  if (!opened) amend(current.opening, { tone: 'bad', aside: labels.noAnswer }, sentences.requestUnanswered);
  const row = note(client, labels.browser(code, reason), explainBrowserClose(opened, current.refusedWith));
  return { ...row, tone: opened ? 'neutral' : 'bad', learned: 1 };
}
