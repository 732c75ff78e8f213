/** Those who take part in a picture, from left to right. The picture itself knows none of them by name. */
export interface LifeLine {
  readonly name: string;
  /** The same where there is little room: one word, since a Mermaid diagram calls it so. */
  readonly short: string;
  /** Where it stands between the first, which has 0, and the last, which has 1. */
  readonly at: number;
}
