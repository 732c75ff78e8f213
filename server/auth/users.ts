import { type Asker, createPasswordCheck } from './passwords.ts';

export interface User {
  readonly name: string;
  /** What the user may do: `echo`, `shout`, `admin`. */
  readonly permissions: readonly string[];
}

export interface UserRecord extends User {
  /** As `hashPassword` makes it. */
  readonly passwordHash: string;
}

export type SignIn =
  | { readonly ok: true; readonly user: User }
  /** `busy`: the password was not even looked at. */
  | { readonly ok: false; readonly busy: boolean };

/** Says whose name and password these are. */
export type CheckUser = (name: string, password: string, asker?: Asker) => Promise<SignIn>;

/** Alice, whose is the demo token too; her password is `rabbit-hole`. */
export const alice: UserRecord = {
  name: 'alice',
  permissions: ['echo', 'shout'],
  passwordHash: 'ThAziNvwU2c95EPFeBDHJA.9GpLYvUWRx2MyqWHtcMsQ3KF9elqO30KpEchX-7_0II',
};

/** Bob, whose password is `tea-party`. */
const bob: UserRecord = {
  name: 'bob',
  permissions: ['echo', 'shout', 'admin'],
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
    // An unknown name costs the same time as a wrong password: it must not tell who exists (CWE-204).
    const hash = (user ?? decoy)?.passwordHash;
    if (hash === undefined) return { ok: false, busy: false };
    const right = await isPasswordOf(password, hash, asker);
    if (right === 'busy') return { ok: false, busy: true };
    return user && right
      ? { ok: true, user: { name: user.name, permissions: user.permissions } }
      : { ok: false, busy: false };
  };
}
