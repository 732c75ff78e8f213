/** Reads the configuration: unknown input becomes a `Target` here, and nowhere else. */
import { readDialect } from './dialect.ts';
import { type Target, targetDefaults } from './settings.ts';
import { readFile, readProve, readRevoke, readSource, sourceMembers } from './sources.ts';
import { readTemplate } from './template.ts';
import { UsageError } from './usage-error.ts';
import { isMembers, type Members, readMembers, readOptional, readSeconds, readText } from './values.ts';

/** Every member of the configuration, and the members of those that are objects. */
export const members = {
  url: [],
  dialect: [],
  credential: sourceMembers,
  ca: [],
  certificate: [],
  key: [],
  origin: [],
  message: [],
  answer: [],
  deadlineSeconds: [],
  revokedWithinSeconds: [],
  csrf: sourceMembers,
  user: [],
  second: [...sourceMembers, 'user'],
  ticket: sourceMembers,
  expiring: [...sourceMembers, 'seconds'],
  revoke: ['command'],
  proof: ['command'],
} as const satisfies Record<string, readonly string[]>;

export type MemberName = keyof typeof members;

/** A member as it was given, and the folder its paths are relative to. */
export interface Given {
  readonly value: unknown;
  readonly base: string;
}

/** @throws UsageError with one sentence */
export function readTarget(given: ReadonlyMap<string, Given>): Target {
  readMembers(Object.fromEntries(given), Object.keys(members), 'The configuration');
  const value = (name: MemberName) => given.get(name)?.value;
  const base = (name: MemberName) => given.get(name)?.base ?? '.';
  const text = (name: MemberName) => readOptional(value(name), readText, name);
  const object = (name: MemberName): Members | undefined =>
    value(name) === undefined ? undefined : readMembers(value(name), members[name], name);
  const source = (name: MemberName) => {
    const found = object(name);
    return found && readSource(found, name, base(name));
  };
  const file = (name: MemberName) => {
    const name_ = text(name);
    return name_ === undefined ? undefined : readFile(name_, name, base(name));
  };

  const url = readUrl(value('url'));
  const dialect = readDialect(value('dialect') ?? missingDialect(), 'dialect');
  const needsCredential = dialect.carrier !== 'none' && dialect.carrier !== 'certificate';
  const credential = needsCredential ? source('credential') : undefined;
  if (needsCredential && credential === undefined) {
    throw new UsageError(
      `The dialect sends a credential (carrier ${dialect.carrier}), and none was given: --credential-env NAME.`,
    );
  }
  const csrf = source('csrf');
  if (dialect.subprotocols.some((one) => one.includes('$CSRF')) && csrf === undefined) {
    throw new UsageError('The dialect offers $CSRF as a subprotocol, and none was given: --csrf-env NAME.');
  }
  const [cert, key] = [file('certificate'), file('key')];
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('certificate and key belong together: give both or none.');
  }
  if (dialect.carrier === 'certificate' && cert === undefined) {
    throw new UsageError('The dialect shows a client certificate: give --certificate and --key.');
  }
  if (dialect.carrier === 'certificate' && url.protocol !== 'wss:') {
    throw new UsageError('A client certificate needs wss.');
  }
  const second = object('second');
  const expiring = object('expiring');
  const revoke = object('revoke');
  const proof = object('proof');
  if (dialect.carrier === 'message' && dialect.challenge !== undefined && proof === undefined) {
    throw new UsageError(
      'The dialect answers a challenge, and nothing was given that makes the proof: --proof-command.',
    );
  }
  return {
    url,
    dialect,
    credential,
    csrf,
    ca: file('ca'),
    clientCertificate: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    origin: readOptional(value('origin'), readOrigin, 'origin'),
    message:
      readOptional(value('message'), readTemplate, 'message') ?? dialect.message ?? targetDefaults.message,
    answer: text('answer') ?? dialect.answer ?? targetDefaults.answer,
    user: text('user'),
    second: second && {
      credential: readSource(second, 'second', base('second')),
      user: readText(second.user, 'second.user'),
    },
    ticket: source('ticket'),
    expiring: expiring && {
      credential: readSource(expiring, 'expiring', base('expiring')),
      seconds: readSeconds(expiring.seconds, 'expiring.seconds', 600),
    },
    revoke: revoke && readRevoke(revoke, 'revoke', base('revoke')),
    prove: proof && readProve(proof, 'proof', base('proof')),
    deadlineSeconds:
      readOptional(value('deadlineSeconds'), readSeconds, 'deadlineSeconds') ??
      targetDefaults.deadlineSeconds,
    revokedWithinSeconds:
      readOptional(value('revokedWithinSeconds'), readSeconds, 'revokedWithinSeconds') ??
      targetDefaults.revokedWithinSeconds,
  };
}

function missingDialect(): never {
  throw new UsageError(
    'No dialect was given: --dialect NAME says how a client of this server authenticates.',
  );
}

function readUrl(value: unknown): URL {
  if (value === undefined)
    throw new UsageError('No server was given, such as wss://localhost:5678/. Try --help.');
  const text = readText(value, 'url');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^(?:wss?|https?):$/.test(url.protocol)) {
    throw new UsageError('url must begin with ws:// or wss://, such as wss://localhost:5678/.');
  }
  // An error must not repeat it: whatever stands before the @ is a secret.
  if (url.username || url.password) {
    throw new UsageError(
      'url must not hold a user or password: logs and process lists keep it. Use credential.',
    );
  }
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  return url;
}

function readOrigin(value: unknown, where: string): string {
  const text = readText(value, where);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '')) return url.origin;
  throw new UsageError(`${where} must be an origin as browsers write it, such as https://app.example.`);
}

/** The members of a configuration file. */
export function readConfigFile(file: string, base: string): Members {
  const text = readFile(file, '--config', base);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    // V8 quotes the text around the mistake, which may be a credential.
    const at = error instanceof Error ? /line (\d+)/.exec(error.message)?.[1] : undefined;
    throw new UsageError(`--config: ${file} is not JSON${at ? ` (line ${at})` : ''}.`);
  }
  if (!isMembers(parsed)) throw new UsageError(`--config: ${file} must hold a JSON object.`);
  return parsed;
}
