/** Where the page is, kept in its address: so it survives a reload, Back, and being sent as a link. */
import { type Address, readAddress, writeAddress } from './address.ts';

export interface Navigation<Story extends string = string> {
  readonly address: Address<Story>;
  /**
   * Goes somewhere else.
   *
   * @param how - `push` lets Back return from there
   */
  go(change: Partial<Address<Story>>, how?: 'push' | 'replace'): void;
}

/**
 * @param isStory - whether a text names a story of the page
 * @param arrived - called after every change, with what was before
 * @param asked - called when the address was changed from outside: by Back, by hand, by a link
 */
export function createNavigation<Story extends string>(
  isStory: (text: string) => text is Story,
  arrived: (address: Address<Story>) => void,
  asked: (address: Address<Story>, before: Address<Story>) => void,
): Navigation<Story> {
  const read = () => readAddress(location.hash, isStory);
  let address = read();

  addEventListener('hashchange', () => {
    const before = address;
    address = read();
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
      history[`${how}State`](null, '', url);
      arrived(address);
    },
  };
}
