/** Rows of frames and messages. */
import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { type FrameFacts, opcodeNames } from '../../protocol/trace.ts';
import { explainFrame, frameLine, type Stage } from './explain.ts';
import type { Tone } from './rows.ts';
import type { Sketch } from './sketches.ts';

type Speaker = 'client' | 'server';

/** A frame as the server saw it on the wire. */
export function frameRow(from: Speaker, frame: FrameFacts, stage: Stage): Sketch {
  const name = opcodeNames[frame.opcode] ?? `opcode ${frame.opcode}`;
  const tone = toneOf(from, frame, stage);
  return {
    from,
    to: otherSide(from),
    label: labelOf(frame, name),
    literal: frame.opcode <= 1 && frame.text !== '' && tone === 'neutral',
    tone,
    ...(frame.opcode === 8 && { aside: stage === 'closing' ? 'answers the close' : `${from} ends it` }),
    detail: {
      what: `${name} frame, ${frame.length} ${frame.length === 1 ? 'byte' : 'bytes'}`,
      frame: frameLine(frame),
      ...(frame.text !== '' && { payload: frame.text }),
      explanation: explainFrame(from, frame, stage),
    },
  };
}

/** A message as the page sent or received it, where the server's account is missing. */
export function messageRow(from: Speaker, text: string, stage: Stage): Sketch {
  const frame = { fin: true, rsv: 0, opcode: 1, masked: from === 'client', length: 0, headerLength: 0, text };
  const tone = toneOf(from, frame, 'checking');
  return {
    from,
    to: otherSide(from),
    label: text,
    literal: tone === 'neutral',
    tone,
    detail: { what: 'text message', payload: text, explanation: explainFrame(from, frame, stage) },
  };
}

function labelOf({ opcode, fin, text, length, closeCode }: FrameFacts, name: string): string {
  if (opcode === 8) return `close ${closeCode ?? 'without a code'} ${text}`.trimEnd();
  if (opcode > 1) return text === '' ? name : `${name} ${text}`;
  if (text !== '') return text;
  if (!fin) return '(a part of a message)';
  return length === 0 ? '(an empty message)' : '(the end of a binary message)';
}

function toneOf(from: Speaker, { opcode, text, closeCode }: FrameFacts, stage: Stage): Tone {
  if (from === 'client' || stage === 'closing') return 'neutral';
  if (opcode === 1 && text === AUTHENTICATED_TEXT && stage === 'checking') return 'good';
  return opcode === 8 && (closeCode ?? 1000) > 1001 ? 'bad' : 'neutral';
}

function otherSide(from: Speaker): Speaker {
  return from === 'client' ? 'server' : 'client';
}
