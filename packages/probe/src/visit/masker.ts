/** Hides credentials in whatever is told: also parts of them, and other ways of writing them. */

/** So many characters of a credential in a row give it away; of a shorter one, all of it. */
const RUN = 8;

export const MASK = '••••';

export class Masker {
  readonly #runs = new Set<string>();
  readonly #short = new Set<string>();

  /** Hides what is nearly a credential, such as a shortened one, unless it is too short to be told from other text. */
  addVariant(variant: string): void {
    if (variant.length >= RUN) this.add(variant);
  }

  /** From now on nothing tells this credential, nor what it looks like in Base64, in a URL or in JSON. */
  add(secret: string): void {
    const bytes = Buffer.from(secret);
    const writings = [
      secret,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ];
    for (const [index, writing] of writings.map((text) => text.toLowerCase()).entries()) {
      if (writing.length < RUN) {
        // Other writings of a short text are found everywhere by chance.
        if (writing !== '' && (index === 0 || writing.length > 4)) this.#short.add(writing);
        continue;
      }
      for (let at = 0; at + RUN <= writing.length; at++) this.#runs.add(writing.slice(at, at + RUN));
    }
  }

  /** The text, with every credential in it replaced. */
  mask(text: string): string {
    const lower = text.toLowerCase();
    // A letter whose lower case is longer would move all that follows.
    const searched = lower.length === text.length ? lower : text;
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
