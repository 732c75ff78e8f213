/** What the messages of channels mean in the picture of one connection. Importing this is enough. */
import { later } from '../diagram/model/later.ts';
import { sentences } from '../words/channels.ts';

/** Both sides write the type first. A text may be cut off, so it is not parsed. */
const typeOf = /^\{"type":"(\w+)"/;

later.explain = (text) => {
  const type = typeOf.exec(text)?.[1] ?? '';
  return Object.hasOwn(sentences, type) ? sentences[type] : undefined;
};
