/** The animals, by the id of the check that names each. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Animal } from './animal.ts';

const folder = new URL('./animals/', import.meta.url);

export function animalIds(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** @param id - one of these. The path is written so that a bundler finds them all. */
export async function findAnimal(id: string): Promise<Animal> {
  const { animal }: { animal: Animal } = await import(`./animals/${id}.ts`);
  return animal;
}

/** Other checks that it fails of necessity, as the first line of its file says. */
export function alsoFails(id: string): string[] {
  const [first = ''] = readFileSync(new URL(`${id}.ts`, folder), 'utf8').split('\n');
  return /Also fails: ([\w, -]+)\./.exec(first)?.[1]?.split(', ') ?? [];
}
