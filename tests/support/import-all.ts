import { readdirSync } from 'node:fs';

/** Runs every test file below a folder of tests/ in this process. */
export async function importAll(folder: string): Promise<void> {
  const base = new URL(`../${folder}/`, import.meta.url);
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.ts')).sort()) {
    await import(new URL(file.replaceAll('\\', '/'), base).href);
  }
}
