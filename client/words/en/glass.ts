/** What is said of a row under the glass. */
export const glass = {
  bytes: 'The bytes',
  header: 'kind and length',
  key: 'masking key',
  travelled: 'The payload as it crossed the wire:',
  unmasked: 'With the key applied, byte by byte (exclusive or):',
  noSecret: 'The key stands in the frame, so masking hides nothing from whoever sees the frame.',
  plain: 'The payload. A server masks nothing:',
  hidden: (count: number) =>
    count === 1
      ? 'One more byte is not shown: it may belong to a credential.'
      : `${count} more bytes are not shown: they may hold a credential.`,
  question: 'The question',
  answer: 'The answer',
  asked:
    'Within one process it is a call. An auth server elsewhere is asked over HTTP (RFC 7662); the credential and the secret between the two servers are left out here:',
  answered: 'As JSON, which is how an auth server elsewhere says it:',
  notWhy: 'It does not say why: whoever asks needs to know no more (RFC 7662, section 2.2).',
  more: 'It may also say when this expires, what the user may do, and which session it is.',
} as const;
