/** The structure of the house, read from its imports: no rooms import each other in a circle. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** Folders whose subfolders are rooms. Every other folder is one room. */
const houses = ['server', 'client', 'exhibits', 'packages', 'scripts'];

/** The programs, which are the only files outside rooms. */
const frontDoor =
  /^(?:server\/main\.ts|client\/[\w-]+\.(?:ts|css|html)|client\/tsconfig\.json|scripts\/[\w-]+\.(?:ts|js)|exhibits\/[\w-]+\.ts)$/;

const importOf =
  /(?:^|[\s;}])(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
    .filter((file) => /\.(?:ts|js)$/.test(file) && !/(?:^|\/)(?:dist|node_modules|tests)\//.test(file));
}

function roomOf(file: string): string {
  const [house = '', room = '', ...rest] = file.split('/');
  return houses.includes(house) && rest.length > 0 ? `${house}/${room}` : house;
}

/** The files that import a file of another room, by the names of the two rooms. */
function importsBetweenRooms(): Map<string, Map<string, string[]>> {
  const imports = new Map<string, Map<string, string[]>>();
  for (const file of ['protocol', ...houses].flatMap(sourcesBelow)) {
    for (const [, quoted, dynamic] of readFileSync(file, 'utf8').matchAll(importOf)) {
      const specifier = quoted ?? dynamic ?? '';
      const named = /^@websocket-auth-lab\/([\w-]+)/.exec(specifier)?.[1];
      if (named === undefined && !specifier.startsWith('.')) continue;
      const target = named
        ? `packages/${named}/index.ts`
        : path.posix.join(path.posix.dirname(file), specifier);
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === to) continue;
      const others = imports.get(from) ?? new Map<string, string[]>();
      imports.set(from, others.set(to, [...(others.get(to) ?? []), `${file} imports ${specifier}`]));
    }
  }
  return imports;
}

test('no two rooms import each other, directly or in a circle', () => {
  const imports = importsBetweenRooms();
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const room of imports.get(from)?.keys() ?? []) {
      if (seen.has(room)) continue;
      seen.add(room);
      reached(room, seen);
    }
    return seen;
  };
  const circles = [...imports].flatMap(([from, others]) =>
    [...others].filter(([to]) => reached(to).has(from)).flatMap(([, files]) => files),
  );
  assert.ok(imports.size > 10, 'the rooms were found');
  assert.deepEqual(circles, []);
});

test('every file is in a room', () => {
  const outside = houses
    .flatMap(sourcesBelow)
    .filter((file) => !roomOf(file).includes('/') && !frontDoor.test(file));
  assert.deepEqual(outside, []);
});

test('nothing that is built imports exhibits', () => {
  const importers = [...importsBetweenRooms()].flatMap(([from, others]) =>
    from.startsWith('exhibits')
      ? []
      : [...others].flatMap(([to, files]) => (to.startsWith('exhibits') ? files : [])),
  );
  assert.deepEqual(importers, []);
});
