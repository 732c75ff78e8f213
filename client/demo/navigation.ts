/** Where the page is, kept in its address: so it survives a reload, Back, and being sent as a link. */
import { type Address, readAddress, writeAddress } from './address.ts';

export interface Navigation {
  readonly address: Address;
  /**
   * Goes somewhere else.
   *
   * @param how - `push` lets Back return from there
   */
  go(change: Partial<Address>, how?: 'push' | 'replace'): void;
}

/**
 * @param arrived - called after every change, with what was before
 * @param asked - called when the address was changed from outside: by Back, by hand, by a link
 */
export function createNavigation(
  arrived: (address: Address) => void,
  asked: (address: Address, before: Address) => void,
): Navigation {
  let address = readAddress(location.hash);

  addEventListener('hashchange', () => {
    const before = address;
    address = readAddress(location.hash);
    arrived(address);
    asked(address, before);
  });

  return {
    get address() {
      return address;
    },
    go(change, how = 'replace') {
      address = { ...address, ...change };
      const url = writeAddress(address) || location.pathname + location.search;
      if (how === 'push') history.pushState(null, '', url);
      else history.replaceState(null, '', url);
      arrived(address);
    },
  };
}
