/** What a document says beside its own words. */
export const documentWords = {
  room: 'This room:',
  qr: 'QR code of the address of this room',
  noRoom:
    'Only this machine reaches the server now. Started with `--host 0.0.0.0`, it shows its address for the room here.',
} as const;
