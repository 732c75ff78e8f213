import { readdirSync } from 'node:fs';

/** Runs every test file below a folder of tests/ in this process; without `below` not those of its own folders. */
export async function importAll(folder: string, { below = true } = {}): Promise<void> {
  const base = new URL(`../${folder}/`, import.meta.url);
  const files = readdirSync(base, { recursive: below, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.ts')).sort()) {
    await import(new URL(file.replaceAll('\\', '/'), base).href);
  }
}
