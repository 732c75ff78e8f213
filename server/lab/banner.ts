import type { Options } from '../options/options.ts';
import type { Lab } from './lab.ts';

/** What is printed when the server is ready: addresses, certificate, and the warning that the browser will show. */
export async function banner({ urls, tls }: Lab, { demo, authServer }: Options): Promise<string> {
  const lines = [
    '',
    '  WebSocket Auth Lab',
    '',
    `  Page         ${urls.page}`,
    `  WebSocket    ${urls.webSocket}`,
  ];
  if (urls.exhibits !== undefined)
    lines.push(`  Exhibits     ${urls.exhibits} (weak on purpose, this machine only)`);
  if (tls) {
    lines.push(
      `  Certificate  ${tls.certFile}, until ${tls.notAfter.toISOString().slice(0, 10)}`,
      `  SHA-256      ${tls.fingerprint256}`,
    );
  } else {
    lines.push('', '  Plain http and ws: everybody on the way can read every token.');
  }
  if (tls?.selfSigned) {
    lines.push(
      '',
      '  The browser will warn you, because no authority it trusts has signed this certificate. Compare',
      '  the fingerprint and go on ("Advanced"), or trust the local authority: npm run certs says how.',
    );
  }
  const [first, ...others] = urls.room;
  if (first !== undefined) {
    const { renderUnicodeCompact } = await import('uqr');
    const code = renderUnicodeCompact(first, { border: 2 });
    lines.push('', `  In this room ${[first, ...others].join('\n               ')}`);
    lines.push('', ...code.split('\n').map((line) => `  ${line}`));
  }
  if (authServer !== undefined) lines.push('', `  Tokens are checked by ${authServer}.`);
  else if (demo) lines.push('', '  The public demo token is accepted: for a class, not for a service.');
  return `${lines.join('\n')}\n\n`;
}
