import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { memberFlags, readArguments } from '../src/config/arguments.ts';
import { dialectNames, readDialect } from '../src/config/dialect.ts';
import { UsageError } from '../src/config/usage-error.ts';
import { command, temporaryFolder } from './support/command.ts';

const url = 'ws://localhost:1/';

/** What a person reads after a mistake: one sentence or two. */
function problemOf(args: readonly string[], cwd = '.'): string {
  try {
    readArguments(args, cwd);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message;
  }
  return '';
}

describe('Arguments', () => {
  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no server', ['--dialect', 'none'], /No server was given/],
    ['two servers', [url, url, '--dialect', 'none'], /More than one server/],
    ['no dialect', [url], /No dialect was given: --dialect/],
    ['an unknown dialect', [url, '--dialect', 'fist-message'], /Did you mean first-message\?/],
    ['an unknown flag', [url, '--dialekt', 'none'], /no flag --dialekt\. Did you mean --dialect\?/],
    ['a flag that every object has', [url, '--toString', 'x'], /no flag --toString/],
    ['no credential', [url, '--dialect', 'first-message'], /sends a credential .* none was given/],
    [
      'a variable that is not set',
      [url, '--dialect', 'bearer-header', '--credential-env', 'NOT_SET_HERE'],
      /NOT_SET_HERE is not set/,
    ],
    [
      'a file that is not there',
      [url, '--dialect', 'bearer-header', '--credential-file', 'not-here'],
      /not-here cannot be read \(ENOENT\)/,
    ],
    [
      'two sources',
      [url, '--dialect', 'bearer-header', '--credential-env', 'A', '--credential-value', 'B'],
      /one of env, file, command, value/,
    ],
    ['no csrf', [url, '--dialect', 'cookie', '--credential-value', 'B'], /offers \$CSRF/],
    ['another scheme', ['ftp://localhost/', '--dialect', 'none'], /must begin with ws:\/\/ or wss:/],
    [
      'a password in the URL',
      ['ws://user:secret-word@localhost/', '--dialect', 'none'],
      /must not hold a user or password/,
    ],
    ['a key alone', [url, '--dialect', 'none', '--key', 'x'], /cannot be read/],
    [
      'no origin',
      [url, '--dialect', 'none', '--origin', 'https://a.example/path'],
      /an origin as browsers write it/,
    ],
    ['no number', [url, '--dialect', 'none', '--deadline-seconds', 'soon'], /must be a number of seconds/],
    ['no jobs', [url, '--dialect', 'none', '--jobs', '0'], /whole number from 1/],
    ['no value', [url, '--dialect'], /--dialect needs a value/],
    ['a value too many', [url, '--strict=yes'], /--strict takes no value/],
    [
      'a command that is no list',
      [url, '--dialect', 'none', '--ticket-command', '[1]'],
      /must be a list of texts/,
    ],
  ];
  for (const [what, args, sentence] of mistakes) {
    it(`with ${what} are told so in a sentence`, () => {
      assert.match(problemOf(args), sentence);
      assert.doesNotMatch(problemOf(args), /secret-word/);
    });
  }

  it('end the command with exit code 2 and that sentence alone', async () => {
    const { exitCode, out, err } = await command([url, '--dialekt', 'none']);
    assert.deepEqual([exitCode, out], [2, '']);
    assert.match(err, /^There is no flag --dialekt\. Did you mean --dialect\? Try --help\.\n$/);
  });

  it('end with exit code 2 when the command of the credential fails, without its words', async () => {
    const failing = '["node", "-e", "console.error(\'a-secret-word\'); process.exit(7)"]';
    const { exitCode, err } = await command([
      url,
      '--dialect',
      'bearer-header',
      '--credential-command',
      failing,
    ]);
    assert.equal(exitCode, 2);
    assert.match(err, /node ended with exit code 7/);
    assert.doesNotMatch(err, /secret-word/);
  });

  it('with an unknown check are told the nearest', async () => {
    const { exitCode, err } = await command([url, '--dialect', 'none', '--only', 'origin-suffx']);
    assert.equal(exitCode, 2);
    assert.match(err, /Did you mean origin-suffix\?/);
  });

  it('with a check that sends load are told that it needs --intrusive', async () => {
    const { exitCode, err } = await command([url, '--dialect', 'none', '--only', 'deadline,message-size']);
    assert.equal(exitCode, 2);
    assert.match(err, /^--only: message-size sends load, and needs --intrusive\.\n$/);
  });

  it('list every check, with what it sends', async () => {
    const { exitCode, out } = await command(['--list']);
    assert.equal(exitCode, 0);
    assert.equal(out.match(/^ {2}sends/gm)?.length, 50);
  });

  it('say every member of the configuration as a flag', async () => {
    const { out } = await command(['--help']);
    for (const flag of memberFlags.keys()) {
      const [group = ''] = flag.split('-');
      assert.ok(out.includes(`--${flag}`) || out.includes(`--${group}-`), flag);
    }
  });
});

