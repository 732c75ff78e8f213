/** A client of the WebDriver protocol (W3C WebDriver), as much of it as these tests use. */
import { type Browser, type Key, PATIENCE_MS } from './browser.ts';

/** Of its methods `close` ends the session, and with it the browser. */
export type WebDriver = Omit<Browser, 'complaints'>;

/** Section 17.4.2: keys that are no characters. */
const keyValues: Readonly<Record<Key, string>> = { Tab: '\uE004', Enter: '\uE006', Shift: '\uE008' };

/** The name of an element's id in an answer, section 12. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/**
 * Begins a session.
 *
 * @param origin - where the driver listens
 * @throws what the driver says, as every method does
 */
export async function connectWebDriver(origin: string, capabilities: object): Promise<WebDriver> {
  const alwaysMatch = { timeouts: { script: 2 * PATIENCE_MS }, ...capabilities };
  const created = await command('POST', '/session', { capabilities: { alwaysMatch } });
  const session = `/session/${created.sessionId}`;

  async function command(method: string, path: string, body?: object) {
    const response = await fetch(origin + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}, ${value.message}`);
    return value;
  }
  const post = (path: string, body: object) => command('POST', session + path, body);

  const strike = (actions: readonly object[]) =>
    post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  const down = (key: Key) => ({ type: 'keyDown', value: keyValues[key] });
  const up = (key: Key) => ({ type: 'keyUp', value: keyValues[key] });

  return {
    version: created.capabilities.browserVersion,
    goto: (url) => post('/url', { url }),
    async evaluate(expression) {
      const script = `const [done] = arguments;
        (async () => (${expression}))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await post('/execute/async', { script, args: [] });
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async click(selector) {
      const element = await post('/element', { using: 'css selector', value: selector });
      await post(`/element/${element[ELEMENT]}/click`, {});
    },
    press: (...keys) => strike([...keys.map(down), ...keys.toReversed().map(up)]),
    type: (text) =>
      strike(
        [...text].flatMap((value) => [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ]),
      ),
    screenshot: async () => Buffer.from(await command('GET', `${session}/screenshot`), 'base64'),
    close: () => command('DELETE', session),
  };
}
