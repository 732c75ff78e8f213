/** What a room is asked before a story is told. The words of it are here; a test sees that each story has a question. */

export interface Prediction {
  readonly asks: string;
  readonly options: readonly string[];
  /** Which of the options comes true, from 0. */
  readonly right: number;
  /** Why, in one sentence, once it has been seen. */
  readonly because: string;
}

/** By the name of the story. */
export const predictions: Readonly<Record<string, Prediction>> = {
  'valid-token': {
    asks: 'The server has answered 101. Who speaks first?',
    options: ['the client', 'the server', 'whoever is faster'],
    right: 0,
    because: 'The server waits for the token, and says nothing to a stranger.',
  },
  'wrong-token': {
    asks: 'The token is wrong. What does the page learn?',
    options: [
      'nothing but 1006',
      'HTTP 401',
      'code 1011 and one word',
      'that the auth server does not know this token',
    ],
    right: 2,
    because: 'The close frame says 1011 and “unauthenticated”. The cause is for the log.',
  },
  'no-token': {
    asks: 'There is no token in the first message. Is the auth server asked?',
    options: ['yes, as always', 'no'],
    right: 1,
    because: 'There is nothing to ask about, and the client is told the same as for a wrong token.',
  },
  'not-json': {
    asks: 'The first message is not JSON. With which code does the server close?',
    options: [
      '1003, unsupported data',
      '1007, invalid data',
      '1008, policy violation',
      '1011, as for a wrong token',
    ],
    right: 3,
    because: 'One answer for every cause: whoever guesses learns nothing from it.',
  },
  silence: {
    asks: 'Nobody says anything. Who ends the connection?',
    options: ['the client', 'the server', 'nobody: it stays open'],
    right: 1,
    because: 'The server has a deadline, which counts from the 101.',
  },
  'ticket-twice': {
    asks: 'The same ticket is shown on a second connection. What happens there?',
    options: ['it opens, too', 'it is refused', 'it is refused, and the first one is closed as well'],
    right: 1,
    because: 'The first connection used the ticket up. That connection stays open.',
  },
  'token-late': {
    asks: 'The token is valid, but comes after the deadline. What happens?',
    options: ['it is accepted all the same', 'it is refused as wrong', 'nobody is there any more to take it'],
    right: 2,
    because: 'The connection that it was meant for is gone.',
  },
  'early-message': {
    asks: 'A message goes out right behind the token, before the answer. What becomes of it?',
    options: [
      'it is lost',
      'it is answered at once',
      'it is answered after the acknowledgement',
      'it ends the connection',
    ],
    right: 2,
    because: 'It waits in a short queue until the token has been checked.',
  },
};
