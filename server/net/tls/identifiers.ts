/**
 * Adds the key identifiers that RFC 5280, sections 4.2.1.1 and 4.2.1.2, requires and selfsigned leaves out. Strict
 * verifiers, such as Python's since 3.13, refuse a chain without them.
 */
import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const EXTENSIONS = 0xa3;
const KEY_IDENTIFIER = 0x80;

const subjectKeyIdentifier = Buffer.from('0603551d0e', 'hex');
const authorityKeyIdentifier = Buffer.from('0603551d23', 'hex');

/**
 * Signs a certificate again, with the identifiers of its own key and its issuer's after its other extensions.
 *
 * @param pem - a certificate that has extensions, but not these two
 * @param issuerKey - the EC private key it was signed with, by SHA-256
 */
export function withKeyIdentifiers(pem: string, issuerKey: KeyObject): string {
  const certificate = new X509Certificate(pem);
  const [body = empty, algorithm = empty] = partsOf(certificate.raw);
  const fields = partsOf(body);
  const [extensions = empty] = partsOf(fields.pop() ?? empty);
  const own = der(OCTET_STRING, identify(certificate.publicKey));
  const issuer = der(SEQUENCE, der(KEY_IDENTIFIER, identify(createPublicKey(issuerKey))));
  const extended = der(
    SEQUENCE,
    ...partsOf(extensions),
    der(SEQUENCE, subjectKeyIdentifier, der(OCTET_STRING, own)),
    der(SEQUENCE, authorityKeyIdentifier, der(OCTET_STRING, issuer)),
  );
  const signed = der(SEQUENCE, ...fields, der(EXTENSIONS, extended));
  const signature = der(BIT_STRING, noUnusedBits, sign('sha256', signed, issuerKey));
  return new X509Certificate(der(SEQUENCE, signed, algorithm, signature)).toString();
}

const empty = Buffer.alloc(0);
const noUnusedBits = Buffer.of(0);

/** SHA-1 of the bits of the public key: a name for it, not a protection. */
function identify(key: KeyObject): Buffer {
  const [, bits = empty] = partsOf(key.export({ type: 'spki', format: 'der' }));
  return createHash('sha1').update(contentOf(bits).subarray(noUnusedBits.length)).digest();
}

/** One DER value (X.690, section 8.1): tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, content]);
}

/** The values that a constructed value is made of, each with its tag and length. */
function partsOf(value: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let rest = contentOf(value); rest.length > 0; ) {
    const { start, length } = headerOf(rest);
    parts.push(rest.subarray(0, start + length));
    rest = rest.subarray(start + length);
  }
  return parts;
}

function contentOf(value: Buffer): Buffer {
  const { start, length } = headerOf(value);
  return value.subarray(start, start + length);
}

function headerOf(value: Buffer): { start: number; length: number } {
  const first = value.readUInt8(1);
  if (first < 0x80) return { start: 2, length: first };
  const bytes = first & 0x7f;
  return { start: 2 + bytes, length: value.readUIntBE(2, bytes) };
}
