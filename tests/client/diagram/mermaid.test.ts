import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toMermaid } from '../../../client/diagram/mermaid.ts';
import { parties } from '../../../client/words/diagram.ts';
import { frame, handshake, rowsOf, tokenAccepted } from './support.ts';

const lifeLines = Object.values(parties);

describe('Mermaid', () => {
  it('says the same as the picture', () => {
    assert.equal(
      toMermaid(lifeLines, rowsOf([...handshake, ...tokenAccepted])),
      `sequenceDiagram
  participant Client
  participant Server as WebSocket server
  participant Auth as Auth server
  Note over Client,Server: TLS 1.3 · AES_256_GCM_SHA384
  Client->>Server: GET / · Upgrade: websocket
  Server->>Client: 101 Switching Protocols
  Note right of Server: deadline 5.0 s starts
  Client->>Server: {"token":"ebfb7ff0…"}
  Server-->>Auth: is this token valid?
  Auth-->>Server: ✓ valid, user alice
  Note right of Server: 21 ms
  Server->>Client: ✓ Successfully authenticated.
  Note right of Server: deadline stops
  Note over Client,Server: ✓ open: both may speak
`,
    );
  });

  it('lets no message end a statement, begin a comment or become markup', () => {
    const [row] = rowsOf([frame('client', 'a;b #35; %% <b>\nparticipant X')]);
    assert.ok(row);
    const lines = toMermaid(lifeLines, [row]).trim().split('\n');
    assert.equal(lines.at(-1), '  Client->>Server: a#59;b #35;35#59; #37;#37; #60;b#62; participant X');
  });
});
