/**
 * Something that the answer depends on cannot be reached, and whatever noticed it first has reported it. Whoever needs
 * the answer is refused and may try again.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
