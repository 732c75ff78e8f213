/** Words of the page of channels: its panes, the rows of its picture, its stories. */

const people = {
  alice: 'Alice',
  bob: 'Bob',
  server: 'WebSocket server',
  serverShort: 'Server',
} as const;

/** How somebody is connected. */
const states = {
  away: 'not there yet',
  connecting: 'connecting…',
  open: 'in the room',
  waiting: 'connection lost, trying again',
  cut: 'line cut',
  closed: (code: number, reason: string) => `closed: ${code} ${reason}`.trimEnd(),
  noToken: 'no token to be had',
  forbidden: (capability: string) => `refused: ${capability} is missing`,
  invalid: (problem: string) => `refused: ${problem}`,
} as const;

const pane = {
  credential: {
    alice: 'Alice comes with the demo token, which is hers. It stands for no session, so nothing ends it.',
    bob: 'In this browser it is Bob who signs in, and whoever was signed in before is signed out. His token lasts a minute and is renewed in time, as long as his session lives.',
  },
  comeIn: 'Come in',
  comeBack: 'Come back',
  cut: 'Cut the line',
  endSession: 'End his session',
  message: (name: string) => `Message of ${name}`,
  publish: 'Publish',
  present: 'Present:',
  nobody: 'nobody',
  unknown: 'not known from here',
  crowd: 'so many that nobody is told of each',
  position: (epoch: string, offset: number) => `epoch ${epoch}, offset ${offset}`,
  noPosition: 'no place in the room yet',
  messages: (name: string) => `What ${name} was told`,
  empty: 'Messages will be listed here.',
  from: (offset: number, user: string) => `${offset} ${user}:`,
  recovered: (missed: number) =>
    missed === 1
      ? 'recovered: true, 1 message was missed and comes now'
      : `recovered: true, ${missed} messages were missed and come now`,
  anew: 'recovered: false, what was missed cannot be had any more: state has to be fetched anew',
  unpublished: 'not published yet: it waits until the line is back',
  refused: (capability: string) => `not published: ${capability} is missing`,
  notPublished: 'not published',
} as const;

const page = {
  noDemo:
    'This server is no demonstration: it knows neither the demo token nor Bob’s password, so these two cannot come in.',
  phones: 'With a phone: the room is open to everybody who scans this.',
  qr: 'QR code of the address of the room',
  onlyHere: 'Only this machine reaches the server. Start it with `--host 0.0.0.0`, and phones can join.',
  byHand: (channel: string) => `by hand in ${channel}`,
  row: 'The opened row',
  pictures: { both: 'both', alice: 'Alice’s wire', bob: 'Bob’s wire' },
} as const;

