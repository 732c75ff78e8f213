/** What is said around a question to the room. */
const presenterWords = {
  byPhone: 'Answer at:',
  qr: 'QR code of the address at which the room answers',
  byHand:
    'Ask for a show of hands: phones cannot reach this server. Started with `--host 0.0.0.0`, it lets them answer.',
  press: 'see what happens',
  back: 'back to the picture',
  right: 'right',
  answers: (count: number) => (count === 1 ? '1 answer' : `${count} answers`),
  choice: (text: string, count: number) => `${text}: ${count}`,
} as const;

const phoneWords = {
  waiting: 'Wait for the next question.',
  taken: 'Your answer is in. You may still choose another.',
  shut: 'No more answers: watch what happens.',
  gone: 'Nothing is being asked here. Scan the code on the wall again.',
  late: 'This question is not being asked any more.',
  full: 'Too many have answered already.',
  lost: 'The server does not answer. This page tries again by itself.',
} as const;

export const predict = { presenterWords, phoneWords } as const;
