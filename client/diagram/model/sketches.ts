/** The rows that facts make, before they have a key and a time. */

import type { LifeLine, Tone } from '@websocket-auth-lab/diagram';
import type { TraceFact } from '../../../protocol/trace.ts';
import { kinds, labels, parties, sentences } from '../../words/diagram.ts';
import { type Detail, duration, type Row } from './rows.ts';

/** A row as a fact makes it; key, time and pause come with the moment. */
export type Sketch = Pick<Row, 'from' | 'to' | 'label' | 'detail'> &
  Partial<Omit<Row, 'key' | 'at' | 'pauseMs'>>;

/** A question to the auth server or, with the time it took, its answer. */
export function check(from: LifeLine, to: LifeLine, label: string, explanation: string, ms?: number): Sketch {
  const what = ms === undefined ? kinds.question : kinds.answer;
  const row = { ...arrow(from, to, label, { what, explanation }), dashed: true };
  return ms === undefined ? row : { ...row, aside: duration(ms) };
}

/** Something that goes from one life line to another. */
export function arrow(from: LifeLine, to: LifeLine, label: string, detail: Detail): Sketch {
  return { from, to, label, detail };
}

/** A state that client and server share. */
export function band(label: string, what: string, explanation: string, tone: Tone = 'neutral'): Sketch {
  const { client, server } = parties;
  return { kind: 'band', from: client, to: server, label, tone, detail: { what, explanation } };
}

/** Something that only one of them knows. */
export function note(from: LifeLine, label: string, explanation: string, what: string = kinds.note): Sketch {
  return { kind: 'note', from, to: from, label, detail: { what, explanation } };
}

/** The request line without what only this page's watching adds. */
export function requestLabel(line: string): string {
  const [method = '', target = ''] = line.split(' ');
  const path = target.replace(/([?&])trace=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return `${method} ${path} · Upgrade: websocket`;
}

export function tlsBand({ version, cipher, resumed }: Extract<TraceFact, { type: 'tls' }>): Sketch {
  const name = version.replace('TLSv', 'TLS ');
  return band(`${name} · ${cipher.replace(/^TLS_/, '')}`, kinds.tls(resumed), sentences.tls);
}

export function endRow(by: 'client' | 'server', clean: boolean): Sketch {
  const other = by === 'client' ? 'server' : 'client';
  return arrow(parties[by], parties[other], clean ? labels.tcpClosed : labels.tcpBrokenOff, {
    what: kinds.ended,
    explanation: clean ? sentences.ended : sentences.reset,
  });
}
