/** The three engines, as far as this machine has them or can get them. */
import { findChromium } from '../../scripts/support/find-chromium.ts';
import { findFirefox } from '../../scripts/support/find-firefox.ts';
import { findWebKit } from '../../scripts/support/find-webkit.ts';
import type { Browser, BrowserSettings } from './browser.ts';
import { launchPuppeteer } from './puppeteer.ts';
import { launchWebKit } from './webkit.ts';

export type Launch = (settings: BrowserSettings) => Promise<Browser>;

/** Each finds its browser, or installs it. @throws with advice where it can do neither */
const finders = {
  async Chromium(): Promise<Launch> {
    const found = await findChromium({ isWhole: true });
    return (settings) => launchPuppeteer({ browser: 'chrome', ...found }, settings);
  },
  async Firefox(): Promise<Launch> {
    const executablePath = findFirefox();
    return (settings) => launchPuppeteer({ browser: 'firefox', executablePath }, settings);
  },
  async WebKitGTK(): Promise<Launch> {
    const found = findWebKit();
    return (settings) => launchWebKit(found, settings);
  },
};

export type EngineName = keyof typeof finders;
export const engineNames = ['Chromium', 'Firefox', 'WebKitGTK'] as const satisfies readonly EngineName[];

/** @returns how to start a browser of this engine, or why that is not possible here */
export async function findEngine(name: EngineName): Promise<{ launch: Launch } | { missing: string }> {
  try {
    return { launch: await finders[name]() };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
