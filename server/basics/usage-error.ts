/** An error that the person who started the program can correct; the message says how. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
