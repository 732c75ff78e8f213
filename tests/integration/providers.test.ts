/** Tokens of a real identity provider, in a process of its own. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { formatTokenMessage } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';
import { audience, startProvider } from '../support/provider.ts';

const page = 'http://localhost:26210';

describe('A provider', () => {
  it('lets its users in by the first message', async (t: TestContext) => {
    const provider = await startProvider(t, page);
    const lab = await startLab(t, { demo: false, issuer: [provider.issuer], audience });
    const token = await provider.browser().token('alice');
    const client = await connect(t, lab.urls.webSocket);
    client.send(formatTokenMessage(token));
    assert.equal(await client.next(), 'Successfully authenticated.');
    assert.ok(closes);
  });
});
