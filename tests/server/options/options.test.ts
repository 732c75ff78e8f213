import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { choice, list, wholeNumber } from '../../../server/options/kinds.ts';
import {
  checkOptions,
  defaults,
  helpText,
  parseOptions,
  rows,
  UsageError,
} from '../../../server/options/options.ts';
import { readArguments, readEnvironment, variableOf, writtenName } from '../../../server/options/sources.ts';

const token = 'a-token-of-thirty-two-characters';
const production = { AUTH_TOKEN: token };

/** The sentence that a start with these options stops with. */
function refusal(argv: readonly string[], env: NodeJS.ProcessEnv = production): string {
  let message = '';
  assert.throws(
    () => parseOptions(argv, env),
    (error) => {
      assert.ok(error instanceof UsageError);
      message = error.message;
      return true;
    },
  );
  return message;
}

test('without flags and environment every option but the token has its default', () => {
  assert.deepEqual(parseOptions([], production), { ...defaults, authToken: token });
});

test('every flag sets its option', () => {
  const argv = '--host ::1 --port 0 --cert c.pem --key k.pem --demo --open --auth-deadline-ms 10';
  const more = '--max-first-message-bytes 1 --max-message-bytes=2 --log-level debug --dev';
  assert.deepEqual(parseOptions(`${argv} ${more}`.split(' '), {}), {
    ...defaults,
    host: '::1',
    port: 0,
    cert: 'c.pem',
    key: 'k.pem',
    demo: true,
    open: true,
    dev: true,
    authDeadlineMs: 10,
    maxFirstMessageBytes: 1,
    maxMessageBytes: 2,
    logLevel: 'debug',
  });
});

test('every flag has an environment variable', () => {
  const env = { ...production, LAB_HOST: '0.0.0.0', LAB_PORT: '1', LAB_NO_TLS: '1', LAB_DEMO: 'true' };
  const more = { LAB_OPEN: '0', LAB_AUTH_DEADLINE_MS: '0', LAB_LOG_LEVEL: 'silent' };
  const expected = {
    host: '0.0.0.0',
    port: 1,
    tls: false,
    demo: true,
    authDeadlineMs: 0,
    logLevel: 'silent',
  };
  assert.deepEqual(parseOptions([], { ...env, ...more }), { ...defaults, authToken: token, ...expected });
});

test('a flag overrides the environment, in both directions of a switch', () => {
  const env = { ...production, LAB_PORT: '1', LAB_NO_TLS: '1', LAB_DEMO: '1' };
  const options = parseOptions(['--port', '2', '--tls', '--no-demo'], env);
  assert.deepEqual([options.port, options.tls, options.demo], [2, true, false]);
});

test('numbers are whole, in plain digits and in range', () => {
  for (const text of [
    '1e3',
    '5678abc',
    '-1',
    '+1',
    '1.0',
    '0x10',
    '007',
    ' 1',
    '65536',
    '99999999999999999999',
  ]) {
    assert.match(
      refusal([`--port=${text}`]),
      /^--port must be a whole number from 0 to 65535 \(0 = any free port\), not /,
    );
  }
  assert.match(
    refusal(['--auth-deadline-ms', '2147483648']),
    /from 0 to 2147483647/,
    'a timer would fire at once',
  );
  assert.match(refusal([], { ...production, LAB_PORT: '1e3' }), /^LAB_PORT must be a whole number/);
});

test('empty texts are refused, as a flag and in the environment', () => {
  assert.equal(refusal(['--host=']), '--host needs a value: --host HOST.');
  assert.equal(refusal(['--host', '']), '--host needs a value: --host HOST.');
  assert.match(refusal([], { ...production, LAB_HOST: '' }), /^LAB_HOST must not be empty/);
  assert.match(refusal([], { AUTH_TOKEN: '' }), /^AUTH_TOKEN must not be empty/);
  assert.throws(
    () => checkOptions({ ...defaults, demo: true, host: '' }),
    /^UsageError: --host must not be empty/,
  );
});

test('a flag without its value does not swallow the next flag', () => {
  assert.equal(refusal(['--port', '--demo']), '--port needs a value: --port NUMBER.');
});

test('a switch takes no value as a flag, and 1 or 0 in the environment', () => {
  assert.equal(refusal(['--demo=yes']), '--demo takes no value.');
  assert.equal(refusal([], { LAB_DEMO: 'yes' }), 'LAB_DEMO must be 1 or 0, not "yes".');
});

