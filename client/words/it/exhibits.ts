import type { exhibits as english } from '../en/exhibits.ts';
import type { Translated } from '../translated.ts';

export const exhibits: Translated<typeof english> = {
  partyNames: {
    victim: { name: 'Vittima', short: 'Vittima' },
    attacker: { name: 'Attaccante', short: 'Attaccante' },
    server: { name: 'Server vero', short: 'Server' },
    twin: {
      weak: { name: 'Gemello debole', short: 'Gemello' },
      fixed: { name: 'Gemello corretto', short: 'Corretto' },
    },
    'node 1': { name: 'Nodo 1', short: 'Nodo1' },
    'node 2': { name: 'Nodo 2', short: 'Nodo2' },
    'node 3': { name: 'Nodo 3', short: 'Nodo3' },
  },
  exhibitWords: {
    heading: 'L’attacco: ',
    weakTwin:
      'Un gemello debole è questo stesso server con una cosa in meno: si attacca lui al posto di quello vero, soltanto su questa macchina.',
    notRunning:
      'Qui gli attacchi dimostrativi non sono attivi: arrivano con npm run dev, soltanto su questa macchina.',
    titles: { weak: 'Sul gemello debole', fixed: 'Con la correzione' },
    playOf: (name) => `Eseguire ${name}`,
    document: 'Attacchi dimostrativi',
    row: (position) => `${position}: la riga aperta`,
    code: (name) => `${name}: codice`,
    play: { weak: 'Esegui sul gemello debole', fixed: 'Esegui con la correzione' },
    present: 'presenta',
    playing: 'In esecuzione…',
    asking: 'Richiesta in corso…',
    waiting: (name, position) => `Si attende la fine di ${name}: ${position}.`,
    positions: { weak: 'sul gemello debole', fixed: 'con la correzione' },
    succeeded: '✗ L’attacco è riuscito.',
    failed: '✓ L’attacco è fallito.',
    notTried: 'Non è stato possibile provare l’attacco.',
    noAnswer: 'Il server degli attacchi dimostrativi non risponde.',
    brokenOff: 'Il server degli attacchi dimostrativi si è interrotto prima della fine.',
    held: 'Tutto resta così, da guardare, finché non si preme Rilascia o passano due minuti.',
    release: 'Rilascia',
    released: 'Rilasciato.',
    attackersPage: {
      before: 'In questo browser: aprire ',
      link: 'la pagina dell’attaccante',
      after: '.',
    },
    board: { before: 'I numeri dal vivo: ', link: 'il cruscotto', after: '.' },
    readMore: 'Per approfondire (in inglese):',
    whatChanged: 'Che cosa fa la differenza',
    fromTheSources: 'Dai sorgenti, com’erano quando è stata costruita questa pagina.',
  },
  rowWords: {
    request: {
      what: 'richiesta HTTP',
      explanation: 'Una richiesta HTTP: tutto ciò che contiene lo ha scritto chi l’ha inviata.',
    },
    opening: {
      what: 'richiesta HTTP di un WebSocket',
      explanation:
        'Un WebSocket nasce come richiesta HTTP: tutto ciò che contiene lo ha scritto chi l’ha inviata.',
    },
    opened: {
      what: 'risposta HTTP',
      explanation:
        'Il server accetta: da qui in poi i messaggi viaggiano nei due sensi su questa connessione.',
    },
    answered: { what: 'risposta HTTP', explanation: 'Il server ha fatto ciò che gli era stato chiesto.' },
    refused: {
      what: 'risposta HTTP',
      explanation: 'Il server rifiuta prima che esista un WebSocket.',
    },
    message: { what: 'messaggio di testo', explanation: 'Un messaggio sul WebSocket aperto.' },
    binary: {
      what: 'messaggio binario',
      explanation: 'Byte sul WebSocket aperto: possono essere qualsiasi cosa.',
    },
    close: {
      what: 'frame di chiusura',
      explanation: 'La connessione viene chiusa, e questo è tutto ciò che se ne dice.',
    },
    broken: {
      what: 'fine senza frame di chiusura',
      explanation: 'La connessione si è interrotta: non restava nulla da dire.',
    },
    deed: 'visto solo da questo lato',
    passing: 'raccontato dall’attacco',
  },
};
