/** The page of the probe: has it run against this lab or the zoo, and shows the report as it grows. */
import { type ProbeList, type ProbeTarget, parseProbeEvent, parseProbeList } from '../../protocol/probe.ts';
import { awaitLab } from '../api/lab.ts';
import { hearRun } from '../api/run.ts';
import { find } from '../page/elements.ts';
import { make } from '../page/make.ts';
import { explainTerms } from '../page/terms.ts';
import { probeWords } from '../words/probe.ts';
import { createRunPanel } from './run-panel.ts';

const target = find('#target', HTMLSelectElement);
const start = find('#start', HTMLButtonElement);
const walk = find('#walk', HTMLButtonElement);
const stop = find('#stop', HTMLButtonElement);
/** For eyes: which of several, or why there is nothing. The panels say the rest. */
const place = find('#place', HTMLElement);
/** For ears. */
const state = find('#state', HTMLElement);
const runs = find('#runs', HTMLElement);

let running: AbortController | undefined;

const { exhibits } = await awaitLab(() => show(probeWords.noAnswer));
const list = exhibits === null ? undefined : await readList(exhibits);
if (exhibits === null) show(probeWords.notRunning);
else if (list === undefined) show(probeWords.noAnswer);
else {
  show('');
  fill(list);
  start.addEventListener('click', () => {
    const [kind, name = ''] = target.value.split('/');
    void probeAll(exhibits, [{ kind: kind === 'lab' ? 'lab' : 'zoo', name }]);
  });
  walk.addEventListener('click', () => {
    void probeAll(
      exhibits,
      list.zoo.map(({ name }) => ({ kind: 'zoo', name })),
    );
  });
}
for (const button of [start, walk]) button.disabled = list === undefined;
stop.addEventListener('click', () => running?.abort());
// A page that is kept for Back would keep its run, too.
addEventListener('pagehide', () => running?.abort());
explainTerms(find('.intro', HTMLElement));

async function readList(from: string): Promise<ProbeList | undefined> {
  const response = await fetch(`${from}/probe`).catch(() => undefined);
  return response?.ok ? parseProbeList(await response.text()) : undefined;
}

function fill({ lab, zoo }: ProbeList): void {
  const option = (value: string, text: string) => make('option', { value }, text);
  target.append(
    make(
      'optgroup',
      { label: probeWords.groups.lab },
      ...lab.map((name) => option(`lab/${name}`, probeWords.names.lab(name))),
    ),
    make(
      'optgroup',
      { label: probeWords.groups.zoo },
      ...zoo.map(({ name, fault }) => option(`zoo/${name}`, `${name}: ${fault}`)),
    ),
  );
}

/** One after the other, until somebody stops it. */
async function probeAll(from: string, targets: readonly ProbeTarget[]): Promise<void> {
  const ended = new AbortController();
  running = ended;
  begin(true);
  for (const [index, one] of targets.entries()) {
    if (ended.signal.aborted) break;
    show(targets.length > 1 ? probeWords.walking(index + 1, targets.length) : '');
    const panel = createRunPanel(one, say);
    // The class looks at one at a time; the others stay as a line.
    for (const before of runs.querySelectorAll('details.run')) before.removeAttribute('open');
    runs.prepend(panel.element);
    say(probeWords.asking);
    await hearRun({
      url: `${from}/probe/${one.kind}/${one.name}`,
      parse: parseProbeEvent,
      hear: panel.hear,
      signal: ended.signal,
      words: probeWords,
    });
    panel.stop();
  }
  begin(false);
}

function begin(isRunning: boolean): void {
  const hadFocus = document.activeElement;
  start.disabled = isRunning;
  walk.disabled = isRunning;
  stop.disabled = !isRunning;
  document.documentElement.dataset.run = isRunning ? 'running' : 'ended';
  // A button that is disabled loses the focus, and with it the place of whoever uses the keyboard.
  if (isRunning && (hadFocus === start || hadFocus === walk)) stop.focus();
  else if (!isRunning && hadFocus === stop) start.focus();
}

function show(text: string): void {
  place.textContent = text;
}

function say(text: string): void {
  state.textContent = text;
}

// Until now a press would have been lost.
document.body.inert = false;
