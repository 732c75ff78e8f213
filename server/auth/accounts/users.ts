import { capabilityFor, operations } from '../../../protocol/capabilities.ts';
import { type Asker, createPasswordCheck } from './passwords.ts';

export interface User {
  readonly name: string;
  /** What the user may do: `echo`, `shout`, `admin`, and capabilities on channels (protocol/capabilities.ts). */
  readonly permissions: readonly string[];
}

/** Reads what a store kept of a user. */
export function parseUser(value: unknown): User | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, permissions }: Readonly<Record<string, unknown>> = { ...value };
  const isUser =
    typeof name === 'string' &&
    Array.isArray(permissions) &&
    permissions.every((permission) => typeof permission === 'string');
  return isUser ? { name, permissions } : undefined;
}

export interface UserRecord extends User {
  /** As `hashPassword` makes it. */
  readonly passwordHash: string;
}

export type SignIn =
  | { readonly ok: true; readonly user: User }
  /** `busy`: too many passwords are being checked, and this one was not looked at. */
  | { readonly ok: false; readonly busy: boolean };

/** Checks a name and a password. */
export type CheckUser = (name: string, password: string, asker?: Asker) => Promise<SignIn>;

/** Every capability on some channels. @param channels - the name of one, or a pattern with `*` at its end */
export function everythingOn(channels: string): string[] {
  return operations.map((operation) => capabilityFor(operation, channels));
}

/** Alice, to whom the demo token belongs, too. Her password is `rabbit-hole`. */
export const alice: UserRecord = {
  name: 'alice',
  permissions: ['echo', 'shout', ...everythingOn('room:*'), 'subscribe:news'],
  passwordHash: 'ThAziNvwU2c95EPFeBDHJA.9GpLYvUWRx2MyqWHtcMsQ3KF9elqO30KpEchX-7_0II',
};

/** Bob. His password is `tea-party`. */
const bob: UserRecord = {
  name: 'bob',
  permissions: [
    ...['echo', 'shout', 'admin'],
    ...everythingOn('room:*'),
    ...['subscribe:news', 'publish:news'],
    ...everythingOn('staff:*'),
  ],
  passwordHash: '8v3H2NtiLU0uWvQay2ZVrQ.InVAz0f42Tykbr7D3eZoa7k-8GC8_EFm2GLBm4jAY-Y',
};

/** The users of `--demo`. Their passwords are public. */
export const demoUsers: readonly UserRecord[] = [alice, bob];

export function createUserCheck(users: readonly UserRecord[]): CheckUser {
  const byName = new Map(users.map((user) => [user.name, user]));
  const isPasswordOf = createPasswordCheck();
  const [decoy] = users;

  return async (name, password, asker) => {
    const user = byName.get(name);
    // An unknown name takes as long as a wrong password, so that the time does not tell which users exist (CWE-208).
    const hash = (user ?? decoy)?.passwordHash;
    if (hash === undefined) return { ok: false, busy: false };
    const right = await isPasswordOf(password, hash, asker);
    if (right === 'busy') return { ok: false, busy: true };
    return user && right
      ? { ok: true, user: { name: user.name, permissions: user.permissions } }
      : { ok: false, busy: false };
  };
}
