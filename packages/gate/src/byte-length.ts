/** Bytes of a message on the wire, where text is UTF-8. */
export function byteLength(message: string | Uint8Array): number {
  if (typeof message !== 'string') return message.byteLength;
  let bytes = message.length;
  for (let at = 0; at < message.length; at++) {
    const unit = message.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // A surrogate pair is two units and four bytes.
    if (isHighSurrogate(unit) && isLowSurrogate(message.charCodeAt(at + 1))) at++;
  }
  return bytes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