describe('The documents', () => {
  it('name the package wherever npx runs the command: its name alone may be registered by anybody', () => {
    for (const file of ['../README.md', '../../../docs/probe/README.md']) {
      const text = readFileSync(new URL(file, import.meta.url), 'utf8');
      assert.doesNotMatch(text, /npx (?!--package=@websocket-auth-lab\/probe )[^`\n]*ws-auth-probe/, file);
      assert.match(text, /not published yet/);
    }
  });
});

describe('A configuration file', () => {
  it('gives what flags do not, with paths relative to itself', async (t) => {
    const folder = await temporaryFolder(t);
    writeFileSync(path.join(folder, 'token'), 'from-a-file\n');
    const config = {
      url,
      dialect: 'bearer-header',
      credential: { file: 'token' },
      origin: 'https://app.example',
      deadlineSeconds: 3,
    };
    writeFileSync(path.join(folder, 'probe.json'), JSON.stringify(config));
    const read = readArguments(['--config', path.join(folder, 'probe.json'), '--deadline-seconds', '7'], '/');
    assert.ok(read.mode === 'run');
    const { target } = read;
    assert.equal(await target.credential?.(new AbortController().signal), 'from-a-file');
    assert.deepEqual(
      [target.deadlineSeconds, target.origin, target.message],
      [7, 'https://app.example', '{"msg":"$NONCE"}'],
    );
  });

  it('with an unknown member is told the nearest', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'probe.json');
    for (const [config, sentence] of [
      [{ url, dialect: 'none', deadline: 3 }, /no member "deadline"\. Did you mean deadlineSeconds\?/],
      [
        { url, dialect: 'bearer-header', credential: { environment: 'A' } },
        /credential has no member "environment"/,
      ],
      [{ url, dialect: { carrier: 'mesage', first: '$CREDENTIAL' } }, /Did you mean message\?/],
      [
        { url, dialect: { carrier: 'message', frist: '$CREDENTIAL' } },
        /no member "frist"\. Did you mean first\?/,
      ],
      [{ url, dialect: { carrier: 'message', first: 'hello' } }, /dialect\.first must hold \$CREDENTIAL/],
      [{ url, dialect: { carrier: 'message', first: ['$CREDENTIAL', 256] } }, /a part must be a byte/],
      [{ url, dialect: { carrier: 'message', first: [{ uint8: ['$CREDENTIAL'] }] } }, /a part must be/],
      [{ url, dialect: 'proof-message', credential: { value: 'x' } }, /answers a challenge.*--proof-command/],
      [
        { url, dialect: { carrier: 'message', first: '$CREDENTIAL', challenge: 'nonce' } },
        /challenge, and \$PROOF .* belong together/,
      ],
      [[], /must hold a JSON object/],
    ] as const) {
      writeFileSync(file, JSON.stringify(config));
      assert.match(problemOf(['--config', file]), sentence);
    }
    writeFileSync(file, '{"credential":{"value":"secret-word",}}');
    assert.match(problemOf(['--config', file]), /is not JSON/);
    assert.doesNotMatch(problemOf(['--config', file]), /secret-word/);
  });
});

describe('Dialects', () => {
  it('that are shipped can be read, and hold neither path nor host', () => {
    assert.ok(dialectNames().length >= 17);
    for (const name of dialectNames()) {
      const dialect = readDialect(name, 'dialect');
      assert.doesNotMatch(JSON.stringify(dialect), /wss?:\/\//, name);
    }
  });
});
