import { spawn } from 'node:child_process';
import { standardError } from '../observe/output.ts';

const commands: Partial<Record<NodeJS.Platform, [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a page in the user's browser. It is not an error if there is none. */
export function openBrowser(url: string): void {
  const [command, ...args] = commands[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  const notOpened = () => standardError.write(`No browser could be opened. Open ${url} yourself.\n`);
  child.on('error', notOpened);
  child.on('exit', (code) => {
    if (code !== 0) notOpened();
  });
  child.unref();
}
