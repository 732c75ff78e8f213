/** Who may sign in while a server runs as a demonstration. Everybody may know these passwords. */
export interface DemoUser {
  readonly user: string;
  readonly password: string;
}

/** The demo token is this user's, too. */
export const alice: DemoUser = { user: 'alice', password: 'rabbit-hole' };

/** May do what alice may not: `admin`. */
export const bob: DemoUser = { user: 'bob', password: 'tea-party' };

export const demoUsers: readonly DemoUser[] = [alice, bob];