/** Rows of the picture of both. */
const rows = {
  opened: {
    label: 'opens a WebSocket',
    what: 'a new connection',
    explanation: 'A new connection begins with nothing: nobody knows yet whose it is.',
  },
  authenticate: {
    label: 'authenticate',
    what: 'first message',
    explanation: 'The first message says who it is. Nothing else may be said before its answer.',
    again:
      'Who comes back has to say anew who they are: what was missed is given to a user, never to somebody who merely knows a position.',
  },
  authenticated: {
    label: (user: string) => `authenticated: ${user}`,
    what: 'answer to the first message',
    explanation:
      'The auth server says whose token it is, and with it come the capabilities: what this user may do in which channels.',
  },
  cameIn: {
    label: (name: string) => `${name} comes in`,
    what: 'four messages in one row',
    explanation: (channel: string) =>
      `Opened a WebSocket, authenticated, subscribed to ${channel}, and was told where the channel is.`,
  },
  subscribe: {
    label: (channel: string) => `subscribe ${channel}`,
    since: (channel: string, offset: number) => `subscribe ${channel} since ${offset}`,
    what: 'request',
    explanation: 'Subscribing needs a capability for this channel. Without it the answer is “forbidden”.',
    sinceExplanation:
      'Beside the name of the channel it says which message arrived last, and in which epoch that was.',
  },
  subscribed: {
    label: (offset: number) => `subscribed: offset ${offset}`,
    recovered: (offset: number) => `subscribed: recovered, offset ${offset}`,
    anew: (offset: number) => `subscribed: not recovered, offset ${offset}`,
    what: 'answer',
    explanation: 'The answer says how many messages the channel has had, and who is there.',
    recoveredExplanation:
      'What was missed is still in the window, and this user may read history: it comes next, and nothing newer comes before it.',
    anewExplanation:
      'What was missed is not in the window any more, and the server says so: this client knows that it has to fetch its state anew.',
  },
  publish: {
    label: (data: string) => `publish: ${data}`,
    what: 'request',
    explanation:
      'The publisher gives each message an id. Sent again with the same id it counts once, so after a lost answer it can be repeated.',
  },
  published: {
    label: (offset: number) => `published as ${offset}`,
    duplicate: (offset: number) => `published as ${offset} before`,
    what: 'answer',
    explanation:
      'The publisher is told that the message is stored, and under which number. Without this answer it sends it again.',
    duplicateExplanation: 'The server knows this id: it stores nothing, and gives the same number again.',
  },
  message: {
    label: (offset: number, data: string) => `message ${offset}: ${data}`,
    what: 'message of the channel',
    explanation:
      'Every subscriber gets it under the same number, the publisher too: the channel has one order for all.',
    missed: 'This was said while the line was cut. It comes late, in its place, and once.',
    many: (first: number, last: number) => `messages ${first} to ${last}`,
    manyExplanation: 'To keep the picture readable, messages that came one after the other are one row.',
  },
  presence: {
    enter: (user: string) => `presence: ${user} enters`,
    leave: (user: string) => `presence: ${user} leaves`,
    crowd: 'presence: a crowd',
    room: 'presence: a room again',
    what: 'news of who is there',
    enterExplanation: 'Everybody who is subscribed is present, and whoever may see it is told.',
    leaveExplanation:
      'Presence ends with the connection, the session or the capability: nobody stays in the room as a ghost.',
    crowdExplanation:
      'So many are subscribed now that nobody is told of each any more: it would be more messages than all others together.',
    roomExplanation: 'Few enough are left, and whoever may see it is told who they are.',
  },
  refresh: {
    label: 'refresh',
    what: 'renewal of the token',
    explanation: 'The token has little time left, so a new one goes over the same connection.',
  },
  refreshed: {
    label: 'refreshed',
    what: 'answer to a renewal',
    explanation:
      'Capabilities are checked anew: a narrower token ends the subscriptions that it does not cover any more.',
  },
  unsubscribe: {
    label: (channel: string) => `unsubscribe ${channel}`,
    what: 'request',
    explanation: 'From here on nothing of this channel is wanted.',
  },
  unsubscribed: {
    label: 'unsubscribed',
    what: 'end of a subscription',
    explanation: 'Nothing of this channel is delivered from here on.',
  },
  error: {
    label: (error: string, why: string) => `error: ${error}, ${why}`,
    what: 'answer to a request',
    explanation: 'The request was refused, and the answer says why. The connection stays.',
  },
  other: {
    what: 'message',
    explanation: 'A message that is not part of this lesson.',
  },
  cut: {
    label: 'closes the line',
    what: 'end of a connection',
    explanation:
      'No page can pull a cable, so it closes its WebSocket without a word to the room. After a pulled cable the server would notice later: when a ping stays without an answer.',
  },
  closed: {
    label: (code: number, reason: string) => `close ${code} ${reason}`.trimEnd(),
    what: 'end of a connection',
    explanation:
      'The server ends the connection, and with it every subscription and every presence that it had.',
  },
  lost: {
    label: (code: number) => `connection lost: ${code}`,
    what: 'end of a connection',
    explanation: 'The connection is gone, and nobody said why. The client tries to come back by itself.',
  },
  sessionEnded: {
    label: 'Bob’s session ends',
    what: 'DELETE /auth/session',
    explanation:
      'Over HTTP, outside any WebSocket: Bob’s session is ended, as when he signs out in another tab or an administrator does it.',
  },
  flood: {
    label: (count: number, connections: number) => `${count} messages over ${connections} connections`,
    what: 'many publishers',
    explanation: (count: number) =>
      `More connections of Alice publish ${count} messages: one more than a channel keeps unless the server was told otherwise.`,
  },
} as const;

/** Sentences under the wire of one person, in the place of those of an echo. By the type of the message. */
const sentences: Readonly<Record<string, string>> = {
  subscribe: rows.subscribe.explanation,
  subscribed: 'The subscription stands. `recovered` says whether what was missed comes next.',
  publish: rows.publish.explanation,
  published: rows.published.explanation,
  message: rows.message.explanation,
  presence:
    'Somebody entered or left the channel, or there are too many to be told of each. Only who has the capability `presence` is told.',
  refresh: rows.refresh.explanation,
  refreshed: rows.refreshed.explanation,
  unsubscribe: rows.unsubscribe.explanation,
  unsubscribed: rows.unsubscribed.explanation,
  error: rows.error.explanation,
};

const storyWords = {
  'one-message': {
    title: 'one message to all',
    about: 'Alice and Bob come into a room, and Alice publishes one message.',
    moral: 'Both were given the message under the same number, and its publisher was told that it is stored.',
  },
  'cut-line': {
    title: 'a line that is cut',
    about: 'Bob’s line is cut. Alice goes on talking. Then Bob comes back and says what he heard last.',
    moral:
      'Bob proved anew who he is, and got exactly what he missed: in order, without a gap, and nothing twice.',
  },
  'outside-window': {
    title: 'back too late',
    about: 'While Bob is away, more is said than the server keeps. Then he comes back.',
    moral:
      'A window has an end. What matters is that Bob was told: he fetches his state anew instead of believing that he missed nothing.',
  },
  'thrown-out': {
    title: 'thrown out',
    about: 'Bob’s session ends while he is in the room. Alice goes on talking.',
    moral:
      'Bob’s connection ended with his session, the room saw him leave, and nothing that Alice said afterwards was delivered to him.',
  },
} as const;

const otherwise = 'This time it came out otherwise: the last rows of the picture say how.';

const noStory = {
  title: 'On the wire',
  byHand: 'By hand: the picture draws itself from what really happens.',
} as const;

/** What people say in the stories. */
const said = {
  hello: 'hello',
  goOn: 'are you there?',
  still: 'and now?',
  many: 'one of many',
  alone: 'now we are alone',
} as const;

export const channels = {
  people,
  states,
  pane,
  page,
  rows,
  sentences,
  storyWords,
  otherwise,
  noStory,
  said,
} as const;
