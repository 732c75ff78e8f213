/** The way to the page of the probe, on the pages that a development start serves to this machine (vite.config.ts). */
import { make } from '../page/make.ts';
import { probeWords } from '../words/probe.ts';

const pages = document.querySelector('.pages');
const isHere = pages?.querySelector('[href="/probe"]');
if (pages && !isHere && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname)) {
  pages.append(make('a', { href: '/probe' }, probeWords.link));
}
