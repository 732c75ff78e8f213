/** What a count of clients turned away means, in words. */
import type { Count } from '../../protocol/board.ts';
import { closes, cuts } from '../../protocol/outcomes.ts';
import { refusals } from '../../protocol/refusals.ts';
import { causes as words } from '../words/board.ts';
import { causes as gateCauses } from '../words/diagram.ts';
import { wordsOf } from '../words/outcomes.ts';

export interface Cause {
  /** How far the client came, by what it was told. */
  readonly told: string;
  readonly why: string;
}

/** What browsers cause with every page that they load: connections kept in reserve, and ends at a certificate's warning. */
const byBrowsers: ReadonlySet<string> = new Set(['silent', 'tls handshake failed']);

/** Whether a page load is enough to be counted so: it says nothing about an attack. */
export function isOrdinary({ stage, cause }: Count): boolean {
  return stage === 'door' && byBrowsers.has(cause);
}

export function explainCause({ stage, cause }: Count): Cause {
  switch (stage) {
    case 'door':
      return { told: 'TCP, TLS', why: entryOf(gateCauses, cause) ?? cause };
    case 'upgrade': {
      const refusal = entryOf(refusals, cause);
      return refusal
        ? { told: `HTTP ${refusal.status}`, why: firstSentence(wordsOf(refusal, { refusals })) }
        : { told: 'HTTP', why: cause };
    }
    case 'gate':
      return { told: words.notLetIn, why: entryOf(gateCauses, cause) ?? cause };
    case 'connection': {
      const close = entryOf(closes, cause);
      if (close) return { told: words.closedWith(close.code), why: close.reason };
      const cut = entryOf(cuts, cause);
      return cut
        ? { told: words.cutOff, why: firstSentence(wordsOf(cut, { cuts })) }
        : { told: words.closed, why: words.brokenFrame(cause) };
    }
  }
}

function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function firstSentence(words: string): string {
  return words.replace(/\. .*$|\.$/, '');
}
