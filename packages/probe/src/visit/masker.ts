/** Hides credentials in whatever is told: also parts of them, and other ways of writing them. */

/** So many characters of a credential in a row give it away; of a shorter one, all of it. */
const RUN = 8;

/** Shorter texts, and shorter encodings of a text, are found everywhere by chance. */
const SHORTEST_VARIANT = 3;
const SHORTEST_ENCODING = 4;

export const MASK = '••••';

export class Masker {
  readonly #runs = new Set<string>();
  readonly #short = new Set<string>();

  /** Hides what is nearly a credential, such as a shortened one, unless it is too short to be told from other text. */
  addVariant(variant: string): void {
    if (variant.length >= SHORTEST_VARIANT) this.add(variant);
  }

  /** From now on nothing tells this credential, nor what it looks like in Base64, in a URL or in JSON. */
  add(secret: string): void {
    const bytes = Buffer.from(secret);
    // Latin-1 is how the bytes of HTTP are read.
    for (const writing of [secret, bytes.toString('latin1')]) this.#hide(writing);
    const encodings = [
      ...base64Of(bytes),
      // Alone, with the letters at its end that hold a part of the last byte.
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(bytes.toString()),
      JSON.stringify(secret).slice(1, -1),
    ];
    for (const writing of encodings) if (writing.length >= SHORTEST_ENCODING) this.#hide(writing);
  }

  #hide(writing: string): void {
    const lower = lowerCase(writing);
    if (lower === '') return;
    if (lower.length < RUN) this.#short.add(lower);
    for (let at = 0; at + RUN <= lower.length; at++) this.#runs.add(lower.slice(at, at + RUN));
  }

  /** The text, with every credential in it replaced. */
  mask(text: string): string {
    const searched = lowerCase(text);
    const hidden = new Uint8Array(text.length);
    for (let at = 0; at + RUN <= searched.length; at++) {
      if (this.#runs.has(searched.slice(at, at + RUN))) hidden.fill(1, at, at + RUN);
    }
    for (const secret of this.#short) {
      for (let at = searched.indexOf(secret); at >= 0; at = searched.indexOf(secret, at + 1)) {
        hidden.fill(1, at, at + secret.length);
      }
    }
    let masked = '';
    for (let at = 0; at < text.length; at++) {
      if (!hidden[at]) masked += text[at];
      else if (!hidden[at - 1]) masked += MASK;
    }
    return masked;
  }
}

/**
 * Base64 of bytes that stand in the middle of others: three letters are three bytes, so there are three ways to write
 * them. The letters that depend on the neighbours are left out.
 */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const written = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const ownLetters = written.slice(
      Math.ceil((8 * before) / 6),
      Math.floor((8 * (before + bytes.length)) / 6),
    );
    return [ownLetters, ownLetters.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** In lower case, and as long as before: some letters have a lower case of two. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text
    .split('')
    .map((unit) => (unit.toLowerCase().length === 1 ? unit.toLowerCase() : unit))
    .join('');
}
