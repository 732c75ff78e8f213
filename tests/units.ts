/**
 * Every test of a single part, in one process: to start a process for each file takes longer than these tests do.
 * Tests of whole programs keep a process of their own.
 */
import { readdirSync } from 'node:fs';

const unitFolders = ['client', 'docs', 'protocol', 'server'];

for (const folder of unitFolders) {
  const base = new URL(`${folder}/`, import.meta.url);
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.ts')).sort()) {
    await import(new URL(file.replaceAll('\\', '/'), base).href);
  }
}
