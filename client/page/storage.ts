/** A browser that keeps no cookies throws when it is asked. */
export function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
