/** What one connection is to send: a handshake and perhaps a first message, right as it is, for checks to change. */
import { randomBytes } from 'node:crypto';
import type { Dialect } from '../config/dialect.ts';
import { fillTemplate, type Template } from '../config/template.ts';
import type { Payload } from './payload.ts';

export type Field = readonly [name: string, value: string];

export interface Plan {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** In their order. */
  readonly fields: readonly Field[];
  /** Right behind the empty line. */
  readonly body?: Buffer | undefined;
  /** The message that authenticates; `undefined` where the handshake does. */
  readonly first?: Payload | undefined;
  /** What a proof is made for, where the first message holds one. */
  readonly credential?: string | undefined;
  /** Whether to show the client certificate. */
  readonly certificate: boolean;
}

export interface Presented {
  readonly url: URL;
  readonly dialect: Dialect;
  readonly origin: string | undefined;
  /** `undefined` presents none. */
  readonly credential: string | undefined;
  readonly csrf: string | undefined;
}

/** The plan of an honest client, or of one without credential. */
export function planOf({ url, dialect, origin, credential, csrf }: Presented): Plan {
  const port = url.port || (url.protocol === 'wss:' ? '443' : '80');
  const fields: Field[] = [
    ['Host', url.host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', newKey()],
    ['Sec-WebSocket-Version', '13'],
  ];
  if (origin !== undefined) fields.push(['Origin', origin]);
  const offered = dialect.subprotocols.flatMap((template) => {
    if (credential === undefined && template.includes('$CREDENTIAL')) return [];
    if (csrf === undefined && template.includes('$CSRF')) return [];
    return [fill(template, credential ?? '').replaceAll('$CSRF', csrf ?? '')];
  });
  if (offered.length > 0) fields.push(['Sec-WebSocket-Protocol', offered.join(', ')]);
  let path = `${url.pathname}${url.search}`;
  let first: Payload | undefined;
  if (credential !== undefined) {
    if (dialect.carrier === 'header') fields.push([dialect.header, fill(dialect.value, credential)]);
    if (dialect.carrier === 'cookie')
      fields.push(['Cookie', `${cookieName(dialect.cookie, port)}=${credential}`]);
    if (dialect.carrier === 'query') path = withParameter(path, dialect.parameter, credential);
    if (dialect.carrier === 'message') first = fillFirst(dialect.first, credential);
  }
  return { method: 'GET', path, fields, first, credential, certificate: dialect.carrier === 'certificate' };
}

/** A first message with a credential in it. */
export function fillFirst(template: Template, credential: string): Payload {
  const inJson = typeof template === 'string';
  return fillTemplate(template, (text) => fill(text, credential, inJson));
}

/** A key as RFC 6455, section 4.1 wants it. */
export function newKey(): string {
  return randomBytes(16).toString('base64');
}

export function cookieName(template: string, port: string): string {
  return template.replaceAll('$PORT', port);
}

/** @param inJson - whether the credential stands in texts of JSON */
function fill(template: string, credential: string, inJson = false): string {
  const bytes = Buffer.from(credential);
  const [user = '', ...password] = credential.split(':');
  return template.replace(
    /\$CREDENTIAL(_BASE64URL|_BASE64|_USER|_PASSWORD)?/g,
    (_, writing: string | undefined) => {
      if (writing === '_BASE64') return bytes.toString('base64');
      if (writing === '_BASE64URL') return bytes.toString('base64url');
      const text = writing === '_USER' ? user : writing === '_PASSWORD' ? password.join(':') : credential;
      return inJson ? JSON.stringify(text).slice(1, -1) : text;
    },
  );
}

export function withParameter(path: string, name: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

/** The value of a field, whatever the case of its name. */
export function fieldOf({ fields }: Plan, name: string): string | undefined {
  return fields.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
}

/** The plan with other values of a field, in its place; none leaves it out. */
export function withField(plan: Plan, name: string, ...values: readonly string[]): Plan {
  const at = plan.fields.findIndex(([one]) => one.toLowerCase() === name.toLowerCase());
  const others = plan.fields.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
  others.splice(at < 0 ? others.length : at, 0, ...values.map((value): Field => [name, value]));
  return { ...plan, fields: others };
}

/** The plan as it goes over the wire. */
export function writePlan(plan: Plan): Buffer {
  return Buffer.concat([Buffer.from(`${headOf(plan)}\r\n\r\n`), plan.body ?? Buffer.alloc(0)]);
}

/**
 * The plan as evidence. A body may hold frames with the credential under a masking key that everybody knows, so only its
 * length is told.
 */
export function describePlan(plan: Plan): string {
  const { body } = plan;
  return body === undefined ? headOf(plan) : `${headOf(plan)}\r\n\r\nbody of ${body.length} bytes`;
}

function headOf({ method, path, fields }: Plan): string {
  return [`${method} ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
}
