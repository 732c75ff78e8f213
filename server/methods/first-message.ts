import { AUTHENTICATED_TEXT, parseTokenMessage } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import type { InBandMethod } from './method.ts';

/** The profile of docs/protocol.md: the first message is `{"token": "…"}`, and nothing else is trusted. */
export const firstMessage: InBandMethod = {
  kind: 'in-band',
  parse: parseTokenMessage,
  acknowledge: () => AUTHENTICATED_TEXT,
  refusal: closes.unauthenticated,
};
