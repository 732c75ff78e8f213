import { type PageMethod, typeOf } from './method.ts';

/** What a message may ask for. Each is a permission of the same name. */
export const actions = ['echo', 'shout', 'admin'] as const;

export type Action = (typeof actions)[number];

/** The first message is a token that is valid for a minute; a new one is sent before it has run out. */
export const tokenRefresh: PageMethod<'access token'> = {
  reach: 'page',
  needs: 'access token',
  open: (endpoint, { accessToken }) => ({
    url: endpoint,
    protocols: [],
    first: JSON.stringify({ type: 'authenticate', token: accessToken }),
  }),
  acknowledges: (text) => typeOf(text) === 'authenticated',
  say: (text) => act('echo', text),
};

/** The message that renews the token of the open connection. */
export function renew(accessToken: string): string {
  return JSON.stringify({ type: 'refresh', token: accessToken });
}

/** The message that asks for an action. */
export function act(action: Action, msg: string): string {
  return JSON.stringify({ type: action, msg });
}
