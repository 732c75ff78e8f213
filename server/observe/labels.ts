/** Most different labels of one kind; far more than there are. */
const MOST = 100;

/**
 * Makes a function that returns labels as they are, until there are too many different ones; then every new one becomes
 * `other`. Causes are fixed texts, but should one ever hold something from outside, memory must still be bounded.
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
