/**
 * What the browser keeps, for all tabs or for this one; undefined where it keeps nothing: without cookies it throws when it
 * is asked.
 */
export function storage(kind: 'local' | 'session' = 'local'): Storage | undefined {
  try {
    return kind === 'local' ? localStorage : sessionStorage;
  } catch {
    return undefined;
  }
}
