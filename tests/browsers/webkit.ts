/** WebKitGTK: its MiniBrowser, driven by WebKitWebDriver, on a display without a screen. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FoundWebKit } from '../../scripts/support/find-webkit.ts';
import { createBelongings } from './belongings.ts';
import { ask, type Browser, type BrowserSettings } from './browser.ts';
import { connectWebDriver } from './webdriver.ts';

/** The driver cannot take a free port and say which; but all of 127.0.0.0/8 is this machine, so it has an address. */
const PORT = 4444;

export async function launchWebKit(
  found: FoundWebKit,
  { acceptInsecureCerts }: BrowserSettings,
): Promise<Browser> {
  const belongings = createBelongings();
  const start = (command: string, args: readonly string[], options: SpawnOptions) => {
    const child = spawn(command, args, { ...options, detached: true });
    belongings.add(child);
    return child;
  };

  try {
    const xvfb = start(
      found.display,
      ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x1024x24'],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      },
    );
    const host = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
    const driver = start(found.driver, [`--host=${host}`, `--port=${PORT}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: belongings.folder,
        XDG_RUNTIME_DIR: belongings.folder,
        DISPLAY: await displayOf(xvfb),
        // In the locale C the browser tells pages that the language is "C", at which Intl throws a RangeError.
        LC_ALL: 'en_US.UTF-8',
      },
    });
    await listening(driver, host);
    const session = await connectWebDriver(`http://${host}:${PORT}`, {
      acceptInsecureCerts,
      'webkitgtk:browserOptions': { binary: found.browser, args: ['--automation'] },
    });
    const browser: Browser = {
      ...session,
      async goto(url) {
        await session.goto(url);
        await ask(browser, collectComplaints);
      },
      async complaints() {
        const seen = String(await ask(browser, takeComplaints));
        return seen === '' ? [] : [seen];
      },
      close: () => session.close().finally(belongings.remove),
    };
    return browser;
  } catch (error) {
    await belongings.remove();
    throw error;
  }
}

/** It writes the number of the display that it has found free. */
async function displayOf({ stdio: [, , , pipe] }: ChildProcess): Promise<string> {
  if (!(pipe instanceof Readable)) throw new Error('Xvfb has no pipe to tell its display.');
  const [number] = await once(pipe, 'data');
  return `:${String(number).trim()}`;
}

/** Resolves when the driver takes connections; it does not say so by itself. */
async function listening(driver: ChildProcess, host: string): Promise<void> {
  const socket = connect(PORT, host);
  const error = await once(socket, 'connect').catch((cause: unknown) => cause);
  socket.destroy();
  if (!(error instanceof Error)) return;
  if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${driver.exitCode}.`);
  await pause(10);
  await listening(driver, host);
}

/**
 * The protocol tells nothing of the console, and this browser's private session writes none: the page keeps its own
 * list, from the moment it has loaded; what its policy refused also from before.
 */
function collectComplaints(): void {
  const complaints: string[] = [];
  Reflect.set(globalThis, 'complaints', complaints);
  addEventListener('error', ({ message }) => complaints.push(message));
  addEventListener('unhandledrejection', ({ reason }) => complaints.push(String(reason)));
  new ReportingObserver((reports) => complaints.push(...reports.map((report) => JSON.stringify(report))), {
    types: ['csp-violation'],
    buffered: true,
  }).observe();
}

function takeComplaints(): string {
  const complaints: unknown = Reflect.get(globalThis, 'complaints');
  return Array.isArray(complaints) ? complaints.splice(0).join('\n') : '';
}
