/** Questions that take servers of their own, and the bytes that arrive there. */
import type { Answers } from '../../client/comparison/questions.ts';
import { ask, type Browser } from './browser.ts';
import { fieldOf, type Witness, witnessUser } from './witness.ts';

export interface Places {
  /** The server that is asked about, and another port of the same host. */
  readonly here: Witness;
  readonly there: Witness;
  /** Without TLS. */
  readonly plain: Witness;
  /** Where nothing listens. */
  readonly deadOrigin: string;
}

/** What needs a browser that takes any certificate. */
export async function askTrusting(browser: Browser, places: Places): Promise<Answers> {
  return {
    ...(await askPasswords(browser, places)),
    ...(await askCookies(browser, places)),
    ...(await askOrigins(browser, places)),
    ...(await askRefusals(browser, places)),
    ...(await askPolicies(browser, places)),
  };
}

/** What needs one that doubts the certificate. */
export async function askDoubting(browser: Browser, { here, plain }: Places): Promise<Answers> {
  await browser.goto(`${plain.origin}/page`);
  return { 'bad-certificate': await watch(browser, `${here.socketOrigin}/open`) };
}

/** A fresh profile has no password yet, so these come in this order. */
async function askPasswords(browser: Browser, { here, there }: Places): Promise<Answers> {
  /** Opens a WebSocket. @returns the Authorization fields that arrived, request by request */
  const connect = async (path: string, userinfo = ''): Promise<(string | undefined)[]> => {
    const before = here.heads(path).length;
    await watch(browser, here.socketOrigin.replace('//', `//${userinfo}`) + path);
    return here
      .heads(path)
      .slice(before)
      .map((head) => fieldOf(head, 'Authorization'));
  };
  await browser.goto(`${here.origin}/page`);
  const first = await connect('/basic/one', 'alice:wrong@');
  const again = await connect('/basic/one', `${witnessUser}@`);
  const known = await connect('/basic/one', `${witnessUser}@`);
  const unasked = await connect('/basic/one');
  const elsewhere = await connect('/basic/two');
  const otherFolder = await connect('/elsewhere/one');
  await browser.goto(`${there.origin}/page`);
  const otherPort = await connect('/basic/three');
  return {
    'url-credentials-sent': whenSent(first),
    'url-credentials-again': whenSent(again),
    'url-credentials-known': whenSent(known),
    'basic-cached': yesOrNo(unasked[0] !== undefined),
    'basic-elsewhere': yesOrNo(elsewhere[0] !== undefined),
    'basic-other-folder': whenSent(otherFolder),
    'basic-other-port': yesOrNo(otherPort[0] !== undefined),
  };
}

async function askCookies(browser: Browser, { here, there }: Places): Promise<Answers> {
  await browser.goto(`${here.origin}/page/cookies`);
  await browser.goto(`${there.origin}/page`);
  await watch(browser, `${here.socketOrigin}/open/other-port`);
  // An address and a name are two sites.
  await browser.goto(`${there.origin.replace('localhost', '127.0.0.1')}/page`);
  await watch(browser, `${here.socketOrigin}/open/cross-site`);
  const cookies = (path: string) => fieldOf(onlyHead(here, path), 'Cookie') ?? '';
  return {
    'cookie-other-port': yesOrNo(cookies('/open/other-port').includes('strict=1')),
    'cookie-cross-site': yesOrNo(cookies('/open/cross-site').includes('none=1')),
  };
}

async function askOrigins(browser: Browser, { here, plain }: Places): Promise<Answers> {
  await browser.goto(`${plain.origin}/page`);
  await watch(browser, `${here.socketOrigin}/open/plain-page`);
  await browser.goto(`${here.origin}/page`);
  await watch(browser, `${here.socketOrigin}/open/page`);
  const names = ['sandbox', 'data', 'srcdoc', 'blob'] as const;
  for (const name of names) await ask(browser, openInFrame, name, `${here.socketOrigin}/open/${name}`);
  const [sandbox, data, srcdoc, blob] = names.map((name) =>
    fieldOf(onlyHead(here, `/open/${name}`), 'Origin'),
  );
  const head = onlyHead(here, '/open/page');
  const spell = (origin: string | undefined, page = here.origin) =>
    origin === page ? 'that of the page' : (origin ?? 'none');
  const secure = spell(fieldOf(head, 'Origin'));
  const insecure = spell(fieldOf(onlyHead(here, '/open/plain-page'), 'Origin'), plain.origin);
  return {
    origin: secure === insecure ? secure : both(secure, insecure),
    'origin-opaque': both(spell(sandbox), spell(data)),
    'origin-inherited': both(spell(srcdoc), spell(blob)),
    'fetch-metadata': yesOrNo(fieldOf(head, 'Sec-Fetch-Site') !== undefined),
    extensions: fieldOf(head, 'Sec-WebSocket-Extensions') ?? 'none',
  };
}

