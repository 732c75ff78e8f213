import {
  formatAction,
  formatAuthenticate,
  formatRefresh,
  parseChallenge,
} from '../../protocol/typed-messages.ts';
import { type PageMethod, typeOf } from './method.ts';

/**
 * The server speaks first. The client answers with a token that is bound to its key, and with a proof, made for this
 * connection, that it holds the key.
 */
export const proofMessage: PageMethod<'bound token'> = {
  reach: 'page',
  needs: 'bound token',
  open(endpoint, { accessToken, prove }) {
    let nonce = '';
    const proofFor = (token: string) => prove({ htm: 'GET', htu: endpoint, nonce, token });
    return {
      url: endpoint,
      protocols: [],
      async answer(text) {
        const challenge = parseChallenge(text);
        if (!challenge.ok) return undefined;
        nonce = challenge.value;
        return formatAuthenticate(accessToken, await proofFor(accessToken));
      },
      renew: async (token) => formatRefresh(token, await proofFor(token)),
    };
  },
  acknowledges: (text) => typeOf(text) === 'authenticated',
  say: (text) => formatAction('echo', text),
};