test('an unknown flag names the one that was probably meant', () => {
  assert.equal(refusal(['--prot', '1']), '"--prot" is not an option. Is it --port?');
  assert.equal(
    refusal(['--max-message', '1']),
    '"--max-message" is not an option. Is it --max-message-bytes?',
  );
  assert.equal(refusal(['--frobnicate']), '"--frobnicate" is not an option. Try --help.');
  assert.equal(refusal(['8080']), '"8080" is not an option. Options begin with --; try --help.');
});

test('a misspelt LAB_ variable stops the start, and those of other programs do not', () => {
  assert.match(refusal([], { ...production, LAB_PROT: '1' }), /Is it LAB_PORT\?$/);
  assert.equal(parseOptions([], { ...production, LAB_COAT: 'white', PROT: '1' }).port, defaults.port);
});

test('variables that a container platform sets for a service named lab are ignored', () => {
  const links = {
    LAB_PORT: 'tcp://10.0.0.1:80',
    LAB_CERTIFICATE_PORT: 'tcp://[fd00::1]:443',
    LAB_SERVICE_HOST: '10.0.0.1',
    LAB_SERVICE_PORT: '80',
    LAB_SERVICE_PORT_HTTPS: '443',
    LAB_PORT_80_TCP: 'tcp://10.0.0.1:80',
    LAB_PORT_80_TCP_PROTO: 'tcp',
    LAB_PORT_80_TCP_PORT: '80',
    LAB_PORT_80_TCP_ADDR: '10.0.0.1',
    // Variables of a service named lab-prot, which look like misspelt options.
    LAB_PROT: 'udp://10.0.0.2:53',
    LAB_HOSTS_SERVICE_HOST: '10.0.0.2',
  };
  assert.deepEqual(parseOptions([], { ...production, ...links }), { ...defaults, authToken: token });
  assert.match(refusal([], { ...production, LAB_PORT: '10.0.0.1:80' }), /^LAB_PORT must be a whole number/);
});

test('an option given twice with different values is refused', () => {
  assert.match(refusal(['--port', '1', '--port', '2']), /^--port was given twice, with different values/);
  assert.match(refusal(['--demo', '--no-demo']), /^--demo and --no-demo contradict each other/);
  assert.equal(parseOptions(['--dev', '--dev'], {}).dev, true);
});

test('a message never carries control characters of the input', () => {
  assert.equal(refusal(['--log-level', '\u001b[31m']).includes('\u001b'), false);
});

test('a start without any token says how to make one', () => {
  assert.match(refusal([], {}), /AUTH_TOKEN=\$\(openssl rand -hex 32\) npm start, or give --demo/);
  assert.throws(() => checkOptions(defaults), UsageError);
});

test('the token comes from the environment only, is long, has plain characters, and is not the public one', () => {
  assert.match(refusal(['--auth-token', token], {}), /not a flag, because a process list shows flags/);
  assert.match(refusal([], { AUTH_TOKEN: token.slice(1) }), /32 characters or more, not 31/);
  for (const other of [' ', 'é', ';', ',', '"', '\\', '%', '+', '&', '#', '/', '=', '@', '\u001b']) {
    const rule = /must consist of letters, digits and - \. _ ~, which a header, a cookie and a URL can carry/;
    assert.match(refusal([], { AUTH_TOKEN: `${token}${other}` }), rule);
    assert.match(refusal([], { ...production, METRICS_TOKEN: `${token}${other}` }), rule);
  }
  assert.match(refusal([], { AUTH_TOKEN: 'x'.repeat(1025) }), /1024 characters or less, not 1025/);
  assert.match(refusal(['--max-first-message-bytes', '43'], production), /does not fit into --max-first-/);
  assert.equal(parseOptions(['--max-first-message-bytes', '44'], production).maxFirstMessageBytes, 44);
  assert.match(refusal(['--demo'], { AUTH_TOKEN: DEMO_TOKEN }), /must not be the public demo token/);
});

test('no message shows a token', () => {
  const url = `https://bob:${token}@lab.example`;
  for (const message of [refusal(['--allow-origin', url]), refusal(['--host', url]), refusal([url])]) {
    assert.equal(message.includes(token), false, message);
  }
  for (const secret of ['s3cret', `${token} s3cret`]) {
    assert.equal(refusal([], { AUTH_TOKEN: secret }).includes('s3cret'), false);
  }
});

