/** Each attack at both positions of its switch, over real sockets: it works on the twin, and fails on the fix. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { runAttack } from '../../exhibits/attacks/run.ts';
import { type AttackName, type AttackReport, attackNames } from '../../protocol/exhibits.ts';
import type { Options } from '../../server/options/options.ts';
import { startExhibits } from '../support/exhibits.ts';

/** What has to be seen in the steps: on the twin, and with the fix. */
interface Expected {
  readonly claim: string;
  readonly twin: RegExp;
  readonly fixed: RegExp;
}

const expected: Readonly<Record<AttackName, Expected>> = {
  'silent-hoard': {
    claim: 'C10 silent sockets stay on a server without a deadline, and are swept by ours',
    twin: /still holds 200 of them/,
    fixed: /closes \d+ with 1011 unauthenticated.*holds none of them/s,
  },
  'crowded-out': {
    claim: 'C36 a hoard that refills keeps newcomers out of a pool that is full, and makes room on ours',
    twin: /\d+ with HTTP 503\n\d+ honest clients come while it goes on: .*; \d+ with HTTP 503/s,
    fixed: /\d+ with 1011 unauthenticated\n\d+ honest clients come .*: \d+ get in, the slowest in \d+ ms$/s,
  },
  flood: {
    claim: 'C09 floods of messages and of sockets take a server without limits, and are stopped by ours',
    twin: /answers 20000 of them, closes none.*honest client’s echo took.*another honest client comes: HTTP 503/s,
    fixed:
      /closes 20 with 1008 rate limit exceeded.*honest client’s echo took.*refuses \d+ with HTTP 429.*is let in; an echo/s,
  },
  'early-message': {
    claim: 'C24 a message before the acknowledgement',
    twin: /acts on it and answers/,
    fixed: /closed with 3000 unauthorized/,
  },
  'log-replay': {
    claim:
      'C17 a token copied from an access log opens a connection; C18 a ticket from the same log does not',
    twin: /"GET \/log-replay\?token=ebfb7ff0-\S+ HTTP\/1\.1" 101.*reads \{"msg":"hello from mallory"\}/s,
    fixed: /"GET \/log-replay\/fixed\?ticket=\S{43} HTTP\/1\.1" 101.*HTTP 401/s,
  },
  'ticket-replay': {
    claim: 'C18 a ticket shown twice, later and at the same moment',
    twin: /lets 2 in/,
    fixed: /HTTP 401.*HTTP 401.*one of the two is let in, the other gets HTTP 401/s,
  },
  hijack: {
    claim: 'C14 C15 a cookie alone is enough for a foreign page; either check stops it',
    twin: /speaks as alice and reads \{"msg":"what does alice see\?"\}/,
    fixed:
      /Origin check alone: HTTP 403.*CSRF token alone: HTTP 403.*real server: HTTP 403.*forged Origin: HTTP 401/s,
  },
  'echoed-token': {
    claim: 'C25 a token selected as subprotocol stands in the log, and opens a connection',
    twin: /negotiated protocol "base64url\.bearer.*shows it to the real server: 101/s,
    fixed: /selects "lab\.v1".*finds nothing of worth/s,
  },
  'cached-basic': {
    claim: 'C20 a password the browser sends by itself, from a foreign page',
    twin: /speaks as alice/,
    fixed: /HTTP 403/,
  },
  'forged-origin': {
    claim: 'C06 a script with a forged Origin passes the check, and still has to authenticate',
    twin: /HTTP 403.*himself.*101.*speaks as alice/s,
    fixed: /HTTP 403.*himself.*HTTP 401.*wanted a credential all the same/s,
  },
  'wrong-certificate': {
    claim: 'C22 certificates of another authority and expired ones',
    twin: /101.*101/s,
    fixed: /HTTP 401.*HTTP 401/s,
  },
  'renew-as-other': {
    claim: 'C27 a renewal with the token of somebody else',
    twin: /forbidden.*refreshed.*Done: delete the log/s,
    fixed: /closed with 3003 forbidden/,
  },
  'beyond-permission': {
    claim: 'C27 an action beyond the permission',
    twin: /Done: delete the log/,
    fixed: /"error":"forbidden","permission":"admin"/,
  },
  'outlive-token': {
    claim: 'C26 C27 a connection that outlives its token',
    twin: /closed with 3008 token expired.*still connected to the twin/s,
    fixed: /closed with 3008 token expired$/,
  },
  markup: {
    claim: 'C07 C08 hostile texts come back byte for byte, one line of the log each; pasted, they do not',
    twin: /quotes: .*something else.*prototype: .*planted.*nesting: closed with 1011.*15, and written 16.*user admin/s,
    fixed: /has given 16 of 16 back byte for byte\nhas answered 16, and written 16 lines/,
  },
  tunnel: {
    claim: 'C11 bytes of another protocol',
    twin: /PING\n.*PONG.*GET payroll-password\n.*open sesame/s,
    fixed: /^(?:.* as a binary message\nclosed with 1003 text messages only\n?){3}$/,
  },
  tap: {
    claim: 'C12 what is read and changed on the line of plain ws is neither on wss',
    twin: /ebfb7ff0-b2f6.*passes it on as .*eve.*answers .*eve.*passes it on as .*bob.*notices nothing/s,
    fixed:
      /client: handshake \d+; server: handshake.*not there.*one bit.*closed with 1006 .*bad record mac.*leaves before saying anything/s,
  },
};

for (const name of attackNames) {
  const { claim, twin, fixed } = expected[name];
  test(`${claim}: ${name} succeeds on the twin`, async (t) => {
    const report = await play(t, name, false);
    assert.match(told(report), twin);
    assert.equal(report.succeeded, true);
  });

  test(`${claim}: ${name} fails on the fix`, async (t) => {
    const report = await play(t, name, true);
    assert.match(told(report), fixed);
    assert.equal(report.succeeded, false);
  });
}

test('C12 without TLS there is no wss to compare with, and the attack says so', async (t) => {
  const { urls } = await startExhibits(t, { tls: false });
  await assert.rejects(runAttack('tap', { page: urls.page, fixed: true }), /runs without TLS/);
});

/** What a busy machine needs beside the defaults: time to open sockets, and fewer of them. */
const settings: Readonly<Partial<Record<AttackName, Partial<Options>>>> = {
  'silent-hoard': { authDeadlineMs: 3000 },
  flood: { authDeadlineMs: 20_000, maxConnectionsPerAddress: 40 },
};

async function play(t: TestContext, name: AttackName, fixed: boolean): Promise<AttackReport> {
  const lab = await startExhibits(t, settings[name]);
  if (name === 'outlive-token') lab.hurryTokens();
  return runAttack(name, { page: lab.urls.page, fixed });
}

function told({ steps }: AttackReport): string {
  return steps.map(({ words }) => words).join('\n');
}
