import type { stories as english } from '../en/stories.ts';
import type { Translated } from '../translated.ts';

export const stories: Translated<typeof english> = {
  storyWords: {
    'valid-token': {
      title: 'token valido',
      about: 'Il token parte come primo messaggio, e lo segue un altro messaggio.',
      moral: 'Il token è stato controllato e confermato: da quel momento entrambi possono parlare.',
    },
    'wrong-token': {
      title: 'token sbagliato',
      about: 'Come primo messaggio parte un token che nessuno ha mai rilasciato.',
      moral:
        'Il server di autenticazione non conosce questo token: codice di chiusura 1011, e non una parola sul perché.',
    },
    'no-token': {
      title: 'nessun token',
      about: 'Il primo messaggio è un messaggio qualsiasi, senza alcun token.',
      moral:
        'Senza token non si interroga nemmeno il server di autenticazione, e il client riceve la stessa risposta che per un token sbagliato.',
    },
    'not-json': {
      title: 'non è JSON',
      about: 'Il primo messaggio è una semplice frase, che non è JSON.',
      moral: 'Il messaggio non si può leggere, e al client non si dice più che per un token sbagliato.',
    },
    silence: {
      title: 'silenzio',
      about: 'La connessione si apre, e poi nessuno dice nulla.',
      moral: 'L’ha chiusa il limite di tempo: qui nessuno tiene un posto senza dire chi è.',
    },
    'ticket-twice': {
      title: 'ticket usato due volte',
      about: 'Un solo ticket monouso viene mostrato su due connessioni, una dopo l’altra.',
      moral:
        'Il ticket ha aperto la prima connessione e si è consumato: per questo la seconda è stata rifiutata.',
    },
    'token-late': {
      title: 'token in ritardo',
      about: 'La connessione si apre, e il token valido viene trattenuto per un po’.',
      moral:
        'Un token valido dopo il limite non vale nulla, perché la connessione a cui era destinato non c’è più.',
    },
    'early-message': {
      title: 'messaggio in anticipo',
      about: 'Un messaggio parte subito dopo il token, prima che il server abbia risposto.',
      moral: 'Il messaggio è partito prima della conferma, e ha avuto risposta solo dopo.',
    },
  },
  otherwise: 'Questa volta è andata diversamente: le ultime righe del disegno dicono come.',
  noStory: {
    title: 'In rete',
    byHand: 'A mano: il disegno nasce da ciò che succede davvero.',
  },
};
