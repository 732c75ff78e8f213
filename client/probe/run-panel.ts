/** One run of the probe: it fills while verdicts come. */
import type { ProbeEvent, ProbeFinding, ProbeTarget } from '../../protocol/probe.ts';
import { make } from '../page/make.ts';
import { probeWords } from '../words/probe.ts';
import { createFinding, createFindings } from './finding.ts';

export interface RunPanel {
  readonly element: HTMLDetailsElement;
  hear(event: ProbeEvent): void;
  /** Nobody waits for its end any more. */
  stop(): void;
}

/** @param say - says it to those who listen */
export function createRunPanel({ kind, name }: ProbeTarget, say: (text: string) => void): RunPanel {
  const title = probeWords.names[kind](name);
  const verdict = make('span', { class: 'verdict' });
  const figures = make('p', { class: 'muted' });
  const bar = make('progress', { 'aria-label': title });
  const open = make('div');
  const folded = make('div');
  const element = make(
    'details',
    { class: 'panel run', open: '', 'data-target': `${kind}/${name}` },
    make('summary', {}, make('h2', {}, title), verdict),
    bar,
    figures,
    open,
    folded,
  );
  const findings: ProbeFinding[] = [];
  let isOver = false;

  function tell(text: string, tone?: 'good' | 'bad'): void {
    if (tone !== undefined) verdict.dataset.tone = tone;
    verdict.textContent = text;
    say(`${title}. ${text}`);
  }

  function of(wanted: ProbeFinding['verdict']): ProbeFinding[] {
    return findings.filter((one) => one.verdict === wanted);
  }

  function take(finding: ProbeFinding): void {
    findings.push(finding);
    bar.value = findings.length;
    figures.textContent = probeWords.progress(findings.length, bar.max);
    if (finding.verdict !== 'fail') return;
    const shown = createFinding(finding);
    // The one that gave the animal its name comes first, and open.
    if (finding.id === name) open.prepend(shown);
    else open.append(shown);
    shown.open = finding.id === name;
    verdict.textContent = probeWords.failed(idsOf(of('fail')));
  }

  function finish(): void {
    isOver = true;
    bar.hidden = true;
    element.dataset.run = 'ended';
    folded.replaceChildren(
      ...(['inconclusive', 'pass', 'n.a.'] as const).flatMap((one) => createFindings(one, of(one)) ?? []),
    );
  }

  /** What came of it, in a sentence. */
  function conclude(): void {
    const failed = of('fail');
    const undecided = of('inconclusive').length;
    const rest = undecided === 0 ? '' : ` ${probeWords.undecided(undecided)}`;
    if (kind === 'zoo') {
      const others = failed.filter(({ id }) => id !== name);
      const isNamed = others.length < failed.length;
      const follows = others.length === 0 ? '' : probeWords.follows(idsOf(others));
      tell(isNamed ? probeWords.named(name) + follows : probeWords.notNamed + rest, isNamed ? 'good' : 'bad');
    } else if (failed.some(({ isKnown }) => !isKnown)) tell(probeWords.failed(idsOf(failed)) + rest, 'bad');
    else
      tell(
        (failed.length > 0 ? probeWords.known(idsOf(failed)) : probeWords.allFine) + rest,
        undecided === 0 ? 'good' : 'bad',
      );
  }

  return {
    element,
    hear(event) {
      switch (event.type) {
        case 'waiting':
          tell(probeWords.waiting(probeWords.names[event.behind.kind](event.behind.name)));
          break;
        case 'began':
          bar.max = event.checks;
          bar.value = 0;
          tell('');
          break;
        case 'finding':
          take(event.finding);
          break;
        case 'ended': {
          const { seconds, connections } = event;
          figures.textContent = probeWords.took(seconds.toFixed(1), connections);
          finish();
          conclude();
          break;
        }
        case 'failed':
          finish();
          tell(`${probeWords.notTried} ${event.problem}`, 'bad');
          break;
      }
    },
    stop() {
      if (isOver) return;
      finish();
      tell(probeWords.stopped);
    },
  };
}

function idsOf(findings: readonly ProbeFinding[]): string {
  return findings.map(({ id }) => id).join(', ');
}
