/** The exchange that shows a fault, as the rows of a sequence diagram between probe and server. */
import type { ExchangeLine } from '@websocket-auth-lab/diagram';
import type { CheckReport, Exchange } from '../run/report.ts';
import { MASK } from '../visit/masker.ts';
import type { Line } from '../visit/transcript.ts';

export interface PictureRow extends ExchangeLine {
  readonly from: 'probe' | 'server';
}

/** A picture is looked at from some distance: whoever wants more reads the exchange. */
const MOST_ROWS = 16;
const MOST_CHARACTERS = 160;

/** The exchange that shows why a check failed; `undefined` where none does. */
export function faultyExchange({ verdict, evidence }: Pick<CheckReport, 'verdict' | 'evidence'>) {
  if (verdict !== 'fail') return undefined;
  return evidence.find(({ fault }) => fault) ?? (evidence.length === 1 ? evidence[0] : undefined);
}

export function drawExchange({ lines, left }: Exchange): PictureRow[] {
  const rows = lines.map((line) => rowOf(line, lines));
  const over = rows.length - MOST_ROWS;
  const rest = over > 0 ? over + 1 + left : left;
  if (rest === 0) return rows;
  const shown = over > 0 ? rows.slice(0, MOST_ROWS - 1) : rows;
  const at = shown.at(-1)?.at ?? 0;
  return [...shown, { at, kind: 'band', from: 'probe', label: `${rest} more`, literal: false, aside: '' }];
}

function rowOf(line: Line, lines: readonly Line[]): PictureRow {
  const { at, kind, text } = line;
  const from = line.from === 'client' ? 'probe' : 'server';
  const row = { at, kind: 'arrow', from, literal: true, aside: '' } as const;
  const [first = '', ...fields] = text.split('\r\n');
  switch (kind) {
    case 'tcp':
      return { ...row, kind: 'band', label: short(text), literal: false };
    case 'http':
      return {
        ...row,
        label: short(first),
        aside: short(worthALook(fields, from, hostOf(lines)).join(' · ')),
      };
    case 'text':
      return { ...row, label: short(text) };
    default:
      return { ...row, label: short(`${kind} ${text}`), literal: false };
  }
}

const telling =
  /^(?:sec-websocket-(?:protocol|extensions|version)|set-cookie|retry-after|www-authenticate):/i;
const usual = [/^upgrade: websocket$/i, /^connection: upgrade$/i, /^sec-websocket-version: 13$/i];
const rightKey = /^sec-websocket-key: [+/\w]{22}==$/i;

/** Fields that are not in every handshake, or not like this; and those that should be there and are not. */
function worthALook(fields: readonly string[], from: 'probe' | 'server', host: string): string[] {
  if (from === 'server') return fields.filter((field) => telling.test(field) || field.includes(MASK));
  const odd = fields.filter(
    (field) =>
      field !== '' &&
      field.toLowerCase() !== `host: ${host}` &&
      !rightKey.test(field) &&
      !usual.some((pattern) => pattern.test(field)),
  );
  const missing = ['Sec-WebSocket-Key', 'Sec-WebSocket-Version'].filter(
    (name) => !fields.some((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`)),
  );
  return [...odd, ...missing.map((name) => `no ${name}`)];
}

/** The host that the probe connected to. */
function hostOf(lines: readonly Line[]): string {
  const begun = lines.find(({ kind, from }) => kind === 'tcp' && from === 'client');
  return /^connected to (\S+)/.exec(begun?.text ?? '')?.[1]?.toLowerCase() ?? '';
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
