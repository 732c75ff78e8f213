/** The diagram's own controls: how it is presented, its text size, and how to take it along. */
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import { toMermaid } from '../diagram/mermaid.ts';
import { download, exportSvg, toPng } from '../diagram/save.ts';
import { find } from '../page/elements.ts';

const nextButton = find('#next', HTMLButtonElement);
const largeButton = find('#large', HTMLButtonElement);
const saveMenu = find('#save', HTMLDetailsElement);
const saved = find('#saved', HTMLElement);

/** Puts the diagram on the page. */
export function createWire(): Diagram {
  const scroller = find('#wire', HTMLElement);
  const detail = find('#wire-detail', HTMLElement);
  const diagram = createDiagram({ scroller, detail }, (heldBack) => {
    nextButton.disabled = heldBack === 0;
    nextButton.textContent = heldBack === 0 ? 'next' : `next (${heldBack})`;
  });
  offerModes(diagram);
  offerSaving(diagram);
  largeButton.addEventListener('click', () => {
    const large = document.documentElement.classList.toggle('large');
    largeButton.ariaPressed = String(large);
    diagram.redraw();
  });
  return diagram;
}

function offerModes(diagram: Diagram): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('#modes [data-mode]')];
  const show = () => {
    for (const button of buttons) button.ariaPressed = String(button.dataset.mode === diagram.mode);
    nextButton.hidden = diagram.mode !== 'step';
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const { mode } = button.dataset;
      if (mode !== 'step' && mode !== 'slow' && mode !== 'live') return;
      diagram.setMode(mode);
      show();
    });
  }
  nextButton.addEventListener('click', () => diagram.next());
  show();
}

function offerSaving(diagram: Diagram): void {
  const svg = () => {
    const background = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    return exportSvg(diagram.picture, background, 'A WebSocket connection, as it happened');
  };
  const offers: Readonly<Record<string, () => Promise<string>>> = {
    async mermaid() {
      await navigator.clipboard.writeText(toMermaid(diagram.rows));
      return 'Copied as Mermaid.';
    },
    async svg() {
      download(new Blob([svg().svg], { type: 'image/svg+xml' }), 'on-the-wire.svg');
      return 'Saved as SVG.';
    },
    async png() {
      download(await toPng(svg()), 'on-the-wire.png');
      return 'Saved as PNG.';
    },
    async link() {
      await navigator.clipboard.writeText(location.href);
      return 'Copied the link to this page and story.';
    },
  };
  for (const button of saveMenu.querySelectorAll<HTMLButtonElement>('[data-save]')) {
    button.addEventListener('click', async () => {
      const offer = offers[button.dataset.save ?? ''];
      saved.textContent = offer
        ? await offer().catch((error: Error) => `That did not work: ${error.message}`)
        : '';
      saveMenu.open = false;
    });
  }
  // As with any menu: Escape and a press beside it close it.
  saveMenu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    saveMenu.open = false;
    saveMenu.querySelector('summary')?.focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !saveMenu.contains(target)) saveMenu.open = false;
  });
}
