/** Finds and installs programs on this machine: browsers and servers that the tests use. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, getuid, platform } from 'node:process';

/** @returns the path of the first of these programs that exists */
export function onPath(...names: readonly string[]): string | undefined {
  const suffix = platform === 'win32' ? '.exe' : '';
  const directories = (env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  return names
    .flatMap((name) => directories.map((directory) => join(directory, name + suffix)))
    .find((path) => existsSync(path));
}

/**
 * The path that an environment variable names.
 *
 * @returns undefined if it is not set
 * @throws if there is no such file
 */
export function fromEnvironment(name: string): string | undefined {
  const path = env[name];
  if (path === undefined || path === '') return undefined;
  if (!existsSync(path)) throw new Error(`${name} is ${path}, and there is no such file.`);
  return path;
}

let hasList: boolean | undefined;

/** Installs a package on Debian and its relatives. @returns whether it is installed now */
export function installPackage(name: string): boolean {
  return install(['-y', name]);
}

/** Installs packages likewise, all in one go, and nothing that they only recommend. */
export function installPackages(names: readonly string[]): boolean {
  return install(['-y', '--no-install-recommends', ...names]);
}

function install(args: readonly string[]): boolean {
  if (!isRoot() || !existsSync('/etc/debian_version')) return false;
  hasList ??= run('apt-get', ['update']);
  return hasList && run('apt-get', ['install', ...args]);
}

/** Runs a command; its output goes to standard error. @returns whether it succeeded */
export function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

export function isRoot(): boolean {
  return getuid?.() === 0;
}
