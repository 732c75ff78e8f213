/** The methods page: puts its parts together. */
import { demoUsers } from '../../protocol/demo-users.ts';
import { attackNames, attacks } from '../../protocol/exhibits.ts';
import { methodIds, methods } from '../../protocol/methods.ts';
import { aboutWeakTwins, createExhibits } from '../exhibits/exhibit.ts';
import { describeDemoUsers } from '../page/demo-users.ts';
import { download } from '../page/download.ts';
import { find } from '../page/elements.ts';
import { explainTerms } from '../page/terms.ts';
import { createAuthClient } from '../server/auth.ts';
import { awaitLab } from '../server/lab.ts';
import { createCredentials } from './credentials.ts';
import { createEngineTable, describeMeasurement } from './engines.ts';
import { createGuide } from './guide-panel.ts';
import { createPanel } from './panel.ts';
import { type Probe, probeBrowser } from './probes.ts';
import { reportOf } from './report.ts';
import { createRunner } from './runner.ts';
import { createTable } from './table.ts';

const runAll = find('#run-all', HTMLButtonElement);
const save = find('#save-report', HTMLButtonElement);
const progress = find('#progress', HTMLElement);

const lab = await awaitLab(() => {
  progress.textContent =
    'The server does not answer. This page asks again every few seconds, and goes on by itself.';
});
progress.textContent = '';
const auth = createAuthClient();
const runner = createRunner(lab, createCredentials(auth), (id, side) => {
  table.refresh(id, side);
  panel.refresh(id, side);
});
const panel = createPanel(lab, runner, auth);
const table = createTable(find('#table', HTMLElement), lab, runner, panel);
const served = methodIds.filter((id) => lab.methods[id] !== undefined);
let probes: readonly Probe[] = [];
const engineTable = createEngineTable();
find('#measured', HTMLElement).textContent = describeMeasurement();
find('#engines', HTMLElement).append(engineTable.element);
find('#agent', HTMLElement).textContent = `This browser: ${navigator.userAgent}.`;

find('#endpoint', HTMLElement).textContent = `${served.length} of ${methodIds.length} methods served`;
find('#guide', HTMLElement).append(createGuide());
if (lab.demo) find('#advice', HTMLElement).textContent = describeDemoUsers(demoUsers);
else {
  find('#advice', HTMLElement).textContent =
    'This server does not accept the demo users, so what is valid here the page cannot know.';
}

if (lab.exhibits !== null) {
  const forAll = attackNames.filter((name) => attacks[name].method === undefined);
  find('#every-exhibits', HTMLElement).append(aboutWeakTwins(), createExhibits(forAll, lab.exhibits).element);
  find('#every-method', HTMLElement).hidden = false;
}

explainTerms(find('main', HTMLElement));
addEventListener('hashchange', table.openFromAddress);
table.openFromAddress();

runAll.addEventListener('click', async () => {
  runAll.disabled = true;
  progress.textContent = 'Running…';
  await runner.runAll((id) => {
    progress.textContent = `Running: ${methods[id].title}…`;
  });
  progress.textContent = 'Asking the browser…';
  probes = await probeBrowser(lab, runner);
  engineTable.show(probes);
  const at = new Date().toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' });
  progress.textContent = `Run ${at}.`;
  runAll.disabled = false;
  save.disabled = false;
  if (document.activeElement === document.body) runAll.focus();
});

save.addEventListener('click', () => {
  const text = JSON.stringify(reportOf(runner, probes), null, 2);
  download(new Blob([text], { type: 'application/json' }), 'websocket-auth-in-this-browser.json');
});
