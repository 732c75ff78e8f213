/** Which document tells of which story. */
import { readMore } from '../../words/demo-later.ts';
import type { StoryId } from '../stories.ts';

interface Document {
  readonly href: string;
  readonly title: string;
}

const firstMessage = '/docs/methods/first-message';
const theFix = { href: `${firstMessage}#the-fix`, title: readMore.theFix };
const protocol = { href: '/docs/protocol', title: readMore.protocol };

const documents: Readonly<Record<StoryId, Document>> = {
  'valid-token': { href: `${firstMessage}#how-it-works`, title: readMore.firstMessage },
  'wrong-token': { href: '/docs/close-codes', title: readMore.closeCodes },
  'no-token': protocol,
  'not-json': protocol,
  silence: theFix,
  'ticket-twice': { href: '/docs/methods/query-ticket', title: readMore.tickets },
  'token-late': theFix,
  'early-message': theFix,
};

/** The document that tells of a story, or of the method where none is told. */
export function documentOf(story: StoryId | undefined): Document {
  return documents[story ?? 'valid-token'];
}
