/** `npm run attack -- NAME [--fixed]`: plays one attack on this machine, and says whether it succeeded. */
import { tellFact, tellVerdict } from '../protocol/attack-telling.ts';
import { type AttackName, attackNames, attacks, isAttackName } from '../protocol/exhibits.ts';
import { readFlags, runScript } from '../scripts/support/flags.ts';
import { UsageError } from '../server/basics/usage-error.ts';
import { quote } from '../server/options/kinds.ts';
import { CannotRun } from './attacks/attack.ts';
import { runAttack } from './attacks/run.ts';

const EXIT = { succeeded: 0, defended: 1, couldNotRun: 3 } as const;

/** Instead of a method, where an attack concerns them all. */
const ANY = 'every method';

const help = `Plays one attack against a weak twin of a method or of the channels, or with --fixed against the fix.

Usage: npm run attack -- NAME [--fixed] [--url wss://localhost:5678/]

The server must run on this machine as npm run dev: no other has the twins.

${attackNames.map((name) => `  ${name.padEnd(20)} ${(attacks[name].on ?? ANY).padEnd(21)} ${attacks[name].title}`).join('\n')}

Exit code: 0 the attack succeeded; 1 it failed, the server is defended; 2 wrong usage; 3 it could not be tried.
`;

interface Arguments {
  readonly name: AttackName;
  readonly fixed: boolean;
  /** The server's page. */
  readonly page: string;
}

await runScript(main, EXIT.couldNotRun);

async function main(): Promise<number> {
  const read = readArguments();
  if (!read) {
    process.stdout.write(help);
    return EXIT.succeeded;
  }
  const { name, fixed, page } = read;
  const { on = ANY, title } = attacks[name];
  process.stdout.write(`${name} on ${on}, ${fixed ? 'with the fix' : `the twin: ${title}`}\n\n`);
  try {
    let count = 0;
    const verdict = await runAttack({
      name,
      page,
      fixed,
      told(fact) {
        const to = 'to' in fact && fact.to !== undefined ? ` → ${fact.to}` : '';
        const who = `${fact.from}${to}`.padEnd(19);
        process.stdout.write(`${String(++count).padStart(3)}  ${who} ${tellFact(fact)}\n`);
      },
    });
    const outcome = verdict.succeeded ? 'The attack succeeded.' : 'The attack failed.';
    process.stdout.write(`\n${outcome} ${tellVerdict({ name }, verdict)}\n`);
    return verdict.succeeded ? EXIT.succeeded : EXIT.defended;
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    process.stderr.write(`The attack could not be tried. ${error.message}\n`);
    return EXIT.couldNotRun;
  }
}

/**
 * @returns undefined when help was asked for
 * @throws UsageError
 */
function readArguments(): Arguments | undefined {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      fixed: { type: 'boolean', default: false },
      url: { type: 'string', default: 'wss://localhost:5678/' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError('Name one attack. Try --help.');
  if (!isAttackName(name)) throw new UsageError(`There is no attack ${quote(name)}. Try --help.`);
  return { name, fixed: values.fixed, page: pageOf(values.url) };
}

function pageOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^(?:wss?|https?):$/.test(url.protocol)) {
    throw new UsageError(
      `--url must be an address such as wss://localhost:5678/, not ${quote(text)}. Try --help.`,
    );
  }
  if (!/^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new UsageError(
      '--url must be on this machine: these attacks are for your own server only. Try --help.',
    );
  }
  return `${url.protocol.replace('ws', 'http')}//${url.host}/`;
}
