/**
 * Makes something when it is first needed, and once. A failure is told to those who wait for it and then forgotten, so
 * that the next one who needs it tries again: a fault that passes must not last.
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
