/**
 * What a message is made of, before its placeholders are filled: text, or for a binary message a list of parts. A number
 * is a byte, a text stands for its UTF-8, and an object is what it holds with the length of that in front.
 */
import { UsageError } from './usage-error.ts';
import { isMembers, readText } from './values.ts';

export type Part =
  | number
  | string
  /** Two bytes of length, most significant first. */
  | { readonly uint16: readonly Part[] }
  /** Seven bits of length a byte, least significant first, as in MQTT (3.1.1, section 2.2.3) and Protocol Buffers. */
  | { readonly varint: readonly Part[] };

export type Template = string | readonly Part[];

export function readTemplate(value: unknown, where: string): Template {
  return Array.isArray(value) ? readParts(value, where) : readText(value, where);
}

function readParts(value: unknown, where: string): readonly Part[] {
  if (Array.isArray(value) && value.length > 0) return value.map((part) => readPart(part, where));
  throw new UsageError(`${where}: a list of parts must hold something.`);
}

function readPart(part: unknown, where: string): Part {
  if (typeof part === 'string') return part;
  if (typeof part === 'number' && Number.isInteger(part) && part >= 0 && part <= 255) return part;
  if (isMembers(part)) {
    const [[length, parts] = [], ...others] = Object.entries(part);
    if (length === 'uint16' && others.length === 0) return { uint16: readParts(parts, where) };
    if (length === 'varint' && others.length === 0) return { varint: readParts(parts, where) };
  }
  throw new UsageError(
    `${where}: a part must be a byte (0 to 255), a text, {"uint16": [parts]} or {"varint": [parts]}.`,
  );
}

/** Whether a placeholder stands anywhere in it. */
export function holds(template: Template, placeholder: string): boolean {
  return templateText(template).includes(placeholder);
}

/** The template as a person wrote it. */
export function templateText(template: Template): string {
  return typeof template === 'string' ? template : JSON.stringify(template);
}

/** @param fill - replaces the placeholders of a text */
export function fillTemplate(template: Template, fill: (text: string) => string): string | Buffer {
  return typeof template === 'string' ? fill(template) : bytesOf(template, fill);
}

function bytesOf(parts: readonly Part[], fill: (text: string) => string): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.from([part]);
      if (typeof part === 'string') return Buffer.from(fill(part));
      const inner = bytesOf('uint16' in part ? part.uint16 : part.varint, fill);
      return Buffer.concat([('uint16' in part ? uint16 : varint)(inner.length), inner]);
    }),
  );
}

/** A longer text than two bytes can count is cut by whoever reads it: that is what the server is shown. */
function uint16(length: number): Buffer {
  return Buffer.from([(length >> 8) & 0xff, length & 0xff]);
}

function varint(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}
