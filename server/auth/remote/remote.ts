/** Questions to an auth server that runs elsewhere: forms over HTTPS, with the shared secret. */
import { createExchange, type ExchangeSettings } from './exchange.ts';

const MAX_ANSWER_BYTES = 16_384;

export interface RemoteSettings extends Omit<ExchangeSettings, 'who' | 'maxAnswerBytes'> {
  /** Where the auth server is, as `https://host:port`. */
  readonly authServer: string;
  /** What this server sends as bearer token. */
  readonly secret: string;
}

export interface Remote {
  /**
   * Sends a form.
   *
   * @param signal - aborted when nobody waits for the answer any more
   * @returns the text of the answer, which has the content type of JSON
   */
  ask(path: string, form: URLSearchParams, signal?: AbortSignal): Promise<string>;
  /** Closes the connections that are kept for the next question. */
  close(): void;
}

export function createRemote({ authServer, secret, ...settings }: RemoteSettings): Remote {
  const exchange = createExchange({ ...settings, who: 'The auth server', maxAnswerBytes: MAX_ANSWER_BYTES });
  return {
    ask: (path, form, left) =>
      exchange.ask(
        {
          url: new URL(path, authServer),
          method: 'POST',
          headers: {
            'Content-Type': 'application/x-www-form-urlencoded',
            Authorization: `Bearer ${secret}`,
          },
          body: form.toString(),
        },
        left,
      ),
    close: exchange.close,
  };
}