test('contradictory options stop with the rule, from the command line and from createLab alike', () => {
  const contradictions: [string[], Partial<typeof defaults>, RegExp][] = [
    [['--cert', 'c'], { cert: 'c' }, /^--cert needs --key/],
    [['--key', 'k'], { key: 'k' }, /^--key needs --cert/],
    [['--no-tls', '--cert', 'c', '--key', 'k'], { tls: false, cert: 'c', key: 'k' }, /^--no-tls contradicts/],
    [
      ['--max-connections', '199', '--max-unauthenticated', '9'],
      { maxConnections: 199, maxUnauthenticated: 9 },
      /^--max-connections-per-address must not be above --max-connections 199/,
    ],
    [
      ['--max-connections', '999'],
      { maxConnections: 999 },
      /^--max-unauthenticated must not be above --max-connections 999/,
    ],
  ];
  for (const [argv, settings, rule] of contradictions) {
    assert.match(refusal(argv), rule);
    assert.throws(() => checkOptions({ ...defaults, authToken: token, ...settings }), { message: rule });
  }
  assert.throws(() => checkOptions({ ...defaults, demo: true, port: 70_000 }), {
    message: /^--port must be/,
  });
});

test('two ports that are opened must differ', () => {
  const one = '--port 5680'.split(' ');
  assert.match(refusal([...one, '--demo']), /^--port 5680 is also the --certificate-port: change one/);
  assert.match(refusal([...one, '--method', 'client-certificate']), /also the --certificate-port/);
  // Nothing is opened there.
  assert.equal(parseOptions(one, production).port, 5680);
  assert.equal(parseOptions([...one, '--demo', '--no-tls'], production).port, 5680);
  assert.equal(parseOptions(['--demo', '--port', '0', '--certificate-port', '0'], production).port, 0);
});

test('a part of the connections may be all of them, and 0 is no limit to stay below', () => {
  const edge = '--max-connections 200 --max-unauthenticated 200'.split(' ');
  assert.equal(parseOptions(edge, production).maxUnauthenticated, 200);
  assert.equal(parseOptions(['--max-connections', '0'], production).maxConnections, 0);
});

test('an origin in the list must be written as a browser writes it', () => {
  const given = parseOptions(['--allow-origin', 'https://a.example'], {
    ...production,
    LAB_ALLOW_ORIGIN: 'https://b.example',
  });
  assert.deepEqual(given.allowOrigin, ['https://a.example']);
  assert.match(refusal(['--allow-origin', 'https://a.example/']), /^--allow-origin must be an origin/);
});

test('the token for the metrics is a secret of its own', () => {
  assert.match(
    refusal([], { ...production, METRICS_TOKEN: 'short' }),
    /^METRICS_TOKEN must be 32 characters/,
  );
  assert.match(refusal([], { ...production, METRICS_TOKEN: token }), /^METRICS_TOKEN must not be AUTH_TOKEN/);
  assert.match(refusal(['--metrics-token', token]), /not a flag/);
});

test('dev implies demo', () => {
  assert.equal(parseOptions(['--dev'], {}).demo, true);
  assert.equal(checkOptions({ ...defaults, dev: true }).demo, true);
});

test('a host is a name or an address, without scheme, port or brackets', () => {
  for (const host of ['localhost', '0.0.0.0', '::', '192.168.1.20', 'lab-1.example.org']) {
    assert.equal(parseOptions(['--host', host], production).host, host);
  }
  for (const host of ['https://x', 'x:80', '[::1]', 'a b', 'x/', '256.0.0.1', '1.2.3.4.5', 'x..y']) {
    assert.match(refusal(['--host', host]), /^--host must be a name or an address/);
  }
  assert.match(refusal(['--host', 'fe80::1%eth0']), /^--host must be without a zone/);
});

test('help wins over everything that is missing, and describes every option with its default', () => {
  assert.equal(parseOptions(['--help', '--port', 'x'], {}).help, true);
  assert.equal(parseOptions(['-h'], {}).help, true);
  const help = helpText();
  for (const name of [
    '--port NUMBER',
    '--no-tls',
    'LAB_NO_TLS',
    'LAB_AUTH_DEADLINE_MS',
    '[5678]',
    'AUTH_TOKEN',
  ]) {
    assert.ok(help.includes(name), name);
  }
  assert.equal(help.includes('--auth-token'), false);
  assert.ok(help.split('\n').every((line) => line.length <= 100));
});

