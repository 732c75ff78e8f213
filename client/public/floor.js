/*
 * Says in words that a browser is too old for the page, which would fail in it without any. Written for browsers that
 * understand little. What it looks for came with the newest of the versions that it names, or just before.
 */
if (
  typeof CSS === 'undefined' ||
  !CSS.supports('color', 'color-mix(in srgb, red, red)') ||
  !CSS.supports('selector(:has(a))') ||
  !('toSorted' in Array.prototype)
) {
  document.querySelector('.top').innerHTML +=
    '<p class="too-old" role="alert">This browser is too old for this page, and parts of it will not work. ' +
    'It needs Chrome or Edge 111, Firefox 121, Safari 16.4, or newer.</p>';
}
