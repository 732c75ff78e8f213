/** What the tests need of a browser, whichever it is: one tab of a fresh profile. */

export interface BrowserSettings {
  /** Take any certificate; otherwise only those that the system trusts. */
  readonly acceptInsecureCerts: boolean;
}

export type Key = 'Tab' | 'Enter' | 'Shift';

export interface Browser {
  /** Of the engine, as the browser tells it: `153.7.0`. */
  readonly version: string;
  /** Opens a page. Resolves when it has loaded. */
  goto(url: string): Promise<void>;
  /**
   * The value of an expression in the page, as JSON; of a promise the value that it is settled with.
   *
   * @throws what the expression throws
   */
  evaluate(expression: string): Promise<unknown>;
  /** Clicks with the pointer on the first element of a selector. @throws when there is none */
  click(selector: string): Promise<void>;
  /** Presses a key, or keys that are held together. */
  press(...keys: readonly Key[]): Promise<void>;
  /** Types a text, key by key, where the focus is. */
  type(text: string): Promise<void>;
  /** PNG. */
  screenshot(): Promise<Uint8Array>;
  /** What the browser complained of since the last call: errors of scripts, and whatever its policies refused. */
  complaints(): Promise<readonly string[]>;
  /** Ends the browser, with every process and file that it brought. */
  close(): Promise<void>;
}

/** Milliseconds after which a page is not waited for any longer. */
export const PATIENCE_MS = 60_000;

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Calls a function in the page. It sees nothing but the page and what it is given. */
export function ask<Args extends readonly Json[]>(
  browser: Browser,
  question: (...args: Args) => unknown,
  ...args: Args
): Promise<unknown> {
  return browser.evaluate(call(question, args));
}

/**
 * Calls a function in the page until its answer is true.
 *
 * @throws when that takes too long
 */
export async function until<Args extends readonly Json[]>(
  browser: Browser,
  condition: (...args: Args) => unknown,
  ...args: Args
): Promise<void> {
  const isTrue = await browser.evaluate(`new Promise((resolve, reject) => {
    const end = performance.now() + ${PATIENCE_MS};
    (function look() {
      try {
        const value = ${call(condition, args)};
        if (value || performance.now() > end) resolve(Boolean(value));
        else setTimeout(look, 20);
      } catch (error) {
        reject(error);
      }
    })();
  })`);
  if (isTrue !== true) throw new Error(`Never true on the page: ${call(condition, args)}`);
}

/** Clicks on an element as soon as it is there. */
export async function click(browser: Browser, selector: string): Promise<void> {
  await until(browser, (one) => document.querySelector(one) !== null, selector);
  await browser.click(selector);
}

function call(question: (...args: never) => unknown, args: readonly Json[]): string {
  return `(${question})(...${JSON.stringify(args)})`;
}
