import type { board as english } from '../en/board.ts';
import type { Translated } from '../translated.ts';

export const board: Translated<typeof english> = {
  states: {
    live: 'Dal vivo, due volte al secondo.',
    lost: 'Il server non risponde. Questa pagina riprova ogni pochi secondi, e prosegue da sola.',
    full: 'Troppe persone stanno già guardando, oppure il server si sta spegnendo. Questa pagina riprova ogni pochi secondi.',
    denied: 'Questo server mostra i suoi numeri solo sulla propria macchina. Aprire questa pagina da lì.',
    resting:
      'Si stanno guardando altre schede di questo browser. Con un clic qui o un tasto, questa riprende.',
  },
  panels: {
    titles: {
      connections: 'Connessioni',
      'turned-away': 'Respinti',
      messages: 'Messaggi',
      delay: 'Ritardo',
      memory: 'Memoria',
    },
    units: { connections: 'connessioni', perSecond: 'al secondo' },
    figures: {
      waiting: 'in attesa di autenticarsi',
      authenticated: 'autenticati',
      twins: 'sui gemelli deboli',
      turnedAway: 'ora',
      messages: 'di client autenticati',
      twinMessages: 'di client dei gemelli deboli',
      delay: 'event loop',
      echo: 'prima che un client onesto riceva la sua eco',
      resident: 'del processo',
      heap: 'oggetti JavaScript al suo interno',
    },
  },
  chart: {
    name: (title, unit) => `${title} nell’ultimo minuto, in ${unit}. I valori attuali sono qui accanto.`,
    secondsAgo: 'secondi fa',
    now: 'ora',
  },
  turnedAway: {
    title: 'Chi è stato respinto',
    since: 'Dall’avvio del server',
    ordinary:
      'Ciò che può causare ogni caricamento di pagina, poiché i browser tengono connessioni di riserva',
    nobody: 'Ancora nessuno.',
    told: 'Risposta',
    why: 'Perché',
    clients: 'Client',
  },
  causes: {
    notLetIn: 'non ammesso',
    closed: 'chiuso',
    closedWith: (code) => `chiuso con ${code}`,
    cutOff: 'interrotto',
    brokenFrame: (cause) => `frame difettoso: ${cause}`,
  },
  nodes: {
    title: 'Nodi',
    about:
      'Tutti i nodi condividono sessioni e ticket in un solo Redis. I grafici mostrano le somme di tutti i nodi, e il ritardo più lungo.',
    columns: ['Nodo', 'Stato', 'Connessioni', 'Ritardo', 'Memoria'],
    action: 'Azione',
    runs: 'attivo',
    isGone: 'fermo',
    kill: (node) => `Uccidi ${node}`,
    start: (node) => `Avvia ${node}`,
    killing: (node) => `Il nodo ${node} viene ucciso …`,
    starting: (node) => `Il nodo ${node} viene avviato …`,
    killed: (node) =>
      `Il nodo ${node} è stato ucciso (kill -9): ai suoi client non è stato detto nulla. Si guardi come tornano sugli altri.`,
    started: (node) => `Il nodo ${node} è di nuovo attivo. Riceve i prossimi client.`,
    refused: 'Non è stato fatto: ciò che ha avviato i nodi non risponde, oppure non a questo browser.',
  },
};
