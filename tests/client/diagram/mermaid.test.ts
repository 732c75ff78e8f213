import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toMermaid } from '../../../client/diagram/mermaid.ts';
import { frame, handshake, rowsOf, tokenAccepted } from './support.ts';

describe('Mermaid', () => {
  it('says the same as the picture', () => {
    assert.equal(
      toMermaid(rowsOf([...handshake, ...tokenAccepted])),
      `sequenceDiagram
  participant C as Client
  participant S as WebSocket server
  participant A as Auth server
  Note over C,S: TLS 1.3 · AES_256_GCM_SHA384
  C->>S: GET / · Upgrade: websocket
  S->>C: 101 Switching Protocols
  Note right of S: deadline 5.0 s starts
  C->>S: {"token":"ebfb7ff0…"}
  S-->>A: is this token valid?
  A-->>S: ✓ valid, user alice
  Note right of S: 21 ms
  S->>C: ✓ Successfully authenticated.
  Note right of S: deadline stops
  Note over C,S: ✓ open: both may speak
`,
    );
  });

  it('lets no message end a statement, begin a comment or become markup', () => {
    const [row] = rowsOf([frame('client', 'a;b #35; %% <b>\nparticipant X')]);
    assert.ok(row);
    const lines = toMermaid([row]).trim().split('\n');
    assert.equal(lines.at(-1), '  C->>S: a#59;b #35;35#59; #37;#37; #60;b#62; participant X');
  });
});
