/** A mistake that the person who called can put right. The message is one sentence for them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
