/** Finds a Firefox to drive, or installs one. */
import { existsSync } from 'node:fs';
import { fromEnvironment, installPackage, onPath } from './system.ts';

/**
 * Looks for the Firefox that `FIREFOX_PATH` names, then for one of the system. Installs Debian's if there is none.
 *
 * @returns the path of its executable
 * @throws with advice if none is found and none can be installed
 */
export function findFirefox(): string {
  const path = fromEnvironment('FIREFOX_PATH') ?? fromSystem() ?? install();
  if (path !== undefined) return path;
  throw new Error(
    'No Firefox was found, and none could be installed. Install it, and set FIREFOX_PATH to its executable if it ' +
      'is not on the PATH.',
  );
}

function fromSystem(): string | undefined {
  const usualPlaces = [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ];
  return onPath('firefox-esr', 'firefox') ?? usualPlaces.find((path) => existsSync(path));
}

function install(): string | undefined {
  console.error('No Firefox here: installing one.');
  installPackage('firefox-esr');
  return fromSystem();
}
