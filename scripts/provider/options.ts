/** Every option of the provider. */
import { type Option, text, toggle, wholeNumber } from '../../server/options/kinds.ts';
import { rows as labRows } from '../../server/options/options.ts';
import { optionTable } from '../../server/options/table.ts';

export const PROVIDER_PORT = 5690;

const rows = {
  port: wholeNumber({
    default: PROVIDER_PORT,
    max: 65_535,
    zero: 'any free port',
    help: 'port to listen on',
  }),
  tls: toggle({ default: true, help: 'speak plain http' }),
  page: text({
    default: 'https://localhost:5678',
    placeholder: 'ORIGIN',
    help: "where the lab's page is: people come back there, and logouts are sent there",
  }),
  audience: text({ default: 'urn:websocket-auth-lab', placeholder: 'URI', help: 'aud of the access tokens' }),
  tokenSeconds: wholeNumber({ default: 300, min: 1, help: 'how long an access token is valid' }),
  providerKeys: text({
    default: undefined,
    placeholder: 'JSON',
    secret: true,
    help: 'private keys to sign with, as a JSON Web Key Set; by default a new one',
  }),
  providerSecret: text({
    default: undefined,
    placeholder: 'SECRET',
    secret: true,
    help: 'lets a WebSocket server ask about opaque tokens, as client websocket-auth-lab-server',
  }),
  logLevel: labRows.logLevel,
  help: labRows.help,
};

type Table = typeof rows;
export type Options = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

export const providerOptions = optionTable<Options>(rows, {
  about: `An identity provider for the class, with the users Alice and Bob, who need no password. Never for a service.

Usage: npm run provider -- [options]`,
  advice: 'It prints how to start the lab with it.',
  contradictions: () => [],
});