async function askRefusals(browser: Browser, { here, deadOrigin }: Places): Promise<Answers> {
  await browser.goto(`${here.origin}/page`);
  const statuses: string[] = [];
  for (const status of [401, 403, 429]) {
    statuses.push(await watch(browser, `${here.socketOrigin}/status/${status}`));
  }
  const unselected = await watch(browser, `${here.socketOrigin}/open`, ['lab.none']);
  const redirected = await watch(browser, `${here.socketOrigin}/redirect`);
  const isFollowed = here.heads('/open/redirected').length > 0;
  return {
    'refusal-events': [...new Set(statuses)].join('; '),
    'subprotocol-unselected': unselected === opened ? opened : 'the connection fails',
    redirect: isFollowed ? `it is followed, and ${redirected}` : redirected,
    'refused-tcp': await watch(browser, deadOrigin),
    'buffered-amount': String(await ask(browser, countBuffered, `${here.socketOrigin}/open`)).replace(
      ',',
      ', then ',
    ),
  };
}

async function askPolicies(browser: Browser, { here, there, plain }: Places): Promise<Answers> {
  await browser.goto(`${here.origin}/page/policy`);
  const own = await watch(browser, `${here.socketOrigin}/open`);
  const other = await watch(browser, `${there.socketOrigin}/open`);
  await browser.goto(`${here.origin}/page`);
  return {
    'policy-self': yesOrNo(own === opened),
    'policy-elsewhere': other,
    'mixed-localhost': await watch(browser, `${plain.socketOrigin}/open`),
    // RFC 5737: an address of documentation, which nobody has.
    'mixed-elsewhere': await watch(browser, 'ws://192.0.2.1/'),
  };
}

const opened = 'the connection opens';

/** What a page sees of a WebSocket, event by event, until it opens or ends. */
async function watch(browser: Browser, url: string, protocols: readonly string[] = []): Promise<string> {
  return String(await ask(browser, watchInPage, url, protocols));
}

function watchInPage(url: string, protocols: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let hasFailed = false;
    try {
      const socket = new WebSocket(url, [...protocols]);
      socket.addEventListener('open', () => {
        socket.close();
        resolve('the connection opens');
      });
      socket.addEventListener('error', () => {
        hasFailed = true;
        // Where a close event follows, it follows at once.
        setTimeout(() => resolve('error, and no close'), 1000);
      });
      socket.addEventListener('close', ({ code, reason }) => {
        resolve(`${hasFailed ? 'error, then ' : ''}close: ${code}, ${reason || 'no reason'}`);
      });
    } catch (error) {
      resolve(`new WebSocket() throws ${Reflect.get(Object(error), 'name')}`);
    }
  });
}

/** @returns bufferedAmount after a message in time, and after one too late */
function countBuffered(url: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      socket.send('x'.repeat(100));
      const inTime = socket.bufferedAmount;
      socket.close();
      socket.send('x'.repeat(100));
      resolve([inTime, socket.bufferedAmount]);
    });
  });
}

/** Opens a WebSocket from a frame of its own, and waits for its end. */
function openInFrame(kind: string, url: string): Promise<void> {
  const script = `<script>
    const socket = new WebSocket(${JSON.stringify(url)});
    socket.onopen = () => socket.close();
    socket.onclose = () => parent.postMessage('closed', '*');
  </script>`;
  const frame = document.createElement('iframe');
  if (kind === 'sandbox') frame.setAttribute('sandbox', 'allow-scripts');
  if (kind === 'data') frame.src = `data:text/html,${encodeURIComponent(script)}`;
  else if (kind === 'blob') frame.src = URL.createObjectURL(new Blob([script], { type: 'text/html' }));
  else frame.srcdoc = script;
  return new Promise((resolve) => {
    addEventListener('message', () => resolve(), { once: true });
    document.body.append(frame);
  });
}

function onlyHead(witness: Witness, path: string): string {
  const [head, ...others] = witness.heads(path);
  if (head === undefined || others.length > 0) throw new Error(`Not one request for ${path}.`);
  return head;
}

function whenSent(sent: readonly (string | undefined)[]): string {
  if (sent.every((value) => value === undefined)) return 'never';
  return sent[0] === undefined ? 'only after a 401' : 'at once';
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}

function both(one: string, other: string): string {
  return one === other ? `${one}, both` : `${one}; ${other}`;
}
