/** Finds a Chromium to drive, or installs one. Prints its path when run alone. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { argv, env, execPath, platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { fromEnvironment, installPackage, isRoot, onPath, run } from './system.ts';

export interface FoundChromium {
  executablePath: string;
  /** Command-line switches it needs here. */
  args: string[];
}

const quietArgs = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts in half the time of the whole browser. */
const HEADLESS_SHELL = 'chromium-headless-shell';

const namesOnPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
];

/**
 * Looks for the Chromium that `CHROMIUM_PATH` names, then for Playwright's own, then for one of the system. Installs
 * one if there is none.
 *
 * @param isWhole - not the headless shell, which sends cookies that a browser for people blocks
 * @throws with advice if none is found and none can be installed
 */
export async function findChromium({ isWhole = false } = {}): Promise<FoundChromium> {
  const executablePath = isWhole
    ? (fromEnvironment('CHROMIUM_PATH') ?? playwrightsOwn() ?? wholeFromSystem() ?? installWhole())
    : (fromEnvironment('CHROMIUM_PATH') ?? playwrightsOwn() ?? lighter() ?? fromSystem() ?? install());
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium was found, and none could be installed. Run `npx playwright install --with-deps chromium`, ' +
        'or install Chromium, Chrome or Edge and set CHROMIUM_PATH to its executable.',
    );
  }
  return { executablePath, args: isRoot() ? [...quietArgs, '--no-sandbox', '--disable-gpu'] : quietArgs };
}

function playwrightsOwn(): string | undefined {
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** Installs the headless shell in CI, since it halves the time of the tests. */
function lighter(): string | undefined {
  if (env.CI === 'true' && onPath(HEADLESS_SHELL) === undefined) installPackage(HEADLESS_SHELL);
  return onPath(HEADLESS_SHELL);
}

function fromSystem(): string | undefined {
  return onPath(HEADLESS_SHELL) ?? wholeFromSystem();
}

function wholeFromSystem(): string | undefined {
  return onPath(...namesOnPath) ?? usualPlaces().find((path) => existsSync(path));
}

function installWhole(): string | undefined {
  installPackage('chromium');
  return wholeFromSystem();
}

function usualPlaces(): string[] {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform !== 'win32') return [];
  const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
    (root) => root !== undefined,
  );
  return roots.flatMap((root) => [
    join(root, 'Chromium', 'Application', 'chrome.exe'),
    join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
  ]);
}

function install(): string | undefined {
  console.error('No Chromium here: installing one.');
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  run(execPath, [cli, 'install', 'chromium']);
  const own = playwrightsOwn();
  if (own !== undefined) return own;
  [HEADLESS_SHELL, 'chromium'].some(installPackage);
  return fromSystem();
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  console.log((await findChromium()).executablePath);
}
