/** The way to the page of the probe, on the pages that a development start serves to this machine (vite.config.ts). */
import { make } from '../page/make.ts';
import { probeWords } from '../words/probe.ts';

const pages = document.querySelector('.pages');
if (pages && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname)) {
  const link = make('a', { href: '/probe' }, probeWords.link);
  if (location.pathname === '/probe') link.ariaCurrent = 'page';
  pages.append(link);
}
