import type { DemoUser } from '../../protocol/demo-users.ts';

/** Who may sign in where the server runs as a demonstration. */
export function describeDemoUsers(users: readonly DemoUser[]): string {
  const each = users.map(({ user, password }) => `${user}, password ${password}`);
  return `Who may sign in here: ${each.join('; ')}.`;
}
