import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { explainListenError } from '../../../server/program/listen-error.ts';

const host = 'localhost';
const certificatePort = { option: '--certificate-port', port: 5680, default: 5680 };

function sentenceOf(error: unknown, ports: readonly number[] = [5678, 5680]): string {
  const [port = 0, other = 0] = ports;
  const wanted = [
    { option: '--port', port, default: 5678 },
    { ...certificatePort, port: other },
  ];
  const explained = explainListenError(error, host, wanted);
  assert.ok(explained instanceof Error);
  return explained.message;
}

function failure(code: string, port?: number): Error {
  return Object.assign(new Error(code), { code, syscall: 'listen', port });
}

/** The error of a port that is taken. */
async function taken(t: TestContext): Promise<Error & { port: number }> {
  const first = createServer().listen(0, '127.0.0.1');
  t.after(() => first.close());
  await once(first, 'listening');
  const second = createServer().listen({ ...Object(first.address()) });
  const [error] = await once(second, 'error').catch((reason) => [reason]);
  return error;
}

describe('An error of listening', () => {
  it('of a port that is in use names it and its option, and suggests one that the program does not use itself', async (t) => {
    const error = await taken(t);
    const { port } = error;
    assert.equal(
      sentenceOf(error, [5678, port]),
      `Port ${port} is in use on localhost. Stop the program that has it, or try another: --certificate-port ${port + 1}.`,
    );
    assert.match(sentenceOf(error, [port, port + 1]), new RegExp(`--port ${port + 2}\\.$`));
  });

  it('suggests no port above the last one', () => {
    assert.match(sentenceOf(failure('EADDRINUSE', 65_535), [65_535, 5680]), /--port 65534\.$/);
    assert.match(sentenceOf(failure('EADDRINUSE', 65_534), [65_534, 65_535]), /--port 65533\.$/);
  });

  it('blames missing rights only for a port that needs them', () => {
    assert.match(sentenceOf(failure('EACCES', 443), [443, 5680]), /needs more rights .*: --port 5678\.$/);
    assert.match(sentenceOf(failure('EACCES', 80), [5678, 80]), /: --certificate-port 5680\.$/);
    const above = sentenceOf(failure('EACCES', 5678));
    assert.match(above, /does not let you use port 5678 .*\(EACCES\).*: --port 5679\.$/);
    assert.doesNotMatch(above, /rights/);
  });

  it('of an address or of open files says so', () => {
    for (const code of ['EADDRNOTAVAIL', 'EINVAL', 'EAFNOSUPPORT', 'EAI_AGAIN']) {
      assert.match(sentenceOf(failure(code)), /^--host localhost is not an address of this machine/);
    }
    assert.match(sentenceOf(failure('EMFILE', 5678)), /ulimit -n/);
  });

  it('of a port that no option names, and any other error, stays as it is', () => {
    for (const error of [failure('EADDRINUSE', 1234), new Error('other')]) {
      assert.equal(explainListenError(error, host, [certificatePort]), error);
    }
  });
});
