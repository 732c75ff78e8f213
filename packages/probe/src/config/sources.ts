/** Where credentials come from. None is ever part of an error. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Answerer } from './answerer.ts';
import type { CredentialSource, Prove, Revoke } from './settings.ts';
import { UsageError } from './usage-error.ts';
import { type Members, readText, readTexts } from './values.ts';

export const sourceMembers = ['env', 'file', 'command', 'value'] as const;

const COMMAND_MS = 15_000;

/**
 * Reads `{"env": NAME}`, `{"file": PATH}`, `{"command": […]}` or `{"value": …}`.
 *
 * @param base - the folder that paths are relative to and commands run in
 * @throws UsageError for a variable that is not set, and a file that cannot be read
 */
export function readSource(members: Members, where: string, base: string): CredentialSource {
  const given = sourceMembers.filter((name) => members[name] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    throw new UsageError(`${where} must have one of ${sourceMembers.join(', ')}.`);
  }
  const value = members[kind];
  if (kind === 'command') {
    const command = readTexts(value, `${where}.command`);
    return (signal) => run(command, base, signal, `${where}.command`);
  }
  const text = readText(value, `${where}.${kind}`);
  const credential =
    kind === 'env' ? fromEnvironment(text, where) : kind === 'file' ? fromFile(text, where, base) : text;
  return async () => credential;
}

function fromEnvironment(name: string, where: string): string {
  const credential = process.env[name];
  if (credential) return credential;
  throw new UsageError(`${where}: the environment variable ${name} is not set.`);
}

function fromFile(file: string, where: string, base: string): string {
  const credential = readFile(file, where, base).trim();
  if (credential) return credential;
  throw new UsageError(`${where}: the file ${file} is empty.`);
}

/** A whole file as text. */
export function readFile(file: string, where: string, base: string): string {
  try {
    return readFileSync(path.resolve(base, file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new UsageError(`${where}: the file ${file} cannot be read${code}.`);
  }
}

/** Reads the command that ends a session. It gets the credential on standard input. */
export function readRevoke(members: Members, where: string, base: string): Revoke {
  const command = readTexts(members.command, `${where}.command`);
  return async (credential, signal) => {
    await run(command, base, signal, `${where}.command`, credential);
  };
}

/** Reads the command that answers challenges: a line of JSON each on standard input, and a line with the proof out. */
export function readProve(members: Members, where: string, base: string): Prove {
  const answerer = new Answerer(readTexts(members.command, `${where}.command`), base, `${where}.command`);
  return (challenge, credential, signal) => answerer.ask(JSON.stringify({ challenge, credential }), signal);
}

/** @returns what the command prints, without white space at its ends */
function run(
  [program = '', ...args]: readonly string[],
  cwd: string,
  signal: AbortSignal,
  where: string,
  input?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program === 'node' ? process.execPath : program,
      args,
      { cwd, signal, timeout: COMMAND_MS, maxBuffer: 1_048_576, windowsHide: true },
      (error, stdout) => {
        const printed = stdout.trim();
        if (error) {
          // Its text holds the whole command line, and what it wrote to standard error may hold anything.
          const how =
            typeof error.code === 'number'
              ? `exit code ${error.code}`
              : (error.code ?? error.signal ?? 'an error');
          reject(new UsageError(`${where}: ${program} ended with ${how}.`));
        } else if (printed === '' && input === undefined) {
          reject(new UsageError(`${where}: ${program} printed nothing.`));
        } else resolve(printed);
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}
