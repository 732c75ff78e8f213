/** An error of the probe itself, in words: it says nothing about the server. */
export function faultOfOurOwn(error: unknown): string {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `The probe itself failed, please report this: ${words}`;
}
