/** What the pages of the attacker and the victim say about what happened. */

interface Said {
  readonly verdict: string;
  readonly words: string;
}

export const rideWords = {
  opens: 'The page opens a WebSocket…',
  isIn: (added: string): Said => ({
    verdict: 'The attacker is in, and speaks as Alice.',
    words: `The browser added ${added}. The attacker reads:`,
  }),
  keptOut: (code: number): Said => ({
    verdict: 'The attacker was kept out.',
    words: `All the page sees is close code ${code}. The server’s own log says why:`,
  }),
  /** To the browser this page is of another site than the victim's server. */
  otherSite: (code: number): Said => ({
    verdict: 'The attacker was kept out.',
    words: `The browser added nothing, since to it this page is of another site. All the page sees is close code ${code}, and the server’s own log:`,
  }),
  isOver: {
    verdict: 'What the browser added is not good any more.',
    words: 'So nothing was shown. Be the victim again, then attack again. The server’s own log:',
  },
} as const;

/** Nobody is there to be attacked, which is no merit of the server. */
export const nobodyThere = {
  hijack: {
    verdict: 'Nobody is signed in.',
    words:
      'So the browser had no cookie to add, and nothing was shown. First be the victim, in a new tab, then attack again. The server’s own log:',
  },
  'cached-basic': {
    verdict: 'Nobody has connected with a password.',
    words:
      'So the browser had none to add, and nothing was shown. First be the victim, in a new tab, then attack again. The server’s own log:',
  },
} as const satisfies Readonly<Record<string, Said>>;

export const victimWords = {
  signedIn: {
    verdict: 'You are signed in as Alice.',
    words: 'The browser keeps a cookie for this host, on every port of it.',
  },
  notSignedIn: (status: number): Said => ({
    verdict: 'Nobody was signed in.',
    words: `The auth server answered ${status}.`,
  }),
  connected: {
    verdict: 'You were connected as Alice.',
    words: 'The browser keeps the password until it is closed itself.',
  },
  notConnected: {
    verdict: 'You were not connected.',
    words: 'This browser did not send the password.',
  },
} as const;
