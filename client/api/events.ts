/** Server-sent events (HTML, section 9.2), as this project's server writes them. */
export interface StreamEvent {
  /** `message`, if the server has not named another. */
  readonly type: string;
  /** Empty where there are none: then only the id is news. */
  readonly data: string;
  /** Names what was read until here; empty where it is as before. */
  readonly id: string;
}

/**
 * Reads the events of an answer to its end.
 *
 * Not an EventSource: that does not tell a page why it was turned away, sends no header, and comes back unasked.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (event: StreamEvent) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = `${text}${value}`.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) take(event);
    }
  }
}

/** One event; undefined for a comment. */
function parseBlock(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  if (fields.size === 0) return undefined;
  return {
    type: fields.get('event') ?? 'message',
    data: fields.get('data') ?? '',
    id: fields.get('id') ?? '',
  };
}