test('a list is a repeated flag, or commas in the environment', () => {
  const rows = { allowOrigin: list({ placeholder: 'ORIGIN', help: '' }) };
  const given = readArguments(rows, ['--allow-origin', 'a', '--allow-origin=b']).get('allowOrigin');
  assert.deepEqual(given?.texts, ['a', 'b']);
  const inherited = readEnvironment(rows, { LAB_ALLOW_ORIGIN: 'a, b' }).get('allowOrigin');
  assert.deepEqual(rows.allowOrigin.read(inherited?.texts ?? []), { ok: true, value: ['a', 'b'] });
  assert.equal(rows.allowOrigin.check(['a', '']), 'must not be empty');
});

test('a value that was not read from arguments is checked all the same', () => {
  assert.match(wholeNumber({ default: 1, min: 1, help: '' }).check(0.5) ?? '', /whole number from 1/);
  assert.equal(choice({ choices: ['a', 'b'], default: 'a', help: 'x' }).check('b'), undefined);
});

test('any arguments and any environment give options that obey their own rules, or one sentence', () => {
  const described = Object.entries(rows);
  const flags = described.map(([name, row]) => writtenName(name, row));
  const variables = described.map(([name, row]) => variableOf(name, row));
  const value = fc.oneof(
    fc.constantFrom(
      '0',
      '1',
      '',
      '-1',
      '1e3',
      '0x10',
      '99999999999999999999',
      'localhost',
      '::1',
      'https://a.example',
    ),
    fc.constantFrom(
      '\u007f',
      '\u0085\u202e',
      'first-message',
      'debug',
      'x'.repeat(32),
      'x'.repeat(31),
      DEMO_TOKEN,
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const flag = fc.constantFrom(...flags, '--no-such', '-h', '--', '-x');
  const argument = fc.oneof(
    flag,
    value,
    fc.tuple(flag, value).map((pair) => pair.join('=')),
  );
  const environment = fc.dictionary(fc.constantFrom(...variables, 'LAB_PROT', 'PATH'), value, { maxKeys: 5 });
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 5 }), environment, (argv, env) => {
      try {
        const options = parseOptions(argv, env);
        if (!options.help) assert.deepEqual(checkOptions(options), options);
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, /^[\p{L}"-][^\p{Cc}]+[.?)]$/u);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a switch in the environment takes 1 and 0, true and false, and no name that every object has', () => {
  assert.equal(parseOptions([], { LAB_NO_TLS: '1', AUTH_TOKEN: 'k'.repeat(32) }).tls, false);
  for (const text of ['__proto__', 'constructor', 'toString']) {
    assert.throws(() => parseOptions([], { LAB_NO_TLS: text, AUTH_TOKEN: 'k'.repeat(32) }), UsageError, text);
  }
});

test('the password of Redis comes from the environment, in the URL or beside it, and is never shown', () => {
  const redis = 'redis://:canary@127.0.0.1:6379';
  assert.equal(parseOptions([], { ...production, LAB_REDIS: redis }).redis, redis);
  const beside = { ...production, LAB_REDIS_PASSWORD: 'canary' };
  assert.equal(parseOptions(['--redis', 'redis://127.0.0.1'], beside).labRedisPassword, 'canary');
  const refusals = [
    refusal(['--redis', redis]),
    refusal(['--redis', 'rediss://user:canary@host:1/0']),
    refusal(['--redis', 'unix://user:canary@/run/redis.sock']),
    refusal([], beside),
    refusal([], { ...beside, LAB_REDIS: redis }),
    refusal([], { ...production, LAB_REDIS: 'http://:canary@host' }),
    refusal([], { ...production, LAB_REDIS: 'redis://:canary@host/0/1' }),
    refusal([], { ...production, LAB_REDIS: 'redis://:canary@host?x' }),
  ];
  for (const sentence of refusals) {
    assert.match(sentence, /^(?:--redis|LAB_REDIS)/);
    assert.doesNotMatch(sentence, /canary/);
  }
});

test('Redis is named by the address of a server or of a socket', () => {
  for (const url of ['redis://h', 'redis://[::1]:6379/3', 'rediss://h:1', 'unix:///run/redis.sock']) {
    assert.equal(parseOptions(['--redis', url], production).redis, url);
  }
  for (const url of ['h:6379', 'redis:h', 'redis://', 'unix://run', 'redis://h/name']) {
    assert.match(refusal(['--redis', url]), /^--redis must be redis:/);
  }
});
