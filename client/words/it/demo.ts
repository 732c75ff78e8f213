import type { demo as english } from '../en/demo.ts';
import type { Translated } from '../translated.ts';

export const demo: Translated<typeof english> = {
  states: {
    names: {
      disconnected: 'Disconnesso',
      connecting: 'Connessione in corso',
      authenticating: 'Autenticazione in corso',
      connected: 'Connesso',
      disconnecting: 'Disconnessione in corso',
      reconnecting: 'Riconnessione in corso',
    },
    mean: {
      disconnected: 'Provare a connettersi con il token valido, poi con quello sbagliato, e confrontare.',
      connecting: 'Si chiede un WebSocket al server.',
      authenticating:
        'Il socket è aperto, ma nessuno può parlare prima che il server abbia accettato un token.',
      connected: 'Autenticazione riuscita: ora entrambi possono parlare. Il server rimanda ciò che riceve.',
      disconnecting: 'Si attende che il server risponda al frame di chiusura.',
      reconnecting: 'La connessione è caduta, e la pagina si riconnette da sola.',
    },
    connectedAs: (user) =>
      `Autenticato come ${user}: ora entrambi possono parlare. Il server rimanda ciò che riceve.`,
  },
  silence: {
    state: (seconds) => `Il server tace da ${seconds} s`,
    means:
      'Può essere fermo, troppo occupato o irraggiungibile. La pagina aspetta, e prosegue appena il server torna a parlare.',
  },
  endings: {
    notOpened: 'Errore: non è stato possibile aprire la connessione.',
    disconnected: 'Disconnesso.',
    problem: (problem) => `Errore: ${problem}`,
    refused: {
      nothing:
        'Non è arrivato nulla in tempo, e il server ha chiuso. Il token va inviato come primo messaggio.',
      'no token': 'Nel primo messaggio non c’era un token. Prima va inviato quello, poi tutto il resto.',
      token: 'Il server non ha accettato il token. Controllarlo, poi connettersi di nuovo.',
      ticket:
        'Il server non ha accettato il ticket: è già stato usato, oppure è troppo vecchio. Prenderne uno nuovo, poi connettersi di nuovo.',
    },
    ended: 'La connessione è stata chiusa da questa pagina.',
    stoppedBefore: 'Il tentativo è stato interrotto prima che la connessione fosse aperta.',
    withCode: (why, code) => `${why} (Codice di chiusura ${code}.)`,
    http: (status) => `Il server ha rifiutato l’handshake con HTTP ${status}.`,
    oneOfThree:
      'I casi sono tre: il server ha rifiutato l’handshake, questo browser non accetta il suo certificato, oppure a ' +
      'questo indirizzo non risponde nessuno. In ogni caso la pagina riceve soltanto il codice di chiusura 1006.',
    code: (code, reason) => (reason === '' ? `codice ${code}` : `codice ${code}, ${reason}`),
  },
  retry: {
    decided: 'La pagina non riprova da sola: è stata una decisione del server, non una connessione caduta.',
    unknown: 'La pagina non riprova da sola: non può sapere se è stata rifiutata.',
    stopped: 'Tentativi interrotti. La pagina non riprova da sola.',
    noFreshTicket: 'La pagina non riprova da sola: non ha ottenuto un nuovo ticket.',
    cameBack: 'La connessione è tornata.',
    lost: 'Connessione caduta.',
    notConnected: 'Non connesso.',
    offline: (attempt) => `In attesa della rete (tentativo ${attempt}).`,
    waiting: (seconds, attempt) => `Nuovo tentativo tra ${seconds} s (tentativo ${attempt}).`,
    trying: (attempt) => `Nuovo tentativo in corso (tentativo ${attempt}).`,
  },
  log: {
    kinds: {
      opening: 'in apertura',
      opened: 'aperto',
      sent: 'inviato',
      notSent: 'non inviato',
      received: 'ricevuto',
      closing: 'in chiusura',
      closed: 'chiuso',
    },
    opening: (url) => `apertura di ${url}`,
    closing: 'chiusura chiesta da questa pagina',
    closed: (how) => `chiuso, ${how}`,
    shortened: (beginning, characters) => `${beginning}… (${characters} caratteri)`,
  },
  controls: {
    encrypted: 'cifrato',
    notEncrypted: 'non cifrato',
    signedInAs: (user) => `Accesso come ${user}.`,
    signedOut: 'Sessione terminata.',
    ticket: 'ticket nuovo',
    expired: 'scaduto',
  },
};
