/** Opens a socket that the server tells its side of, and records both sides. */
import { maskMessage } from '../../protocol/masking.ts';
import { subscribe } from '../api/trace.ts';
import type { Recorder } from '../diagram/recorder.ts';
import { openSocket } from '../methods/open.ts';
import type { Socket } from './client.ts';

/** After the page has seen the end, the server has this many milliseconds to tell of it. */
const AFTERWORD_MS = 2000;

/** @param recorder - of the run in which the connection begins */
export async function openTraced(url: string, recorder: Recorder): Promise<Socket> {
  const self = Symbol('connection');
  const stream = await subscribe(
    {
      take: (events) => recorder.server(events, self),
      lost: () => recorder.page({ type: 'untraced' }),
    },
    new AbortController().signal,
  );
  if (!stream) recorder.page({ type: 'untraced' });
  const socket = openSocket({ url, protocols: [] }, stream?.id);
  recorder.page({ type: 'opening', path: new URL(url).pathname, connection: self });
  let opened = false;
  socket.addEventListener('open', () => {
    opened = true;
    recorder.page({ type: 'opened' });
  });
  socket.addEventListener('message', ({ data }) => {
    recorder.page({ type: 'received', text: maskMessage(String(data)) });
  });
  socket.addEventListener('close', ({ code, reason }) => {
    recorder.page({ type: 'closed', code, reason, opened });
    stream?.closeAfter(AFTERWORD_MS);
  });
  return {
    addEventListener: socket.addEventListener.bind(socket),
    send(text) {
      recorder.page({ type: 'sent', text: maskMessage(text) });
      socket.send(text);
    },
    close: (code) => socket.close(code),
  };
}
