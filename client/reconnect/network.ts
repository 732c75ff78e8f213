/** Whether there is a way to the server, as far as a browser can tell. Pure. */

/** These hosts can be reached without any network. */
const loopback = /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * @param host - name or address of the server, as in `location.hostname`
 * @param onLine - what the browser says
 */
export function isReachable(host: string, onLine: boolean): boolean {
  return onLine || loopback.test(host);
}
