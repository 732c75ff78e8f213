/** Watches a socket from the page's side. */
import { maskMessage } from '../../protocol/masking.ts';
import type { Socket } from './client.ts';
import { type Happening, readSaid } from './facts.ts';

/** @param tell - told what happens, before the one who uses the socket is */
export function watch(socket: Socket, tell: (happening: Happening) => void): Socket {
  let isLeft = false;
  const read = (text: string) => readSaid(maskMessage(text));
  socket.addEventListener('open', () => tell({ type: 'opened' }));
  socket.addEventListener('message', ({ data }) => {
    if (!isLeft) tell({ type: 'heard', message: read(String(data)) });
  });
  socket.addEventListener('close', ({ code, reason }) => {
    if (!isLeft) tell({ type: 'closed', code, reason });
  });
  return {
    addEventListener: socket.addEventListener.bind(socket),
    send(text) {
      tell({ type: 'said', message: read(text) });
      socket.send(text);
    },
    close(code) {
      // A client that is told to leave says goodbye; one that gives up a silent connection does not.
      if (!isLeft) tell(code === 1000 ? { type: 'cut' } : { type: 'closed', code: 1006, reason: '' });
      isLeft = true;
      socket.close(code);
    },
  };
}
