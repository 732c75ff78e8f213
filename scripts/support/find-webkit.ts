/** Finds WebKitGTK's browser, its driver and a virtual display, or installs them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage, onPath } from './system.ts';

export interface FoundWebKit {
  /** WebKitWebDriver. */
  readonly driver: string;
  /** MiniBrowser, which comes with the library and is not on the PATH. */
  readonly browser: string;
  /** Xvfb. */
  readonly display: string;
}

/**
 * Looks for all three in the system, and installs Debian's if one is missing.
 *
 * @throws with advice if they are not found and cannot be installed
 */
export function findWebKit(): FoundWebKit {
  const found = fromSystem() ?? install();
  if (found) return found;
  throw new Error(
    'No WebKitGTK was found, and none could be installed. It exists for Linux only: install WebKitWebDriver, ' +
      'MiniBrowser and Xvfb (Debian: webkit2gtk-driver and xvfb).',
  );
}

function fromSystem(): FoundWebKit | undefined {
  const [driver, display] = [onPath('WebKitWebDriver'), onPath('Xvfb')];
  const browser = findMiniBrowser();
  return driver !== undefined && display !== undefined && browser !== undefined
    ? { driver, browser, display }
    : undefined;
}

function install(): FoundWebKit | undefined {
  console.error('No WebKitGTK here: installing it.');
  return ['webkit2gtk-driver', 'xvfb'].every((name) => installPackage(name)) ? fromSystem() : undefined;
}

/**
 * MiniBrowser is in a folder named after the library's version, which on some systems is in one of the architecture.
 */
function findMiniBrowser(): string | undefined {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/libexec'];
  const below = (folder: string, pattern: RegExp) =>
    list(folder)
      .filter((name) => pattern.test(name))
      .map((name) => join(folder, name));
  return [...folders, ...below('/usr/lib', /-linux-gnu/)]
    .flatMap((folder) => below(folder, /^webkit(2gtk|gtk)-\d/))
    .sort()
    .flatMap((folder) => below(folder, /^MiniBrowser$/))
    .at(-1);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
