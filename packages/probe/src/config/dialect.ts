/** How a client of a server authenticates: data, without path or host. The shipped ones are files in `dialects/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { suggestion } from './nearest.ts';
import { holds, readTemplate, type Template } from './template.ts';
import { UsageError } from './usage-error.ts';
import { type Members, readMembers, readOptional, readText, readTexts } from './values.ts';

interface Common {
  /** Text in a message of the server that says that the client is in. Without it a client simply goes on. */
  readonly in?: string | undefined;
  /** Subprotocols to offer; they may hold `$CSRF`, and `$CREDENTIAL` where they carry it. */
  readonly subprotocols: readonly string[];
  /** The subprotocol that the server must select. */
  readonly selected?: string | undefined;
  /** What honest clients of this dialect send and get, where the configuration does not say. */
  readonly message?: Template | undefined;
  readonly answer?: string | undefined;
}

export type MessageDialect = Common & {
  readonly carrier: 'message';
  readonly first: Template;
  /** The first message of a client that shows no credential, where it is not `first` without a member. */
  readonly anonymous?: Template | undefined;
  /** Text in a message of the server that the first message has to wait for: `$PROOF` is made of that message. */
  readonly challenge?: string | undefined;
};

export type Dialect = Common &
  (
    | MessageDialect
    | { readonly carrier: 'header'; readonly header: string; readonly value: string }
    | { readonly carrier: 'query'; readonly parameter: string }
    | { readonly carrier: 'cookie'; readonly cookie: string }
    | { readonly carrier: 'subprotocol' }
    | { readonly carrier: 'certificate' }
    | { readonly carrier: 'none' }
  );

export type Carrier = Dialect['carrier'];

const common = ['carrier', 'in', 'subprotocols', 'selected', 'message', 'answer'];
const own: Readonly<Record<Carrier, readonly string[]>> = {
  message: ['first', 'anonymous', 'challenge'],
  header: ['header', 'value'],
  query: ['parameter'],
  cookie: ['cookie'],
  subprotocol: [],
  certificate: [],
  none: [],
};

const folder = new URL('../../dialects/', import.meta.url);
/** Bundled, this file lies one folder higher. */
const bundled = new URL('../dialects/', import.meta.url);

function isCarrier(text: unknown): text is Carrier {
  return typeof text === 'string' && Object.hasOwn(own, text);
}

/** Reads a dialect from an object, or finds the shipped one of a name. */
export function readDialect(value: unknown, where: string): Dialect {
  if (typeof value === 'string' && !value.trimStart().startsWith('{')) return findDialect(value, where);
  const parsed: unknown = typeof value === 'string' ? parse(value, where) : value;
  const { carrier } = readMembers(parsed, [...new Set([...common, ...Object.values(own).flat()])], where);
  if (!isCarrier(carrier)) {
    throw new UsageError(
      `${where}.carrier must be one of ${Object.keys(own).join(', ')}.${suggestion(String(carrier), Object.keys(own))}`,
    );
  }
  const members = readMembers(parsed, [...common, ...own[carrier]], `${where} (carrier ${carrier})`);
  const text = (name: string) => readText(members[name], `${where}.${name}`);
  const subprotocols = readOptional(members.subprotocols, readTexts, `${where}.subprotocols`) ?? [];
  const shared: Common = {
    in: readOptional(members.in, readText, `${where}.in`),
    subprotocols,
    selected: readOptional(members.selected, readText, `${where}.selected`),
    message: readOptional(members.message, readTemplate, `${where}.message`),
    answer: readOptional(members.answer, readText, `${where}.answer`),
  };
  switch (carrier) {
    case 'message':
      return { ...shared, carrier, ...readFirst(members, where) };
    case 'header':
      return {
        ...shared,
        carrier,
        header: text('header'),
        value: withCredential(text('value'), `${where}.value`),
      };
    case 'query':
      return { ...shared, carrier, parameter: text('parameter') };
    case 'cookie':
      return { ...shared, carrier, cookie: text('cookie') };
    case 'subprotocol':
      withCredential(subprotocols.join(), `${where}.subprotocols`);
      return { ...shared, carrier };
    default:
      return { ...shared, carrier };
  }
}

function readFirst(members: Members, where: string) {
  const first = withCredential(readTemplate(members.first, `${where}.first`), `${where}.first`);
  const challenge = readOptional(members.challenge, readText, `${where}.challenge`);
  if ((challenge !== undefined) !== (typeof first === 'string' && first.includes('$PROOF'))) {
    throw new UsageError(`${where}: challenge, and $PROOF in a first message that is text, belong together.`);
  }
  return { first, challenge, anonymous: readOptional(members.anonymous, readTemplate, `${where}.anonymous`) };
}

function withCredential<Kind extends Template>(template: Kind, where: string): Kind {
  if (holds(template, '$CREDENTIAL')) return template;
  throw new UsageError(
    `${where} must hold $CREDENTIAL, or $CREDENTIAL_ and BASE64, BASE64URL, USER or PASSWORD.`,
  );
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${where} is not JSON.`);
  }
}

/** Names of the shipped dialects. */
export function dialectNames(): string[] {
  return list().names;
}

function list(): { at: URL; names: string[] } {
  for (const at of [folder, bundled]) {
    try {
      const files = readdirSync(at).filter((file) => file.endsWith('.json'));
      return { at, names: files.map((file) => file.slice(0, -'.json'.length)).sort() };
    } catch {}
  }
  throw new Error('the dialects are missing from this installation');
}

function findDialect(name: string, where: string): Dialect {
  const { at, names } = list();
  if (!names.includes(name)) {
    throw new UsageError(
      `There is no dialect ${JSON.stringify(name.slice(0, 60))}.${suggestion(name, names)} Shipped are ${names.join(', ')}; an object describes any other.`,
    );
  }
  return readDialect(JSON.parse(readFileSync(new URL(`${name}.json`, at), 'utf8')), where);
}
