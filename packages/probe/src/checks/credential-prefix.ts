import type { Dialect } from '../config/dialect.ts';
import { partsBeforeSecret, spoil } from '../run/spoil.ts';
import type { Check } from './check.ts';

/** HTTP strips white space at the ends of a field, and has no place for a zero byte. */
function carriesWhiteSpace(dialect: Dialect): boolean {
  if (dialect.carrier === 'header') return dialect.value.includes('$CREDENTIAL_BASE64');
  if (dialect.carrier === 'subprotocol') return dialect.subprotocols.join().includes('$CREDENTIAL_BASE64');
  return dialect.carrier === 'message' || dialect.carrier === 'query';
}

export const check: Check = {
  id: 'credential-prefix',
  level: 'MUST',
  fault: 'compares only a part of the credential, or nothing of it',
  source: 'CWE-187; CWE-1254',
  needs: ['secret'],
  sends:
    'another credential of the same shape (of a JWT, another signature), the credential without its last or first character, its first half, the credential with four more characters at either end, and, where nothing on the way strips it, with white space or a zero byte',
  expects: 'a refusal of each',
  why: 'A comparison that ends early makes most of the secret worthless: it can be guessed piece by piece.',
  mend: 'Compare the whole, in constant time: hash both sides and compare the hashes.',
  ws: '`timingSafeEqual(sha256(a), sha256(b))`, not startsWith or includes.',
  python: '`hmac.compare_digest(a, b)`, not startswith or in.',
  async run(probe) {
    const credential = await probe.credential();
    const before = credential.slice(0, partsBeforeSecret(credential));
    const secret = credential.length - before.length;
    const end = credential.slice(before.length);
    const half = credential.slice(0, credential.length - Math.ceil(secret / 2));
    const variants: [string, string][] = [
      ['another one of the same shape', spoil(credential)],
      ['without its last character', credential.slice(0, -1)],
      ['its first half', half],
      ['with four more characters', `${credential}aaaa`],
      ['without its first character', `${before}${end.slice(1)}`],
      ['with four more characters in front', `${before}aaaa${end}`],
    ];
    if (carriesWhiteSpace(probe.dialect)) {
      variants.push(
        ['with a space behind it', `${credential} `],
        ['with a zero byte behind it', `${credential}\0`],
      );
      if (secret === credential.length) variants.push(['with a space in front of it', ` ${credential}`]);
    }
    return probe.mustNotEnter(
      await Promise.all(
        variants.map(async ([label, value]) => ({ label, plan: await probe.planWith(value) })),
      ),
    );
  },
};
