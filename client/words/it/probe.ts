import type { probe as english } from '../en/probe.ts';
import type { Translated } from '../translated.ts';

export const probe: Translated<typeof english> = {
  probeWords: {
    link: 'Sonda',
    notRunning:
      'Qui la sonda e il suo zoo non sono attivi: arrivano con npm run dev, soltanto su questa macchina.',
    noAnswer: 'Lo zoo non risponde.',
    brokenOff: 'Lo zoo si è interrotto prima della fine.',
    groups: { lab: 'Questo laboratorio', zoo: 'Lo zoo: un difetto ciascuno' },
    names: { lab: (name) => `Questo laboratorio, ${name}`, zoo: (name) => `Lo zoo, ${name}` },
    asking: 'Richiesta in corso…',
    waiting: (name) => `Si attende la fine della prova precedente: ${name}.`,
    progress: (done, all) => `${done} controlli su ${all}`,
    walking: (done, all) => `Animale ${done} di ${all}`,
    named: (id) => `✓ Riconosciuto: ${id}.`,
    follows: (ids) => ` Dallo stesso difetto seguono: ${ids}.`,
    notNamed: '✗ Non riconosciuto.',
    allFine: '✓ Nessun controllo è fallito.',
    failed: (ids) => `✗ Non superati: ${ids}.`,
    undecided: (count) => (count === 1 ? '1 non è stato deciso.' : `${count} non sono stati decisi.`),
    notTried: 'Non è stato possibile provare.',
    stopped: 'Interrotto.',
    took: (seconds, connections) => `${seconds} s, ${connections} connessioni`,
    known: (ids) => `✓ Non è fallito nulla, salvo ciò che si sa e si è voluto: ${ids}.`,
    isFailed: 'non superato',
    many: { inconclusive: 'non decisi', pass: 'superati', 'n.a.': 'non applicabili' },
    why: 'Perché è importante',
    mend: 'Come si corregge',
    readMore: 'Per saperne di più:',
    picture: (id) => `Lo scambio che mostra ${id}`,
    row: 'La riga aperta',
  },
  pictureWords: {
    probe: { name: 'Sonda', short: 'Sonda' },
    server: { name: 'Server', short: 'Server' },
    arrow: 'inviato',
    band: 'la connessione',
    explanations: {
      probe: 'Ciò che la sonda ha inviato. Le credenziali sono mascherate.',
      server: 'Ciò che il server ha risposto.',
      band: 'La connessione stessa.',
    },
  },
};
