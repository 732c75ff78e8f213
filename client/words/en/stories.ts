/** The stories in words. What is tried is said beforehand, what it showed only once it has been seen. */

export interface StoryWords {
  readonly title: string;
  /** What is tried, in one sentence that gives nothing away. */
  readonly about: string;
  /** What it showed, in one sentence. */
  readonly moral: string;
}

const storyWords = {
  'valid-token': {
    title: 'valid token',
    about: 'The token goes out as the first message, and a message follows it.',
    moral: 'The token was checked and acknowledged, and from then on both may speak.',
  },
  'wrong-token': {
    title: 'wrong token',
    about: 'A token that nobody issued is sent as the first message.',
    moral: 'The auth server does not know this token: close code 1011, and not a word about why.',
  },
  'no-token': {
    title: 'no token',
    about: 'The first message is an ordinary message, with no token in it.',
    moral:
      'Without a token the auth server is not even asked, and the client is told the same as for a wrong one.',
  },
  'not-json': {
    title: 'not JSON',
    about: 'The first message is a plain sentence, which is not JSON.',
    moral: 'The message cannot be read, and the client is told no more than for a wrong token.',
  },
  silence: {
    title: 'silence',
    about: 'The connection opens, and then nobody says anything.',
    moral: 'The deadline ended it: nobody keeps a seat here without saying who they are.',
  },
  'ticket-twice': {
    title: 'ticket used twice',
    about: 'One single-use ticket is shown on two connections, one after the other.',
    moral: 'The ticket opened the first connection and was used up by it, so the second was refused.',
  },
  'token-late': {
    title: 'token sent late',
    about: 'The connection opens, and the valid token is kept back for a while.',
    moral: 'A valid token after the deadline is worth nothing, for the connection it was meant for is gone.',
  },
  'early-message': {
    title: 'message too early',
    about: 'A message goes out right behind the token, before the server has answered.',
    moral: 'The message was sent before the acknowledgement, and answered only after it.',
  },
} as const satisfies Record<string, StoryWords>;

/** What is said in the place of a moral. */
const otherwise = 'This time it came out otherwise: the last rows of the picture say how.';

/** What is said where no story is told. */
const noStory = {
  title: 'On the wire',
  byHand: 'By hand: the picture draws itself from what really happens.',
} as const;

export const stories = { storyWords, otherwise, noStory } as const;
