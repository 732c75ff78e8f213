/** An opened row under the glass: what it was made of. Loaded with the first row that is opened. */
import { authPaths } from '../../../protocol/auth.ts';
import type { FrameFacts } from '../../../protocol/trace.ts';
import { glassWords as words } from '../../words/glass.ts';
import type { Row } from '../model/rows.ts';
import { bytesOf } from './bytes.ts';
import { fold, handshakeParts } from './handshake.ts';
import { make } from './html.ts';

export function partsOf({ detail, fact, kind }: Row): HTMLElement[] {
  const parts = handshakeParts(detail);
  // What the page itself sent or received is not known byte by byte.
  if (fact?.type === 'frame') parts.push(bytesPart(fact));
  if (fact?.type === 'checkStarted') parts.push(questionPart(fact.method));
  if (fact?.type === 'checkEnded' && kind !== 'note') parts.push(answerPart(fact.user, fact.refusal));
  return parts;
}

function bytesPart(frame: FrameFacts): HTMLElement {
  const { header, key, travelled, plain, hidden } = bytesOf(frame);
  const lines = [`${header}  ${words.header}`, ...(key === undefined ? [] : [`${key}  ${words.key}`])];
  const content = [make('pre', lines.join('\n'))];
  if (key !== undefined && travelled.length > 0) {
    content.push(make('p', words.travelled), make('pre', travelled.join('\n')));
    content.push(make('p', words.unmasked), make('pre', plain.join('\n')), make('p', words.noSecret));
  } else if (plain.length > 0) content.push(make('p', words.plain), make('pre', plain.join('\n')));
  if (hidden > 0) content.push(make('p', words.hidden(hidden)));
  return fold(words.bytes, ...content);
}

function questionPart(method: string): HTMLElement {
  const request = [
    `POST ${authPaths.introspect} HTTP/1.1`,
    'Authorization: Bearer …',
    'Content-Type: application/x-www-form-urlencoded',
    '',
    `token=…&method=${method}`,
  ];
  return fold(words.question, make('p', words.asked), make('pre', request.join('\n')));
}

function answerPart(user: string | undefined, refusal: string | undefined): HTMLElement {
  const answer = user === undefined ? { active: false, refusal } : { active: true, username: user };
  const notes = [make('p', words.answered), make('pre', JSON.stringify(answer))];
  return fold(words.answer, ...notes, make('p', user === undefined ? words.notWhy : words.more));
}
