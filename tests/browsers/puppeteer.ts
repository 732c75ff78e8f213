/** Chromium and Firefox, by puppeteer: the one over its DevTools protocol, the other over WebDriver BiDi. */
import puppeteer, { type LaunchOptions } from 'puppeteer-core';
import { createBelongings } from './belongings.ts';
import type { Browser, BrowserSettings } from './browser.ts';

/** Starts a browser without a window. */
export async function launchPuppeteer(
  options: Pick<LaunchOptions, 'browser' | 'executablePath' | 'args'>,
  { acceptInsecureCerts }: BrowserSettings,
): Promise<Browser> {
  const belongings = createBelongings();
  try {
    const browser = await puppeteer.launch({
      ...options,
      acceptInsecureCerts,
      headless: true,
      userDataDir: belongings.folder,
      signal: belongings.signal,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const page = await browser.newPage();
    let complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.evaluateOnNewDocument(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`CSP violation: ${violatedDirective} ${blockedURI}`);
      });
    });
    return {
      version: (await browser.version()).replace(/^[^/]*\//, ''),
      goto: async (url) => {
        await page.goto(url);
      },
      evaluate: (expression) => page.evaluate(expression),
      click: (selector) => page.click(selector),
      async press(...keys) {
        for (const key of keys) await page.keyboard.down(key);
        for (const key of keys.toReversed()) await page.keyboard.up(key);
      },
      type: (text) => page.keyboard.type(text),
      screenshot: () => page.screenshot(),
      async complaints() {
        const seen = complaints;
        complaints = [];
        return seen;
      },
      close: () => browser.close().finally(belongings.remove),
    };
  } catch (error) {
    await belongings.remove();
    throw error;
  }
}
