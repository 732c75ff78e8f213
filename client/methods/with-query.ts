/** Adds a value to the query of an address. */
export function withQuery(endpoint: string, name: string, value: string): string {
  const url = new URL(endpoint);
  url.searchParams.set(name, value);
  return url.href;
}
