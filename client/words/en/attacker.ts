/** What the pages of the attacker and the victim say about what happened. They are served beside the lab, in no build. */

interface Said {
  readonly verdict: string;
  readonly words: string;
}

export const attacker = {
  /** What the browser has added by itself. */
  added: { hijack: 'Alice’s cookie', 'cached-basic': 'Alice’s password, which it had kept' },
  ride: {
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
  },
  /** Nobody is there to be attacked, which is no merit of the server. */
  nobodyThere: {
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
  },
  victim: {
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
  },
  markup: {
    ranNone: (count: number) => `✓ Ran none of ${count} texts.`,
    ran: (some: number, count: number, names: string) => `✗ Ran ${some} of ${count} texts: ${names}.`,
    ended: (code: number) => `The connection has ended: ${code}.`,
  },
} as const;
