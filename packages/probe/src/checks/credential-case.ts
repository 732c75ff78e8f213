import { partsBeforeSecret } from '../run/spoil.ts';
import { type Check, notApplicable } from './check.ts';

/** Read as a number, such as a UUID (RFC 9562, section 4), it is the same in either case. */
export function isHexadecimal(secret: string): boolean {
  return /^(?:[\da-f-]{16,}|[\dA-F-]{16,})$/.test(secret);
}

export const check: Check = {
  id: 'credential-case',
  level: 'MUST',
  fault: 'ignores the case of the credential',
  source: 'CWE-178',
  needs: ['secret'],
  sends: 'the credential in upper case, and in lower case',
  expects: 'a refusal of each that differs from the right one',
  why: 'Every letter that may be either takes a bit from the secret; databases do this by themselves.',
  mend: 'Compare bytes. In a database use a binary collation, or look up the hash.',
  ws: 'No toLowerCase() on either side.',
  python: 'No .lower() or .casefold() on either side.',
  async run(probe) {
    const credential = await probe.credential();
    const at = partsBeforeSecret(credential);
    const [known, secret] = [credential.slice(0, at), credential.slice(at)];
    const variants = [
      ['in upper case', secret.toUpperCase()],
      ['in lower case', secret.toLowerCase()],
    ].filter(([, variant]) => variant !== secret);
    if (variants.length === 0) return notApplicable('The credential has no letters.');
    if (isHexadecimal(secret))
      return notApplicable('The credential is a hexadecimal number, whose letters may be of either case.');
    return probe.mustNotEnter(
      await Promise.all(
        variants.map(async ([label = '', variant]) => ({
          label,
          plan: await probe.planWith(`${known}${variant}`),
        })),
      ),
    );
  },
};
