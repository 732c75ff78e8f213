/** Programs of the system that tests need beside Node: found, or in CI installed by the system's package manager. */
import { env } from 'node:process';
import { installPackages, onPath } from '../../scripts/support/system.ts';

/** The programs, and what Debian calls the package of each. */
const packages = {
  haproxy: 'haproxy',
  mosquitto: 'mosquitto',
  nginx: 'nginx-light',
  'redis-server': 'redis-server',
} as const;

export type SystemProgram = keyof typeof packages;

const names = Object.keys(packages).filter((name): name is SystemProgram => Object.hasOwn(packages, name));

/** The programs that are not here, and how to get each. */
export function missingPrograms(): { program: SystemProgram; advice: string }[] {
  return names
    .filter((name) => onPath(name) === undefined)
    .map((program) => ({ program, advice: adviceOn(program) }));
}

/** Installs what is missing, all in one go, in CI only: elsewhere it is for the owner of the machine to say. */
export function installPrograms(): void {
  const missing = missingPrograms();
  if (env.CI === 'true' && missing.length > 0)
    installPackages(missing.map(({ program }) => packages[program]));
}

/**
 * Why what needs a program cannot be tested here; false if it can.
 *
 * @throws in CI, where nothing may be left out
 */
export function lacks(program: SystemProgram): string | false {
  if (onPath(program) === undefined) installPrograms();
  if (onPath(program) !== undefined) return false;
  if (env.CI === 'true') throw new Error(`There is no ${program}. ${adviceOn(program)}`);
  return adviceOn(program);
}

function adviceOn(program: SystemProgram): string {
  return `Install it (Debian: apt-get install ${packages[program]}).`;
}
