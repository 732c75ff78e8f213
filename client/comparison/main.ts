/** The methods page: puts its parts together. */
import { demoUsers } from '../../protocol/demo-users.ts';
import { attackNames, attacks } from '../../protocol/exhibits.ts';
import { methodIds } from '../../protocol/methods.ts';
import { createAuthClient } from '../api/auth.ts';
import { awaitLab } from '../api/lab.ts';
import { aboutWeakTwins, createExhibits } from '../exhibits/exhibit.ts';
import { download } from '../page/download.ts';
import { find } from '../page/elements.ts';
import { explainTerms } from '../page/terms.ts';
import { authWords } from '../words/auth.ts';
import { language } from '../words/language.ts';
import { page, titleOf } from '../words/methods.ts';
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
  progress.textContent = page.noAnswer;
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
find('#agent', HTMLElement).textContent = page.agent(navigator.userAgent);

find('#endpoint', HTMLElement).textContent = page.served(served.length, methodIds.length);
find('#guide', HTMLElement).append(createGuide());
if (lab.demo) find('#advice', HTMLElement).textContent = authWords.demoUsers(demoUsers);
else {
  find('#advice', HTMLElement).textContent = page.notDemo;
}

if (lab.exhibits !== null) {
  const forAll = attackNames.filter((name) => attacks[name].on === undefined);
  find('#every-exhibits', HTMLElement).append(aboutWeakTwins(), createExhibits(forAll, lab.exhibits).element);
  find('#every-method', HTMLElement).hidden = false;
}

explainTerms(find('main', HTMLElement));
addEventListener('hashchange', table.openFromAddress);
table.openFromAddress();

runAll.addEventListener('click', async () => {
  runAll.disabled = true;
  progress.textContent = page.running;
  await runner.runAll((id) => {
    progress.textContent = page.runningOne(titleOf(id));
  });
  progress.textContent = page.asking;
  probes = await probeBrowser(lab, runner);
  engineTable.show(probes);
  const at = new Date().toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });
  progress.textContent = page.run(at);
  runAll.disabled = false;
  save.disabled = false;
  if (document.activeElement === document.body) runAll.focus();
});

save.addEventListener('click', () => {
  const text = JSON.stringify(reportOf(runner, probes), null, 2);
  download(new Blob([text], { type: 'application/json' }), 'websocket-auth-in-this-browser.json');
});

// Until now a press would have been lost.
document.body.inert = false;
