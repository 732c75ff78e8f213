/**
 * Every sentence that an attack tells of itself, in English. `{name}` stands for a value of the fact, which is a number
 * or what was on the wire. A sentence goes on from the name of who does it: "attacker: opens 200 sockets …".
 */

export const notes = {
  // Crowds
  opensSilent: 'opens {count} sockets from {addresses} addresses, and says nothing',
  opensOneSilent: 'opens one silent socket, to learn when the deadline of the real server is over',
  endsSilent: 'closes {endings}',
  stillHeld: 'closes none: {held} silent sockets are still open',
  takesEverySeat: 'fills every seat from {addresses} addresses, says nothing, and returns when closed',
  newcomersCome: 'honest clients try to get in, one after another',
  endedOfHoard: 'has closed or refused silent sockets: {endings}',
  newcomersIn: 'lets in {inside} of {came} honest clients; {slowest} ms for the slowest',
  newcomersOut: 'lets in {inside} of {came} honest clients; turned away: {answers}',
  isServed: 'an honest client is in; an echo takes {median} ms, the slowest {slowest} ms',
  floods: 'gets in {senders} times and sends {messages} messages each, {atOnce} at once',
  answersFlood: 'answers {answered} of them, and closes {endings}',
  stopsNobody: 'answers {answered} of them, and stops nobody',
  wasServed: 'meanwhile an echo of the honest client took {median} ms, the slowest {slowest} ms',
  wasClosed: 'the honest client was closed, too',
  takesSeats: 'asks for {tried} sockets with one token, first from one address, then from {addresses}',
  givesSeats: 'lets in {opened} of them, and refuses {refusals}',
  keepsSeats: 'keeps the sockets open',
  newcomerIn: 'another honest client comes, is let in, and an echo takes {median} ms',
  newcomerOut: 'another honest client comes, and is told {answer}',

  // Victims and what they leave behind
  keepsCookie: 'is signed in as {user}: the browser keeps the cookie',
  closesPage: 'closes the page; the browser keeps the password until it is closed itself',
  tokenStolen: 'is bob, who may use admin, and alice steals one of his tokens',
  firstCopied: 'is alice, and somebody copies her first message: her token, and the proof of its key',
  replaysFirst: 'sends the copy as it is',
  ownProof: 'sends the token with a proof of a key of their own',
  plainToken: 'shows the token alone to a method that takes bearer tokens',
  ownToken: 'is alice, who may echo and shout, and nothing else',
  forged: 'makes an authority of their own, and has it certify that they are alice',
  oldCertificate: 'finds alice’s key and expired certificate on a lost laptop',

  // Logs
  logsAccess: 'writes into its access log: {line}',
  copies: 'copied from the log: {found}',
  logsNegotiation: 'writes into its log: {line}',
  decodes: 'copied from the log and decoded: {token}',
  findsNothing: 'finds no token in the server’s answer',
  sameMoment: 'shows a fresh ticket at the same moment as the victim',

  // Nodes
  storesApart: 'remembers used tickets for itself alone, and so do the other two',
  sharedStore: 'asks a store that all three share: memory here, Redis with npm run nodes',
  ticketStolen: 'has stolen a signed ticket of alice’s, good for one connection and not used yet: {ticket}',
  toEveryNode: 'shows it to all three nodes at the same moment',

  // Pages
  lures: 'lures the victim to a page of {origin}',
  triesOrigin: 'tries the twin whose Origin check is on',
  triesCsrf: 'tries the twin that wants the CSRF token',
  triesBoth: 'tries the real server, which has both checks',
  triesScript: 'sends the right Origin by script, but no cookie',
  foreignPage: 'connects as a page of evil.example would have to',
  forgesOrigin: 'is no browser, writes the right Origin, and has no token',

  // Time
  waitsForEnd: 'says nothing, and waits until the token has run out',
  isOver: 'knows that the token ran out a second ago, and goes on',

  // Channels
  losesLine: 'loses the line: no close frame comes, and no message any more',
  missesMessages: 'gets {count} messages in {channel}, and bob is not there to read them',
  positionCopied: 'copied from his page: he was connection {client}, at offset {offset} of epoch {epoch}',
  showsName: 'shows that name in place of a token',
  ownTokenThere: 'is alice, with a token of her own',
  missedGiven: 'sends {count} messages that bob missed; the first: {text}',
  thrownOut: 'is bob, and is thrown out: his login session ends',
  awaitsLeave: 'waits to be told that bob has left, a second at most',
  saysWhoIsThere: 'asked who is present, says: {names}',
  oneRoomOnly: 'is bob, with a token for one room: {scope}',
  saidBefore: 'has said {count} things in {channel} that are not for bob',
  newcomer: 'is bob and comes now, with a token for {scope}, and not for history',
  claimsPlace: 'subscribes, learns the epoch, leaves, and says he had been there from the beginning',
  keepsAnswer: 'has let it through, has kept back what was answered, and cut the line',
  sendsAgain: 'cannot know whether it arrived, comes back, and sends the same again',
  saysWhatIsStored: 'asked what is stored, answers: the payment at offset {offsets}',

  // Messages
  sendsTexts:
    'is let in like any user, and sends {count} texts that are more than text to whoever pastes them',
  changed: 'changes the text “{name}”: {text}',
  endedBy: 'ends the connection because of the text “{name}”: {closing}',
  unchanged: 'gives {unchanged} of {count} back byte for byte',
  linesOfLog: 'has answered {answered}, and written {lines} lines for them into its log',
  forgedLine: 'has written one line of the log themselves: {line}',
  insideCommand: 'is let in like any user, and sends a Redis command in a binary message',
  insideSsh: 'is let in like any user, and sends in a binary message the banner of an SSH client',
  insideHttp: 'is let in like any user, and sends in a binary message an HTTP request',
  passedInside: 'passes it to a server inside, and returns the answer',

  // On the line
  onTheLine: 'sits on the line between the two, and gets every byte first',
  passesHandshake: 'passes the handshake on',
  reads: 'unmasks with the key that is in the frame, and reads the token: {token}',
  changes: 'changes the message on its way',
  noticesNothing: 'notices nothing',
  knows: 'has seen the certificate of the server before: SHA-256 {fingerprint}',
  same: 'is shown the same certificate as before',
  another: 'is shown another certificate: SHA-256 {fingerprint}',
  seesRecords: 'sees TLS records, and of each its type and length: {records}',
  looksFor: 'looks for token and message in all {bytes} bytes: they are not there',
  finds: 'looks for token and message in all {bytes} bytes, and finds them',
  spoils: 'changes one bit of the next message',
  impersonates: 'answers in place of the server, with a certificate of their own',
  leaves: 'sees that it is another one, and leaves before saying anything',
} as const;

