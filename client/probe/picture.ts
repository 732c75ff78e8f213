/** The exchange that shows a fault, as rows of the sequence diagram. Pure. */

import { exchangeRows, type LifeLine } from '@websocket-auth-lab/diagram';
import type { ProbeRow } from '../../protocol/probe.ts';
import type { Row } from '../diagram/model/rows.ts';
import { pictureWords } from '../words/probe.ts';

export const probeLine: LifeLine = { ...pictureWords.probe, at: 0 };
export const serverLine: LifeLine = { ...pictureWords.server, at: 1 };

export function drawRows(told: readonly ProbeRow[]): Row[] {
  const { explanations } = pictureWords;
  const drawn = exchangeRows(told, [probeLine, serverLine], ({ from }) => from === 'server');
  return told.flatMap(({ kind, from, label, aside }, index): Row[] => {
    const row = drawn[index];
    if (row === undefined) return [];
    const isBand = kind === 'band';
    const detail = {
      what: isBand ? pictureWords.band : pictureWords.arrow,
      payload: aside === '' ? label : `${label}\n${aside.replaceAll(' · ', '\n')}`,
      explanation: isBand ? explanations.band : explanations[from],
    };
    return [{ ...row, learned: 0, detail }];
  });
}
