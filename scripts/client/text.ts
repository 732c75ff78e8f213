/** Turns lines into messages, and messages into text for a terminal. Pure. */
import { parseJson } from '../../protocol/messages.ts';

/**
 * Makes a message of a line. A JSON object is sent as it is.
 *
 * @param say - makes a message of anything else; by default `{"msg": line}`
 */
export function messageOf(line: string, say = (msg: string) => JSON.stringify({ msg })): string {
  return line.startsWith('{') && parseJson(line).ok ? line : say(line);
}

/**
 * Makes text from the other side safe for a terminal: one line, and nothing that moves the cursor or changes the
 * writing direction. JSON stays the same JSON.
 */
export function printable(text: string): string {
  // Between the tokens of JSON, a tab or line break means the same as a space; a string cannot hold one.
  const oneLine = parseJson(text).ok ? text.replace(/[\t\n\r]/g, ' ') : text;
  return oneLine.replace(unprintable, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Shorter ones are words like `wrong`, which may stand in any message. */
const SHORTEST_MASKED = 8;

/** Makes a function that hides a token wherever it stands in a text, as it is or as JSON writes it. */
export function maskOf(token: string): (text: string) => string {
  if (token.length < SHORTEST_MASKED) return (text) => text;
  const shown = token.length < 32 ? '…' : `${token.slice(0, 4)}…`;
  const inJson = JSON.stringify(token).slice(1, -1);
  return (text) => text.replaceAll(token, () => shown).replaceAll(inJson, () => shown);
}

/** Time of day as people compare it: `14:03:07.042`, local. */
export function clock(date: Date): string {
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
