import { make } from './make.ts';

/** A sentence in which what stands between backticks is to be typed, and is never broken at a line's end. */
export function withCode(text: string): (Node | string)[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part : make('code', { class: 'typed' }, part)));
}
