import type { demoLater as english } from '../en/demo-later.ts';
import type { Translated } from '../translated.ts';

export const demoLater: Translated<typeof english> = {
  advice: {
    link: (origin) => `Aprire ${origin}/ in una nuova scheda`,
    start: ': se non si carica, avviare il server. Poi connettersi di nuovo.',
    certificate:
      ': se compare un avviso sul certificato, accettarlo lì; se non si carica, avviare il server. Poi connettersi di nuovo.',
  },
  saving: {
    failed: (problem) => `Non ha funzionato: ${problem}`,
    title: 'Una connessione WebSocket, così come è avvenuta',
    mermaid: 'Copiato come Mermaid.',
    svg: 'Salvato come SVG.',
    png: 'Salvato come PNG.',
    link: 'Copiato il collegamento a questa pagina e storia.',
    tooLarge: 'Il disegno è troppo grande per un PNG.',
  },
  readMore: {
    lead: 'Per approfondire (in inglese):',
    firstMessage: 'First message',
    theFix: 'First message, la correzione',
    closeCodes: 'I codici di chiusura sul campo',
    protocol: 'Il protocollo',
    tickets: 'Ticket monouso',
  },
  provider: {
    signIn: 'accedi dal provider',
    signInAt: (host) => `accedi da ${host}`,
    away: (origin) =>
      `Il provider non risponde. Aprire ${origin} in una nuova scheda per vedere perché, poi riprovare.`,
    failed: 'Il provider non ha dato nessun token. Accedere di nuovo.',
  },
  byHand: {
    lead: 'Tutto ciò che fa una storia, nel momento che si preferisce.',
    message: 'Messaggi, uno per riga',
    kind: 'Inviare come',
    text: 'testo',
    binary: 'binario',
    after: 'Secondi dopo l’apertura del WebSocket',
    connect: 'Connetti, e poi invia',
    silent: 'Connetti, senza dire nulla',
    now: 'Invia ora',
    bytes: (length) => `(binario, ${length} byte)`,
  },
  because: {
    'verification failed':
      'Non è stato possibile interrogare il server di autenticazione, e in tal caso nessuno entra. Riprovare tra un momento.',
    'verification too slow':
      'Il server di autenticazione non ha risposto entro il limite. Riprovare tra un momento.',
    'first message too long':
      'Il primo messaggio era troppo lungo per essere un token. Inviarne uno più corto.',
  },
};
