import type { attacker as english } from '../en/attacker.ts';
import type { Translated } from '../translated.ts';

export const attacker: Translated<typeof english> = {
  added: { hijack: 'il cookie di Alice', 'cached-basic': 'la password di Alice, che aveva conservato' },
  ride: {
    opens: 'La pagina apre un WebSocket…',
    isIn: (added) => ({
      verdict: 'L’attaccante è entrato, e parla come Alice.',
      words: `Il browser ha aggiunto ${added}. L’attaccante legge:`,
    }),
    keptOut: (code) => ({
      verdict: 'L’attaccante è rimasto fuori.',
      words: `La pagina vede soltanto il codice di chiusura ${code}. Il log del server dice perché:`,
    }),
    otherSite: (code) => ({
      verdict: 'L’attaccante è rimasto fuori.',
      words: `Il browser non ha aggiunto nulla, perché per lui questa pagina è di un altro sito. La pagina vede soltanto il codice di chiusura ${code}; il log del server:`,
    }),
    isOver: {
      verdict: 'Ciò che il browser ha aggiunto non vale più.',
      words:
        'Perciò non si è visto nulla. Fare di nuovo la vittima, poi attaccare ancora. Il log del server:',
    },
  },
  nobodyThere: {
    hijack: {
      verdict: 'Nessuno ha effettuato l’accesso.',
      words:
        'Perciò il browser non aveva un cookie da aggiungere, e non si è visto nulla. Prima fare la vittima, in una nuova scheda, poi attaccare ancora. Il log del server:',
    },
    'cached-basic': {
      verdict: 'Nessuno si è connesso con una password.',
      words:
        'Perciò il browser non ne aveva una da aggiungere, e non si è visto nulla. Prima fare la vittima, in una nuova scheda, poi attaccare ancora. Il log del server:',
    },
  },
  victim: {
    signedIn: {
      verdict: 'Accesso effettuato come Alice.',
      words: 'Il browser conserva un cookie per questo host, su ogni sua porta.',
    },
    notSignedIn: (status) => ({
      verdict: 'L’accesso non è riuscito.',
      words: `Il server di autenticazione ha risposto ${status}.`,
    }),
    connected: {
      verdict: 'Connessione riuscita come Alice.',
      words: 'Il browser conserva la password finché non viene chiuso a sua volta.',
    },
    notConnected: {
      verdict: 'Connessione non riuscita.',
      words: 'Questo browser non ha inviato la password.',
    },
  },
  markup: {
    ranNone: (count) => `✓ Nessuno dei ${count} testi è stato eseguito.`,
    ran: (some, count, names) => `✗ Eseguiti ${some} testi su ${count}: ${names}.`,
    ended: (code) => `La connessione è finita: ${code}.`,
  },
};
