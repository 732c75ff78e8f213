/**
 * Three questions that lead into the table "By situation" of docs/methods/README.md. What may be answered is what stands
 * in the table's first column, so here are only the names of its rows. Pure.
 */

import { isMethodId, methods } from '../../protocol/methods.ts';

export interface GuideQuestion {
  readonly id: 'who' | 'where' | 'matters';
  /** Rows of the table, as the document names them. */
  readonly rows: readonly string[];
}

/** Where the table is, as served. */
export const GUIDE_DOCUMENT = '/docs/methods';

export const guideQuestions: readonly GuideQuestion[] = [
  {
    id: 'who',
    rows: [
      'row-no-browser-scripts-back-ends-command-lines',
      'row-mobile-or-desktop-app',
      'row-machine-to-machine-few-and-managed-parties',
      'row-the-library-or-device-can-be-given-a-url-and-nothing-else',
      'row-one-server-for-pages-apps-and-scripts',
      'row-a-class-a-demo-a-first-try',
    ],
  },
  {
    id: 'where',
    rows: [
      'row-page-and-server-are-one-host-users-must-not-log-in-again',
      'row-users-must-not-log-in-again-and-the-host-is-another-one',
      'row-my-websocket-server-is-on-another-domain',
    ],
  },
  {
    id: 'matters',
    rows: [
      'row-behind-a-proxy-that-logs',
      'row-a-proxy-or-gateway-must-refuse-strangers-before-my-server',
      'row-i-cannot-keep-a-strangers-socket-not-even-for-seconds',
      'row-a-refusal-must-be-explained-to-the-user',
      'row-long-lived-connections-rights-may-change',
      'row-a-token-that-is-stolen-must-not-let-anybody-in',
      'row-my-own-protocol-with-many-message-types',
      'row-only-devices-inside-one-organisation-with-a-proxy-that-does-passwords',
      'row-a-gateway-in-front-can-read-subprotocols-and-the-url-is-taken',
    ],
  },
];

/** Whether the script of a page can use a method at all. */
export function isForPages(method: string): boolean {
  return isMethodId(method) && !['no', 'poor'].includes(methods[method].browsers);
}

/**
 * The methods that every row names, in the order of the first: a row that names none in particular does not count.
 *
 * @param named - the methods that each row names
 */
export function namedByAll(named: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = named.filter((methods) => methods.length > 0);
  return first.filter((method) => others.every((methods) => methods.includes(method)));
}
