/** Cuts a stream of bytes into whole units, such as TLS records or the head of a request. */

/**
 * Makes a function that cuts a stream.
 *
 * @param lengthOf - length of the unit that begins here; `undefined` while that is not known yet
 * @param most - longest unit to wait for
 * @returns takes the next bytes and returns the units that are complete
 * @throws for a unit that is longer than `most`
 */
export function cutter(
  lengthOf: (bytes: Buffer) => number | undefined,
  most = 1_048_576,
): (bytes: Buffer) => Buffer[] {
  let held = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    const units: Buffer[] = [];
    for (;;) {
      const length = lengthOf(held);
      if ((length ?? held.length) > most) throw new Error(`a unit of more than ${most} bytes`);
      if (length === undefined || length > held.length) return units;
      units.push(held.subarray(0, length));
      held = held.subarray(length);
    }
  };
}

const RECORD_HEADER = 5;

/** Length of the TLS record that begins here, with its header (RFC 8446, section 5.1). */
export function recordLength(bytes: Buffer): number | undefined {
  return bytes.length < RECORD_HEADER ? undefined : RECORD_HEADER + bytes.readUInt16BE(3);
}

/** Length of the HTTP head that begins here, with the empty line at its end (RFC 9112, section 2.1). */
export function headLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? undefined : end + 4;
}

/** Length of the line that begins here, with its end. */
export function lineLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n');
  return end < 0 ? undefined : end + 2;
}
