/** The first message of a TLS handshake (RFC 5246, section 7.4.1.2), of a version that OpenSSL may not want to speak. */
import { randomBytes } from 'node:crypto';

/** What servers of that time chose from: with and without forward secrecy, for RSA and ECDSA. */
const cipherSuites = [
  0xc0_0a, 0xc0_14, 0xc0_09, 0xc0_13, 0x00_39, 0x00_33, 0x00_35, 0x00_2f, 0x00_0a, 0x00_ff,
];
const groups = [29, 23, 24, 25];

const uint16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const vector16 = (content: Buffer) => Buffer.concat([uint16(content.length), content]);
const extension = (type: number, content: Buffer) => Buffer.concat([uint16(type), vector16(content)]);

/** @param minor - 1 for TLS 1.0, 2 for TLS 1.1 */
export function clientHello(host: string, minor: 1 | 2): Buffer {
  const isName = !/^[\d.]+$|:/.test(host);
  const name = Buffer.concat([Buffer.from([0]), vector16(Buffer.from(host))]);
  const extensions = Buffer.concat([
    ...(isName ? [extension(0, vector16(name))] : []),
    extension(10, vector16(Buffer.concat(groups.map(uint16)))),
    extension(11, Buffer.from([1, 0])),
  ]);
  const body = Buffer.concat([
    Buffer.from([3, minor]),
    randomBytes(32),
    Buffer.from([0]),
    vector16(Buffer.concat(cipherSuites.map(uint16))),
    Buffer.from([1, 0]),
    vector16(extensions),
  ]);
  const message = Buffer.concat([Buffer.from([1, 0]), uint16(body.length), body]);
  return Buffer.concat([Buffer.from([22, 3, 1]), vector16(message)]);
}
