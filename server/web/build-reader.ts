/** Reads a whole build from its folder, although the next build may be written over it at any time. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { errorCode } from '../basics/system-error.ts';

export interface BuiltFile {
  readonly plain: Buffer;
  /** The same, compressed by the build. */
  readonly br?: Buffer;
  readonly gzip?: Buffer;
  /** Hash of the content, for `ETag`. */
  readonly hash: string;
}

/** Each file by its path in a URL, such as `/assets/index-DSf5-fFN.css`. */
export type Build = ReadonlyMap<string, BuiltFile>;

export interface BuildReader {
  /**
   * Looks for a newer build, and waits a moment for one that is being written.
   *
   * @returns undefined if there has never been a build
   */
  newest(): Promise<Build | undefined>;
  /** The same, but always looks at the folder once more after this call. */
  newer(): Promise<Build | undefined>;
  /**
   * A file whose name changes with its content, from the newest build or, for pages that are open, from the one before.
   */
  hashed(name: string): BuiltFile | undefined;
}

/** Least milliseconds between two looks at the folder, however many requests come. */
const LOOK_MS = 100;

/** A build is read only when nothing has been written for so many milliseconds. */
const SETTLED_MS = 500;

/** How many milliseconds to wait for a build that is being written, before the old one is served. */
const PATIENCE_MS = 1000;

const unpack = { br: brotliDecompressSync, gz: gunzipSync };

/**
 * Reads synchronously, so that nothing happens in between: a look takes less than a millisecond, a build ten.
 *
 * @param failed - told of every error, except that files are missing, which is normal while a build is written
 */
export function createBuildReader(folder: string, failed: (error: unknown) => void): BuildReader {
  let read: { readonly build: Build; readonly state: string } | undefined;
  let before: Build = new Map();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isWritten = false;
  let notWhole: string | undefined;

  /** @returns whether a build is being written */
  const look = (): boolean => {
    const { files, state, writtenAt } = list(folder);
    if (state === read?.state) return false;
    // The clock may have been set back, hence the absolute value.
    const quietMs = Math.abs(Date.now() - writtenAt);
    if (quietMs < SETTLED_MS) return true;
    if (state !== notWhole) {
      const build = readBuild(folder, files);
      if (isWhole(build) && list(folder).state === state) {
        // The same build is read twice if its files are compressed after they were written; then `before` stays.
        if (read && !hasAll(build, read.build)) before = read.build;
        read = { build, state };
        return false;
      }
      notWhole = state;
    }
    return quietMs < PATIENCE_MS;
  };

  const lookSometimes = () => {
    if (performance.now() - lookedAt < LOOK_MS) return isWritten;
    lookedAt = performance.now();
    isWritten = false;
    try {
      isWritten = look();
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') failed(error);
    }
    return isWritten;
  };

  const newest = async () => {
    const asked = performance.now();
    while (lookSometimes() && performance.now() - asked < PATIENCE_MS) await delay(LOOK_MS);
    return read?.build;
  };

  return {
    newest,
    async newer() {
      await delay(LOOK_MS);
      return newest();
    },
    hashed(name) {
      return isHashed(name) ? (read?.build.get(name) ?? before.get(name)) : undefined;
    },
  };
}

/** Whether a file may be cached for ever, because other content has another name. */
export function isHashed(name: string): boolean {
  return name.startsWith('/assets/');
}

/** @returns the files, when the last of them was written, and a text that changes whenever a file does */
function list(folder: string): { files: string[]; writtenAt: number; state: string } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  let writtenAt = 0;
  const state = files.map((file) => {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path.join(folder, file));
    // Not the time of modification, which a copy may keep.
    writtenAt = Math.max(writtenAt, ctimeMs);
    return [file, ino, size, mtimeMs, ctimeMs].join();
  });
  return { files, writtenAt, state: state.join() };
}

function readBuild(folder: string, files: readonly string[]): Build {
  const contents = new Map(
    files.map((file) => [`/${file.split(path.sep).join('/')}`, readFileSync(path.join(folder, file))]),
  );
  const build = new Map<string, BuiltFile>();
  for (const [name, plain] of contents) {
    if (/\.(?:br|gz)$/.test(name)) continue;
    const packed = (ending: keyof typeof unpack) => {
      const content = contents.get(`${name}.${ending}`);
      return content && unpacksTo(content, unpack[ending], plain) ? content : undefined;
    };
    const [br, gzip] = [packed('br'), packed('gz')];
    const hash = createHash('sha256').update(plain).digest('base64url');
    build.set(name, { plain, hash, ...(br && { br }), ...(gzip && { gzip }) });
  }
  return build;
}

/** Whether a compressed file is complete, and holds this content and not that of another build. */
function unpacksTo(content: Buffer, unpackOne: (content: Buffer) => Buffer, plain: Buffer): boolean {
  try {
    return unpackOne(content).equals(plain);
  } catch {
    return false;
  }
}

function hasAll(build: Build, names: Build): boolean {
  return [...names.keys()].every((name) => build.has(name));
}

/** Whether a build has a first page, and every file that its pages refer to. */
function isWhole(build: Build): boolean {
  const pages = [...build]
    .filter(([name]) => name.endsWith('.html'))
    .map(([, { plain }]) => plain.toString());
  const named = pages.flatMap((page) => [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)]);
  return build.has('/index.html') && named.every(([, name = '']) => build.has(name));
}
