/** Looks at TLS from outside (RFC 8446, section 5.1): each record says what it is and how long, and no more. */
import { cutter, recordLength } from '@websocket-auth-lab/wire';
import type { End, Pass } from './line.ts';

export interface Records {
  readonly pass: Pass;
  /** Who sent which types of records, how long: the first of them. */
  inWords(): string;
  /** Every byte so far. */
  bytes(): Buffer;
  /** Changes one bit of the next application data that the client sends. */
  spoilNext(): void;
}

const HEADER = 5;

/** Of so many it is told what they are. */
const MOST_TOLD = 6;

const APPLICATION_DATA = 23;
const types: Readonly<Record<number, string>> = {
  20: 'change_cipher_spec',
  21: 'alert',
  22: 'handshake',
  [APPLICATION_DATA]: 'application_data',
};

export function watchRecords(): Records {
  const seen: { from: End; type: number; length: number }[] = [];
  const all: Buffer[] = [];
  const cutters = { client: cutter(recordLength), server: cutter(recordLength) };
  let spoils = false;
  return {
    inWords: () =>
      seen.slice(0, MOST_TOLD).reduce((words, { from, type, length }, at) => {
        const before = seen[at - 1];
        const name = types[type] ?? `type ${type}`;
        if (before?.from !== from) return `${words}${before ? '; ' : ''}${from}: ${name} ${length}`;
        return `${words}, ${before.type === type ? '' : `${name} `}${length}`;
      }, '') + (seen.length > MOST_TOLD ? ', …' : ''),
    bytes: () => Buffer.concat(all),
    spoilNext() {
      spoils = true;
    },
    pass(from: End, bytes) {
      all.push(bytes);
      const records = cutters[from](bytes);
      for (const record of records) {
        const type = record[0] ?? 0;
        seen.push({ from, type, length: record.length - HEADER });
        if (!spoils || from !== 'client' || type !== APPLICATION_DATA) continue;
        record[record.length - 1] = (record.at(-1) ?? 0) ^ 1;
        spoils = false;
      }
      return Buffer.concat(records);
    },
  };
}
