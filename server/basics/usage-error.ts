/** The person who started the program can put this right; the message says how. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
