/** What is asked of the auth server and what it answers, and what its own sentences mean for who reads the page. */
const noProblems: Readonly<Record<number, string>> = {};

export const auth = {
  outOfReach: 'The auth server is out of reach.',
  /** Inside a sentence. */
  noAnswer: 'the auth server is out of reach',
  refused: 'refused',
  whoIsSignedIn: 'who is signed in',
  signIn: (user: string) => `sign in as ${user}`,
  askForTicket: 'ask for a ticket',
  askForToken: 'ask for a token',
  signOut: 'sign out',
  signedOut: 'signed out',
  signedIn: (user: string) => `signed in as ${user}`,
  ticketFor: (seconds: number) => `a ticket, good for ${seconds} s`,
  noMember: (name: string) => `The auth server's answer has no ${name}.`,
  cookieNotKept:
    'The auth server signed you in, but this browser did not keep the cookie, so nobody is signed in.',
  cookieSecure:
    'The cookie is marked Secure: browsers keep it only from https, most also from http on localhost. Open this page in one of these ways.',
  cookieBlocked:
    'Either it blocks cookies here, or the auth server is on another site than this page: allow them, or use one host for both.',
  demoUsers: (users: readonly { readonly user: string; readonly password: string }[]) =>
    `Who may sign in here: ${users.map(({ user, password }) => `${user}, password ${password}`).join('; ')}.`,
  /** By HTTP status; the sentence of the auth server where nothing stands here. */
  problems: noProblems,
} as const;
