/** The exchange that shows a fault, as rows of the sequence diagram. Pure. */

import type { LifeLine } from '@websocket-auth-lab/diagram';
import type { ProbeRow } from '../../protocol/probe.ts';
import type { Row } from '../diagram/rows.ts';
import { pictureWords } from '../words/probe.ts';

export const probeLine: LifeLine = { ...pictureWords.probe, at: 0 };
export const serverLine: LifeLine = { ...pictureWords.server, at: 1 };

/** A pause longer than this is marked. */
const PAUSE_MS = 1000;

export function drawRows(told: readonly ProbeRow[]): Row[] {
  const { explanations } = pictureWords;
  return told.map(({ at, kind, from, label, literal, aside }, index) => {
    const pauseMs = at - (told[index - 1]?.at ?? at);
    const isBand = kind === 'band';
    const isProbes = isBand || from === 'probe';
    return {
      key: String(index),
      at,
      kind,
      from: isProbes ? probeLine : serverLine,
      to: isProbes ? serverLine : probeLine,
      label,
      literal,
      tone: 'neutral',
      dashed: false,
      ...(aside !== '' && { aside }),
      ...(pauseMs > PAUSE_MS && { pauseMs }),
      learned: 0,
      detail: {
        what: isBand ? pictureWords.band : pictureWords.arrow,
        payload: aside === '' ? label : `${label}\n${aside.replaceAll(' · ', '\n')}`,
        explanation: isBand ? explanations.band : explanations[from],
      },
    };
  });
}
