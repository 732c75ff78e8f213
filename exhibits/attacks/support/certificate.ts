/**
 * Makes a certificate from nothing but Node: an authority of one's own is thirty lines, so a name in a certificate is
 * worth what the check of its signature is worth (RFC 5280, section 4.1).
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for any common name, signed by an authority that was made for it. */
export function forge(commonName: string, now: Date): Pair {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const day = 86_400_000;
  const tbs = sequence(
    element(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    name('Trust Me CA'),
    sequence(time(now.getTime() - day), time(now.getTime() + day)),
    name(commonName),
    publicKey(own.publicKey),
  );
  const signature = sign('sha256', tbs, authority.privateKey);
  const der = sequence(tbs, ecdsaWithSha256, element(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One element of DER (X.690, section 8.1): tag, length, contents. */
function element(tag: number, ...contents: Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function sequence(...contents: Buffer[]): Buffer {
  return element(0x30, ...contents);
}

function integer(value: number): Buffer {
  return element(0x02, Buffer.from([value]));
}

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(element(0x06, Buffer.from('2a8648ce3d040302', 'hex')));

/** 2.5.4.3, and a text in UTF-8. */
function name(commonName: string): Buffer {
  const type = element(0x06, Buffer.from('550403', 'hex'));
  return sequence(element(0x31, sequence(type, element(0x0c, Buffer.from(commonName)))));
}

/** As in `20261122100000Z`. */
function time(ms: number): Buffer {
  return element(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

function publicKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
