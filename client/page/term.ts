/** A word of the glossary, as `/docs/glossary.json` lists it. */
export interface Term {
  /** The word, and other forms of it. */
  readonly words: readonly string[];
  readonly says: string;
}
