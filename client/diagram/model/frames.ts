/** Rows of frames and messages. */

import type { Tone } from '@websocket-auth-lab/diagram';
import { AUTHENTICATED_TEXT } from '../../../protocol/messages.ts';
import type { FrameFacts } from '../../../protocol/trace.ts';
import { type Credential, kinds, labels, opcodeNames, parties, sentences } from '../../words/diagram.ts';
import { explainFrame, frameLine, type Stage } from './explain.ts';
import type { Sketch } from './sketches.ts';

type Speaker = 'client' | 'server';

/** A frame as the server saw it on the wire. */
export function frameRow(from: Speaker, frame: FrameFacts, stage: Stage, what: Credential): Sketch {
  const name = opcodeNames[frame.opcode] ?? `opcode ${frame.opcode}`;
  // Before it lets a client in, a server says nothing but that it does.
  const acknowledges = from === 'server' && frame.opcode === 1 && stage === 'checking';
  const tone = acknowledges ? 'good' : toneOf(from, frame, stage);
  return {
    from: parties[from],
    to: parties[otherSide(from)],
    label: labelOf(frame, name),
    literal: frame.opcode <= 1 && frame.text !== '' && tone === 'neutral',
    tone,
    ...(frame.opcode === 8 && { aside: stage === 'closing' ? labels.answersTheClose : labels.endsIt(from) }),
    detail: {
      what: kinds.frame(name, frame.length),
      frame: frameLine(frame),
      ...(frame.text !== '' && { payload: frame.text }),
      explanation: acknowledges ? sentences.acknowledgement(what) : explainFrame(from, frame, stage, what),
    },
  };
}

/** A message as the page sent or received it, where the server's report is missing. */
export function messageRow(from: Speaker, text: string, stage: Stage, what: Credential): Sketch {
  const frame = { fin: true, rsv: 0, opcode: 1, masked: from === 'client', length: 0, headerLength: 0, text };
  const tone = from === 'server' && text === AUTHENTICATED_TEXT ? 'good' : 'neutral';
  return {
    from: parties[from],
    to: parties[otherSide(from)],
    label: text,
    literal: tone === 'neutral',
    tone,
    learned: 1,
    detail: { what: kinds.message, payload: text, explanation: explainFrame(from, frame, stage, what) },
  };
}

function labelOf({ opcode, fin, text, length, closeCode }: FrameFacts, name: string): string {
  if (opcode === 8) return labels.close(closeCode, text);
  if (opcode > 1) return text === '' ? name : `${name} ${text}`;
  if (text !== '') return text;
  if (!fin) return labels.messagePart;
  return length === 0 ? labels.emptyMessage : labels.binaryEnd;
}

function toneOf(from: Speaker, { opcode, closeCode }: FrameFacts, stage: Stage): Tone {
  if (from === 'client' || stage === 'closing') return 'neutral';
  return opcode === 8 && (closeCode ?? 1000) > 1001 ? 'bad' : 'neutral';
}

function otherSide(from: Speaker): Speaker {
  return from === 'client' ? 'server' : 'client';
}
