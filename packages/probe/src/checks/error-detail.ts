import { list } from '../run/probe.ts';
import { refusals, textsOf } from '../run/refusals.ts';
import { type Check, fail, pass } from './check.ts';

const inside = [
  // A line of a stack: at name (file:line:column).
  /\bat (?:[^\n(]{1,120} \()?(?:node:|<anonymous>|\S*[/\\]|\S+\.\w{1,4})[^\s:]*:\d+:\d+/,
  /Traceback \(most recent|File "[^"]+", line \d+|goroutine \d+|panic:/,
  /\b[A-Z]\w+(?:Error|Exception)\b\s*[:(]/,
  /Unexpected (?:token|end of|non-whitespace|string|number)|is not valid JSON|in JSON at|Expecting (?:value|property|',')|Expected .{1,40} in JSON|Extra data: line/,
  /\bjwt (?:malformed|expired|must be|audience|issuer)|invalid (?:signature|compact jws|token header)|\bJWS\b|signature verification failed|Not enough segments/i,
  /Cannot read propert|is not (?:a function|iterable|defined)|undefined is not|NoneType|object has no attribute/,
  /(?:^|[\s"'(])(?:\/[\w.@-]+){2,}\.(?:js|mjs|cjs|ts|py|rb|go|php|java)\b|node_modules|[A-Z]:\\\\?[\w\\]+|\/(?:home|usr|var|opt|srv|app)\/\w/,
  /\bE(?:CONNREFUSED|NOENT|ACCES|TIMEDOUT)\b|SQLSTATE|SQLITE_|syntax error at or near|ORA-\d|MongoServer|WRONGTYPE/,
];

/** Fields whose value is an address or a cookie, where a path is no path of the inside. */
const addresses = ['location', 'content-location', 'link', 'set-cookie'];

/** Whether a text of a refusal holds words of a stack, an exception, a parser or a path. */
export function tellsInside(text: string): boolean {
  return inside.some((pattern) => pattern.test(text));
}

export const check: Check = {
  id: 'error-detail',
  level: 'SHOULD',
  fault: "tells a refused client a stack, a path, an exception or a parser's words",
  source: 'CWE-209',
  needs: ['credential'],
  sends: 'wrong and broken credentials, and where the credential is a message, text that is no JSON',
  expects: 'a fixed text or none',
  why: 'Words of the inside tell a stranger which libraries, files and checks there are.',
  mend: 'Send fixed texts. Write the error to the log.',
  ws: 'Never send error.message or error.stack.',
  python: 'Never send str(error); set debug=False.',
  async run(probe) {
    const refused = await refusals(probe);
    const found = refused.flatMap(({ label, entry }) => {
      if (entry.how === 'in') return [];
      const text = textsOf(entry.visit, probe.dialect, addresses).find(tellsInside);
      if (text === undefined) return [];
      probe.blame(entry.visit);
      return [`${label}: ${JSON.stringify(text.slice(0, 120))}`];
    });
    return found.length > 0
      ? fail(`A refusal held words of the inside: ${list(found)}.`)
      : pass('No refusal held words of the inside.');
  },
};
