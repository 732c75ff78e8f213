/**
 * Makes something when it is first needed, and only once. A failure goes to those who are waiting and is then
 * forgotten, so the next caller tries again: a passing fault must not last.
 *
 * @param make - called again only after it has failed
 */
export function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
