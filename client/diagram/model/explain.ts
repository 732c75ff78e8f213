/** Chooses the sentence that explains a frame or an end. */
import { AUTHENTICATED_TEXT, INVALID_JSON_TEXT } from '../../../protocol/messages.ts';
import type { FrameFacts } from '../../../protocol/trace.ts';
import { type Credential, frameWords, opcodeNames, sentences } from '../../words/diagram.ts';
import { explainClose } from '../../words/outcomes.ts';
import { later } from './later.ts';

/**
 * How far a connection has come when a frame crosses the wire; `crossing`: it arrived after the acknowledgement and was
 * sent before that.
 */
export type Stage = 'first' | 'checking' | 'crossing' | 'open' | 'closing';

/** What the browser tells the page of an end, beside what really happened. */
export function explainBrowserClose(opened: boolean, status: number | undefined): string {
  if (opened) return sentences.browserClose;
  return status === undefined ? sentences.browserFailed : sentences.browserRefused(status);
}

/** What a frame means at this stage. */
export function explainFrame(
  from: 'client' | 'server',
  frame: FrameFacts,
  stage: Stage,
  what: Credential,
): string {
  const { opcode, text } = frame;
  if (opcode === 9) return sentences.ping;
  if (opcode === 10) return sentences.pong;
  if (opcode === 8) return explainCloseFrame(frame, stage);
  const own = stage === 'open' && later.explain?.(text);
  if (own) return own;
  if (from === 'client') return fromClient[stage];
  if (text === AUTHENTICATED_TEXT) return sentences.acknowledgement(what);
  if (text === INVALID_JSON_TEXT) return sentences.invalidJson;
  return sentences.echo;
}

const fromClient: Readonly<Record<Stage, string>> = {
  first: sentences.firstMessage,
  checking: sentences.earlyMessage,
  crossing: sentences.crossingMessage,
  open: sentences.openMessage,
  closing: sentences.lateMessage,
};

function explainCloseFrame({ closeCode, text }: FrameFacts, stage: Stage): string {
  if (stage === 'closing') return sentences.closeAnswered;
  return closeCode === undefined ? sentences.closeWithoutCode : firstSentence(explainClose(closeCode, text));
}

/** What happened, without the advice that follows it. */
function firstSentence(words: string): string {
  return words.split(/(?<=\.) /)[0] ?? words;
}

/** A frame's header as RFC 6455, section 5.2 has it: `fin 1  opcode 1 text  masked  length 51`. */
export function frameLine({ fin, rsv, opcode, masked, length }: FrameFacts): string {
  const parts = [
    `fin ${fin ? 1 : 0}`,
    ...(rsv === 0 ? [] : [`rsv ${rsv}`]),
    `opcode ${opcode} ${opcodeNames[opcode] ?? frameWords.reserved}`,
    masked ? frameWords.masked : frameWords.notMasked,
    `length ${length}`,
  ];
  return parts.join('  ');
}
