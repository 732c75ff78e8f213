/** Most different labels of one kind. Ours are far fewer. */
const MOST = 100;

/**
 * Lets labels pass until there are too many different ones; every new one after that is `other`. Causes are fixed
 * texts; should one ever hold something from outside, memory still has an end.
 */
export function labelSet(): (label: string) => string {
  const known = new Set<string>();
  return (label) => {
    if (known.has(label)) return label;
    if (known.size >= MOST) return 'other';
    known.add(label);
    return label;
  };
}
