/**
 * A command that is started once and answers line by line. What a server waits for must not wait for a program to
 * start, again and again, beside everything else that the probe does.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { UsageError } from './usage-error.ts';

const ANSWER_MS = 15_000;

interface Question {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

export class Answerer {
  readonly #command: readonly string[];
  readonly #cwd: string;
  readonly #where: string;
  /** In the order in which they were asked, which is that of the answers. */
  readonly #open: Question[] = [];
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;

  /** @param where - what the command is called in an error */
  constructor(command: readonly string[], cwd: string, where: string) {
    this.#command = command;
    this.#cwd = cwd;
    this.#where = where;
  }

  /**
   * @param question - one line
   * @returns one line
   * @throws UsageError where the command ends or says nothing
   */
  async ask(question: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    this.#child ??= this.#start();
    const { stdin } = this.#child;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#open.push({ resolve, reject });
        timer = setTimeout(() => this.#fail(`said nothing for ${ANSWER_MS / 1000} s`), ANSWER_MS);
        stdin.write(`${question}\n`);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #start() {
    const [program = '', ...args] = this.#command;
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: this.#cwd,
      // What it writes to standard error may hold anything.
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    child.stdin.on('error', () => {});
    child.on('error', (error) => this.#fail(`ended with ${'code' in error ? error.code : 'an error'}`));
    child.on('exit', (code, signal) => {
      if (this.#child === child) this.#fail(`ended with ${code === null ? signal : `exit code ${code}`}`);
    });
    createInterface({ input: child.stdout }).on('line', (line) => this.#open.shift()?.resolve(line.trim()));
    // It ends with the probe, whose end closes its standard input, and must not put that end off.
    child.unref();
    for (const pipe of [child.stdin, child.stdout])
      if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
    return child;
  }

  /** Everybody who waits is told, and the next question starts it anew. */
  #fail(how: string): void {
    this.#child?.kill();
    this.#child = undefined;
    const error = new UsageError(`${this.#where}: ${this.#command[0]} ${how}.`);
    for (const { reject } of this.#open.splice(0)) reject(error);
  }
}