export type NoteId = keyof typeof notes;

/** What came of each attack: where the attacker got what they wanted, and where not. */
export const verdicts = {
  'silent-hoard': {
    succeeded: 'The server closed none: {held} silent sockets of {count} are still open.',
    failed:
      'The server ended {ended} of {count} silent sockets at its deadline, {seconds} s after they came.',
  },
  'crowded-out': {
    succeeded: 'Of {came} honest clients, {out} found no seat.',
    failed: 'All {came} honest clients got in, the slowest in {slowest} ms.',
  },
  flood: {
    succeeded:
      'The server stopped {stopped} of {senders} senders, and told the next honest client: {answer}.',
    failed:
      'The server stopped {stopped} of {senders} senders, and the next honest client was let in; their slowest echo took {slowest} ms.',
  },
  'early-message': {
    succeeded: 'The server acted on a message of somebody who never showed a token.',
    failed: 'The server acted on nothing, and closed the connection: {closing}.',
  },
  'log-replay': {
    succeeded: 'The token from the log opened a connection: whoever reads the log can be the victim.',
    failed: 'The ticket from the log had been used already: {answer}.',
  },
  'ticket-replay': {
    succeeded: 'A ticket is good for one connection, and opened more than one: {extra} too many.',
    failed: 'Every ticket opened one connection; each copy got {answer}.',
  },
  'ticket-per-node': {
    succeeded:
      'A ticket is good for one connection, and opened {opened}: no node knew what the others had let in.',
    failed: 'Of three nodes that share a store, one let the ticket in; the others answered {answer}.',
  },
  hijack: {
    succeeded: 'The page of the attacker spoke as alice, with a cookie that the browser added by itself.',
    failed: 'None of four attempts was let in: {answers}.',
  },
  'echoed-token': {
    succeeded: 'The token stood in the log, and opened a connection to the real server.',
    failed: 'The server selected {protocol}, and did not echo the token.',
  },
  'cached-basic': {
    succeeded: 'The page of the attacker spoke as alice, with the password that the browser had kept.',
    failed: 'The browser sent the password, and the server refused the foreign page: {answer}.',
  },
  'forged-origin': {
    succeeded: 'The right Origin was all it took to be alice.',
    failed: 'The forged Origin passed its check, and without a token the answer was {answer}.',
  },
  'wrong-certificate': {
    succeeded: '{opened} of 2 invalid certificates opened a connection.',
    failed: 'Neither certificate opened a connection: {answers}.',
  },
  'renew-as-other': {
    succeeded: 'Alice renewed her connection with a token of bob, and did what only he may.',
    failed: 'The server did not take the token of bob for alice, and closed the connection: {closing}.',
  },
  'beyond-permission': {
    succeeded: 'Alice did what only bob may.',
    failed: 'The server knows her, and what she may not do: {answer}',
  },
  'outlive-token': {
    succeeded: 'The token has run out, and the connection still answers.',
    failed: 'The server closed the connection when the token ran out: {closing}.',
  },
  'stolen-token': {
    succeeded: 'The copied token opened a connection: whoever has it is alice.',
    failed: 'The copied token opened nothing, since its key was not copied with it: {answers}.',
  },
  'resume-theft': {
    succeeded: 'Nobody asked who came: the attacker went on as {user}, and read {seen} of {count} messages.',
    failed:
      'Messages seen: {seen} of {count}. A position lets nobody in ({closing}), and whoever is in needs {capability}.',
  },
  'ghost-presence': {
    succeeded: 'A second after bob was thrown out, alice has not been told, and present are: {names}.',
    failed: 'Alice was told that bob has left, {ms} ms after he was thrown out; present: {names}.',
  },
  'beyond-capability': {
    succeeded: 'With a token for {channel}, bob read what alice said in {other}.',
    failed: 'The server compares whole names: {capability} is missing, and bob read nothing of {other}.',
  },
  'history-before-join': {
    succeeded: 'The newcomer read {seen} of {count} messages that were sent before he came.',
    failed:
      'The newcomer read none of {count} earlier messages: {capability} is missing, and the place that he claims recovers nothing.',
  },
  'publish-replay': {
    succeeded: 'The payment was sent again, and is stored {times} times, at offsets {offsets}.',
    failed:
      'The payment was sent again, and is stored once: the same offset, {offset}, and called a duplicate.',
  },
  markup: {
    succeeded:
      '{changed} of {count} texts did not come back as they were sent; {answered} were answered, and the log has {lines} lines.',
    failed: 'All {count} texts came back byte for byte, and the log has {lines} lines.',
  },
  tunnel: {
    succeeded: 'A service that is inside has told its secret to somebody outside.',
    failed: 'No byte went inside: {count} of {count} attempts were closed, {closing}.',
  },
  tap: {
    succeeded: 'The attacker has read the token and changed a payment, and the victim did not notice.',
    failed:
      'Nothing could be read, one changed bit ended the connection, and the false certificate was seen.',
  },
} as const;

/** What may stand in the place of a name. */
export type Values = Readonly<Record<string, string | number>>;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The values that a sentence needs. */
export type ValuesOf<Text extends string> = Readonly<Record<NamesIn<Text>, string | number>>;

/** A sentence with its values in their places. */
export function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** Whether a text names a note. */
export function isNoteId(text: unknown): text is NoteId {
  return typeof text === 'string' && Object.hasOwn(notes, text);
}
