import { seconds, silence } from '../run/silence.ts';
import { type Check, fail, pass } from './check.ts';

export const check: Check = {
  id: 'deadline',
  level: 'MUST',
  fault: 'keeps a connection that never authenticates',
  source: 'CWE-772; CWE-400',
  needs: ['message'],
  sends: 'nothing, on an open connection',
  expects: 'the end of the connection within deadlineSeconds',
  why: 'Anybody can open connections and say nothing. Without a deadline they stay until there is no room left for anybody else.',
  mend: 'Start one timer with the 101, and close the connection when it fires before the client is in.',
  ws: '`const timer = setTimeout(() => socket.close(3000), 5000)` in the connection listener, cleared once the client is in.',
  python: '`await asyncio.wait_for(websocket.recv(), 5)`, and close on TimeoutError.',
  async run(probe) {
    const silent = await silence(probe);
    const { transcript } = silent;
    if (!probe.evidence.includes(transcript)) probe.evidence.push(transcript);
    if (silent.endedMs === undefined) probe.faults.add(transcript);
    const { deadlineSeconds } = probe.target;
    return silent.endedMs === undefined
      ? fail(`A connection that said nothing was still open after ${deadlineSeconds} s.`)
      : pass(`A connection that said nothing was ended after ${seconds(silent.endedMs)}.`);
  },
};
