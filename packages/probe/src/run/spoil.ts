/** Wrong credentials that look right. */

const classes = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'] as const;
const hexadecimal = ['0123456789', 'abcdef', 'ABCDEF'] as const;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * A credential of the same shape and another value: letters stay letters and digits digits. Of a JWT the signature is
 * another, of `user:password` the password, and a UUID stays one.
 *
 * @param by - another number gives another value, from 1
 */
export function spoil(credential: string, by = 1): string {
  const keep = partsBeforeSecret(credential);
  const isUuid = uuid.test(credential);
  const alphabets = /^[\da-f-]+$/i.test(credential) ? hexadecimal : classes;
  return [...credential]
    .map((letter, at) => {
      if (at < keep || (isUuid && (at === 14 || at === 19))) return letter;
      const alphabet = alphabets.find((one) => one.includes(letter));
      if (alphabet === undefined) return letter;
      return alphabet[(alphabet.indexOf(letter) + by) % alphabet.length] ?? letter;
    })
    .join('');
}

/** Letters at the beginning that are no secret: the user's name, or header and claims of a JWT. */
export function partsBeforeSecret(credential: string): number {
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)) return credential.lastIndexOf('.') + 1;
  return credential.indexOf(':') + 1;
}
