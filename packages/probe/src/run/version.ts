/** What this tool is called in reports. */
import { readFileSync } from 'node:fs';

export const tool = 'ws-auth-probe';

export const version: string = readVersion();

function readVersion(): string {
  // Bundled, this file lies one folder higher.
  for (const file of ['../package.json', '../../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
      if (String(name).endsWith('/probe')) return String(found);
    } catch {}
  }
  return 'unknown';
}
