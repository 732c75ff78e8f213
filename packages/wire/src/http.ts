/** HTTP/1.1 (RFC 9112), as a client writes and reads it. */
import { type Connection, type ConnectOptions, connect } from './connection.ts';
import { headLength, lineLength } from './units.ts';

/** Names and values; `undefined` leaves a field out. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Head {
  readonly status: number;
  /** Values by lower-case name, each in its order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export interface Answer extends Head {
  readonly body: string;
}

export interface Question extends ConnectOptions {
  readonly method?: string;
  readonly headers?: HeaderFields;
  readonly body?: string;
}

/** Writes the head of a request, with the empty line. Nothing is checked, so a malformed head is sent as it is. */
export function writeHead(line: string, headers: HeaderFields): string {
  const lines = Object.entries(headers).flatMap(([name, values = []]) =>
    [values].flat().map((value) => `${name}: ${value}\r\n`),
  );
  return `${line}\r\n${lines.join('')}\r\n`;
}

/** Reads a response's head. */
export function readHead(head: Buffer): Head {
  const [line = '', ...fields] = head.toString('latin1').trimEnd().split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1]);
  if (!status) throw new Error(`no HTTP response: ${line.slice(0, 100)}`);
  const headers = new Map<string, string[]>();
  for (const field of fields) {
    const [, name = '', value = ''] = /^([^:]*):[\t ]*(.*?)[\t ]*$/.exec(field) ?? [];
    const values = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...values, value]);
  }
  return { status, headers };
}

/** Sends a request on a connection of its own, and reads the answer. @throws the error of the socket */
export async function ask(
  url: string | URL,
  { method, headers, body, ...options }: Question = {},
): Promise<Answer> {
  const target = new URL(url);
  const connection = await connect(target, options);
  const head = writeHead(
    `${method ?? (body === undefined ? 'GET' : 'POST')} ${target.pathname}${target.search} HTTP/1.1`,
    {
      Host: target.host,
      Connection: 'close',
      'Content-Length': body === undefined ? undefined : String(Buffer.byteLength(body)),
      ...headers,
    },
  );
  connection.write(head + (body ?? ''));
  try {
    return await readAnswer(connection);
  } finally {
    connection.destroy();
  }
}

/** Reads a response to anything but `HEAD`. */
export async function readAnswer(connection: Connection): Promise<Answer> {
  const head = readHead(await connection.take(headLength));
  return { ...head, body: (await readBody(connection, head)).toString() };
}

/** Reads the body that follows a head (RFC 9112, section 6.3). */
export async function readBody(connection: Connection, { status, headers }: Head): Promise<Buffer> {
  if (status < 200 || status === 204 || status === 304) return Buffer.alloc(0);
  if (headers.get('transfer-encoding')?.at(-1) === 'chunked') return readChunks(connection);
  const length = headers.get('content-length')?.[0];
  return length === undefined ? connection.rest() : connection.take(() => Number(length));
}

/** Reads a body in the chunked transfer coding (RFC 9112, section 7.1). */
async function readChunks(connection: Connection): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (;;) {
    const line = await connection.take(lineLength);
    const size = Number.parseInt(line.toString('latin1'), 16);
    if (Number.isNaN(size)) throw new Error(`no size of a chunk: ${line.toString('latin1', 0, 100)}`);
    const chunk = await connection.take(() => size + 2);
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, size));
  }
}
